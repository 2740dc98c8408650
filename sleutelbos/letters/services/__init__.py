"""What changes letters and rounds."""

from .deciding import decide, judge_answer, make_version, take_decision_back
from .gate import confirm_text, make_public, pass_gate, replace_words, take_public_back
from .panel import add_reader, invite_panel, minutes_of, send_links, withdraw_links
from .reading import (
    answer_questions,
    confirm_read,
    decline,
    finish,
    mark_sentence,
    propose,
    reader_token,
    share,
    start_reading,
    vote,
)
from .rounds import ask_advice, ask_round, close_due, close_round, withdraw_round
from .speaking import speak, take_voice_back
from .telling import publish_letter, publish_round, tell_readers, unpublish_letter, unpublish_round
from .uploading import change_text, discard_letter, paste_letter, read_source, upload_letter

__all__ = [
    "add_reader",
    "answer_questions",
    "ask_advice",
    "ask_round",
    "change_text",
    "close_due",
    "close_round",
    "confirm_read",
    "confirm_text",
    "decide",
    "decline",
    "discard_letter",
    "finish",
    "invite_panel",
    "judge_answer",
    "make_public",
    "make_version",
    "mark_sentence",
    "minutes_of",
    "pass_gate",
    "paste_letter",
    "propose",
    "publish_letter",
    "publish_round",
    "read_source",
    "reader_token",
    "replace_words",
    "send_links",
    "share",
    "speak",
    "start_reading",
    "take_decision_back",
    "take_public_back",
    "take_voice_back",
    "tell_readers",
    "unpublish_letter",
    "unpublish_round",
    "upload_letter",
    "vote",
    "withdraw_links",
    "withdraw_round",
]
