"""Every component draws what its page maker asked for, and nothing a visitor typed becomes markup."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

MOMENT = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
NASTY = '<script>alert("x")</script>'


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nl", "do 26 nov 2026, 14:00"),
        ("en", "Thu, Nov 26, 2026, 14:00"),
        ("tr", "26 Kas 2026 Per, 14:00"),
        ("uk", "чт, 26 лист. 2026"),
    ],
)
def test_a_moment_is_written_in_the_language_of_the_page(language: str, expected: str) -> None:
    with translation.override(language):
        assert expected in draw("{% localdate moment %}", moment=MOMENT)


@pytest.mark.parametrize("language", ["nl", "en", "ar", "ti", "fa", "tr", "uk", "ku", "ckb", "so", "ps", "fr"])
def test_a_moment_never_has_the_month_as_a_number_or_the_clock_in_halves(language: str) -> None:
    with translation.override(language):
        shown = re.sub("<[^>]+>", "", draw("{% localdate moment %}", moment=MOMENT))
    assert "14:00" in shown
    assert "26" in shown
    assert "2026" in shown
    assert "/11" not in shown
    assert "-11" not in shown


def test_an_end_time_follows_on_the_same_line() -> None:
    shown = draw("{% localdate moment '' until %}", moment=MOMENT, until=MOMENT + timedelta(minutes=90))
    assert "14:00" in shown
    assert "15:30" in shown


def test_a_date_has_no_clock_and_nothing_gives_nothing() -> None:
    assert ":" not in re.sub("<[^>]+>", "", draw("{% localdate day %}", day=date(2026, 11, 26)))
    assert draw("{% localdate day %}{% ago day %}{% hours day %}", day=None) == ""


def test_how_long_ago_is_said_in_words_with_the_moment_as_title() -> None:
    with translation.override("nl"):
        shown = draw("{% ago moment %}", moment=timezone.now() - timedelta(hours=3))
    assert "3 uur geleden" in shown
    assert 'title="' in shown


@pytest.mark.parametrize("language", ["nl", "en", "ar", "ti", "fa", "tr", "uk", "ku", "ckb", "so", "ps", "fr"])
def test_how_long_ago_is_never_a_sum(language: str) -> None:
    """Where CLDR has no words for it (both Kurdish languages), the day itself stands there, not "-3 h"."""
    with translation.override(language):
        shown = re.sub("<[^>]+>", "", draw("{% ago moment %}", moment=timezone.now() - timedelta(hours=3)))
    assert re.search(r"[^\W\d]{2}", shown), shown
    assert not shown.startswith("-")


def test_an_icon_is_hidden_from_readers_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "phone" %}')
    labelled = draw('{% icon "phone" label=label %}', label=NASTY)
    assert 'role="img"' in labelled
    assert "<script>" not in labelled


def test_a_missing_icon_does_not_take_the_page_down(caplog: pytest.LogCaptureFixture) -> None:
    assert draw('{% icon "unicorn" %}') == ""
    assert "unicorn" in caplog.text


def test_arrows_turn_round_in_a_page_from_right_to_left() -> None:
    assert "sb-icon--turn" in draw('{% icon "next" %}')


@pytest.mark.parametrize("tone", ["good", "warn", "bad", "info"])
def test_a_status_is_never_only_a_colour(tone: str) -> None:
    shown = draw("{% status text tone %}", text="Accepted", tone=tone)
    assert "<svg" in shown
    assert "Accepted" in shown


@pytest.mark.parametrize(
    "source",
    [
        "{% status text %}",
        "{% button text %}",
        "{% button text href=text %}",
        '{% choice text "yes" name="a" value=text note=text %}',
        "{% page_head text lead=text %}",
        "{% person text line=text text=text %}",
        "{% nothing text text=text %}",
        "{% copybox text label=text %}",
        "{% card title=text %}{{ text }}{% endcard %}",
        "{% alert title=text %}{{ text }}{% endalert %}",
        '{% dialog id="d" title=text opener=text %}{{ text }}{% enddialog %}',
        "{% more summary=text %}{{ text }}{% endmore %}",
        "{% facts rows %}",
        "{% steps labels 1 %}",
        "{% timeline events %}",
        "{% bars bars title=text unit=text %}",
        "{% figures figures %}",
        "{% breadcrumb text text %}",
        "{% progress text done=1 total=2 %}",
    ],
)
def test_what_somebody_typed_never_becomes_markup(source: str) -> None:
    shown = draw(
        source,
        text=NASTY,
        rows=[(NASTY, NASTY)],
        labels=[NASTY],
        events=[{"at": MOMENT, "text": NASTY, "who": NASTY, "note": NASTY}],
        bars=[(NASTY, 3)],
        figures=[{"number": 1, "label": NASTY, "url": NASTY}],
    )
    assert "<script" not in shown
    assert "&lt;script" in shown


def test_a_part_does_not_pick_up_words_of_the_page_around_it() -> None:
    shown = draw("{% button 'Save' %}", href="/somewhere/", name="secret", confirm="Sure?", kind="subtle")
    assert shown.startswith("<button")
    assert "secret" not in shown
    assert "Sure" not in shown


def test_the_query_keeps_its_filters_and_starts_over_at_page_one() -> None:
    request = RequestFactory().get("/", {"q": "tolk & co", "page": "3", "sort": "name"})
    assert draw('{% querystring_with sort="place" %}', request=request) == "?q=tolk+%26+co&amp;sort=place"
    assert "page=4" in draw("{% querystring_with page=4 %}", request=request)
    assert draw("{% querystring_with q=None sort=None %}", request=request) == "?"


def test_pages_are_linked_and_the_present_one_is_named() -> None:
    request = RequestFactory().get("/", {"q": "x"})
    page = Paginator(range(95), 10).get_page(5)
    shown = draw("{% pagination page %}", page=page, request=request)
    assert 'aria-current="page"' in shown
    assert 'rel="prev"' in shown
    assert "q=x&amp;page=4" in shown
    assert draw("{% pagination page %}", page=Paginator([1], 10).get_page(1), request=request).strip() == ""


def test_empty_facts_are_left_out_and_nought_is_not_empty() -> None:
    shown = draw("{% facts rows %}", rows=[("Phone", ""), ("Visits", 0), ("Where", None)])
    assert "Phone" not in shown
    assert "Where" not in shown
    assert "Visits" in shown


def test_bars_of_nothing_do_not_divide_by_nothing() -> None:
    assert "<svg" in draw("{% bars rows title='t' %}", rows=[])
    assert "<svg" in draw("{% bars rows title='t' %}", rows=[("a", 0)])


def test_bars_say_the_same_in_a_table_and_use_points_in_their_drawing() -> None:
    with translation.override("nl"):
        shown = draw("{% bars rows title='t' %}", rows=[("Tigrinya", 3), ("Arabic", 7)])
    assert shown.count("<tr>") == 3
    assert not re.search(r'(?:width|x)="\d+,\d', shown)


def test_bars_grow_from_the_right_in_arabic() -> None:
    with translation.override("ar"):
        shown = draw("{% bars rows title='t' %}", rows=[("a", 10)])
    assert 'x="60.0"' in shown


def test_a_name_keeps_its_own_direction() -> None:
    assert "<bdi>نور الحسن</bdi>" in draw("{% person name %}", name="نور الحسن")


@pytest.mark.parametrize(("name", "letters"), [("Selam Tesfay", "ST"), ("Ana", "A"), ("", ""), ("Jan de Wit", "JW")])
def test_initials_are_two_letters_at_most(name: str, letters: str) -> None:
    assert draw("{{ name|initials }}", name=name) == letters


def test_languages_call_themselves_by_their_own_name() -> None:
    assert draw('{% native_name "ti" %}') == "ትግርኛ"
    assert draw('{% native_name "so" %}').lower() == "soomaali"
    assert draw('{% direction "ar" %} {% direction "nl" %}') == "rtl ltr"


class _Form(forms.Form):
    name = forms.CharField(label="Your name", help_text="As friends call you")
    who = forms.ChoiceField(label="Man or woman?", choices=[("m", "Man"), ("w", "Woman")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    sure = forms.BooleanField(label="I am sure")

    def clean(self) -> None:
        raise forms.ValidationError("Both cannot be true")


def test_a_field_tells_its_reader_about_help_and_error() -> None:
    shown = str(_Form({}))
    box = re.search(r"<input[^>]*id=\"id_name\"[^>]*>", shown)
    assert box
    described = re.search(r'aria-describedby="([^"]+)"', box[0])
    assert described
    assert all(f'id="{name}"' in shown for name in described[1].split())
    assert 'aria-invalid="true"' in box[0]
    assert "utrecht-textbox--invalid" in box[0]


def test_optional_is_said_and_required_needs_no_star() -> None:
    with translation.override("en"):
        shown = str(_Form())
    assert shown.count("(optional)") == 1
    assert "*" not in shown


def test_radio_buttons_stand_in_a_group_with_a_name() -> None:
    shown = str(_Form())
    assert re.search(r"<fieldset[^>]*>\s*<legend>Man or woman\?", shown)
    assert shown.count('class="sb-option"') == 2


def test_a_single_tick_box_has_one_label_around_it() -> None:
    shown = str(_Form()["sure"].as_field_group())
    assert shown.count("<label") == 1
    assert re.search(r"<label[^>]*>\s*<input[^>]*type=\"checkbox\"[^>]*>\s*<span>I am sure", shown)


def test_the_error_summary_links_to_every_wrong_field() -> None:
    shown = draw("{% error_summary form %}", form=_Form({}))
    assert 'href="#id_name"' in shown
    assert 'href="#id_who_0"' in shown
    assert "Both cannot be true" in shown
    assert "Man or woman? " in shown
    assert "Your name: " in shown
    assert "data-focus-first" in shown
    assert draw("{% error_summary form %}", form=_Form()).strip() == ""


def test_every_link_of_the_error_summary_leads_somewhere() -> None:
    form = _Form({})
    shown = draw("{% form_for form %}", form=form)
    for target in re.findall(r'href="#([^"]+)"', shown):
        assert f'id="{target}"' in shown
    assert 'method="post"' in shown


def test_the_last_value_of_a_textarea_comes_back_escaped() -> None:
    assert "&lt;/textarea&gt;" in str(_Form({"note": "</textarea>"})["note"])


@pytest.mark.parametrize(
    ("code", "words"), [("nl", "september 2026"), ("ti", "መስከረም 2026"), ("ar", "سبتمبر 2026"), ("fr", "septembre 2026")]
)
def test_a_month_is_named_in_the_language_of_the_page(code: str, words: str) -> None:
    with translation.override(code):
        shown = draw("{% localdate day 'month' %}", day=date(2026, 9, 1))
    assert shown == f'<time datetime="2026-09-01">{words}</time>'
