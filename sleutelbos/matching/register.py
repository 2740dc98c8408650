"""The text for the Dutch algorithm register: words from a content file, numbers and rules from the engine itself."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import override

from sleutelbos.matching.engine import Rule, Weights, load_languages, load_weights

from .templatetags.reasons import rule_words

_CONTENT = Path(__file__).with_name("content") / "register.nl.toml"


@dataclass(frozen=True)
class Register:
    """The text in Dutch: facts, sections with sentences, the points one by one, the hard rules one by one."""

    title: str
    summary: str
    facts: list[tuple[str, str]]
    sections: list[tuple[str, list[str]]]
    points: list[tuple[str, str]]
    rules: list[str]
    words: dict[str, str]

    def as_markdown(self) -> str:
        """The whole text, to copy into the register."""
        parts = [f"# {self.title}", self.summary]
        parts.append("\n".join(f"* {label}: {text}" for label, text in self.facts))
        for title, sentences in self.sections:
            parts.append(f"## {title}")
            parts.append("\n".join(f"* {sentence}" for sentence in sentences))
        parts += [f"## {self.words['points']}", self.words["points_intro"]]
        table = [f"| {self.words['what']} | {self.words['value']} |", "|---|---:|"]
        parts.append("\n".join([*table, *(f"| {what} | {value} |" for what, value in self.points)]))
        parts += [f"## {self.words['rules']}", self.words["rules_intro"]]
        parts.append("\n".join(f"* {rule}" for rule in self.rules))
        return "\n\n".join(parts) + "\n"


def register_text() -> Register:
    """The text as the weights and rules are now. Raises KeyError for a weight without words."""
    content = _content()
    weights = load_weights()
    versions = {"weights": weights.version, "rules": load_languages().version}
    with override("nl"):
        rules = list(dict.fromkeys(rule_words(rule) for rule in Rule))
    return Register(
        title=content["title"],
        summary=content["summary"],
        facts=[(row["label"], row["text"].format(**versions)) for row in content["facts"]],
        sections=[(row["title"], row["text"]) for row in content["sections"]],
        points=[
            (content["weights"][field.name], _value(weights, field.name, content["words"]))
            for field in fields(weights)
            if field.name != "version"
        ],
        rules=rules,
        words=content["words"],
    )


def _value(weights: Weights, name: str, words: dict[str, str]) -> str:
    if name == "load":
        bands = (
            words["band"].format(percent=band.to_percent, points=-band.points_per_10_minutes) for band in weights.load
        )
        return "; ".join(bands)
    value = getattr(weights, name)
    if isinstance(value, bool):
        return words["yes"] if value else words["no"]
    return str(value)


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads(_CONTENT.read_text(encoding="utf-8"))
