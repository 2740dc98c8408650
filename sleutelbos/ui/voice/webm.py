"""Length of a WebM file with sound alone (RFC 8794, RFC 9559): the last block's time, or the length in its head."""

from collections.abc import Iterator
from typing import Final

from .sound import NotSound, number

SEGMENT, INFO, TRACKS, CLUSTER, GROUP = 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675, 0xA0
SCALE, TRACK, TRACK_TYPE, CODEC = 0x2AD7B1, 0xAE, 0x83, 0x86
TIME, SIMPLE_BLOCK, BLOCK, BLOCK_DURATION, EBML, DOC_TYPE = 0xE7, 0xA3, 0xA1, 0x9B, 0x1A45DFA3, 0x4282
# Elements that browsers write with a size they do not know yet, and what may stand directly inside.
_OPEN: Final = {SEGMENT, CLUSTER}
_TOP: Final = {INFO, TRACKS, CLUSTER, 0x114D9B74, 0x1C53BB6B, 0x1254C367, 0x1941A469, 0x1043A770}
AUDIO: Final = 2
_CODECS: Final = (b"A_OPUS", b"A_VORBIS")


def read_webm(data: bytes) -> float:
    """Seconds of sound; raises NotSound for a picture, another kind of track or another codec."""
    top = list(_elements(data, 0, len(data)))
    if [code for code, _start, _end in top] != [EBML, SEGMENT]:
        raise NotSound("not-sound")
    head = {code: data[start:end].rstrip(b"\0") for code, start, end in _elements(data, *top[0][1:])}
    if head.get(DOC_TYPE) != b"webm":
        raise NotSound("not-sound")
    scale, last, tracks = 1_000_000, 0, 0
    for code, start, end in _elements(data, *top[1][1:]):
        if code == INFO:
            scale = next((_unsigned(data, s, e) for c, s, e in _elements(data, start, end) if c == SCALE), scale)
        elif code == TRACKS:
            tracks += _sound_tracks(data, start, end)
        elif code == CLUSTER:
            last = max(last, _last_time(data, start, end))
    if tracks != 1:
        raise NotSound("not-sound")
    return last * scale / 1e9


def _sound_tracks(data: bytes, start: int, end: int) -> int:
    count = 0
    for code, inner, inner_end in _elements(data, start, end):
        if code != TRACK:
            continue
        facts = {c: (s, e) for c, s, e in _elements(data, inner, inner_end)}
        if TRACK_TYPE not in facts or CODEC not in facts or _unsigned(data, *facts[TRACK_TYPE]) != AUDIO:
            raise NotSound("not-sound")
        if data[slice(*facts[CODEC])].rstrip(b"\0") not in _CODECS:
            raise NotSound("not-sound")
        count += 1
    return count


def _last_time(data: bytes, start: int, end: int) -> int:
    base, last = 0, 0
    for code, inner, inner_end in _elements(data, start, end):
        if code == TIME:
            base = _unsigned(data, inner, inner_end)
        elif code == SIMPLE_BLOCK:
            last = max(last, base + _block_time(data, inner))
        elif code == GROUP:
            parts = {c: (s, e) for c, s, e in _elements(data, inner, inner_end)}
            if BLOCK in parts:
                length = _unsigned(data, *parts[BLOCK_DURATION]) if BLOCK_DURATION in parts else 0
                last = max(last, base + _block_time(data, parts[BLOCK][0]) + length)
    return last


def _block_time(data: bytes, at: int) -> int:
    _track, size = _size(data, at)
    return int.from_bytes(data[at + size : at + size + 2], "big", signed=True)


def _elements(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Each element between two places: (code, start, end of its contents)."""
    at = start
    while at < end:
        code, width = _code(data, at)
        at += width
        length, width = _size(data, at)
        at += width
        if length == (1 << (7 * width)) - 1:
            if code not in _OPEN:
                raise NotSound("not-sound")
            stop = end if code == SEGMENT else _next_top(data, at, end)
        else:
            stop = at + length
        # A recording that was cut off in its last piece still counts for what is there.
        stop = min(stop, end)
        yield code, at, stop
        at = stop


def _next_top(data: bytes, start: int, end: int) -> int:
    at = start
    while at < end:
        code, width = _code(data, at)
        if code in _TOP:
            return at
        length, more = _size(data, at + width)
        at += width + more + length
    return end


def _code(data: bytes, at: int) -> tuple[int, int]:
    width = _width(data, at, 4)
    return number(data, at, width), width


def _size(data: bytes, at: int) -> tuple[int, int]:
    width = _width(data, at, 8)
    return number(data, at, width) & ((1 << (7 * width)) - 1), width


def _width(data: bytes, at: int, most: int) -> int:
    first = data[at]
    for width in range(1, most + 1):
        if first & (0x100 >> width):
            return width
    raise NotSound("not-sound")


def _unsigned(data: bytes, start: int, end: int) -> int:
    return number(data, start, min(end - start, 8)) if end > start else 0
