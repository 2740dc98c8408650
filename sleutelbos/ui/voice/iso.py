"""Length of an MP4 file with sound alone (ISO 14496-12), whole or in fragments as a phone's browser records it."""

from collections.abc import Iterator

from .sound import NotSound, number

_CODECS = (b"mp4a", b"Opus")


def read_mp4(data: bytes) -> float:
    """Seconds of sound; raises NotSound for a picture, another kind of track or another codec."""
    scale, length, default = 0, 0, 0
    fragments = 0
    seen = False
    for name, start, end in _boxes(data, 0, len(data)):
        if name == b"moov":
            seen = True
            scale, length, default = _movie(data, start, end)
        elif name == b"moof":
            fragments += sum(_fragment(data, s, e, default) for n, s, e in _boxes(data, start, end) if n == b"traf")
    if not seen or scale == 0:
        raise NotSound("not-sound")
    return (length + fragments) / scale


def _movie(data: bytes, start: int, end: int) -> tuple[int, int, int]:
    """(units in a second, length in units, length of a sample in fragments) of the one track of sound."""
    tracks = [(s, e) for n, s, e in _boxes(data, start, end) if n == b"trak"]
    if len(tracks) != 1:
        raise NotSound("not-sound")
    media = _inside(data, *tracks[0], b"mdia")
    kind = _inside(data, *media, b"hdlr")
    if data[kind[0] + 8 : kind[0] + 12] != b"soun":
        raise NotSound("not-sound")
    table = _inside(data, *_inside(data, *media, b"minf"), b"stbl")
    described = _inside(data, *table, b"stsd")
    if data[described[0] + 12 : described[0] + 16] not in _CODECS:
        raise NotSound("not-sound")
    head = _inside(data, *media, b"mdhd")[0]
    wide = number(data, head, 1) == 1
    scale = number(data, head + (20 if wide else 12), 4)
    # The sum of the samples' own times: the length in the head is what somebody wrote there.
    times = _inside(data, *table, b"stts")[0]
    length = sum(
        number(data, times + 8 + 8 * row, 4) * number(data, times + 12 + 8 * row, 4)
        for row in range(_count(data, times + 4, 8))
    )
    default = 0
    for name, s, e in _boxes(data, start, end):
        if name == b"mvex":
            default = next((number(data, a + 12, 4) for n, a, _b in _boxes(data, s, e) if n == b"trex"), 0)
    return scale, length, default


def _fragment(data: bytes, start: int, end: int, default: int) -> int:
    """Units of time in one fragment of the track."""
    total = 0
    for name, s, _e in _boxes(data, start, end):
        flags = number(data, s + 1, 3) if name in {b"tfhd", b"trun"} else 0
        if name == b"tfhd" and flags & 0x8:
            at = s + 8 + (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0)
            default = number(data, at, 4)
        elif name == b"trun":
            at = s + 8 + (4 if flags & 0x1 else 0) + (4 if flags & 0x4 else 0)
            step = 4 * sum(1 for flag in (0x100, 0x200, 0x400, 0x800) if flags & flag)
            samples = number(data, s + 4, 4)
            if not flags & 0x100:
                total += samples * default
            else:
                total += sum(number(data, at + step * row, 4) for row in range(_count(data, s + 4, step)))
    return total


def _count(data: bytes, at: int, step: int) -> int:
    """How many rows a table says it has; raises IndexError when they cannot be there."""
    count = number(data, at, 4)
    if count * step > len(data):
        raise IndexError(count)
    return count


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Each box between two places: (name, start, end of its contents)."""
    at = start
    while at < end:
        size, head = number(data, at, 4), 8
        name = data[at + 4 : at + 8]
        if size == 1:
            size, head = number(data, at + 8, 8), 16
        elif size == 0:
            size = end - at
        if size < head:
            raise NotSound("not-sound")
        yield name, at + head, min(at + size, end)
        at += size


def _inside(data: bytes, start: int, end: int, name: bytes) -> tuple[int, int]:
    return next(((s, e) for n, s, e in _boxes(data, start, end) if n == name), None) or _missing()


def _missing() -> tuple[int, int]:
    raise NotSound("not-sound")
