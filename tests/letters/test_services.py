"""A letter from upload to verdict, through the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.allowances.models import Booking
from sleutelbos.audit.models import Event
from sleutelbos.keypersons.models import StandingConflict
from sleutelbos.letters import queries, retention, services
from sleutelbos.letters.models import Answer, Decision, Letter, Mark, Proposal, Reader, Round, Vote, WordProposal
from sleutelbos.letters.queries import panels
from sleutelbos.letters.reading import RefusedLetter
from sleutelbos.notices.models import Notice
from sleutelbos.ui.errors import RuleBroken, StateChanged
from tests import factories
from tests.letters import room

pytestmark = pytest.mark.django_db
BSN = "123456782"


def stumble(reader: Reader, at: int, text: str = "", verdict: str = "unclear") -> Any:
    """The reader does not understand one sentence, and writes it differently."""
    sentence = reader.round.version.sentences.all()[at]
    services.mark_sentence(reader=reader, sentence=sentence, verdict=verdict, words=[1], reasons=["word"])
    if text:
        services.propose(reader=reader, sentence=sentence, text=text)
    return sentence


# --- The gate ------------------------------------------------------------------------------------------------------


def test_a_letter_with_personal_data_waits_until_each_is_dealt_with(region_a: Any) -> None:
    who = room.writer(region_a)
    made = room.letter(region_a, who, "Geachte heer Jansen,\n\nBel 06-12345678 of 14 0543.", ready=False)
    with pytest.raises(RuleBroken) as broken:
        services.pass_gate(letter=made, actor=who)
    assert broken.value.code == "personal-data"
    services.replace_words(letter=made, kind="name", words="Jansen", actor=who)
    services.make_public(letter=made, kind="phone", words="06-12345678", actor=who)
    services.pass_gate(letter=made, actor=who)
    made.refresh_from_db()
    assert made.state == Letter.State.READY
    assert [row.text for row in made.versions.get().blocks.all()] == [
        "Geachte heer [naam],",
        "Bel 06-12345678 of 14 0543.",
    ]


def test_nobody_but_the_writer_sees_a_letter_before_the_gate(region_a: Any) -> None:
    who, coordinator = room.writer(region_a), room.lead(region_a)
    made = room.letter(region_a, who, ready=False)
    assert not queries.visible_letters(coordinator).exists()
    assert queries.visible_letters(who).get() == made
    services.pass_gate(letter=made, actor=who)
    assert queries.visible_letters(coordinator).get() == made
    assert not queries.visible_letters(room.writer(region_a)).exists(), "another organisation"


def test_a_bsn_in_a_letter_is_never_stored(region_a: Any) -> None:
    made = room.letter(region_a, room.writer(region_a), f"Uw nummer is {BSN}. Bel ons.", ready=False)
    assert made.removed == {"bsn": 1}
    assert [row.text for row in made.versions.get().sentences.all()] == ["Uw nummer is [nummer].", "Bel ons."]


def test_a_text_without_words_is_refused_and_leaves_nothing(region_a: Any) -> None:
    with pytest.raises(RefusedLetter):
        room.letter(region_a, room.writer(region_a), "123 -- 456", ready=False)
    assert not Letter.objects.exists()


def test_text_can_be_changed_at_the_gate_and_not_after(region_a: Any) -> None:
    who = room.writer(region_a)
    made = room.letter(region_a, who, ready=False)
    services.change_text(letter=made, text="Bel ons vandaag.", actor=who)
    assert made.versions.get().sentences.get().text == "Bel ons vandaag."
    services.pass_gate(letter=made, actor=who)
    made.refresh_from_db()
    with pytest.raises(RuleBroken):
        services.change_text(letter=made, text="Anders.", actor=who)


# --- The panel -----------------------------------------------------------------------------------------------------


def test_a_round_waits_for_a_panel_and_the_coordinator_is_told(region_a: Any) -> None:
    who = room.writer(region_a)
    round = room.round_of(room.letter(region_a, who), who)
    assert round.state == Round.State.ASKED and round.organisation_id in who.organisation_ids
    assert Notice.objects.filter(to=region_a.coordinator_email).exists()


def test_a_version_is_read_by_one_panel(region_a: Any) -> None:
    who = room.writer(region_a)
    made = room.letter(region_a, who)
    room.round_of(made, who)
    with pytest.raises(RuleBroken):
        room.round_of(made, who)


def test_who_is_paused_elsewhere_or_in_conflict_is_not_asked(region_a: Any, region_b: Any) -> None:
    who = room.writer(region_a)
    round = room.round_of(room.letter(region_a, who), who)
    good = factories.KeyPersonFactory(region=region_a)
    paused, away = factories.KeyPersonFactory(region=region_a, paused=True), factories.KeyPersonFactory(region=region_a)
    loose, foreign = (
        factories.KeyPersonFactory(region=region_a, engaged=False),
        factories.KeyPersonFactory(region=region_b),
    )
    StandingConflict.objects.create(key_person=away, organisation=round.organisation)
    assert set(queries.may_be_asked(round)) == {good.pk}
    for person in (paused, away, loose, foreign):
        with pytest.raises(RuleBroken):
            services.invite_panel(round=Round.objects.get(pk=round.pk), people=[person], actor=room.lead(region_a))
    round.refresh_from_db()
    assert round.state == Round.State.ASKED and not round.readers.exists()


def test_a_second_panel_is_proposed_after_the_first_and_has_nobody_of_it(region_a: Any) -> None:
    first = room.people(region_a, 2, learning_route="b1")
    round, readers = room.open_round(region_a, room.writer(region_a), first)
    services.decline(reader=readers[1], actor=room.lead(region_a))
    second = room.people(region_a, 2)
    later = Round.objects.get(pk=round.pk)
    later.number = 2
    assert [one.key_person for one in panels.readers_before(later)] == [first[0].pk], "who said no did not read"
    assert set(queries.may_be_asked(later)) == {person.pk for person in second}


def test_every_reader_gets_a_link_in_the_own_language(region_a: Any) -> None:
    person = factories.KeyPersonFactory(region=region_a, language="en")
    _round, (reader,) = room.open_round(region_a, room.writer(region_a), [person])
    notice = Notice.objects.get(to=person.email)
    assert notice.language == "en" and services.reader_token(reader) in notice.body
    assert "We test the letter, not you" in notice.body


def test_two_coordinators_open_a_round_once(region_a: Any) -> None:
    person, other = room.people(region_a)
    round, _readers = room.open_round(region_a, room.writer(region_a), [person])
    stale = Round.objects.get(pk=round.pk)
    stale.state = Round.State.ASKED
    with pytest.raises(StateChanged):
        services.invite_panel(round=stale, people=[other], actor=room.lead(region_a))
    assert round.readers.count() == 1


# --- Reading -------------------------------------------------------------------------------------------------------


@pytest.fixture
def reading(region_a: Any) -> tuple[Round, Reader, Reader]:
    round, readers = room.open_round(region_a, room.writer(region_a), room.people(region_a))
    return round, room.begin(readers[0]), room.begin(readers[1])


def test_the_last_tap_counts_and_a_clear_sentence_keeps_no_words(reading: Any) -> None:
    _round, reader, _other = reading
    sentence = stumble(reader, 1)
    assert Mark.objects.get().words == [1]
    services.mark_sentence(reader=reader, sentence=sentence, verdict="clear", words=[1], reasons=["word"])
    mark = Mark.objects.get()
    assert (mark.verdict, mark.words, mark.reasons) == ("clear", [], [])


def test_words_outside_the_sentence_and_unknown_reasons_are_dropped(reading: Any) -> None:
    _round, reader, _other = reading
    sentence = reader.round.version.sentences.all()[1]
    mark = services.mark_sentence(
        reader=reader, sentence=sentence, verdict="doubt", words=[0, 99, -1], reasons=["long", "nonsense"]
    )
    assert (mark.words, mark.reasons) == ([0], ["long"])


def test_a_choice_is_weighed_by_itself_and_not_knowing_is_not_understood(reading: Any) -> None:
    round, reader, other = reading
    what, when = round.questions.all()
    services.answer_questions(reader=reader, answers={what.pk: (1, ""), when.pk: (None, "ቅድሚ 1 መጋቢት")})
    services.answer_questions(reader=other, answers={what.pk: (None, "?")})
    judged = {(row.reader_id, row.question_id): row.judged for row in Answer.objects.all()}
    assert judged == {(reader.pk, what.pk): "right", (reader.pk, when.pk): "", (other.pk, what.pk): "wrong"}


def test_others_words_are_seen_only_after_ones_own_answer(reading: Any) -> None:
    _round, reader, other = reading
    sentence = stumble(reader, 1, "Ga naar het loket.")
    proposal = Proposal.objects.get()
    assert queries.others_proposals(other) == []
    with pytest.raises(RuleBroken) as broken:
        services.vote(reader=other, proposal=proposal, better=True)
    assert broken.value.code == "own-answer-first"
    services.mark_sentence(reader=other, sentence=sentence, verdict="clear")
    assert [row[0] for row in queries.others_proposals(other)] == [sentence]
    services.vote(reader=other, proposal=proposal, better=True)
    services.vote(reader=other, proposal=proposal, better=True)
    assert Vote.objects.get().better
    with pytest.raises(RuleBroken):
        services.vote(reader=reader, proposal=proposal, better=True)


def test_finishing_books_the_time_once(reading: Any) -> None:
    _round, reader, _other = reading
    room.done(reader)
    room.done(reader)
    booking = Booking.objects.get()
    assert (booking.source, booking.minutes, booking.engagement) == (f"reading:{reader.pk}", 15, reader.engagement)


def test_nobody_says_anything_after_the_round_closed(reading: Any, region_a: Any) -> None:
    round, reader, _other = reading
    services.close_round(round=round, actor=room.lead(region_a))
    with pytest.raises(StateChanged):
        stumble(reader, 0)


def test_who_read_a_part_is_paid_for_it_and_who_did_not_is_not(reading: Any, region_a: Any) -> None:
    round, reader, other = reading
    stumble(reader, 0)
    stumble(reader, 1)
    services.close_round(round=round, actor=room.lead(region_a))
    reader.refresh_from_db()
    other.refresh_from_db()
    assert (reader.state, other.state) == (Reader.State.PARTLY, Reader.State.MISSED)
    assert Booking.objects.get().minutes == services.minutes_of(reader) == 10


def test_a_round_closes_by_the_calendar_and_twice_is_once(reading: Any) -> None:
    round, _reader, _other = reading
    assert services.close_due() == 0
    with time_machine.travel(timezone.now() + timedelta(days=9), tick=False):
        assert services.close_due() == 1
        assert services.close_due() == 0
    round.refresh_from_db()
    assert round.state == Round.State.CLOSED


def test_remarks_of_a_round_that_was_stopped_hold_up_nobody(reading: Any, region_a: Any) -> None:
    stopped, reader, _other = reading
    stumble(reader, 1, "Kom naar het loket.")
    lead = room.lead(region_a)
    services.withdraw_round(round=stopped, actor=lead)
    again = room.round_of(Letter.objects.get(), room.writer(region_a))
    (fresh,) = services.invite_panel(round=again, people=room.people(region_a, 1), actor=lead)
    room.done(room.begin(fresh))
    again.refresh_from_db()
    services.close_round(round=again, actor=lead)
    assert queries.undecided(again) == sum(row.asks for row in queries.desk_rows(again)) == 0
    assert services.tell_readers(round=again, outcome="", actor=lead) == 1


# --- Deciding and telling --------------------------------------------------------------------------------------------


@pytest.fixture
def closed(reading: Any, region_a: Any) -> tuple[Round, Reader, Reader]:
    """Both readers stumbled over "U dient zich voor 1 maart 2027 te melden ..." and are done."""
    round, reader, other = reading
    stumble(reader, 1, "Kom voor 1 maart 2027 naar het loket van de gemeente.")
    stumble(other, 1, "Kom snel naar het loket van de gemeente.", verdict="doubt")
    services.vote(reader=other, proposal=reader.proposals.get(), better=True)
    room.done(reader)
    room.done(other)
    services.close_round(round=round, actor=room.lead(region_a))
    return round, Reader.objects.get(pk=reader.pk), Reader.objects.get(pk=other.pk)


def test_the_desk_shows_what_readers_said(closed: Any) -> None:
    round, _reader, _other = closed
    row = queries.desk_rows(round)[1]
    assert (row.unclear, row.doubt, row.clear, row.heat) == (1, 1, 0, 4)
    assert row.words == [("dient", 2)] and row.reasons == [("word", 2)]
    assert [(one.votes, one.blocks) for one in row.proposals] == [(1, False), (0, True)]
    assert row.asks and queries.undecided(round) == 1


def test_a_lost_fact_stops_a_rewrite_until_a_person_confirms(closed: Any) -> None:
    round, _reader, other = closed
    actor, proposal = Viewer.system(reason="test"), other.proposals.get()
    values: dict[str, Any] = {"round": round, "sentence": proposal.sentence, "kind": "accept", "proposal": proposal}
    with pytest.raises(RuleBroken) as broken:
        services.decide(**values, actor=actor)
    assert broken.value.code == "fact-lost" and not Decision.objects.exists()
    decision = services.decide(**values, facts_confirmed=True, actor=actor)
    assert decision.lost_facts == ["date", "number"] or "date" in decision.lost_facts


def test_keeping_needs_a_reason_and_new_words_no_personal_data(closed: Any) -> None:
    round, reader, _other = closed
    actor, sentence = Viewer.system(reason="test"), reader.proposals.get().sentence
    with pytest.raises(RuleBroken) as broken:
        services.decide(round=round, sentence=sentence, kind="keep", actor=actor)
    assert broken.value.code == "keep-reason"
    with pytest.raises(RuleBroken) as broken:
        services.decide(
            round=round, sentence=sentence, kind="adapt", text="Bel 06-12345678 voor 1 maart 2027.",
            facts_confirmed=True, actor=actor,
        )  # fmt: skip
    assert broken.value.code == "personal-data"
    with pytest.raises(RuleBroken) as broken:
        services.decide(round=round, sentence=sentence, kind="adapt", text=f"Uw BSN is {BSN}.", actor=actor)
    assert broken.value.code == "forbidden-content"


def test_a_new_version_teaches_words_and_every_reader_hears_what_was_done(closed: Any) -> None:
    round, reader, other = closed
    actor, proposal = Viewer.system(reason="test"), reader.proposals.get()
    with pytest.raises(RuleBroken):
        services.tell_readers(round=round, outcome="", actor=actor)
    services.decide(
        round=round,
        sentence=proposal.sentence,
        kind="adapt",
        text="U moet zich voor 1 maart 2027 te melden bij het loket van de gemeente.",
        actor=actor,
    )
    with pytest.raises(RuleBroken) as broken:
        services.tell_readers(round=round, outcome="", actor=actor)
    assert broken.value.code == "no-version"
    version = services.make_version(round=round, actor=actor)
    assert version.number == 2 and WordProposal.objects.get().word == "dient"
    assert version.sentences.all()[1].came_from == proposal.sentence
    with pytest.raises(StateChanged):
        services.make_version(round=Round.objects.get(pk=round.pk), actor=actor)
    assert services.tell_readers(round=round, outcome="", actor=actor) == 2
    told = Notice.objects.filter(template="letters/mail/told.txt")
    assert {row.to for row in told} == {reader.key_person.email, other.key_person.email}
    (remark,) = queries.remarks_of(reader)
    assert remark.decision is not None and remark.decision.text.startswith("U moet zich")
    assert remark.marked_words == ["dient"]


def test_the_second_round_has_other_readers_and_the_same_questions(closed: Any, region_a: Any) -> None:
    round, reader, _other = closed
    actor, proposal = Viewer.system(reason="test"), reader.proposals.get()
    services.decide(round=round, sentence=proposal.sentence, kind="accept", proposal=proposal, actor=actor)
    services.make_version(round=round, actor=actor)
    services.tell_readers(round=round, outcome="", actor=actor)
    fresh = factories.KeyPersonFactory(region=region_a)
    second = services.ask_round(
        version=round.version.letter.versions.get(number=2), values=room.values(), questions=[], actor=actor
    )
    assert second.number == 2
    assert [row.code for row in second.questions.all()] == ["what", "when"]
    assert set(queries.may_be_asked(second)) == {fresh.pk}


def test_both_gains_are_apart_and_under_five_readers_counted(closed: Any) -> None:
    round, reader, other = closed
    what = round.questions.all()[0]
    for row, judged in ((reader, "right"), (other, "wrong")):
        Answer.objects.create(reader=row, question=what, choice=1, judged=judged)
    actor, proposal = Viewer.system(reason="test"), reader.proposals.get()
    services.decide(round=round, sentence=proposal.sentence, kind="accept", proposal=proposal, actor=actor)
    services.make_version(round=round, actor=actor)
    gains = queries.gains_of(round.version.letter_id)
    assert gains.text is not None and gains.text > 0
    ((_round, understood, readers),) = gains.rounds
    assert (understood.right, understood.answers, understood.percentage, readers) == (1, 2, None, 2)
    assert gains.points is None


def test_only_told_letters_are_published_and_only_words_with_a_yes_are_quoted(closed: Any) -> None:
    from sleutelbos.letters.queries.public import changes_of, quotes_of, thanks_of

    round, reader, other = closed
    letter, actor, proposal = round.version.letter, Viewer.system(reason="test"), reader.proposals.get()
    with pytest.raises(RuleBroken):
        services.publish_letter(letter=letter, actor=actor)
    services.decide(round=round, sentence=proposal.sentence, kind="accept", proposal=proposal, actor=actor)
    services.make_version(round=round, actor=actor)
    services.tell_readers(round=round, outcome="", actor=actor)
    services.finish(reader=other, may_quote=False, may_name=False, actor=actor)
    services.publish_letter(letter=letter, actor=actor)
    assert quotes_of(letter) == [proposal.text]
    thanks = thanks_of(Round.objects.filter(pk=round.pk))
    assert (thanks.names, thanks.more) == ([reader.shown_name], 1)
    ((change),) = changes_of(letter)
    assert (change.after, change.stumbled, change.readers) == (proposal.text, 2, 2)
    with pytest.raises(StateChanged):
        services.publish_letter(letter=letter, actor=actor)


# --- Advice ----------------------------------------------------------------------------------------------------------


def advice(region: Any, actor: Viewer, number: int = 1) -> Round:
    asked = [{"text": f"Wat werkt {at}?", "options": [], "right": None} for at in range(number)]
    return services.ask_advice(
        region=region, organisation=None, municipality=None, title="Inloop", values=room.values(), questions=asked,
        actor=actor,
    )  # fmt: skip


def test_advice_has_one_to_five_questions(region_a: Any) -> None:
    who = room.writer(region_a)
    for number in (0, 6):
        with pytest.raises(RuleBroken):
            advice(region_a, who, number)
    assert advice(region_a, who, 5).questions.count() == 5


def test_advice_needs_an_answer_and_is_late_after_its_day(region_a: Any) -> None:
    who = room.writer(region_a)
    round = advice(region_a, who)
    (reader,) = services.invite_panel(round=round, people=room.people(region_a, 1), actor=room.lead(region_a))
    actor = Viewer.by_link(whom="Selam", region_id=region_a.pk)
    services.start_reading(reader=reader, name="Selam", language="nl", actor=actor)
    services.answer_questions(reader=reader, answers={round.questions.get().pk: (None, "Een avond in de wijk.")})
    reader.refresh_from_db()
    room.done(reader)
    services.close_round(round=round, actor=who)
    late = timezone.localdate() + timedelta(days=22)
    assert queries.overdue(round, late) and not queries.overdue(round, timezone.localdate())
    assert [row.pk for row in queries.public_overdue(late)] == [round.pk]
    with pytest.raises(RuleBroken):
        services.tell_readers(round=round, outcome="", actor=who)
    services.tell_readers(round=round, outcome="Wij beginnen in mei.", actor=who)
    assert not queries.public_overdue(late).exists()
    assert Booking.objects.get().minutes == 15


# --- Keeping and letting go ------------------------------------------------------------


def test_a_letter_that_never_came_through_the_gate_goes_after_a_month(region_a: Any) -> None:
    made = room.letter(region_a, room.writer(region_a), ready=False)
    assert retention.let_go() == 0
    with time_machine.travel(timezone.now() + timedelta(days=retention.GATE_DAYS + 1), tick=False):
        assert retention.let_go() == 1
        assert retention.let_go() == 0
    made.refresh_from_db()
    assert made.state == Letter.State.DISCARDED and not made.versions.exists()


def test_words_without_a_yes_go_a_year_after_the_answer(closed: Any) -> None:
    round, reader, other = closed
    actor = Viewer.system(reason="test")
    services.decide(round=round, sentence=reader.proposals.get().sentence, kind="keep", reason="law", actor=actor)
    services.tell_readers(round=round, outcome="", actor=actor)
    services.finish(reader=other, may_quote=False, may_name=False, actor=actor)
    with time_machine.travel(timezone.now() + timedelta(days=retention.WORDS_DAYS + 1), tick=False):
        assert retention.let_go() == 1
        assert retention.let_go() == 0
    assert [row.reader for row in Proposal.objects.all()] == [reader]
    assert Mark.objects.filter(reader=other).exists(), "taps stay: they say nothing of somebody"


def test_every_step_is_in_the_trail_in_words(closed: Any) -> None:
    from sleutelbos.audit import verbs

    said = set(Event.objects.filter(verb__startswith="letters.").values_list("verb", flat=True))
    assert {"letters.letter.uploaded", "letters.letter.ready", "letters.round.asked", "letters.reader.finished"} <= said
    assert all(verbs.known(verb) for verb in said)
