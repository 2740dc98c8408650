"""Codes of reading and importing in plain words of the page's language."""

from .questions import group_text, option_text, question_text
from .refusals import doubt_text, left_out_text, notice_text, problem_text, reason_text, refusal_text
from .rows import cell_words, row_words
from .values import field_label, value_text

__all__ = [
    "cell_words",
    "doubt_text",
    "field_label",
    "group_text",
    "left_out_text",
    "notice_text",
    "option_text",
    "problem_text",
    "question_text",
    "reason_text",
    "refusal_text",
    "row_words",
    "value_text",
]
