"""The closed list: every named address of the product, and who may open it.

Whoever adds an address adds its line here; the test beside this file fails for an address without one, and then
proves for each line: who may gets it, a stranger is sent to sign in (or finds nothing), another role is refused, and
the same role of the neighbouring region finds nothing (404).

    "bridging:show-request": only(COORDINATOR, args=lambda w, who: [w.request.pk]),
    "bridging:withdraw-offer": only(COORDINATOR, args=lambda w, who: [w.offer.pk], post=True),
    "bridging:answer-offer": link(args=lambda w, who: [w.offer_token]),
    "accounts:show-own-account": signed_in(),
    "bridging:ask": anyone(),

`args` gives the arguments of the address: `w` is the World below, of region A; `who` is the membership (of region A)
that asks. `post=True` marks addresses that take POST only; `data` is what is posted. `ok` adds answers that are
right for this one address beside 200, a redirect to content, and what a form or rule may say (400, 409, 422).
`row=False` says that the arguments name no row of anybody (a verb, a day of the week).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import F
from django.utils import timezone

from sleutelbos.accounts.models import Membership, Organisation, Region, Role
from sleutelbos.accounts.queries import viewer_of
from sleutelbos.accounts.services.links import make_token
from tests import factories

COORDINATOR = Role.COORDINATOR
PROFESSIONAL = Role.PROFESSIONAL
CASE_WORKER = Role.CASE_WORKER
POLICY_OFFICER = Role.POLICY_OFFICER
RESEARCHER = Role.RESEARCHER
FUNCTIONAL_ADMINISTRATOR = Role.FUNCTIONAL_ADMINISTRATOR
PRIVACY_OFFICER = Role.PRIVACY_OFFICER
KEY_PERSON = Role.KEY_PERSON
EVERY_ROLE = frozenset(str(role) for role in Role)

# A word in everything of region A; it may never stand on a page that somebody of region B opens.
MARK = "Zonnebloem"


# The name a phone gives to what it sends.
SENT: dict[str, Any] = {"sent_key": "6f1f3ad4-3d3f-4c2e-9c2a-52a94f2f4f10"}

# What the import understood of a row without anything in it.
READ: dict[str, Any] = {
    "fields": {},
    "questions": [],
    "problems": [],
    "notes": [],
    "columns": {},
    "missing": [],
}


class World:
    """Region A with everything in it, made when first asked for; `memberships` and `neighbours` hold every role."""

    # What the key person of the world told in another language, and the Dutch that was put beside it.
    told = told_dutch = ""

    def __init__(self) -> None:
        self.region: Region = factories.RegionFactory(slug="regio-a", name=f"Regio {MARK}")
        self.other_region: Region = factories.RegionFactory(slug="regio-b", name="Regio Buren")
        self.organisation: Organisation = factories.OrganisationFactory(
            region=self.region, name=f"School {MARK}", municipality=None
        )
        other = factories.OrganisationFactory(region=self.other_region, name="School Buren", municipality=None)
        self.memberships = {role: self._member(role, self.region, self.organisation) for role in EVERY_ROLE}
        self.neighbours = {role: self._member(role, self.other_region, other) for role in EVERY_ROLE}

    @cached_property
    def municipality(self) -> Any:
        return factories.MunicipalityFactory(region=self.region, name=f"Gemeente {MARK}")

    @staticmethod
    def _member(role: str, region: Region, organisation: Organisation) -> Membership:
        # Who works at an organisation asks for that organisation; the others work for the region.
        own = organisation if role in {PROFESSIONAL, CASE_WORKER, POLICY_OFFICER} else None
        name = f"{role} {MARK}" if "a" in region.slug.split("-") else f"{role} Buren"
        made: Membership = factories.MembershipFactory(
            user__name=name, user__email=f"{role}@{region.slug}.example", region=region, role=role, organisation=own
        )
        return made

    @cached_property
    def key_person(self) -> Any:
        return factories.KeyPersonFactory(
            region=self.region, first_name=MARK, membership=self.memberships[KEY_PERSON], speaks="ti"
        )

    @cached_property
    def neighbour_key_person(self) -> Any:
        return factories.KeyPersonFactory(region=self.other_region, membership=self.neighbours[KEY_PERSON])

    def _request(self, **more: Any) -> Any:
        who = self.memberships[PROFESSIONAL]
        return factories.RequestFactory(
            region=self.region,
            summary=f"Vraag over {MARK}",
            organisation=self.organisation,
            asker=who.user,
            asker_email=who.user.email,
            **more,
        )

    @cached_property
    def request(self) -> Any:
        return self._request()

    @cached_property
    def offer(self) -> Any:
        return factories.OfferFactory(request=self.request, key_person=self.key_person)

    @cached_property
    def visit(self) -> Any:
        return factories.VisitFactory(
            request=self._request(state="planned", accepted_count=1), key_person=self.key_person
        )

    @cached_property
    def past_visit(self) -> Any:
        request = self._request(state="planned", accepted_count=1)
        return factories.VisitFactory(request=request, key_person=self.key_person, over=True)

    @cached_property
    def time_wish(self) -> Any:
        from sleutelbos.bridging.models import TimeWish

        return TimeWish.objects.create(visit=self.visit, when="later", part="any")

    @cached_property
    def handover(self) -> Any:
        from sleutelbos.bridging.models import Handover

        return Handover.objects.create(visit=self.visit)

    @cached_property
    def consent(self) -> Any:
        from sleutelbos.newcomers.models import Consent

        return Consent.objects.create(newcomer=self.request.newcomer, answer="yes", way="link", about="visit:0")

    @cached_property
    def letter(self) -> Any:
        from sleutelbos.bridging.models import ReferenceLetter

        return ReferenceLetter.objects.create(region=self.region, key_person=self.key_person, words=MARK)

    @cached_property
    def signed_letter(self) -> Any:
        from sleutelbos.bridging.models import ReferenceLetter

        return ReferenceLetter.objects.create(
            region=self.region, key_person=self.key_person, state="issued", issued_at=self.visit.created_at
        )

    def fill(self) -> None:
        """Make everything now, so that each test finds it and none of them makes it."""
        for name in dir(type(self)):
            if isinstance(getattr(type(self), name), cached_property):
                getattr(self, name)

    @cached_property
    def import_batch(self) -> Any:
        from sleutelbos.exchange.models import ImportBatch

        return ImportBatch.objects.create(
            region=self.region, file_name=f"{MARK}.csv", kind="csv", digest="0" * 64, state="checking"
        )

    @cached_property
    def feed(self) -> Any:
        from sleutelbos.accounts.viewer import Viewer
        from sleutelbos.exchange import services

        return services.make_feed(key_person=self.key_person, level="busy", actor=Viewer.system(reason="test"))

    @cached_property
    def import_row(self) -> Any:
        from sleutelbos.exchange.models import ImportRow

        return ImportRow.objects.create(
            batch=self.import_batch, sheet=0, number=2, kind="people", state="waits", read=READ
        )

    @cached_property
    def week_plan(self) -> Any:
        from sleutelbos.matching.models import WeekPlan

        day = self.request.starts_at.date()
        return WeekPlan.objects.create(region=self.region, monday=day - timedelta(days=day.weekday()), state="proposed")

    @cached_property
    def suggestion(self) -> Any:
        from sleutelbos.matching.models import Suggestion

        return Suggestion.objects.create(request=self.request, input_hash="0" * 64, result={"candidates": []})

    @cached_property
    def room(self) -> Any:
        from sleutelbos.community.models import Room

        assert self.key_person.pk
        return Room.objects.create(region=self.region, title=f"Kamer {MARK}")

    def message_of(self, who: Membership, **more: Any) -> Any:
        from sleutelbos.community.models import Message

        # Numbers of a room in the order in which they are made here.
        type(self.room).objects.filter(pk=self.room.pk).update(counter=F("counter") + 1)
        self.room.refresh_from_db()
        number = self.room.counter
        values = {"text": f"Bericht {MARK}", "author": who, "number": number, "change": number, **more}
        return Message.objects.create(room=self.room, region=self.region, **values)

    @cached_property
    def group_message(self) -> Any:
        return self.message_of(self.memberships[PROFESSIONAL])

    @cached_property
    def announcement(self) -> Any:
        return self.message_of(self.memberships[PROFESSIONAL], kind="announcement")

    @cached_property
    def voice_message(self) -> Any:
        from sleutelbos.community.models import VoiceNote

        message = self.message_of(self.memberships[PROFESSIONAL])
        VoiceNote.objects.create(message=message, kind="ogg", seconds=1, data=b"OggS")
        return message

    def own_question(self, who: Membership, state: str = "open") -> Any:
        return self.message_of(who, kind="question", question_state=state)

    def answer_to(self, who: Membership) -> Any:
        return self.message_of(self.memberships[PROFESSIONAL], answers=self.own_question(who))

    def bottleneck(self, **more: Any) -> Any:
        """One the organisation of the world sees to, with two signals of its key person; a new one each time."""
        from sleutelbos.signals.models import Bottleneck, Signal

        row = Bottleneck.objects.create(
            region=self.region,
            theme=self.theme,
            title=f"Wachtlijst {MARK}",
            owner_organisation=self.organisation,
            due_on=timezone.localdate() + timedelta(days=9),
            **more,
        )
        for _number in range(2):
            Signal.objects.create(
                region=self.region,
                theme=self.theme,
                bottleneck=row,
                signaller=self.key_person,
                source="app",
                text=self.told,
                text_language="ar" if self.told else "",
                dutch=self.told_dutch,
                dutch_at=timezone.now() if self.told_dutch else None,
            )
        return row

    @cached_property
    def theme(self) -> Any:
        from sleutelbos.signals import services
        from sleutelbos.signals.models import Theme

        services.make_usual_themes(self.region.pk)
        return Theme.objects.get(region=self.region, code="childcare")

    @cached_property
    def spoken_signal(self) -> Any:
        from sleutelbos.signals.models import SignalVoice

        signal = self.bottleneck().signals.first()
        SignalVoice.objects.create(signal=signal, kind="ogg", seconds=1, data=b"OggS")
        return signal

    @cached_property
    def signal_answer(self) -> Any:
        from sleutelbos.signals.models import Answer

        row = self.bottleneck(state="answered", answered_at=timezone.now())
        return Answer.objects.create(region=self.region, bottleneck=row, kind="cannot")

    @cached_property
    def signal_alert(self) -> Any:
        from sleutelbos.signals.models import Alert

        return Alert.objects.create(region=self.region, theme=self.theme, families=5, since=timezone.localdate())

    def owner_rule(self) -> Any:
        from sleutelbos.signals.models import OwnerRule

        return OwnerRule.objects.create(region=self.region, organisation=self.organisation)

    @cached_property
    def source(self) -> Any:
        """A publication of somebody else with its first edition."""
        from sleutelbos.insights.models import Source
        from sleutelbos.insights.services.external import load_first_set

        load_first_set()
        return Source.objects.get(code="swi")

    @property
    def external_figure_address(self) -> list[int]:
        from tests.insights import editing

        chapter = self.edition.chapters.get(pk=self.chapter_address[1])
        writer = viewer_of(self.memberships[COORDINATOR])
        figure = editing.external_figure(chapter, writer, self.source.editions.get(number=1))
        return [*self.chapter_address, figure.pk]

    def release(self, state: str) -> Any:
        """Open figures of the region: the only draft of their period, or one more edition."""
        from sleutelbos.insights.models import Release

        Release.objects.filter(region=self.region, period="2026-Q1", state="ready").update(state="discarded")
        out = {"edition": 1, "published_at": timezone.now()} if state == "published" else {}
        cells = [["2026-Q1", "*", "*", "*", 40]]
        one = {"code": "questions", "dimensions": ["period", "municipality", "language", "topic"], "cells": cells}
        one["tables"] = [{"name": "municipality-language", "axes": ["period", "municipality", "language"]}]
        names: dict[str, Any] = {"municipality": {}, "topic": {}, "theme": {}}
        return Release.objects.create(
            region=self.region, period="2026-Q1", state=state, content={"sets": [one], "names": names}, **out
        )

    @cached_property
    def release_address(self) -> list[Any]:
        row = self.release("published")
        return [self.region.slug, row.period, row.edition]

    @cached_property
    def contact(self) -> Any:
        from sleutelbos.signals.models import Contact

        return Contact.objects.create(
            region=self.region,
            organisation=self.organisation,
            subject="absent",
            function=f"Balie {MARK}",
            phone="+31314000009",
            email="balie@school.example",
        )

    def absence_rule(self) -> Any:
        from sleutelbos.signals.models import AbsenceRule

        return AbsenceRule.objects.create(
            region=self.region, organisation=self.organisation, told=self.organisation, source=f"Gesprek {MARK}"
        )

    def absence(self, state: str = "told") -> Any:
        """Of a newcomer who lets a key person hear it; a new one each time."""
        from sleutelbos.newcomers.models import Consent
        from sleutelbos.signals.models import Absence

        newcomer = factories.NewcomerFactory(region=self.region)
        Consent.objects.create(newcomer=newcomer, purpose="told_when_absent", about="absence", answer="yes", way="link")
        return Absence.objects.create(
            region=self.region,
            organisation=self.organisation,
            rule=self.absence_rule(),
            newcomer=newcomer,
            state=state,
            key_person=self.key_person if state == "asked" else None,
            delete_on=timezone.localdate() + timedelta(days=30),
        )

    def talk(self) -> Any:
        """The planned talk with the organisation."""
        from sleutelbos.signals.models import Talk

        values = {"region": self.region, "on": timezone.localdate()}
        return Talk.objects.get_or_create(organisation=self.organisation, state="planned", defaults=values)[0]

    def agreement(self) -> Any:
        from sleutelbos.signals.models import Agreement

        return Agreement.objects.create(
            region=self.region,
            talk=self.talk(),
            what=f"Meer plekken {MARK}",
            party="organisation",
            due_on=timezone.localdate(),
        )

    def point(self) -> Any:
        return self.talk().points.create(words=f"Punt {MARK}")

    @cached_property
    def reading_round(self) -> Any:
        """A letter that is read by a panel; the writer is the policy officer."""
        from tests.letters import room

        writer = viewer_of(self.memberships[POLICY_OFFICER])
        letter = room.letter(self.region, writer, f"Bel ons voor een gesprek over {MARK}.")
        type(letter).objects.filter(pk=letter.pk).update(published_at=timezone.now())
        return room.round_of(letter, writer)

    @cached_property
    def reader(self) -> Any:
        from sleutelbos.letters.models import Answer
        from sleutelbos.letters.services import invite_panel

        coordinator = viewer_of(self.memberships[COORDINATOR])
        # Somebody else than `key_person`, who has a conflict with this organisation.
        person = factories.KeyPersonFactory(region=self.region, first_name=MARK)
        (reader,) = invite_panel(round=self.reading_round, people=[person], actor=coordinator)
        question = self.reading_round.questions.last()
        Answer.objects.create(reader=reader, question=question, text=f"Bellen met {MARK}")
        return reader

    @cached_property
    def spoken_answer(self) -> Any:
        from sleutelbos.letters.models import Spoken

        question = self.reading_round.questions.last()
        return Spoken.objects.create(reader=self.reader, question=question, kind="ogg", seconds=2, data=b"OggS")

    @cached_property
    def advice_round(self) -> Any:
        from sleutelbos.letters.models import Round
        from tests.letters import room

        return Round.objects.create(
            region=self.region, kind="advice", title=MARK, published_at=timezone.now(), **room.values()
        )

    def letter_at_gate(self, who: Membership) -> Any:
        from tests.letters import room

        return room.letter(who.region, viewer_of(who), f"Bel ons voor een gesprek over {MARK}.", ready=False)

    def token(self, purpose: str, row: Any) -> str:
        """A signed link to a row, as it stands in a message."""
        return make_token(purpose, row.pk, getattr(row, "link_version", 1))

    def passkey(self, who: Membership) -> Any:
        from allauth.mfa.models import Authenticator

        return Authenticator.objects.get_or_create(
            user=who.user, type=Authenticator.Type.WEBAUTHN, defaults={"data": {"name": MARK, "credential": {}}}
        )[0]

    def open_session(self, who: Membership) -> Any:
        from allauth.usersessions.models import UserSession
        from django.test import Client

        client = Client()
        client.force_login(who.user)
        return UserSession.objects.create(
            user=who.user, ip="127.0.0.1", session_key=client.session.session_key, user_agent=MARK
        )

    def saved_view(self, who: Membership) -> Any:
        from sleutelbos.bridging.models import SavedView

        return SavedView.objects.get_or_create(user=who.user, region=who.region, name=MARK)[0]

    def bulk_action(self, who: Membership) -> Any:
        from sleutelbos.bridging.models import BulkAction

        return BulkAction.objects.create(user=who.user, region=who.region, verb="close-unmet", items=[])

    @cached_property
    def council_address(self) -> list[int]:
        return [self.municipality.pk, timezone.localdate().year - 1]

    @cached_property
    def council_page(self) -> Any:
        from sleutelbos.insights.models import CouncilPage
        from sleutelbos.insights.services.council import count_pages

        year = timezone.localdate().year - 1
        return CouncilPage.objects.create(
            region=self.region,
            municipality=self.municipality,
            year=year,
            state="published",
            done_words=MARK,
            content=count_pages([self.municipality], year)[self.municipality.pk],
            counted_at=timezone.now(),
            published_at=timezone.now(),
        )

    @cached_property
    def edition(self) -> Any:
        """An edition that is being written, with somebody who was asked for a yes."""
        from tests.insights import editing

        writer = viewer_of(self.memberships[COORDINATOR])
        made = editing.edition(self.region, writer, title=f"De staat van {MARK}")
        editing.interview(made, writer, words=f"Ik ga mee met {MARK}.")
        editing.reading(made, writer)
        return made

    @cached_property
    def published_edition(self) -> Any:
        from tests.insights import editing

        return editing.published(self.region, viewer_of(self.memberships[COORDINATOR]), title=f"De staat van {MARK}")

    @property
    def chapter_address(self) -> list[int]:
        """Of the only chapter; made again for who asks after it was taken out."""
        from tests.insights import editing

        if not self.edition.chapters.exists():
            editing.chapter(self.edition, viewer_of(self.memberships[COORDINATOR]))
        return [self.edition.pk, self.edition.chapters.get().pk]

    @property
    def figure_address(self) -> list[int]:
        from tests.insights import editing

        chapter = self.edition.chapters.get(pk=self.chapter_address[1])
        typed = chapter.figures.filter(external=None)
        if not typed.exists():
            editing.figure(chapter, viewer_of(self.memberships[COORDINATOR]))
        return [*self.chapter_address, typed.get().pk]

    @property
    def quote_address(self) -> list[int]:
        interview = self.edition.interviews.get()
        return [interview.pk, interview.quotes.get().pk]

    @cached_property
    def guide_text(self) -> Any:
        return factories.GuideTextFactory()

    @cached_property
    def translator(self) -> Any:
        from sleutelbos.guidance.models import Translator

        return Translator.objects.create(region=self.region, membership=self.memberships[KEY_PERSON], language="so")

    @cached_property
    def rule(self) -> Any:
        from sleutelbos.guidance.models import TriageRule

        return TriageRule.objects.create(
            code="diagnosis",
            position=1,
            question={"nl": "Gaat het over een diagnose?"},
            advice={"nl": "Regel een tolk."},
            outcome="interpreter_first",
            source="test",
            checked_on=date(2026, 1, 1),
            valid_from=date(2026, 1, 1),
        )

    @cached_property
    def booking(self) -> Any:
        from sleutelbos.allowances.models import Booking

        return Booking.objects.create(
            engagement=self.key_person.engagements.first(), source="visit:0", day=date(2026, 1, 1), minutes=60
        )

    @cached_property
    def law_row(self) -> Any:
        from sleutelbos.allowances.models import LawRow

        return LawRow.objects.create(
            code="volunteer-fee-month",
            value=220,
            unit="EUR",
            valid_from=date(2026, 1, 1),
            source="test",
            certainty="M",
            checked_on=date(2026, 1, 1),
        )

    @cached_property
    def card(self) -> Any:
        from sleutelbos.guidance.models import RoleCard

        return RoleCard.objects.create(
            language="nl", version="test", content={"title": "Rolkaart", "reviewed": True}, checked_on=date(2026, 1, 1)
        )

    @cached_property
    def call_request(self) -> Any:
        from sleutelbos.bridging.models import CallRequest

        return CallRequest.objects.create(region=self.region, key_person=self.key_person, kind="call_me")

    @cached_property
    def phone(self) -> Any:
        from sleutelbos.pocket.models import Phone

        number = "0c1a9c54-4a55-4d0b-9f5d-6f3a2f6b7d10"
        return Phone.objects.create(pk=number, region=self.region, key_person=self.key_person, kind="phone")

    @cached_property
    def away(self) -> Any:
        from sleutelbos.keypersons.models import AvailabilityException

        return AvailabilityException.objects.create(
            key_person=self.key_person, first_day=date(2030, 1, 1), last_day=date(2030, 1, 2)
        )

    @cached_property
    def conflict(self) -> Any:
        from sleutelbos.keypersons.models import StandingConflict

        return StandingConflict.objects.create(key_person=self.key_person, organisation=self.organisation)


Args = Callable[[World, Membership], list[Any]]


def _nothing(world: World, who: Membership) -> list[Any]:
    return []


@dataclass(frozen=True)
class Line:
    """Who may open one address; see the top of this file."""

    who: str  # anyone, link, signed_in or roles
    roles: frozenset[str] = field(default_factory=frozenset)
    args: Args = _nothing
    post: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    ok: frozenset[int] = field(default_factory=frozenset)
    row: bool = True

    @property
    def about_a_row(self) -> bool:
        """Whether the address names something that belongs to somebody."""
        return self.row and self.args is not _nothing


def anyone(**more: Any) -> Line:
    """Everybody, also without an account; nothing personal stands there."""
    return Line("anyone", EVERY_ROLE, **_with_ok(more))


def link(args: Args, **more: Any) -> Line:
    """Whoever holds a signed link; a link that was tampered with opens nothing."""
    return Line("link", EVERY_ROLE, args, **_with_ok(more))


def signed_in(**more: Any) -> Line:
    """Everybody with an account, in whatever role; only the own rows."""
    return Line("signed_in", EVERY_ROLE, **_with_ok(more))


def only(*roles: str, **more: Any) -> Line:
    """Who acts in one of these roles, in the region of the row."""
    return Line("roles", frozenset(str(role) for role in roles), **_with_ok(more))


def _with_ok(more: dict[str, Any]) -> dict[str, Any]:
    return {**more, "ok": frozenset(more.get("ok", ()))}


def _profile(w: World, who: Membership) -> list[Any]:
    return [w.key_person.pk]


def _own_profile(w: World, who: Membership) -> list[Any]:
    assert w.key_person.pk
    return []


def _theme(w: World, who: Membership) -> list[Any]:
    assert w.key_person.pk
    return [w.theme.code]


# Whoever may see to what does not work.
SEEING = (COORDINATOR, PROFESSIONAL, CASE_WORKER, POLICY_OFFICER)


def _translating(w: World, who: Membership) -> list[Any]:
    from sleutelbos.guidance.models import Translator

    Translator.objects.get_or_create(region=w.region, membership=w.memberships[KEY_PERSON], language="fr")
    return []


def _request(w: World, who: Membership) -> list[Any]:
    return [w.request.pk]


def _status(w: World, who: Membership) -> list[Any]:
    return [w.token("status", w.request)]


def _status_of_visit(w: World, who: Membership) -> list[Any]:
    return [w.token("status", w.visit.request), w.visit.pk]


def _offer_link(w: World, who: Membership) -> list[Any]:
    return [w.token("offer", w.offer)]


def _visit_link(w: World, who: Membership) -> list[Any]:
    return [w.token("visit", w.visit)]


def _absence_rule(w: World, who: Membership) -> list[Any]:
    w.absence_rule()
    return []


def _code(w: World, who: Membership) -> list[Any]:
    return [w.request.newcomer.code]


def _code_and_visit(w: World, who: Membership) -> list[Any]:
    return [w.visit.request.newcomer.code, w.visit.pk]


SUBJECTS = ["person", "languages", "week", "hours", "exceptions", "travel", "caps", "topics", "wishes", "conflicts"]

MATRIX: dict[str, Line] = {
    # --- the front door and what machines read ---------------------------------------------------------------
    "home": anyone(),
    "accessibility": anyone(),
    "privacy": anyone(),
    "healthz": anyone(),
    "readyz": anyone(),
    "security-txt": anyone(),
    "set_language": anyone(post=True, data={"language": "en"}),
    "ui:show-styleguide": anyone(ok=[404]),
    # The SMS provider, with its own bearer token; without one set in the settings there is no such page.
    "notices:receive-receipt": anyone(post=True, ok=[404]),
    # --- signing in --------------------------------------------------------------------------------------------
    "account_login": anyone(),
    "account_confirm_login_code": anyone(),
    "account_request_login_code": anyone(),
    "account_signup": anyone(),
    "account_email_verification_sent": anyone(),
    "account_inactive": anyone(),
    "account_logout": anyone(),
    "mfa_login_webauthn": anyone(),
    "mfa_authenticate": anyone(),
    "account_reauthenticate": anyone(),
    "socialaccount_login_cancelled": anyone(),
    "socialaccount_login_error": anyone(ok=[401]),
    # No organisation's provider is configured in this test; tests/accounts/test_openid.py has one.
    "openid_connect_login": anyone(args=lambda w, who: ["geen"], ok=[404]),
    "openid_connect_callback": anyone(args=lambda w, who: ["geen"], ok=[404]),
    "accounts:demo-sign-in": anyone(ok=[404]),
    "mfa_reauthenticate": signed_in(ok=[403]),
    "mfa_reauthenticate_webauthn": signed_in(ok=[403]),
    "mfa_index": signed_in(),
    "mfa_list_webauthn": signed_in(),
    "mfa_add_webauthn": signed_in(),
    "mfa_edit_webauthn": signed_in(args=lambda w, who: [w.passkey(who).pk]),
    "mfa_remove_webauthn": signed_in(args=lambda w, who: [w.passkey(who).pk]),
    "mfa_activate_totp": signed_in(),
    "mfa_deactivate_totp": signed_in(ok=[404]),
    "mfa_view_recovery_codes": signed_in(ok=[404]),
    "mfa_generate_recovery_codes": signed_in(),
    "mfa_download_recovery_codes": signed_in(ok=[404]),
    # --- the own account ---------------------------------------------------------------------------------------
    "account_email": anyone(),
    "accounts:choose-role": signed_in(),
    "accounts:show-own-account": signed_in(),
    "accounts:change-own-account": signed_in(),
    "accounts:list-sessions": signed_in(),
    "accounts:end-session": signed_in(args=lambda w, who: [w.open_session(who).pk], post=True),
    "accounts:require-second-factor": signed_in(),
    # --- guidance: shared by all regions of an installation, about nobody -----------------------------------------
    "guidance:show-rules": signed_in(),
    "guidance:succeed-rule": only(FUNCTIONAL_ADMINISTRATOR, args=lambda w, who: [w.rule.pk], row=False),
    "guidance:end-rule": only(FUNCTIONAL_ADMINISTRATOR, args=lambda w, who: [w.rule.pk], row=False),
    "guidance:choose-role-card": anyone(),
    "guidance:show-role-card": anyone(args=lambda w, who: [w.card.language], row=False),
    "guidance:list-guides": anyone(),
    "guidance:ask-person": anyone(),
    "guidance:show-guide": anyone(args=lambda w, who: [w.guide_text.guide.code], row=False),
    "guidance:show-guide-in": anyone(args=lambda w, who: [w.guide_text.guide.code, "nl"], row=False),
    # A key person with the translator's right, in that language; Dutch is the coordinator's.
    "guidance:list-guide-texts": only(COORDINATOR, KEY_PERSON, args=_translating, row=False),
    "guidance:write-guide": only(COORDINATOR, args=lambda w, who: [w.guide_text.guide.code, "nl"], row=False),
    "guidance:drop-guide-draft": only(
        COORDINATOR, args=lambda w, who: [w.guide_text.guide.code, "nl"], row=False, post=True
    ),
    "guidance:review-guide": only(
        COORDINATOR, args=lambda w, who: [w.guide_text.guide.code, "nl"], row=False, post=True
    ),
    "guidance:show-guide-version": only(COORDINATOR, args=lambda w, who: [w.guide_text.pk], row=False),
    "guidance:list-translators": only(COORDINATOR),
    "guidance:end-translator": only(COORDINATOR, args=lambda w, who: [w.translator.pk], post=True),
    # --- the functional administrator ------------------------------------------------------------------------------
    "accounts:list-organisations": only(FUNCTIONAL_ADMINISTRATOR),
    "accounts:add-organisation": only(FUNCTIONAL_ADMINISTRATOR),
    "accounts:change-organisation": only(FUNCTIONAL_ADMINISTRATOR, args=lambda w, who: [w.organisation.pk]),
    "accounts:close-organisation": only(FUNCTIONAL_ADMINISTRATOR, args=lambda w, who: [w.organisation.pk], post=True),
    "accounts:reopen-organisation": only(FUNCTIONAL_ADMINISTRATOR, args=lambda w, who: [w.organisation.pk], post=True),
    "accounts:list-memberships": only(FUNCTIONAL_ADMINISTRATOR),
    "accounts:invite-user": only(FUNCTIONAL_ADMINISTRATOR),
    "accounts:end-membership": only(FUNCTIONAL_ADMINISTRATOR, args=lambda w, who: [w.memberships[PROFESSIONAL].pk]),
    "accounts:change-region": only(FUNCTIONAL_ADMINISTRATOR),
    "accounts:join-municipality": only(FUNCTIONAL_ADMINISTRATOR),
    "accounts:show-municipality": only(FUNCTIONAL_ADMINISTRATOR, args=lambda w, who: [w.municipality.pk]),
    "accounts:start-support": only(FUNCTIONAL_ADMINISTRATOR),
    # Also after the half hour is over, so that the button never ends on a refusal.
    "accounts:end-support": signed_in(post=True),
    "accounts:show-trail": only(PRIVACY_OFFICER),
    "accounts:show-own-trail": signed_in(),
    "accounts:theme": anyone(args=lambda w, who: [w.region.slug, "0"]),
    # --- key persons -------------------------------------------------------------------------------------------
    "keypersons:list-key-persons": only(COORDINATOR),
    "keypersons:add-key-person": only(COORDINATOR),
    "keypersons:show-key-person": only(COORDINATOR, args=_profile),
    "keypersons:move-state": only(COORDINATOR, args=_profile, post=True),
    "keypersons:invite": only(COORDINATOR, args=_profile, post=True),
    "keypersons:stop-showing": only(COORDINATOR, args=_profile, post=True),
    **{f"keypersons:change-{name}": only(COORDINATOR, args=_profile) for name in SUBJECTS},
    "keypersons:change-day-hours": only(COORDINATOR, args=lambda w, who: [w.key_person.pk, 1]),
    "keypersons:remove-exception": only(COORDINATOR, args=lambda w, who: [w.key_person.pk, w.away.pk], post=True),
    "keypersons:end-conflict": only(COORDINATOR, args=lambda w, who: [w.key_person.pk, w.conflict.pk], post=True),
    "keypersons:add-engagement": only(COORDINATOR, args=_profile),
    "keypersons:end-engagement": only(
        COORDINATOR, args=lambda w, who: [w.key_person.pk, w.key_person.engagements.first().pk]
    ),
    "keypersons:add-readiness": only(COORDINATOR, args=_profile),
    "keypersons:remove-readiness": only(
        COORDINATOR, args=lambda w, who: [w.key_person.pk, w.key_person.readiness.first().pk], post=True
    ),
    "keypersons:show-own-profile": only(KEY_PERSON, args=_own_profile),
    **{f"keypersons:change-own-{name}": only(KEY_PERSON, args=_own_profile) for name in SUBJECTS},
    "keypersons:change-own-day-hours": only(KEY_PERSON, args=lambda w, who: [1], row=False),
    "keypersons:remove-own-exception": only(KEY_PERSON, args=lambda w, who: [w.away.pk], post=True),
    "keypersons:end-own-conflict": only(KEY_PERSON, args=lambda w, who: [w.conflict.pk], post=True),
    "keypersons:not-this-week": only(KEY_PERSON, args=_own_profile, post=True),
    "keypersons:pause": only(KEY_PERSON, args=_own_profile),
    "keypersons:less-time": only(KEY_PERSON, args=_own_profile),
    "keypersons:only-for-now": only(KEY_PERSON, args=_own_profile),
    "keypersons:end-only-for-now": only(KEY_PERSON, args=_own_profile, post=True),
    "keypersons:come-back": only(KEY_PERSON, args=_own_profile, post=True),
    "keypersons:change-own-public-profile": only(KEY_PERSON, args=_own_profile),
    "keypersons:list-messages": only(COORDINATOR, args=_profile),
    "keypersons:list-undelivered": only(COORDINATOR),
    "keypersons:show-reach": only(KEY_PERSON, args=_own_profile),
    "keypersons:choose-channels": only(KEY_PERSON, args=lambda w, who: ["vraag"], row=False),
    "keypersons:change-quiet-hours": only(KEY_PERSON, args=_own_profile),
    "keypersons:change-rhythm": only(KEY_PERSON, args=_own_profile),
    "keypersons:change-number": only(KEY_PERSON, args=_own_profile),
    "keypersons:confirm-number": only(KEY_PERSON, args=_own_profile),
    "keypersons:forget-number": only(KEY_PERSON, args=_own_profile, post=True),
    "keypersons:show-browsers": only(KEY_PERSON, args=_own_profile),
    "keypersons:start-push": only(KEY_PERSON, args=_own_profile, post=True),
    "keypersons:stop-push": only(KEY_PERSON, args=_own_profile, post=True),
    "keypersons:send-test": only(KEY_PERSON, args=_own_profile, post=True),
    "keypersons:list-public-profiles": only(PROFESSIONAL, CASE_WORKER, POLICY_OFFICER, COORDINATOR),
    # --- the Group: key persons and the coordinator of the region, nobody else ----------------------------------
    "community:list-rooms": only(KEY_PERSON, COORDINATOR, args=_own_profile),
    "community:show-news": only(KEY_PERSON, COORDINATOR, args=_own_profile),
    **{
        f"community:{name}": only(KEY_PERSON, COORDINATOR, args=lambda w, who: [w.room.pk])
        for name in ("show-room", "stream-room", "ask-colleagues", "speak", "show-about")
    },
    **{
        f"community:{name}": only(KEY_PERSON, COORDINATOR, args=lambda w, who: [w.room.pk], post=True, ok=[204])
        for name in ("mark-seen", "mute-room", "join-room")
    },
    # Whoever leaves comes back for the lines that follow.
    "community:leave-room": only(KEY_PERSON, COORDINATOR, args=lambda w, who: [w.room.pk], post=True),
    "community:add-room": only(COORDINATOR),
    "community:list-reports": only(COORDINATOR),
    "community:announce": only(COORDINATOR, args=lambda w, who: [w.room.pk]),
    "community:change-room": only(COORDINATOR, args=lambda w, who: [w.room.pk]),
    "community:close-room": only(COORDINATOR, args=lambda w, who: [w.room.pk], post=True),
    "community:reopen-room": only(COORDINATOR, args=lambda w, who: [w.room.pk], post=True),
    "community:show-message": only(KEY_PERSON, COORDINATOR, args=lambda w, who: [w.group_message.pk]),
    "community:report-message": only(KEY_PERSON, COORDINATOR, args=lambda w, who: [w.group_message.pk]),
    "community:play-voice": only(KEY_PERSON, COORDINATOR, args=lambda w, who: [w.voice_message.pk]),
    "community:change-message": only(KEY_PERSON, COORDINATOR, args=lambda w, who: [w.message_of(who).pk]),
    "community:withdraw-message": only(KEY_PERSON, COORDINATOR, args=lambda w, who: [w.message_of(who).pk], post=True),
    "community:handle-report": only(COORDINATOR, args=lambda w, who: [w.message_of(who).pk], post=True),
    "community:thank-for-answer": only(KEY_PERSON, COORDINATOR, args=lambda w, who: [w.answer_to(who).pk], post=True),
    "community:close-question": only(KEY_PERSON, COORDINATOR, args=lambda w, who: [w.own_question(who).pk], post=True),
    "community:reopen-question": only(
        KEY_PERSON, COORDINATOR, args=lambda w, who: [w.own_question(who, "closed").pk], post=True
    ),
    "community:read-announcement": only(KEY_PERSON, COORDINATOR, args=lambda w, who: [w.announcement.pk], post=True),
    "community:show-readers": only(COORDINATOR, args=lambda w, who: [w.announcement.pk]),
    # --- signals: who notices, who sees to it, the coordinator ---------------------------------------------------
    "signals:choose-theme": only(KEY_PERSON, args=_own_profile),
    "signals:send-signal": only(KEY_PERSON, args=_theme, row=False),
    "signals:speak-signal": only(KEY_PERSON, args=_theme, row=False),
    "signals:list-own-signals": only(KEY_PERSON, args=_own_profile),
    "signals:worry": only(KEY_PERSON, args=_own_profile),
    "signals:play-voice": only(KEY_PERSON, *SEEING, args=lambda w, who: [w.spoken_signal.pk]),
    "signals:choose-theme-after-visit": link(args=_visit_link),
    "signals:signal-told": link(args=_visit_link),
    "signals:send-signal-after-visit": link(args=lambda w, who: [*_visit_link(w, who), w.theme.code]),
    "signals:list-bottlenecks": only(*SEEING),
    **{
        f"signals:{name}": only(*SEEING, args=lambda w, who: [w.bottleneck().pk])
        for name in ("show-bottleneck", "change-bottleneck", "answer")
    },
    "signals:take": only(*SEEING, args=lambda w, who: [w.bottleneck().pk], post=True),
    "signals:put-back": only(*SEEING, args=lambda w, who: [w.bottleneck(state="busy").pk], post=True),
    "signals:render-signal": only(*SEEING, args=lambda w, who: [w.spoken_signal.pk]),
    "signals:translate-answer": only(*SEEING, args=lambda w, who: [w.signal_answer.pk]),
    "signals:assign": only(COORDINATOR, args=lambda w, who: [w.bottleneck().pk]),
    "signals:merge": only(COORDINATOR, args=lambda w, who: [w.bottleneck().pk]),
    "signals:split": only(COORDINATOR, args=lambda w, who: [w.bottleneck().pk], post=True),
    "signals:remind": only(COORDINATOR, args=lambda w, who: [w.bottleneck().pk], post=True),
    "signals:reopen": only(COORDINATOR, args=lambda w, who: [w.signal_answer.bottleneck_id]),
    "signals:see-alert": only(COORDINATOR, args=lambda w, who: [w.signal_alert.pk], post=True),
    "signals:show-lists": only(COORDINATOR),
    "signals:add-owner-rule": only(COORDINATOR),
    "signals:end-owner-rule": only(COORDINATOR, args=lambda w, who: [w.owner_rule().pk], post=True),
    "signals:make-theme": only(COORDINATOR),
    "signals:change-theme": only(COORDINATOR, args=lambda w, who: [w.theme.pk]),
    # --- who to call for what, talks with organisations, somebody could not come ----------------------------------
    "signals:list-contacts": only(COORDINATOR),
    "signals:list-talks": only(COORDINATOR),
    **{
        f"signals:{name}": only(COORDINATOR, args=lambda w, who: [w.organisation.pk])
        for name in ("show-organisation", "add-contact", "contacts-beside", "plan-talk", "make-absence-rule")
    },
    "signals:change-contact": only(COORDINATOR, args=lambda w, who: [w.contact.pk]),
    "signals:step-contact": only(COORDINATOR, args=lambda w, who: [w.contact.pk, "klopt"], post=True),
    "signals:confirm-contact": link(args=lambda w, who: [w.token("contact", w.contact)]),
    "signals:choose-subject": only(KEY_PERSON, args=_own_profile),
    "signals:list-own-contacts": only(KEY_PERSON, args=lambda w, who: [*_own_profile(w, who), "absent"], row=False),
    **{
        f"signals:{name}": only(COORDINATOR, args=lambda w, who: [w.talk().pk])
        for name in ("show-talk", "change-talk", "hold-talk")
    },
    "signals:add-point": only(COORDINATOR, args=lambda w, who: [w.talk().pk], post=True, ok=[422]),
    "signals:agree": only(COORDINATOR, args=lambda w, who: [w.talk().pk], post=True, ok=[422]),
    "signals:remove-point": only(COORDINATOR, args=lambda w, who: [w.talk().pk, w.point().pk], post=True),
    "signals:cancel-talk": only(COORDINATOR, args=lambda w, who: [w.talk().pk], post=True),
    "signals:settle-agreement": only(COORDINATOR, args=lambda w, who: [w.agreement().pk]),
    "signals:end-absence-rule": only(COORDINATOR, args=lambda w, who: [w.absence_rule().pk], post=True),
    "signals:tell-absence": only(PROFESSIONAL),
    "signals:send-absence": only(PROFESSIONAL, args=_absence_rule, post=True, ok=[422], row=False),
    "signals:withdraw-absence": only(PROFESSIONAL, args=lambda w, who: [w.absence().pk], post=True),
    "signals:list-absences": only(CASE_WORKER),
    "signals:show-absence": only(CASE_WORKER, args=lambda w, who: [w.absence().pk]),
    "signals:list-own-calls": only(KEY_PERSON, args=_own_profile),
    "signals:show-calls": only(KEY_PERSON),
    "signals:show-answers": only(KEY_PERSON, args=_own_profile),
    "signals:open-answers": only(KEY_PERSON, args=_own_profile, post=True),
    "signals:settle-own-call": only(KEY_PERSON, args=lambda w, who: [w.absence("asked").pk]),
    "signals:choose-who-hears": link(args=_code),
    # --- hours and fees ----------------------------------------------------------------------------------------
    "allowances:show-month": only(COORDINATOR),
    "allowances:show-bookings": only(COORDINATOR),
    "allowances:export-month": only(COORDINATOR),
    "allowances:release-booking": only(COORDINATOR, args=lambda w, who: [w.booking.pk], post=True),
    "allowances:reverse-booking": only(COORDINATOR, args=lambda w, who: [w.booking.pk], post=True),
    "allowances:restore-booking": only(COORDINATOR, args=lambda w, who: [w.booking.pk], post=True),
    "allowances:show-room": only(COORDINATOR, args=_profile),
    "allowances:show-own-hours": only(KEY_PERSON, args=_own_profile),
    # The law is one for all regions of an installation.
    "allowances:show-law": only(
        COORDINATOR, FUNCTIONAL_ADMINISTRATOR, POLICY_OFFICER, RESEARCHER, PRIVACY_OFFICER, KEY_PERSON
    ),
    "allowances:add-law-row": only(FUNCTIONAL_ADMINISTRATOR, args=lambda w, who: [w.law_row.pk], row=False),
    # --- the coordinator's desk --------------------------------------------------------------------------------
    "bridging:show-desk": only(COORDINATOR),
    "bridging:save-view": only(COORDINATOR, post=True),
    "bridging:remove-view": only(COORDINATOR, args=lambda w, who: [w.saved_view(who).pk], post=True),
    "bridging:handle-call": only(COORDINATOR, args=lambda w, who: [w.call_request.pk], post=True),
    "bridging:undo-many": only(COORDINATOR, args=lambda w, who: [w.bulk_action(who).pk], post=True),
    "bridging:list-requests": only(COORDINATOR),
    "bridging:export-requests": only(COORDINATOR),
    # Rows are ticked in the form; numbers of another region are left out, see tests/bridging.
    "bridging:change-many": only(COORDINATOR, args=lambda w, who: ["close-unmet"], post=True, row=False),
    "bridging:show-request": only(COORDINATOR, args=_request),
    "bridging:change-request": only(COORDINATOR, args=_request),
    "bridging:close-unmet": only(COORDINATOR, args=_request),
    "bridging:cancel-request": only(COORDINATOR, args=_request),
    "bridging:check-role": only(COORDINATOR, args=_request),
    "bridging:override-triage": only(COORDINATOR, args=_request),
    "bridging:redirect-request": only(COORDINATOR, args=_request),
    "bridging:go-on-with-fewer": only(COORDINATOR, args=_request, post=True),
    "bridging:reopen-request": only(COORDINATOR, args=_request, post=True),
    "bridging:exclude-person": only(COORDINATOR, args=_request),
    "bridging:withdraw-offer": only(COORDINATOR, args=lambda w, who: [w.offer.pk], post=True),
    "bridging:accept-other-time": only(COORDINATOR, args=lambda w, who: [w.offer.pk], post=True),
    "bridging:plan-visit": only(COORDINATOR, args=lambda w, who: [w.offer.pk]),
    "bridging:list-visits": only(COORDINATOR),
    "bridging:change-visit": only(COORDINATOR, args=lambda w, who: [w.visit.pk]),
    "bridging:cancel-visit": only(COORDINATOR, args=lambda w, who: [w.visit.pk]),
    "bridging:decline-time-wish": only(COORDINATOR, args=lambda w, who: [w.time_wish.pk]),
    "bridging:step-in": only(COORDINATOR, args=lambda w, who: [w.visit.pk], post=True),
    "bridging:record-agreement": only(COORDINATOR, args=lambda w, who: [w.visit.pk], post=True),
    "bridging:person-load": only(COORDINATOR, args=_profile),
    "matching:show-suggestions": only(COORDINATOR, args=_request),
    "matching:ask-people": only(COORDINATOR, args=_request, post=True),
    "matching:compare-people": only(COORDINATOR, args=_request),
    "matching:show-kept": only(COORDINATOR, args=lambda w, who: [w.request.pk, w.suggestion.pk]),
    "matching:show-week": only(COORDINATOR),
    "matching:start-plan": only(COORDINATOR, post=True),
    "matching:show-plan-progress": only(COORDINATOR, args=lambda w, who: [w.week_plan.pk]),
    "matching:stop-plan": only(COORDINATOR, args=lambda w, who: [w.week_plan.pk], post=True),
    "matching:change-line": only(COORDINATOR, args=lambda w, who: [w.week_plan.pk, w.request.pk]),
    "matching:mark-line": only(
        COORDINATOR, args=lambda w, who: [w.week_plan.pk], post=True, data={"doe": "pin:1"}, ok=[404]
    ),
    "matching:drop-line": only(COORDINATOR, args=lambda w, who: [w.week_plan.pk], post=True, ok=[404]),
    "matching:publish-plan": only(COORDINATOR, args=lambda w, who: [w.week_plan.pk], post=True),
    "matching:discard-plan": only(COORDINATOR, args=lambda w, who: [w.week_plan.pk], post=True),
    "matching:show-register": anyone(),
    "matching:show-coverage": only(COORDINATOR),
    "matching:show-wanted": only(COORDINATOR),
    "matching:choose-who-is-out": only(COORDINATOR),
    "matching:show-repair": only(COORDINATOR, args=_profile),
    "matching:look-wider": only(COORDINATOR, args=_profile, post=True, ok=[404]),
    "matching:show-wider": only(COORDINATOR, args=_profile, ok=[404]),
    # --- without an account: whoever asks, whoever was asked, whom it is about ----------------------------------
    "bridging:ask": anyone(),
    "bridging:ask-step": anyone(args=lambda w, who: [w.region.slug, "wat"]),
    "bridging:ask-done": anyone(args=lambda w, who: [w.region.slug]),
    "bridging:stop-asking": anyone(args=lambda w, who: [w.region.slug], post=True),
    "bridging:confirm-question": link(args=lambda w, who: [w.token("confirm", w.request)]),
    "bridging:show-status": link(args=_status),
    "bridging:change-question": link(args=_status),
    "bridging:cancel-question": link(args=_status),
    "bridging:arrange-interpreter": link(args=_status, post=True),
    "bridging:agree-for-newcomer": link(args=_status_of_visit, post=True),
    "bridging:another-for-newcomer": link(args=_status_of_visit),
    "bridging:give-experience": link(args=lambda w, who: [w.token("experience", w.past_visit)]),
    **{f"bridging:{name}": link(args=_offer_link) for name in ("answer-offer", "propose-other-time")},
    **{
        f"bridging:{name}": link(args=_offer_link, post=True)
        for name in ("accept-offer", "decline-offer", "refer-offer", "ask-later")
    },
    **{
        f"bridging:{name}": link(args=_visit_link)
        for name in ("show-own-visit", "download-visit", "step-out", "not-my-role", "worry", "worry-told")
    },
    "bridging:call-me": link(args=_visit_link, post=True),
    "bridging:log-visit": link(args=lambda w, who: [w.token("visit", w.past_visit)]),
    # What a phone sends later: a link that was withdrawn is told so in the answer's own words.
    "bridging:send-call": link(args=_visit_link, post=True, data=SENT | {"kind": "call_me"}),
    "bridging:send-log": link(args=lambda w, who: [w.token("visit", w.past_visit)], post=True, data=SENT),
    # The code on a newcomer's card is the key; wrong ones are counted (tests/newcomers).
    "newcomers:type-code": anyone(),
    "newcomers:show-erased": anyone(args=lambda w, who: ["nl"]),
    "newcomers:print-card": link(args=lambda w, who: [w.token("card", w.request.newcomer)]),
    "newcomers:show-qr": link(args=lambda w, who: [w.token("card", w.request.newcomer)]),
    "newcomers:download-card": link(args=lambda w, who: [w.token("card", w.request.newcomer)]),
    "newcomers:show-own-card": link(args=_code),
    "newcomers:show": link(args=_code),
    "newcomers:choose-language": link(args=_code, post=True, data={"language": "en"}),
    **{
        f"bridging:{name}": link(args=_code)
        for name in (
            *("show-helper", "show-choices", "stop-as-newcomer", "change-own-wishes", "list-receipts"),
            *("show-kept", "show-facts", "list-own-questions", "show-who-looked", "complain", "ask-for-call"),
            "erase-newcomer",
        )
    },
    "bridging:download-kept": link(args=_code),
    "bridging:rest-after-visit": link(args=lambda w, who: [w.token("visit", w.past_visit)], post=True),
    "bridging:show-record": only(KEY_PERSON, args=_own_profile),
    "bridging:ask-letter": only(KEY_PERSON, args=_own_profile),
    "bridging:answer-letter": only(KEY_PERSON, args=lambda w, who: [w.letter.pk, "ja"], post=True),
    "bridging:download-letter": only(KEY_PERSON, args=lambda w, who: [w.signed_letter.pk]),
    "bridging:list-handovers": only(KEY_PERSON, args=_own_profile),
    "bridging:ask-handover": only(KEY_PERSON, args=lambda w, who: [w.visit.pk], post=True),
    "bridging:withdraw-handover": only(KEY_PERSON, args=lambda w, who: [w.handover.pk], post=True),
    "bridging:say-goodbye": only(KEY_PERSON, args=_own_profile),
    "bridging:write-letter": only(COORDINATOR, args=lambda w, who: [w.letter.pk]),
    "bridging:sign-letter": only(COORDINATOR, args=lambda w, who: [w.letter.pk], post=True),
    "bridging:explain-helper": link(args=lambda w, who: [w.request.newcomer.code, "wel"]),
    "bridging:change-own-wish": link(args=lambda w, who: [w.request.newcomer.code, "wie"]),
    "bridging:show-receipt": link(args=lambda w, who: [w.consent.newcomer.code, w.consent.pk]),
    **{
        f"bridging:{name}": link(args=lambda w, who: [w.visit.request.newcomer.code, w.visit.pk])
        for name in ("show-own-appointment", "ask-other-time", "call-off")
    },
    "bridging:answer-handover": link(
        args=lambda w, who: [w.handover.visit.request.newcomer.code, w.handover.pk, "nee"], post=True
    ),
    "bridging:agree-as-newcomer": link(args=_code_and_visit, post=True),
    "bridging:want-another": link(args=_code_and_visit),
    "bridging:give-newcomer-experience": link(
        args=lambda w, who: [w.past_visit.request.newcomer.code, w.past_visit.pk]
    ),
    # --- the own questions and the own work -------------------------------------------------------------------------
    "bridging:list-my-requests": only(PROFESSIONAL, CASE_WORKER, POLICY_OFFICER),
    "bridging:show-my-request": only(PROFESSIONAL, CASE_WORKER, POLICY_OFFICER, args=_request),
    "bridging:call-me-now": only(KEY_PERSON, post=True),
    "bridging:not-my-role-now": only(KEY_PERSON),
    "bridging:show-own-work": only(KEY_PERSON),
    # --- the installed app ------------------------------------------------------------------------------------------
    "pocket:list-phones": only(KEY_PERSON),
    "pocket:lose-own-phone": only(KEY_PERSON, args=lambda w, who: [w.phone.pk]),
    "pocket:lose-phone-of": only(COORDINATOR, args=_profile),
    "pocket:manifest": anyone(args=lambda w, who: [w.other_region.slug, "ar"], row=False),
    "pocket:start": anyone(),
    "pocket:touch": anyone(post=True, data={"device": "5a4b8b0e-6f6c-4f0e-8a51-0d8f2b0f9c11"}),
    "pocket:worker": anyone(),
    # --- reading along with letters ---------------------------------------------------------------------------------
    "letters:list-letters": only(COORDINATOR, POLICY_OFFICER),
    "letters:list-words": only(COORDINATOR, POLICY_OFFICER),
    "letters:upload-letter": only(COORDINATOR, POLICY_OFFICER),
    "letters:ask-advice": only(COORDINATOR, POLICY_OFFICER),
    **{
        f"letters:{name}": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.reading_round.version.letter_id])
        for name in ("show-letter", "show-progress", "ask-round", "download-letter")
    },
    # This letter was pasted: there is no file to track changes in.
    "letters:download-changes": only(
        COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.reading_round.version.letter_id], ok=[404]
    ),
    # Nobody changed it yet: there is no before and after to print.
    "letters:download-sheet": only(
        COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.reading_round.version.letter_id, 2], ok=[404]
    ),
    # Before the gate only the writer sees a letter, whatever the role.
    **{
        f"letters:{name}": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.letter_at_gate(who).pk])
        for name in ("confirm-text", "check-privacy")
    },
    "letters:settle-privacy": only(
        COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.letter_at_gate(who).pk], post=True
    ),
    "letters:discard-letter": only(
        COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.letter_at_gate(who).pk], post=True
    ),
    "letters:publish-letter": only(
        COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.reading_round.version.letter_id], post=True
    ),
    "letters:choose-panel": only(COORDINATOR, args=lambda w, who: [w.reading_round.pk]),
    **{
        f"letters:{name}": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.reading_round.pk])
        for name in ("show-round", "show-desk")
    },
    **{
        f"letters:{name}": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.reading_round.pk], post=True)
        for name in ("close-round", "withdraw-round", "tell-readers", "make-version", "publish-round")
    },
    "letters:decide": only(
        COORDINATOR,
        POLICY_OFFICER,
        args=lambda w, who: [w.reading_round.pk, w.reading_round.version.sentences.first().pk],
    ),
    "letters:judge-answer": only(
        COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.reading_round.pk, w.reader.answers.first().pk], post=True
    ),
    "letters:play-voice": only(
        COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.reading_round.pk, w.spoken_answer.pk]
    ),
    "letters:speak-sentence": link(
        args=lambda w, who: [w.token("reader", w.reader), w.reading_round.version.sentences.first().pk]
    ),
    "letters:speak-answer": link(args=lambda w, who: [w.token("reader", w.reader), w.spoken_answer.question_id]),
    "letters:list-own-readings": only(KEY_PERSON),
    "letters:show-waiting": only(KEY_PERSON),
    **{
        f"letters:{name}": link(args=lambda w, who: [w.token("reader", w.reader)])
        for name in (
            "start-reading",
            "read-letter",
            "answer-questions",
            "mark-sentences",
            "vote",
            "finish-reading",
            "show-verdict",
        )
    },
    "letters:decline-reading": link(args=lambda w, who: [w.token("reader", w.reader)], post=True),
    "letters:mark-sentence": link(
        args=lambda w, who: [w.token("reader", w.reader), w.reading_round.version.sentences.first().pk],
        post=True,
        data={"verdict": "clear"},
    ),
    "letters:list-published": anyone(),
    "letters:show-published-letter": anyone(args=lambda w, who: [w.reading_round.version.letter.public_id]),
    "letters:show-open-data": anyone(args=lambda w, who: [w.reading_round.version.letter.public_id]),
    # Nobody said yes to it.
    "letters:download-open-data": anyone(args=lambda w, who: [w.reading_round.version.letter.public_id], ok=[404]),
    "letters:show-published-round": anyone(args=lambda w, who: [w.advice_round.public_id]),
    # --- the publication --------------------------------------------------------------------------------------------
    "insights:list-editions": only(COORDINATOR, POLICY_OFFICER),
    "insights:create-edition": only(COORDINATOR, POLICY_OFFICER),
    **{
        f"insights:{name}": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.edition.pk])
        for name in (
            "show-edition",
            "change-edition",
            "add-chapter",
            "add-interview",
            "preview-edition",
            "preview-paper",
        )
    },
    **{
        f"insights:{name}": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.edition.pk], post=True)
        for name in ("add-reading", "move-edition", "publish-edition", "correct-edition", "translate-edition")
    },
    "insights:change-chapter": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: w.chapter_address),
    "insights:add-figure": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: w.chapter_address),
    **{
        f"insights:{name}": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: w.chapter_address, post=True)
        for name in ("move-chapter", "remove-chapter")
    },
    "insights:add-own-figure": only(
        COORDINATOR, POLICY_OFFICER, args=lambda w, who: [*w.chapter_address, "quarters"], post=True
    ),
    "insights:change-figure": only(
        COORDINATOR,
        POLICY_OFFICER,
        args=lambda w, who: w.figure_address,
    ),
    "insights:remove-figure": only(
        COORDINATOR,
        POLICY_OFFICER,
        args=lambda w, who: w.figure_address,
        post=True,
    ),
    "insights:choose-external-figure": only(
        COORDINATOR, POLICY_OFFICER, args=lambda w, who: w.external_figure_address[:2]
    ),
    "insights:add-external-figure": only(
        COORDINATOR,
        POLICY_OFFICER,
        args=lambda w, who: [*w.external_figure_address[:2], w.source.editions.get(number=1).pk, "plichtigen"],
    ),
    "insights:renew-external-figure": only(
        COORDINATOR, POLICY_OFFICER, args=lambda w, who: w.external_figure_address, post=True
    ),
    "insights:note-link": only(
        COORDINATOR,
        POLICY_OFFICER,
        args=lambda w, who: [w.edition.pk, w.edition.readings.get().pk],
        post=True,
        data={"answer": "dead"},
    ),
    "insights:check-links": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.edition.pk], post=True),
    # No site pointed to another address.
    "insights:take-new-address": only(
        COORDINATOR,
        POLICY_OFFICER,
        args=lambda w, who: [w.edition.pk, w.edition.readings.get().pk],
        post=True,
        ok=[409],
    ),
    # Only an edition in another language has words of quotes of its own.
    "insights:translate-quote": only(
        COORDINATOR,
        POLICY_OFFICER,
        args=lambda w, who: [w.edition.pk, w.quote_address[1]],
        post=True,
        ok=[404],
    ),
    "insights:show-interview": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.quote_address[0]]),
    "insights:ask-for-yes": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.quote_address[0]], post=True),
    "insights:change-quote": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: w.quote_address),
    "insights:remove-quote": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: w.quote_address, post=True),
    "insights:show-own-quotes": link(args=lambda w, who: [w.token("interview", w.edition.interviews.get())]),
    "insights:choose-use": link(
        args=lambda w, who: [w.token("interview", w.edition.interviews.get())], post=True, data={"shown": "role"}
    ),
    "insights:take-all-back": link(args=lambda w, who: [w.token("interview", w.edition.interviews.get())], post=True),
    "insights:decide-quote": link(
        args=lambda w, who: [w.token("interview", w.edition.interviews.get()), w.quote_address[1]],
        post=True,
        data={"verdict": "approved", "version": "1"},
    ),
    "insights:list-published-editions": anyone(),
    **{
        f"insights:{name}": anyone(args=lambda w, who: [w.published_edition.public_id])
        for name in ("show-published-edition", "download-edition-paper", "download-edition-data")
    },
    # --- open figures -----------------------------------------------------------------------------------------------
    "insights:show-figures": only(COORDINATOR, POLICY_OFFICER, RESEARCHER),
    "insights:show-definitions": only(COORDINATOR, POLICY_OFFICER, RESEARCHER),
    "insights:show-load": only(COORDINATOR, KEY_PERSON),
    "insights:list-council-pages": only(COORDINATOR, POLICY_OFFICER),
    "insights:show-council-draft": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: w.council_address),
    "insights:write-council-words": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: w.council_address),
    "insights:publish-council-page": only(
        # Without what was looked at nothing is published.
        COORDINATOR,
        POLICY_OFFICER,
        args=lambda w, who: w.council_address,
        post=True,
        ok=[409],
    ),
    "insights:count-council-figures": only(
        COORDINATOR, POLICY_OFFICER, args=lambda w, who: w.council_address, post=True
    ),
    "insights:show-council-progress": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: w.council_address),
    "insights:withdraw-council-page": only(
        # Taken back by whoever came first.
        COORDINATOR,
        POLICY_OFFICER,
        args=lambda w, who: [w.council_page.pk],
        post=True,
        ok=[409],
    ),
    "insights:list-public-council-pages": anyone(),
    "insights:show-council-page": anyone(args=lambda w, who: [w.council_page.public_id]),
    "insights:list-own-releases": only(COORDINATOR, POLICY_OFFICER),
    "insights:prepare-release": only(
        COORDINATOR, POLICY_OFFICER, post=True, data={"period": "2026-Q1", "threshold": "5"}
    ),
    "insights:show-draft-release": only(COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.release("ready").pk]),
    "insights:publish-release": only(
        COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.release("ready").pk], post=True
    ),
    "insights:discard-release": only(
        COORDINATOR, POLICY_OFFICER, args=lambda w, who: [w.release("ready").pk], post=True
    ),
    "insights:list-sources": anyone(),
    "insights:show-source": anyone(args=lambda w, who: [w.source.code]),
    "insights:show-source-edition": anyone(args=lambda w, who: [w.source.code, 1]),
    "insights:download-source": anyone(args=lambda w, who: [w.source.code, 1]),
    "insights:list-releases": anyone(),
    "insights:show-key-person-counts": anyone(),
    **{
        f"insights:{name}": anyone(args=lambda w, who: w.release_address)
        for name in ("show-release", "download-release-package", "download-release-json")
    },
    "insights:download-release-csv": anyone(args=lambda w, who: [*w.release_address, "questions"]),
    # --- the own calendar; the secret address needs no account --------------------------------------------------------
    "exchange:list-feeds": only(KEY_PERSON, args=_own_profile),
    "exchange:make-feed": only(KEY_PERSON, args=_own_profile, post=True, data={"level": "place"}),
    "exchange:end-feed": only(KEY_PERSON, args=lambda w, who: [w.feed[0].pk], post=True),
    "exchange:end-own-feeds": only(KEY_PERSON, args=_own_profile),
    "exchange:end-feeds-of": only(COORDINATOR, args=_profile),
    "exchange:read-feed": link(args=lambda w, who: [w.feed[1]]),
    # --- imports ----------------------------------------------------------------------------------------------------
    "exchange:export-key-persons": only(COORDINATOR),
    "exchange:list-imports": only(COORDINATOR, FUNCTIONAL_ADMINISTRATOR),
    "exchange:upload-file": only(COORDINATOR, FUNCTIONAL_ADMINISTRATOR),
    **{
        f"exchange:{name}": only(COORDINATOR, FUNCTIONAL_ADMINISTRATOR, args=lambda w, who: [w.import_batch.pk])
        for name in (
            "show-import",
            "show-progress",
            "choose-columns",
            "answer-questions",
            "list-rows",
            "undo-import",
            "export-report",
        )
    },
    **{
        f"exchange:{name}": only(
            COORDINATOR, FUNCTIONAL_ADMINISTRATOR, args=lambda w, who: [w.import_batch.pk], post=True
        )
        for name in ("try-import", "run-import", "resume-import", "discard-import")
    },
    "exchange:change-row": only(
        COORDINATOR,
        FUNCTIONAL_ADMINISTRATOR,
        args=lambda w, who: [w.import_batch.pk, w.import_row.sheet, w.import_row.number],
    ),
}
