"""A question while it is being typed: in the visitor's session, in small steps, gone when it was sent.

Only what a form accepted is kept, so nothing that the guard refuses ever reaches the session's table.
"""

import secrets
import time
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from sleutelbos.accounts.models import Region, Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.guidance import queries as guidance

from .. import queries, rules
from ..forms.asking import AdviceForm, KindForm, RouterForm, TopicForm, WhoForm, WishForm
from ..forms.moments import WhenForm
from ..models import Request

INDIVIDUAL = {Request.Kind.ONE_NEWCOMER, Request.Kind.ACCOMPANIMENT}
FIRST, LAST = "wat", "wie"
KEEP_SECONDS = 3 * 3600


class Draft:
    """The question one visitor is typing for one region."""

    def __init__(self, request: ViewerRequest, region: Region) -> None:
        self.request, self.region = request, region
        self.name = f"question:{region.slug}"
        kept = request.session.get(self.name, {})
        fresh = kept.get("at", 0) > time.time() - KEEP_SECONDS
        self.kept: dict[str, Any] = kept if fresh else {"key": secrets.token_urlsafe(18), "steps": {}}

    @property
    def key(self) -> str:
        """What makes a second send of this form the same question."""
        return str(self.kept["key"])

    @property
    def kind(self) -> str:
        """What was chosen on the first screen; empty before."""
        return "".join(self.kept["steps"].get(FIRST, {}).get("kind", []))

    @property
    def individual(self) -> bool:
        """Whether one newcomer is helped."""
        return self.kind in INDIVIDUAL

    @property
    def steps(self) -> list[str]:
        """The screens of this kind of question, in order; the router's advice only where it has something to say."""
        if not self.individual:
            return [FIRST, "onderwerp", "wanneer", LAST]
        advice = ["advies"] if self.triage.outcome != "key_person" else []
        return [FIRST, "rol", *advice, "onderwerp", "wensen", "wanneer", LAST]

    @cached_property
    def router(self) -> list[Any]:
        """The role router's rules of today."""
        return list(guidance.rules_on(timezone.localdate()))

    @property
    def triage(self) -> rules.Triage:
        """Where the answers on the router's screen lead; a key person while it was not filled in."""
        form = self.form("rol", self.data("rol"))
        if not self.data("rol") or not form.is_valid():
            return rules.Triage("key_person", "")
        return rules.triage(queries.triage_rules(timezone.localdate()), form.answers)  # type: ignore[attr-defined]

    def data(self, step: str) -> QueryDict | None:
        """What was typed on a screen; None when it was not sent yet."""
        kept: Mapping[str, list[str]] | None = self.kept["steps"].get(step)
        if kept is None:
            return None
        data = QueryDict(mutable=True)
        for name, values in kept.items():
            data.setlist(name, values)
        return data

    def form(self, step: str, data: QueryDict | None = None) -> forms.Form:
        """The form of one screen, filled with `data`, else with what was typed before."""
        data = self.data(step) if data is None else data
        match step:
            case "wat":
                return KindForm(data)
            case "rol":
                return RouterForm(data, rules=self.router)
            case "advies":
                return AdviceForm(data, outcome=self.triage.outcome)
            case "onderwerp":
                return TopicForm(data, individual=self.individual)
            case "wensen":
                viewer = self.request.viewer
                types_for_another = viewer.has_role(Role.COORDINATOR)
                return WishForm(data, earlier=queries.earlier_helpers(viewer), full_names=types_for_another)
            case "wanneer":
                return WhenForm(data, region=self.region, individual=self.individual)
        return WhoForm(data, viewer=self.request.viewer, individual=self.individual)

    def keep(self, step: str, form: forms.Form) -> None:
        """Keep what a valid form got, only its own fields."""
        data = QueryDict("", mutable=True) if not isinstance(form.data, QueryDict) else form.data
        fields = {name: data.getlist(name) for name in form.fields if name in data}
        if step == FIRST and fields.get("kind") != self.kept["steps"].get(FIRST, {}).get("kind"):
            # Another kind asks other things; what fits both stays.
            self.kept["steps"].pop("advies", None)
        if step == "rol":
            self.kept["steps"].pop("advies", None)
        self.kept["steps"][step] = fields
        self.kept["at"] = time.time()
        self.request.session[self.name] = self.kept

    def forget(self) -> None:
        """The question was sent, or the visitor stopped."""
        self.request.session.pop(self.name, None)

    def first_open(self, before: str = "") -> str:
        """The first screen that still needs something, looking only at those before `before`."""
        for step in self.steps:
            if step == before:
                break
            if self.data(step) is None or not self.form(step).is_valid():
                return step
        return ""

    def after(self, step: str) -> str:
        """The screen that follows."""
        order = self.steps
        return order[order.index(step) + 1]

    def before(self, step: str) -> str:
        """The screen that comes before; empty on the first."""
        order = self.steps
        at = order.index(step)
        return order[at - 1] if at else ""

    def values(self, *steps: str) -> dict[str, Any]:
        """Fields of Request from these screens, which must be complete."""
        values: dict[str, Any] = {"kind": self.kind}
        for step in steps:
            if step in self.steps:
                form = self.form(step)
                form.is_valid()
                values |= form.values()  # type: ignore[attr-defined]
        return values

    def question(self) -> dict[str, Any]:
        """Arguments for `services.ask_question`, of a complete draft."""
        values = self.values("onderwerp", "wensen", "wanneer", LAST)
        answers: dict[str, bool] = {}
        if self.individual:
            router = self.form("rol")
            router.is_valid()
            answers = router.answers  # type: ignore[attr-defined]
            values["interpreter_arranged"] = (self.data("advies") or QueryDict()).get("choice") == "interpreter"
        who = self.form(LAST)
        who.is_valid()
        return {
            "region": self.region,
            "values": values,
            "triage_answers": answers,
            "excluded": queries.people_called(self.region, values.get("not_person", "")),
            "case_code": who.cleaned_data.get("case_code", ""),
            "form_key": self.key,
        }
