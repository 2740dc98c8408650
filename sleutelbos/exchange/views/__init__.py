"""Pages of import: a file comes in, is checked, is taken in, is taken back; and the own calendar."""

from .checking import answer_questions, change_row, choose_columns, list_rows
from .exporting import export_key_persons
from .feeds import end_feed, end_feeds_of, end_own_feeds, list_feeds, make_feed, read_feed
from .files import discard_import, list_imports, show_import, show_progress, upload_file
from .running import export_report, resume_import, run_import, try_import, undo_import

__all__ = [
    "answer_questions",
    "change_row",
    "choose_columns",
    "discard_import",
    "end_feed",
    "end_feeds_of",
    "end_own_feeds",
    "export_key_persons",
    "export_report",
    "list_feeds",
    "list_imports",
    "list_rows",
    "make_feed",
    "read_feed",
    "resume_import",
    "run_import",
    "show_import",
    "show_progress",
    "try_import",
    "undo_import",
    "upload_file",
]
