"""Whether a PDF is what it says it is: PDF/UA-1, by `page-validation`, a checker with the rules of veraPDF.

The checker belongs to the development tools: a running site does not need it.
"""

from dataclasses import dataclass


class NoChecker(Exception):
    """The checker is not installed here."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule of PDF/UA-1 that does not hold, in the words of the checker (English)."""

    rule: str
    text: str


def pdf_findings(pdf: bytes) -> list[Finding]:
    """Rules of PDF/UA-1 that a machine can decide and that do not hold, each once; empty: all of them hold.

    NoChecker where the tool is not installed. A file that is no PDF is a finding too.
    """
    try:
        import page
    except ImportError as error:
        raise NoChecker from error
    try:
        report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    except page.PageError as error:
        return [Finding("not-a-pdf", str(error))]
    found: dict[str, Finding] = {}
    for failure in report.failures:
        found.setdefault(failure.rule_id, Finding(failure.rule_id, failure.message))
    return list(found.values())
