"""What changes guidance: content that ships with the product, rules of the role router, guides, who writes them."""

from .content import load_content
from .guides import drop_draft, publish, record_review, save_draft
from .rules import end_rule, succeed_rule
from .translators import end_translator, name_translator

__all__ = [
    "drop_draft",
    "end_rule",
    "end_translator",
    "load_content",
    "name_translator",
    "publish",
    "record_review",
    "save_draft",
    "succeed_rule",
]
