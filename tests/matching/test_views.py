"""The list beside a question: reasons in words, what if, asking; and what it never shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sleutelbos.allowances.models import Booking
from sleutelbos.allowances.services import load_law
from sleutelbos.audit.models import Event
from sleutelbos.bridging.models import Offer, Request
from sleutelbos.keypersons.models import AvailableBlock, KeyPerson
from sleutelbos.matching.engine import Reason, Relaxation, Rule
from sleutelbos.matching.engine.results import Points
from sleutelbos.matching.load import forget_people
from sleutelbos.matching.models import Override, Suggestion
from sleutelbos.matching.templatetags import reasons
from tests import factories

ClientOf = Callable[[Any], Client]


@pytest.fixture
def desk(client_of: ClientOf, coordinator: Any) -> Client:
    client = client_of(coordinator)
    client.cookies["taal"] = "en"
    return client


@pytest.fixture
def question(region_a: Any) -> Request:
    made: Request = factories.RequestFactory(region=region_a, gender_wish="woman", gender_required=True)
    return made


def speaker(question: Request, **values: Any) -> KeyPerson:
    made: KeyPerson = factories.KeyPersonFactory(region=question.region, **values)
    return made


def show(question: Request) -> str:
    return reverse("matching:show-suggestions", args=[question.pk])


def ask(question: Request) -> str:
    return reverse("matching:ask-people", args=[question.pk])


def test_who_fits_stands_there_with_reasons_in_words(desk: Client, question: Request) -> None:
    speaker(question, first_name="Selam", last_name="Tesfay")
    speaker(question, first_name="Yonas", gender="man")
    page = desk.get(show(question)).content.decode()
    fits, others = page.split("Why not the others")
    assert "1 person fits" in fits and "Selam Tesfay" in fits
    for words in ("Speaks Tigrinya: as a mother tongue", "Was never asked before", "2 minutes of travel"):
        assert words in fits, words
    assert "Yonas" in others and "The newcomer asks for a man or a woman" in others


def test_the_order_has_points_one_can_read_and_no_score_of_anybodys_answers(desk: Client, question: Request) -> None:
    speaker(question)
    page = desk.get(show(question)).content.decode()
    assert "points. The order is a proposal: you choose." in page
    for word in ("acceptance", "said yes", "said no", "percent of"):
        assert word not in page.lower()


def test_who_is_excluded_gets_one_sentence_that_tells_nothing(desk: Client, question: Request) -> None:
    by_wish = speaker(question, first_name="Hanan")
    by_newcomer = speaker(question, first_name="Rim")
    speaker(question, first_name="Selam")
    question.excluded.add(by_wish)
    question.newcomer.excluded.add(by_newcomer)  # type: ignore[union-attr]
    page = desk.get(show(question)).content.decode()
    assert page.count("Not possible for this question") == 2
    fits = page.split("Why not the others")[0]
    assert "Hanan" not in fits and "Rim" not in fits, "neither fits, nor nearly fits, nor is freed by any wish"
    assert "excluded" not in page.lower() and "exclusion" not in page.lower()


def test_what_if_is_a_link_that_counts_and_names_who_is_freed(desk: Client, question: Request) -> None:
    speaker(question, first_name="Yonas", gender="man")
    page = desk.get(show(question)).content.decode()
    assert "Nobody fits all wishes" in page
    assert f"{show(question)}?los=gender" in page and "Yonas" in page
    wider = desk.get(show(question), {"los": "gender"}).content.decode()
    assert "1 person fits" in wider and "You look as if this is agreed." in wider
    assert "a man or a woman, both are fine" in wider
    assert 'name="los" value="gender"' in wider, "asking from here asks the wider question"


def test_htmx_gets_the_list_alone_and_an_ordinary_address_the_page(desk: Client, question: Request) -> None:
    part = desk.get(show(question), headers={"HX-Request": "true"})
    assert part.content.lstrip().startswith(b"<section") and b"<html" not in part.content
    assert "HX-Request" in part.headers["Vary"]
    assert b"<html" in desk.get(show(question)).content
    back = desk.get(show(question), headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert b"<html" in back.content


@pytest.mark.parametrize("wish", ["nonsense", "known_only", "' or 1=1"])
def test_an_unknown_wish_or_one_the_question_does_not_have_is_passed_over(
    desk: Client, question: Request, wish: str
) -> None:
    speaker(question)
    response = desk.get(show(question), {"los": wish})
    assert response.status_code == 200 and "1 person fits" in response.content.decode()


def test_several_are_asked_at_once_or_in_turn(desk: Client, question: Request) -> None:
    people = [speaker(question) for _ in range(2)]
    chosen = {"persons": [person.pk for person in people], "how": "turn"}
    response = desk.post(ask(question), chosen, follow=True)
    assert response.redirect_chain[0][0] == reverse("bridging:show-request", args=[question.pk])
    first, second = Offer.objects.order_by("position")
    words = f"{first.key_person.first_name} is asked. Next in line: {second.key_person.first_name}."
    assert words in response.content.decode()
    assert sorted(Offer.objects.values_list("state", flat=True)) == ["open", "queued"]


def test_the_button_behind_a_name_asks_that_one_whoever_is_ticked(desk: Client, question: Request) -> None:
    first, second = speaker(question), speaker(question)
    desk.post(ask(question), {"persons": [first.pk], "only": second.pk})
    assert [offer.key_person for offer in Offer.objects.all()] == [second]


def test_a_choice_that_is_no_choice_is_said_beside_the_list(desk: Client, question: Request, region_b: Any) -> None:
    speaker(question)
    nobody = desk.post(ask(question), {})
    assert nobody.status_code == 422 and "Choose at least one person to ask." in nobody.content.decode()
    theirs = factories.KeyPersonFactory(region=region_b)
    assert desk.post(ask(question), {"persons": [theirs.pk]}).status_code == 422
    assert desk.post(ask(question), {"only": "x"}).status_code == 422
    assert not Offer.objects.exists()


def test_somebody_who_cannot_be_asked_any_more_is_refused_kindly(desk: Client, question: Request) -> None:
    person = speaker(question)
    KeyPerson.objects.update(state="paused")
    response = desk.post(ask(question), {"only": person.pk})
    assert response.status_code == 422
    assert "Somebody you chose cannot be asked now." in response.content.decode()


def test_a_list_that_was_open_too_long_asks_nobody(desk: Client, question: Request) -> None:
    person = speaker(question)
    Request.objects.update(state="unmet", unmet_reason="no_time")
    response = desk.post(ask(question), {"only": person.pk})
    assert response.status_code == 409 and "Somebody else was just before you." in response.content.decode()


def test_only_the_regions_coordinator_looks_and_asks(
    question: Request, client_of: ClientOf, professional: Any, key_person: Any, neighbour: Any, client: Client
) -> None:
    assert client.get(show(question)).status_code == 302
    for user in (professional, key_person.membership.user):
        assert client_of(user).get(show(question)).status_code == 403
        assert client_of(user).post(ask(question), {"only": key_person.pk}).status_code == 403
    assert client_of(neighbour).get(show(question)).status_code == 404
    assert client_of(neighbour).post(ask(question), {"only": key_person.pk}).status_code == 404
    assert not Offer.objects.exists()


def test_who_nearly_fits_can_be_asked_only_where_no_wish_or_paper_stands_in_the_way(
    desk: Client, question: Request
) -> None:
    far = speaker(question, first_name="Verre", latitude=53.2, longitude=6.57)
    away = speaker(question, first_name="Rustende", paused=True)
    page = desk.get(show(question)).content.decode()
    near = page.split("Who nearly fits")[1].split("Why not the others")[0]
    assert f'name="only" value="{far.pk}"' in near
    assert "Rustende" in near and f'value="{away.pk}"' not in near


def test_a_language_few_people_speak_comes_with_a_warning(desk: Client, question: Request) -> None:
    speaker(question)
    assert "Only 1 person in the region can do this in Tigrinya." in desk.get(show(question)).content.decode()
    for _ in range(3):
        speaker(question)
    assert "Ask sparingly" not in desk.get(show(question)).content.decode()


def test_twenty_people_cost_as_many_queries_as_ten(desk: Client, question: Request) -> None:
    def fill(count: int) -> None:
        for number in range(count):
            person = speaker(question, gender="man" if number % 3 else "woman")
            factories.OfferFactory(request__region=question.region, key_person=person, state="declined")

    fill(10)
    desk.get(show(question))
    forget_people()
    with CaptureQueriesContext(connection) as ten:
        desk.get(show(question))
    fill(10)
    forget_people()
    with CaptureQueriesContext(connection) as twenty:
        desk.get(show(question))
    assert len(ten) == len(twenty)


# --- two side by side, and time to answer ----------------------------------------------------------------------------


def test_two_people_stand_side_by_side_reason_by_reason(desk: Client, question: Request) -> None:
    near = speaker(question, first_name="Selam")
    far = speaker(question, first_name="Hanan", latitude=52.02, longitude=6.4, travel="car")
    response = desk.post(ask(question), {"persons": [near.pk, far.pk], "vergelijk": "1"})
    address = response.headers["Location"]
    assert address.startswith(reverse("matching:compare-people", args=[question.pk])) and not Offer.objects.exists()
    page = desk.get(address).content.decode()
    assert "Selam" in page and "Hanan" in page and page.count("minutes of travel") == 2
    assert page.count("Together") == 2 and page.count('name="only"') == 2


def test_one_or_three_people_are_no_comparison(desk: Client, question: Request) -> None:
    people = [speaker(question) for _ in range(3)]
    three = desk.post(ask(question), {"persons": [row.pk for row in people], "vergelijk": "1"})
    assert three.status_code == 422 and "Choose two people to compare." in three.content.decode()
    address = reverse("matching:compare-people", args=[question.pk])
    assert desk.get(address, {"persoon": people[0].pk}).status_code == 302
    assert desk.get(address, {"persoon": [people[0].pk, 999]}).status_code == 302


def test_who_does_not_fit_is_compared_with_what_stands_in_the_way(desk: Client, question: Request) -> None:
    selam = speaker(question, first_name="Selam")
    yonas = speaker(question, first_name="Yonas", gender="man")
    address = reverse("matching:compare-people", args=[question.pk])
    page = desk.get(address, {"persoon": [selam.pk, yonas.pk]}).content.decode()
    assert "The newcomer asks for a man or a woman" in page and f'value="{yonas.pk}"' not in page


def test_each_gets_the_time_to_answer_that_was_chosen(desk: Client, question: Request) -> None:
    people = [speaker(question) for _ in range(2)]
    desk.post(ask(question), {"persons": [row.pk for row in people], "how": "turn", "hours": "4"})
    assert set(Offer.objects.values_list("answer_hours", flat=True)) == {4}
    assert desk.post(ask(question), {"persons": people[0].pk, "hours": "999"}).status_code == 422


# --- words -------------------------------------------------------------------------------------------------------


def test_every_code_of_the_engine_has_words() -> None:
    assert all(reasons.rule_words(rule) for rule in Rule)
    assert all(reasons.wish_words(wish) for wish in Relaxation)
    values = (("asked", "fa-AF"), ("used", "fa"), ("level", 3), ("minutes", 12), ("weeks", 2), ("visits", 2))
    for reason in Reason:
        words = reasons.reason_words(Points(reason, 1, (*values, ("after", 60), ("days", 2))))
        assert words and "%(" not in words, reason


def test_a_fee_over_a_legal_maximum_is_said_before_anybody_is_asked(desk: Client, question: Request) -> None:
    load_law()
    near, free = (speaker(question, first_name=name, last_name="") for name in ("Selam", "Rim"))
    day = timezone.localdate(question.starts_at)
    Booking.objects.create(
        engagement=near.engagements.get(), source="visit:1", day=day, minutes=43 * 60, fee_cents=21_600
    )
    warning = "With this visit the fee of Selam goes over the legal maximum of the month, all payers together."
    page = desk.get(show(question)).content.decode()
    assert warning in page and "the fee of Rim" not in page
    side = desk.get(reverse("matching:compare-people", args=[question.pk]), {"persoon": [near.pk, free.pk]})
    assert warning in side.content.decode()
    # A warning, no refusal: the booking itself holds the fee.
    desk.post(ask(question), {"only": near.pk})
    assert question.offers.get().key_person_id == near.pk


def test_what_is_agreed_already_counts_for_the_maximum(desk: Client, question: Request) -> None:
    load_law()
    person = speaker(question, first_name="Selam", last_name="")
    person.engagements.update(fee_cents_per_hour=12_000)
    assert "goes over the legal maximum" not in desk.get(show(question)).content.decode()
    other = factories.RequestFactory(region=question.region, starts_at=question.starts_at + timedelta(hours=3))
    visit = factories.VisitFactory(request=other, key_person=person)
    assert "goes over the legal maximum" in desk.get(show(question)).content.decode()
    visit.state = "cancelled"
    visit.save()
    assert "goes over the legal maximum" not in desk.get(show(question)).content.decode()


# --- another than the first ---------------------------------------------------------------------------------------


@pytest.fixture
def near_and_far(question: Request) -> tuple[KeyPerson, KeyPerson]:
    """The first of the list and the second."""
    far = {"home_place": "Aalten", "latitude": 51.925, "longitude": 6.58, "travel": "car"}
    return speaker(question, first_name="Near"), speaker(question, first_name="Far", **far)


def test_why_another_than_the_first_is_asked_once_and_kept_with_the_list(
    desk: Client, question: Request, near_and_far: tuple[KeyPerson, KeyPerson]
) -> None:
    near, far = near_and_far
    page = desk.post(ask(question), {"only": far.pk, "how": "several", "hours": "4"})
    words = page.content.decode()
    assert f"{near}" in words and "stands first in the list" in words and "says nothing about anybody" in words
    assert not Offer.objects.exists(), "nobody is asked before the answer"
    again = {"persons": [far.pk], "how": "several", "hours": "4", "why": "spoken"}
    assert desk.post(ask(question), again).status_code == 302
    offer, kept = Offer.objects.get(), Override.objects.get()
    assert (offer.key_person, offer.answer_hours) == (far, 4)
    assert (kept.key_person_id, kept.reason, kept.suggestion.request) == (far.pk, "spoken", question)
    assert Event.objects.get(verb="matching.suggestion.used").data["override"] == "spoken"


def test_nothing_is_asked_when_the_first_is_among_them_or_as_good(
    desk: Client, question: Request, near_and_far: tuple[KeyPerson, KeyPerson]
) -> None:
    near, far = near_and_far
    twin = speaker(question, first_name="Twin")
    for chosen in ([near.pk, far.pk], [twin.pk]):
        assert desk.post(ask(question), {"persons": chosen}).status_code == 302
        Offer.objects.all().delete()
        Request.objects.update(state="open")
    assert not Override.objects.exists()


def test_a_reason_nobody_offered_is_refused(
    desk: Client, question: Request, near_and_far: tuple[KeyPerson, KeyPerson]
) -> None:
    for made_up in ("asked-outside-list", "lazy"):
        assert desk.post(ask(question), {"persons": [near_and_far[1].pk], "why": made_up}).status_code == 422
    assert not Offer.objects.exists()


def test_a_list_can_be_looked_at_as_it_was_and_is_made_again(
    desk: Client, question: Request, near_and_far: tuple[KeyPerson, KeyPerson], region_b: Any
) -> None:
    near, far = near_and_far
    desk.post(ask(question), {"persons": [far.pk], "why": "wish"})
    kept = Suggestion.objects.get()
    address = reverse("matching:show-kept", args=[question.pk, kept.pk])
    assert address in desk.get(show(question)).content.decode()
    KeyPerson.objects.filter(pk=far.pk).update(state="alumni", travel="walk")
    page = desk.get(address).content.decode()
    assert "It is the same." in page and str(near) in page and str(far) in page
    assert "The newcomer or the organisation wants this person" in page
    # Another engine counts differently: then it only says what was shown.
    kept.result["candidates"][0]["score"] += 1
    kept.save()
    assert "cannot be made again" in desk.get(address).content.decode()
    other = factories.RequestFactory(region=question.region)
    assert desk.get(reverse("matching:show-kept", args=[other.pk, kept.pk])).status_code == 404
    elsewhere = factories.RequestFactory(region=region_b)
    theirs = Suggestion.objects.create(request=elsewhere, input_hash="x", result={})
    assert desk.get(reverse("matching:show-kept", args=[elsewhere.pk, theirs.pk])).status_code == 404


def test_when_the_look_is_at_another_time_each_line_says_the_first_moment(desk: Client, question: Request) -> None:
    person = speaker(question)
    person.blocks.all().delete()
    start = timezone.localtime(question.starts_at)
    AvailableBlock.objects.create(key_person=person, weekday=start.weekday(), start_minute=17 * 60, end_minute=19 * 60)
    page = desk.get(show(question), {"los": "time_same_day"}).content.decode()
    assert "First possible:" in page and "17:00" in page
    assert reverse("bridging:change-request", args=[question.pk]) in page


# --- wishes that cost nobody, two at once, going along ------------------------------------------------------------


def test_a_wish_that_keeps_nobody_away_is_said_as_well(desk: Client, question: Request) -> None:
    speaker(question)
    page = desk.get(show(question)).content.decode()
    costless = page.split("Letting go of these would bring nobody:")[1].split("</p>")[0]
    assert "a man or a woman, both are fine" in costless
    speaker(question, gender="man")
    page = desk.get(show(question)).content.decode()
    assert "a man or a woman" not in page.split("Letting go of these would bring nobody:")[1].split("</p>")[0]


def test_a_question_for_two_says_so(desk: Client, question: Request) -> None:
    speaker(question)
    assert "at the same time" not in desk.get(show(question)).content.decode()
    Request.objects.update(persons_wanted=2, accepted_count=1)
    page = desk.get(show(question)).content.decode()
    assert "This question asks for 2 people at the same time." in page and "1 said yes so far." in page


def test_who_is_not_ready_to_go_alone_but_fits_otherwise_could_go_along(desk: Client, question: Request) -> None:
    learner = speaker(question, first_name="Learner", state="training")
    speaker(question, first_name="Elsewhere", state="training", gender="man")
    page = desk.get(show(question)).content.decode()
    along = page.split("Could go along to learn")[1].split("</p>")[0]
    assert str(learner) in along and "Elsewhere" not in along
    assert "0 people fit" in page, "going along is not going"
    desk.post(ask(question), {"only": learner.pk})
    assert not Offer.objects.exists()
