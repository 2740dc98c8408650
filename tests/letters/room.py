"""A letter, a panel and a round for tests: made through the services, as people would."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from sleutelbos.accounts.queries import viewer_of
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.letters import services
from sleutelbos.letters.models import Letter, Reader, Round
from tests import factories

TEXT = """Uitnodiging voor een gesprek

Geachte heer, mevrouw,

U dient zich voor 1 maart 2027 te melden bij het loket van de gemeente. Neem uw paspoort mee.

Indien u niet verschijnt, kan uw uitkering worden verlaagd.

Wij helpen u graag.
"""


def writer(region: Any, **more: Any) -> Viewer:
    """A policy officer of an organisation of the region."""
    organisation = more.pop("organisation", None) or factories.OrganisationFactory(
        region=region, kind="municipality", **more
    )
    return viewer_of(factories.MembershipFactory(region=region, role="policy_officer", organisation=organisation))


def lead(region: Any) -> Viewer:
    """The coordinator of the region."""
    return viewer_of(factories.MembershipFactory(region=region, role="coordinator"))


def letter(region: Any, actor: Viewer, text: str = TEXT, *, ready: bool = True) -> Letter:
    """A pasted letter, through the gate unless `ready=False`."""
    from sleutelbos.accounts.models import Organisation

    organisation = Organisation.objects.filter(pk__in=actor.organisation_ids).first()
    made = services.paste_letter(
        region=region,
        organisation=organisation,
        municipality=organisation.municipality if organisation else None,
        title="Uitnodiging",
        text=text,
        actor=actor,
    )
    if ready:
        services.pass_gate(letter=made, actor=actor)
        made.refresh_from_db()
    return made


def values(**more: Any) -> dict[str, Any]:
    """What the form for a round gives."""
    today = timezone.localdate()
    return {
        "purpose": "Mensen moeten weten wat ze moeten doen.",
        "receivers": "Mensen met een uitkering",
        "receivers_count": 1200,
        "languages": [],
        "wanted": 6,
        "minutes": 15,
        "closes_on": today + timedelta(days=7),
        "answer_by": today + timedelta(days=21),
        **more,
    }


def questions() -> list[dict[str, Any]]:
    """Asked back: one to choose from, one open."""
    return [
        {"code": "what", "text": "", "options": ["Bellen", "Naar het loket gaan", "Niets"], "right": 1},
        {"code": "when", "text": "", "options": [], "right": None},
    ]


def round_of(made: Letter, actor: Viewer, **more: Any) -> Round:
    """A round for the newest version, waiting for a panel."""
    version = made.versions.order_by("-number")[0]
    return services.ask_round(version=version, values=values(**more), questions=questions(), actor=actor)


def people(region: Any, number: int = 2, **more: Any) -> list[Any]:
    """Key persons who can be asked, with different languages, women and men."""
    tongues = ["ti", "apc", "fa", "tr", "uk", "so"]
    return [
        factories.KeyPersonFactory(
            region=region, speaks=[tongues[at % 6], "nl"], gender="woman" if at % 2 else "man", **more
        )
        for at in range(number)
    ]


def open_round(region: Any, actor: Viewer, panel: list[Any], **more: Any) -> tuple[Round, list[Reader]]:
    """A round that is open, with these people invited."""
    round = round_of(letter(region, actor), actor, **more)
    return round, services.invite_panel(round=round, people=panel, actor=lead(region))


def begin(reader: Reader) -> Reader:
    """The reader started, read the letter and answered nothing."""
    actor = Viewer.by_link(whom=reader.key_person.first_name, region_id=reader.round.region_id)
    services.start_reading(reader=reader, name=reader.key_person.first_name, language="nl", actor=actor)
    services.confirm_read(reader=reader)
    services.answer_questions(reader=reader, answers={})
    reader.refresh_from_db()
    return reader


def done(reader: Reader, **more: Any) -> Reader:
    """The reader is finished."""
    actor = Viewer.by_link(whom=reader.key_person.first_name, region_id=reader.round.region_id)
    services.finish(reader=reader, may_quote=True, may_name=True, actor=actor, **more)
    reader.refresh_from_db()
    return reader
