"""Made-up content for the page that shows all components."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from .dates import ClockField, DayField


class ExampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Your name", max_length=60)
    email = forms.EmailField(label="E-mail address", help_text="We send you one message to check it.")
    day = DayField(label="Which day?")
    clock = ClockField(label="What time?", required=False)
    language = forms.ChoiceField(
        label="Which language?", choices=[("", "Choose"), ("ti", "Tigrinya"), ("ar", "Arabic"), ("uk", "Ukrainian")]
    )
    who = forms.ChoiceField(
        label="Man or woman?",
        choices=[("any", "No wish"), ("woman", "A woman"), ("man", "A man")],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label="What is it about?",
        choices=[("school", "School"), ("work", "Work"), ("health", "Health"), ("money", "Money")],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "sb-options--columns"}),
        required=False,
    )
    text = forms.CharField(
        label="What is the question?",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Do not write names or numbers of the family.",
    )
    document = forms.FileField(label="Spreadsheet", required=False)
    agree = forms.BooleanField(label="The family knows that I ask this", help_text="We never ask without them.")


class FilterForm(forms.Form):
    """What a list could be narrowed by."""

    q = forms.CharField(label="Search", required=False)
    state = forms.ChoiceField(label="Status", required=False, choices=[("", "All"), ("open", "Open"), ("done", "Done")])


def context(request: HttpRequest, form: ExampleForm) -> dict[str, Any]:
    """Everything the page shows."""
    moment = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
    names = ["Selam Tesfay", "نور الحسن", "Олена Коваль", "Mehmet Yılmaz"]
    words = ["Tigrinya, English", "Arabic", "Ukrainian, Russian", "Turkish"]
    return {
        "form": form,
        "filter_form": FilterForm(request.GET or None),
        "moment": moment,
        "until": datetime(2026, 11, 26, 14, 30, tzinfo=UTC),
        "page_obj": Paginator(range(200), 10).get_page(request.GET.get("page")),
        "people": [
            {"name": name, "languages": word, "place": place, "state": state, "tone": tone, "asked": count}
            for name, word, place, state, tone, count in zip(
                names,
                words,
                ["Rucphen", "Zundert", "Etten-Leur", "Halderberge"],
                ["Available", "Asked", "Paused", "Training expires"],
                ["good", "info", "neutral", "warn"],
                [0, 3, 1, 12],
                strict=True,
            )
        ],
        "figures": [
            {"number": 7, "label": "New questions", "url": "#"},
            {"number": 3, "label": "Waiting longer than a day", "url": "#", "tone": "warn"},
            {"number": 4, "label": "Appointments today", "url": "#"},
            {"number": 1, "label": "Nobody answered", "url": "#", "tone": "bad"},
            {"number": 58, "label": "Key persons", "tone": "quiet"},
        ],
        "bar_rows": [("Tigrinya", 42, "bad"), ("Arabic", 31), ("Ukrainian", 18), ("Turkish", 7), ("Somali", 0)],
        "fact_rows": [
            ("What", "Go along to the GP", "stethoscope"),
            ("When", "Thursday 26 November, 14:00", "calendar"),
            ("Where", "Rucphen, health centre", "place"),
            ("How long", "about one hour", "clock"),
            ("Left out", ""),
        ],
        "events": [
            {"at": moment.replace(day=20), "text": "Question came in", "who": "School De Vlinder"},
            {"at": moment.replace(day=21), "text": "Asked three people", "note": "Two said: another time."},
            {"at": moment.replace(day=22), "text": "Accepted", "who": "نور"},
        ],
        "blocks": ["Morning", "Afternoon", "Evening"],
        "days": [
            {
                "label": day,
                "cells": [{"state": state, "block": block} for state, block in zip(states, "mae", strict=True)],
            }
            for day, states in [
                ("Monday", ["free", "", "free"]),
                ("Tuesday", ["", "busy", ""]),
                ("Wednesday", ["free", "free", ""]),
            ]
        ],
        "tick_days": [
            {
                "label": day,
                "cells": [
                    {"state": state, "block": block, "name": "free", "value": f"{day}-{block}"}
                    for state, block in zip(states, ["morning", "afternoon", "evening"], strict=True)
                ],
            }
            for day, states in [("Mon", ["free", "", "free"]), ("Tue", ["", "", ""])]
        ],
        "step_labels": ["The question", "The family", "Check"],
        "tones": ["neutral", "info", "good", "warn", "bad", "accent"],
        "whatsapp": "Hello Selam, can you help on Thursday 26 November at 14:00 in Rucphen? Say yes or no here: ...",
    }
