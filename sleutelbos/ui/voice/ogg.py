"""Length of an Ogg file with one stream of Opus or Vorbis (RFC 3533, RFC 7845)."""

from .sound import NotSound, number


def read_ogg(data: bytes) -> float:
    """Seconds of sound: the last page's position, less what an Opus decoder skips at the start."""
    head = _payload(data, 0)
    if head.startswith(b"OpusHead"):
        rate, skip = 48_000, number(head, 10, 2, little=True)
    elif head.startswith(b"\x01vorbis"):
        rate, skip = number(head, 12, 4, little=True), 0
    else:
        raise NotSound("not-sound")
    serial, last, at = number(data, 14, 4), 0, 0
    while at < len(data):
        if data[at : at + 4] != b"OggS" or number(data, at + 14, 4) != serial:
            raise NotSound("not-sound")  # a second stream, or something behind the sound
        position = number(data, at + 6, 8, little=True)
        if position != 0xFFFF_FFFF_FFFF_FFFF:
            last = max(last, position)
        at = _end(data, at)
    if rate == 0:
        raise NotSound("not-sound")
    return max(0, last - skip) / rate


def _sizes(data: bytes, at: int) -> bytes:
    count = number(data, at + 26, 1)
    sizes = data[at + 27 : at + 27 + count]
    if len(sizes) != count:
        raise IndexError(at)
    return sizes


def _end(data: bytes, at: int) -> int:
    sizes = _sizes(data, at)
    end = at + 27 + len(sizes) + sum(sizes)
    if end > len(data):
        raise IndexError(end)
    return end


def _payload(data: bytes, at: int) -> bytes:
    return data[at + 27 + len(_sizes(data, at)) : _end(data, at)]
