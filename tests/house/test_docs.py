"""What the documentation says of the code is what the code says."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils.translation import override

from sleutelbos.bridging import workflow as bridging
from sleutelbos.bridging.models import Handover, Offer, ReferenceLetter, Request, Visit
from sleutelbos.community import workflow as community
from sleutelbos.community.models import Message
from sleutelbos.guidance import workflow as guidance
from sleutelbos.guidance.models import GuideText
from sleutelbos.insights import workflow as insights
from sleutelbos.insights.models import CouncilPage, Release
from sleutelbos.keypersons import workflow as keypersons
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.letters import workflow as letters
from sleutelbos.letters.models import Letter, Reader, Round
from sleutelbos.matching import workflow as matching
from sleutelbos.matching.models import WeekPlan
from sleutelbos.notices import workflow as notices
from sleutelbos.notices.models import Notice
from sleutelbos.signals import workflow as signals
from sleutelbos.signals.models import Absence, Agreement, Bottleneck, Contact, Talk

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "workflows.md"

INTRO = """# Workflows

Which states exist and which moves are legal. Buttons, services and this page come from the same tables
(`bridging/workflow.py`, `keypersons/workflow.py`, `matching/workflow.py`); `make docs` writes this page anew.
"""


def render() -> str:
    """The page as the tables say."""
    parts = [INTRO]
    machines = [
        ("A question (`Request`)", bridging.REQUEST, dict(Request.State.choices)),
        ("An offer to one key person (`Offer`)", bridging.OFFER, dict(Offer.State.choices)),
        ("An appointment (`Visit`)", bridging.VISIT, dict(Visit.State.choices)),
        ("Somebody else may come (`Handover`)", bridging.HANDOVER, dict(Handover.State.choices)),
        (
            "A letter about somebody's work (`ReferenceLetter`)",
            bridging.REFERENCE_LETTER,
            dict(ReferenceLetter.State.choices),
        ),
        ("The words of a topic page (`GuideText`)", guidance.GUIDE_TEXT, dict(GuideText.State.choices)),
        ("A key person's life cycle (`KeyPerson`)", keypersons.KEY_PERSON, dict(KeyPerson.State.choices)),
        ("A message in the Group (`Message`)", community.MESSAGE, dict(Message.State.choices)),
        ("A question to colleagues (`Message`)", community.QUESTION, dict(Message.QuestionState.choices)),
        ("A plan of a week (`WeekPlan`)", matching.WEEK_PLAN, dict(WeekPlan.State.choices)),
        ("A letter that is read along (`Letter`)", letters.LETTER, dict(Letter.State.choices)),
        ("A reading or advice round (`Round`)", letters.ROUND, dict(Round.State.choices)),
        ("A reader in a panel (`Reader`)", letters.READER, dict(Reader.State.choices)),
        ("Something that does not work (`Bottleneck`)", signals.BOTTLENECK, dict(Bottleneck.State.choices)),
        ("Who to call for what (`Contact`)", signals.CONTACT, dict(Contact.State.choices)),
        ("Somebody could not come (`Absence`)", signals.ABSENCE, dict(Absence.State.choices)),
        ("A talk with an organisation (`Talk`)", signals.TALK, dict(Talk.State.choices)),
        ("What was agreed in a talk (`Agreement`)", signals.AGREEMENT, dict(Agreement.State.choices)),
        ("Open figures of a period (`Release`)", insights.RELEASE, dict(Release.State.choices)),
        ("The page for a council (`CouncilPage`)", insights.COUNCIL_PAGE, dict(CouncilPage.State.choices)),
        ("A message by one channel (`Notice`)", notices.NOTICE, dict(Notice.State.choices)),
    ]
    for title, machine, labels in machines:
        parts.append(f"\n## {title}\n\n| State | Means | Can become |\n|---|---|---|\n")
        for state, nexts in machine.items():
            following = ", ".join(f"`{name}`" for name in machine if name in nexts) or "(the end)"
            with override("en"):
                parts.append(f"| `{state}` | {labels[state]} | {following} |\n")
    return "".join(parts)


def test_the_workflow_page_says_what_the_tables_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "run: make docs"


def test_every_state_of_a_model_is_in_its_table_and_can_be_reached() -> None:
    for machine, states, start in (
        (bridging.REQUEST, Request.State.values, {"unconfirmed", "open"}),
        (bridging.OFFER, Offer.State.values, {"queued"}),
        (bridging.VISIT, Visit.State.values, {"awaiting", "confirmed"}),
        (bridging.HANDOVER, Handover.State.values, {"asked"}),
        (bridging.REFERENCE_LETTER, ReferenceLetter.State.values, {"asked"}),
        (guidance.GUIDE_TEXT, GuideText.State.values, {"draft"}),
        (keypersons.KEY_PERSON, KeyPerson.State.values, {"candidate"}),
        (community.MESSAGE, Message.State.values, {"shown"}),
        (community.QUESTION, Message.QuestionState.values, {"open"}),
        (matching.WEEK_PLAN, WeekPlan.State.values, {"draft"}),
        (letters.LETTER, Letter.State.values, {"reading"}),
        (letters.ROUND, Round.State.values, {"asked"}),
        (letters.READER, Reader.State.values, {"invited"}),
        (notices.NOTICE, Notice.State.values, {"queued"}),
    ):
        assert set(machine) == set(states)
        reached = set(start)
        while grown := {new for state in reached for new in machine[state]} - reached:
            reached |= grown
        assert reached == set(states)


def test_every_link_between_our_pages_leads_to_a_file() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("sleutelbos/**/*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not broken


def test_every_app_says_what_it_owns() -> None:
    for file in ROOT.glob("sleutelbos/*/__init__.py"):
        text = file.read_text(encoding="utf-8")
        assert all(word in text for word in ("Owns:", "Does not own:", "May be used by:")), file


def test_no_room_stands_outside_the_house() -> None:
    odd = [
        path
        for path in ROOT.glob("sleutelbos/**/*.py")
        if path.stem in {"utils", "helpers", "managers", "mixins", "misc", "common", "signals"}
    ]
    assert not odd
