"""What changes imports: a file comes in, is checked, is taken in, is taken back."""

from .checking import CHANGEABLE, answer_questions, change_row, choose_columns, settle
from .feeds import end_feed, end_feeds, hash_of, make_feed, note_read
from .reading import read_batch, start_reading, stuck
from .resuming import resume
from .running import run_batch, start_import, try_import
from .undoing import start_undo, undo_batch
from .uploading import discard_import, upload_file

__all__ = [
    "CHANGEABLE",
    "answer_questions",
    "change_row",
    "choose_columns",
    "discard_import",
    "end_feed",
    "end_feeds",
    "hash_of",
    "make_feed",
    "note_read",
    "read_batch",
    "resume",
    "run_batch",
    "settle",
    "start_import",
    "start_reading",
    "start_undo",
    "stuck",
    "try_import",
    "undo_batch",
    "upload_file",
]
