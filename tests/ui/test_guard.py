"""The guard finds numbers that identify a person, and leaves ordinary numbers alone."""

import random
from itertools import pairwise

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from stdnum.nl import bsn as stdnum_bsn

from sleutelbos.ui import guard
from sleutelbos.ui.guard import find_forbidden, find_sensitive, mask

BSN = "123456782"


def kinds(text: str) -> list[str]:
    return [found.kind for found in find_forbidden(text)]


def test_the_eleven_test_agrees_with_the_library_on_many_numbers() -> None:
    numbers = random.Random(7).sample(range(1, 10**9), 20_000)
    for number in numbers:
        digits = f"{number:09d}"
        assert guard.passes_eleven_test(digits) == stdnum_bsn.is_valid(digits)


@given(st.integers(min_value=10_000_000, max_value=999_999_999), st.text(max_size=12), st.text(max_size=12))
def test_a_plain_bsn_is_found_whatever_stands_around_it(number: int, before: str, after: str) -> None:
    digits = f"{number:09d}"
    if not stdnum_bsn.is_valid(digits):
        return
    # Another digit glued to it makes it another number; a country code makes it a phone number.
    before = "".join(char for char in before if not char.isnumeric() and char not in "+")
    after = "".join(char for char in after if not char.isnumeric())
    text = f"{before}{digits}{after}"
    assert find_forbidden(text)
    assert digits not in mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "123456782",
        "Haar BSN is 123456782.",
        "bsn123456782",
        "BSN:123.456.782",
        "1234.56.782",
        "123 456 782",
        "123-456-782",
        "123/456/782",
        "1 2 3 4 5 6 7 8 2",
        "12 34 56 782 en verder",
        "12345\n6782",
        "12345\r\n6782",
        "123-\n456-\n782",
        "123\u00a0456\u00a0782",
        "123\u202f456\u202f782",
        "123\u200b456\u200b782",
        "1\u200d2\u200d3\u200d4\u200d5\u200d6\u200d7\u200d8\u200d2",
        "1234\u00ad56782",
        "\u202a123456782\u202c",
        "123–456–782",
        "123−456−782",
        "123·456·782",
        "١٢٣٤٥٦٧٨٢",
        "رقمي ۱۲۳۴۵۶۷۸۲ است",
        "۱۲۳ ۴۵۶ ۷۸۲",
        "１２３４５６７８２",
        "1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣2️⃣",
        "010000008",  # zero in front
        "10000008",  # the zero got lost in a spreadsheet
        "BSN 12345678",  # named, and wrong by one digit: still nearly somebody's number
        "bsn nummer is: 123 456 789",
        "burgerservicenummer 987654321",
        "0049.69.790",  # two zeros in front are no country code when nine digits are all there is
        "geboren 12-03-1985, 123456782",
        "12-03-2026 123 456 782",
        "bel 06-12345678 of 123 456 782",
        "NL123456782B01",  # the old VAT number of a sole trader holds the BSN
        "612340005 of 123456782",
        "123456782 123456782",
        "ticket-123456782-a",
    ],
)
def test_a_bsn_is_found(text: str) -> None:
    assert "bsn" in kinds(text)
    assert kinds(mask(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Geen cijfers hier.",
        "06-12345678",
        "0612345678",
        "06 12 34 05 10",
        "06 12 34 56 78 (na 17 uur)",
        "0314 - 123456",
        "(0314) 12 34 56",
        "+31 6 1234 5678",
        "+31612345678",
        "+31 (0)6 12345678",
        "+31 612345672",
        "0031 612345672",
        "0031612345678",
        "+963 123456782",
        "12-03-2026",
        "12-03-2026 9:30-10:30",
        "2026-03-12 14:00",
        "20261122",
        "22112026",
        "di 10/09 's middags",
        "€ 12.345,67",
        "€ 123.456.782",
        "1.250.000,00",
        "7021 AB Zelhem, Dorpsstraat 12",
        "KvK 10000008",
        "kvk-nummer: 10000008",
        "gezin 5 pers, 3 kinderen van 2, 4 en 12",
        "2023-2026",
        "123456789",  # fails the 11-test
        "ma 9-12, di 13:00-17:00, do 9-17",
        "1234567890123",
        "meeting ID: 123 456 782",
        "V 0612345678",
        "heeft rijbewijs, tel 0612345678",
        "route 2.1.4, versie 5.2.19",
        "paspoort verlopen 12-03-2026",
        "verblijfsvergunning tot 2031",
    ],
)
def test_ordinary_numbers_pass(text: str) -> None:
    assert find_forbidden(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("V2712345678", "v_number"),
        ("v 271.234.5678", "v_number"),
        ("V-nummer 2712345678", "v_number"),
        ("v-nummer 123456789x", "v_number"),
        ("vnummer: 27 1234 5678", "v_number"),
        ("haar vreemdelingennummer is 2712345678", "v_number"),
        ("alien number ٢٧١٢٣٤٥٦٧٨", "v_number"),
        ("IND-nummer 1234567890", "v_number"),
        ("zorgnummer 12345678", "v_number"),
        ("NL91ABNA0417164300", "iban"),
        ("nl91 abna 0417 1643 00", "iban"),
        ("IBAN: NL 91 ABNA 0417 1643 00 t.n.v.", "iban"),
        ("NL91.ABNA.0417.1643.00", "iban"),
        ("NL92ABNA0417164300", "iban"),  # a typing error is still somebody's account
        ("GB82 WEST 1234 5698 7654 32", "iban"),
        ("DE89370400440532013000", "iban"),
        ("BE68 5390 0754 7034", "iban"),
        ("ＮＬ９１ＡＢＮＡ０４１７１６４３００", "iban"),
        ("NL91ABNA0417\n164300", "iban"),
        ("paspoortnummer NPRD12345", "document_number"),
        ("paspoort: NM4R52671", "document_number"),
        ("Passport no. A12345678", "document_number"),
        ("verblijfsdocument nr IXR123456", "document_number"),
        ("rijbewijs nummer 5123456789", "document_number"),
        ("documentnummer SPECI2014", "document_number"),
        ("4111 1111 1111 1111", "card_number"),
        ("5555-5555-5555-4444", "card_number"),
        ("378282246310005", "card_number"),
    ],
)
def test_other_numbers_of_a_person_are_found(text: str, kind: str) -> None:
    assert kinds(text) == [kind]
    assert find_forbidden(mask(text)) == []


def test_a_finding_points_at_the_number_in_the_given_text() -> None:
    text = "Zij zegt:\u200b ۱۲۳\u200b ۴۵۶ ۷۸۲ en niet meer"
    (found,) = find_forbidden(text)
    assert text[found.start : found.end] == "۱۲۳\u200b ۴۵۶ ۷۸۲"
    assert mask(text) == "Zij zegt:\u200b ▇▇▇▇ en niet meer"


def test_several_numbers_are_found_in_order_and_do_not_overlap() -> None:
    text = "BSN 123456782, rekening NL91ABNA0417164300, V2712345678"
    found = find_forbidden(text)
    assert [one.kind for one in found] == ["bsn", "iban", "v_number"]
    assert all(one.end <= two.start for one, two in pairwise(found))


@given(st.text(alphabet=st.sampled_from("0123456789 .-/\nvVnlNL+€,:abBSN٣۴\u200b"), max_size=60))
def test_masking_leaves_nothing_to_find(text: str) -> None:
    assert find_forbidden(mask(text)) == []


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for found in find_forbidden(text):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize("piece", ["12 345 67 89 nl12 ", "nl12 ", "1 ", "v1", "a1-", "paspoort "])
def test_a_long_hostile_text_is_read_to_its_end(piece: str) -> None:
    # A pattern that takes the square of the length would not come back from this within any test run.
    text = (piece * 100_000)[:100_000] + " BSN 123456782"
    assert find_forbidden(text)


@pytest.mark.parametrize("kind", guard.KINDS)
def test_every_kind_is_explained_with_what_to_do(kind: guard.Kind) -> None:
    with override("en"):
        explanation = str(guard.explain(kind))
    assert "Leave the number out" in explanation


@pytest.mark.parametrize(
    ("text", "caution"),
    [
        ("Mevrouw heeft PTSS en komt niet", "health"),
        ("She was told the diagnosis", "health"),
        ("hij wil zijn asielverhaal vertellen", "asylum"),
        ("zij is bekeerd", "belief"),
    ],
)
def test_words_that_ask_for_care_give_a_hint(text: str, caution: str) -> None:
    assert caution in [hint.caution for hint in find_sensitive(text)]
    assert find_forbidden(text) == []
    assert str(guard.advise(find_sensitive(text)[0].caution))


@pytest.mark.parametrize(
    "text",
    ["mee naar het ziekenhuis", "uitleg hoe de huisarts werkt", "brief van DUO", "Kerkstraat 4", "zorg"],
)
def test_ordinary_questions_give_no_hint(text: str) -> None:
    assert find_sensitive(text) == []
