"""A region with an organisation one talks with, for the tests of contacts, no-shows and talks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from sleutelbos.accounts.queries import viewer_of
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.newcomers.models import Consent
from sleutelbos.signals import services as signals
from sleutelbos.signals.models import AbsenceRule, Bottleneck, Signal, Theme
from tests import factories


class House:
    """Region, language school, department, and somebody in each role."""

    def __init__(self) -> None:
        self.region = factories.RegionFactory(slug="achterhoek", name="Achterhoek")
        self.school = factories.OrganisationFactory(
            region=self.region, name="Taalschool Oostwaarts", kind="language_school", municipality=None
        )
        self.department = factories.OrganisationFactory(
            region=self.region, name="Team Inburgering", kind="municipality", municipality=None
        )
        self.coordinator = self.member("coordinator", None)
        self.teacher = self.member("professional", self.school)
        self.worker = self.member("case_worker", self.department)
        self.person = factories.KeyPersonFactory(region=self.region, first_name="Selam", with_account=True)

    def member(self, role: str, organisation: Any) -> Any:
        """A membership with a user of that name."""
        return factories.MembershipFactory(
            region=self.region,
            role=role,
            organisation=organisation,
            user__name=role.title(),
            user__email=f"{role}@house.example",
        )

    def viewer(self, of: Any) -> Viewer:
        """The Viewer of a membership or a key person."""
        return viewer_of(getattr(of, "membership", None) or of)

    def bottleneck(self, title: str = "Vier maanden wachten", *, linked: bool = True, **more: Any) -> Bottleneck:
        """Something that waits, told by two families, linked to the school."""
        signals.make_usual_themes(self.region.pk)
        theme = Theme.objects.get(region=self.region, code="waiting_list")
        values = {"due_on": timezone.localdate() + timedelta(days=20), "title": title, **more}
        row = Bottleneck.objects.create(region=self.region, theme=theme, **values)
        Signal.objects.create(
            region=self.region, theme=theme, bottleneck=row, signaller=self.person, source="app", families=2
        )
        if linked:
            row.organisations.add(self.school)
        return row

    def rule(self, **more: Any) -> AbsenceRule:
        """What the school and the department agreed."""
        values = {"source": "Gesprek van maart", "valid_from": timezone.localdate() - timedelta(days=30), **more}
        return AbsenceRule.objects.create(region=self.region, organisation=self.school, told=self.department, **values)

    def newcomer(self, *, hears: bool = False, code: str = "KM-MERELTJE", helped: bool = True) -> Any:
        """Somebody the school asked a question about, helped by the key person; `hears` is the newcomer's yes."""
        newcomer = factories.NewcomerFactory(region=self.region, case_code=code)
        request = factories.RequestFactory(
            region=self.region,
            organisation=self.school,
            newcomer=newcomer,
            municipality=None,
            state="planned",
            accepted_count=1,
        )
        if helped:
            factories.VisitFactory(request=request, key_person=self.person, over=True, state="done")
        if hears:
            Consent.objects.create(
                newcomer=newcomer, purpose="told_when_absent", about="absence", answer="yes", way="link"
            )
        return newcomer
