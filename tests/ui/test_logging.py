"""Log lines lose numbers, addresses and keys, and keep what an administrator needs."""

import logging

import pytest

from sleutelbos.ui.logging import MaskFilter, redact


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("stored 123456782", "123456782"),
        ("rekening NL91 ABNA 0417 1643 00", "0417"),
        ("mail to selam.t@voorbeeld.nl failed", "selam"),
        ("mail to selam%2Bx@voorbeeld.nl failed", "selam"),
        ("GET /aanbod/eyJvIjo3fQ:1vMq7Z:abcDEF0123456789_-xyzABCDEFG/", "eyJvIjo3fQ"),
        ("GET /antwoord?token=abcd1234 HTTP/1.1", "abcd1234"),
        ("GET /inloggen?code=493822&next=/", "493822"),
        ("Authorization: Bearer abc.def-ghi1234", "abc.def"),
        ("connect postgres://sleutel:geheim@db:5432/x", "geheim"),
        ("session 3f786850e387550fdab836ed7e6dc881de23001b", "3f786850"),
        ("'csrfmiddlewaretoken': 'AbC123xyz'", "AbC123xyz"),
        ("Not Found: /n/KQ7M-3XZP-R8TW/hulp/", "KQ7M"),
        ("Gone: /n/kq7m3xzpr8tw/", "kq7m"),
        ("GET /n/KQ7M%203XZP%20R8TW/ 404", "3XZP"),
        ("no newcomer with KQ7M-3XZP-R8TW", "R8TW"),
    ],
)
def test_a_secret_is_masked(line: str, secret: str) -> None:
    assert secret in line
    assert secret not in redact(line)


@pytest.mark.parametrize(
    "line",
    [
        "GET /vragen/1042/toewijzen/ 200",
        "GET /n/gewist/nl/ 200",
        'File "sleutelbos/bridging/services/offers.py", line 112, in accept_offer',
        "Applying bridging.0004_request_with_a_very_long_name_of_many_words... OK",
        "task 7 finished in 0.034 s",
        "2026-11-22 13:05:01,123 INFO",
        "worker 12 started on port 8014",
    ],
)
def test_ordinary_lines_stay_readable(line: str) -> None:
    assert redact(line) == line


def record(message: object, *args: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("sleutelbos", logging.INFO, __file__, 1, message, args, None)
    made.__dict__.update(extra)
    return made


def test_arguments_and_extra_fields_are_masked_too() -> None:
    line = record("stored %s for %d", "bsn 123456782", 7, subject="selam@voorbeeld.nl")
    assert MaskFilter().filter(line)
    assert line.getMessage() == "stored bsn ▇▇▇▇ for 7"
    assert line.args == ()
    assert vars(line)["subject"] == "▇▇▇▇"


def test_a_percent_sign_in_a_masked_line_is_no_format() -> None:
    line = record("%s", "100% van 123456782")
    MaskFilter().filter(line)
    assert logging.Formatter().format(line) == "100% van ▇▇▇▇"


def test_an_exception_in_the_log_is_masked() -> None:
    try:
        raise ValueError("Key (text)=(zij is 123456782) already exists")
    except ValueError as error:
        made = logging.LogRecord(
            "sleutelbos", logging.ERROR, __file__, 1, "failed", (), (type(error), error, error.__traceback__)
        )
    MaskFilter().filter(made)
    written = logging.Formatter().format(made)
    assert "Key (text)=(zij is ▇▇▇▇) already exists" in written
    assert "123456782" not in written


def test_a_line_that_cannot_be_formatted_does_not_print_its_arguments() -> None:
    line = record("%d rows", "123456782")
    assert MaskFilter().filter(line)
    assert "could not be formatted" in line.getMessage()
    assert "123456782" not in line.getMessage()
