"""Finding a BSN, whole or in pieces, and knowing dates, amounts and phone numbers when we see them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator


def passes_eleven_test(digits: str) -> bool:
    """The 11-test of the BSN on eight or nine ASCII digits; eight are read with a zero in front."""
    digits = digits.zfill(9)
    weighted = sum((9 - place) * int(digit) for place, digit in enumerate(digits[:8]))
    return digits != "000000000" and (weighted - int(digits[8])) % 11 == 0


_RUN = re.compile(r"[0-9]+")
_BSN_WORD = re.compile(
    r"(?:bsn|b\.s\.n\.?|burger ?service ?nummer|burger ?service ?nr|sofi|citizen service number)"
    r"(?:[\s:#=.\-()]|nummer|number|nr|no|is|was|van|of|het|zijn|haar|mijn|my|his|her){0,8}$"
)
# What stands before a number that is known to be something else. It never excuses nine plain digits.
_OTHER_WORD = re.compile(
    r"(?:kvk|k\.v\.k\.|kamer van koophandel|koophandel|chamber of commerce|coc|vestiging\w{0,8}|rsin"
    r"|tel|telefoon|telefoonnummer|phone|mobiel|mobile|fax|meeting[ -]?id|vergader\w{0,6}[ -]?id)"
    r"(?:[\s:#=.\-]|nummer|number|nr|no|is){0,6}$"
)
_COUNTRY_CODE = re.compile(r"(?:\+|(?<![0-9])00)[0-9]{1,3}[ .\-]{0,2}(?:\(0\)[ .\-]{0,2})?$")
_BETWEEN = re.compile(r"[ .\-_/]{1,3}|[ .\-_/]{0,2}\n[ .\-_/\n]{0,3}")
_DAY, _MONTH = r"(?:0?[1-9]|[12][0-9]|3[01])", r"(?:0?[1-9]|1[0-2])"
_TIME = r"(?:[01]?[0-9]|2[0-3])[:.][0-5][0-9]"
_ALONE, _END = r"(?<![0-9.\-/])", r"(?![\-/.]?[0-9])"
_EXPLAINED = [
    re.compile(pattern)
    for pattern in (
        # a date with one and the same separator, day first or year first
        rf"{_ALONE}{_DAY}([\-/.]){_MONTH}\1(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}}){_END}",
        rf"{_ALONE}(?:19|20)[0-9]{{2}}([\-/.]){_MONTH}\1{_DAY}{_END}",
        # a time, or from one time to another
        rf"{_ALONE}{_TIME}(?:[ \-]{{1,3}}{_TIME})?{_END}",
        # money
        r"(?:€|eur|euro) ?[0-9]+(?:[.,][0-9]+)*",
        r"(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{3})*,[0-9]{2}(?![0-9])",
    )
]
# Ways in which people write nine digits. Inside a longer row of numbers only these count.
_USUAL_GROUPS = {
    (3, 3, 3), (4, 2, 3), (2, 2, 2, 3), (3, 2, 2, 2), (3, 2, 4), (2, 3, 4), (4, 3, 2), (2, 2, 5), (4, 5),
    (5, 4), (3, 6), (6, 3), (8, 1), (1, 8), (2, 7), (7, 2), (1,) * 9, (2, 2, 2, 2, 1), (1, 2, 2, 2, 2),
}  # fmt: skip
_DATE_DIGITS = re.compile(
    r"(?:(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d)"
)


def find_bsn(text: str) -> Iterator[tuple[int, int]]:
    runs = [match.span() for match in _RUN.finditer(text)]
    explained = _explained_runs(text, runs)
    for index, (start, end) in enumerate(runs):
        digits, before = text[start:end], text[max(0, start - 48) : start]
        if len(digits) == 9:
            foreign_phone = _COUNTRY_CODE.search(before)
            if (passes_eleven_test(digits) and not foreign_phone) or _BSN_WORD.search(before):
                yield start, end
        elif len(digits) == 8:
            # A zero in front gets lost in spreadsheets. A KvK number and a date have eight digits too.
            named = _BSN_WORD.search(before)
            other = _DATE_DIGITS.fullmatch(digits) or _OTHER_WORD.search(before) or index in explained
            if named or (passes_eleven_test(digits) and not other):
                yield start, end
    yield from _grouped_bsn(text, runs, explained)


def _grouped_bsn(text: str, runs: list[tuple[int, int]], explained: set[int]) -> Iterator[tuple[int, int]]:
    """Nine digits in pieces: 123 456 782, 1234.56.782, 12345 and 6782 on the next line."""
    for cluster in _clusters(text, runs, explained):
        lengths = [runs[index][1] - runs[index][0] for index in cluster]
        for first in range(len(cluster)):
            total, last = lengths[first], first
            while total < 9 and last + 1 < len(cluster):
                last += 1
                total += lengths[last]
            if total != 9 or first == last:
                continue
            start, end = runs[cluster[first]][0], runs[cluster[last]][1]
            before = text[max(0, start - 48) : start]
            whole = last - first + 1 == len(cluster)
            usual = tuple(lengths[first : last + 1]) in _USUAL_GROUPS
            digits = "".join(_RUN.findall(text[start:end]))
            if _BSN_WORD.search(before) or (
                (whole or usual) and passes_eleven_test(digits) and not _OTHER_WORD.search(before)
            ):
                yield start, end


def _clusters(text: str, runs: list[tuple[int, int]], explained: set[int]) -> Iterator[list[int]]:
    """Indexes of runs that stand next to each other with nothing but a separator between them."""
    cluster: list[int] = []
    for index, (start, end) in enumerate(runs):
        near = cluster and _BETWEEN.fullmatch(text, runs[index - 1][1], start)
        if cluster and (not near or index in explained):
            yield cluster
            cluster = []
        if index not in explained and end - start < 9:
            cluster.append(index)
    if cluster:
        yield cluster


def _explained_runs(text: str, runs: list[tuple[int, int]]) -> set[int]:
    """Runs of digits that belong to a date, a time, an amount or a phone number."""
    starts = [start for start, _end in runs]
    ends = [end for _start, end in runs]
    explained = _phone_runs(text, runs)
    for pattern in _EXPLAINED:
        for match in pattern.finditer(text):
            explained.update(range(bisect_left(starts, match.start()), bisect_right(ends, match.end())))
    return explained


_PHONE_BETWEEN = re.compile(r"[ .\-/()]{1,3}|[ .\-]{0,2}\(0\)[ .\-]{0,2}")


def _phone_runs(text: str, runs: list[tuple[int, int]]) -> set[int]:
    """06-12345678, 0314 123456, +31 6 1234 5678, 0031612345678: all runs of such a number."""
    found: set[int] = set()
    for first, (start, _end) in enumerate(runs):
        plus = text[max(0, start - 1) : start] == "+"
        if first in found or not (plus or text[start] == "0"):
            continue
        international = plus or text.startswith("00", start)
        # A BSN may start with 00 too; 00 and a country and a number is always longer than nine digits.
        wanted = range(9, 16) if plus else range(11, 18) if international else range(10, 11)
        total, members = 0, list[int]()
        for index in range(first, len(runs)):
            if members and not _PHONE_BETWEEN.fullmatch(text, runs[index - 1][1], runs[index][0]):
                break
            total += runs[index][1] - runs[index][0]
            if total > max(wanted):
                break
            members.append(index)
            if total in wanted and not international:
                break
        if sum(runs[index][1] - runs[index][0] for index in members) in wanted:
            found.update(members)
    return found
