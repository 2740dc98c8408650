"""May this viewer change this rule."""

from django.shortcuts import get_object_or_404
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer

from .models import TriageRule
from .queries import rules_on


def rule_to_change(viewer: Viewer, pk: int) -> TriageRule:
    """A rule that holds today; rules are shared by all regions of an installation."""
    return get_object_or_404(rules_on(timezone.localdate()), pk=pk)
