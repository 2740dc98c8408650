"""Voice notes made here, byte by byte, as browsers and phones write them."""

from __future__ import annotations

import struct


def ogg(seconds: float, *, skip: int = 312) -> bytes:
    """Opus in Ogg: a head, a comment, and a page for each second."""

    def page(position: int, payload: bytes, number: int) -> bytes:
        sizes = bytes([255] * (len(payload) // 255) + [len(payload) % 255])
        return struct.pack("<4sBBqIIIB", b"OggS", 0, 0, position, 7, number, 0, len(sizes)) + sizes + payload

    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, skip, 48_000, 0, 0)
    pages = [page(0, head, 0), page(0, b"OpusTags" + b"\0" * 8, 1)]
    step, at, number = 1.0, 0.0, 2
    while at < seconds:
        at = min(seconds, at + step)
        pages.append(page(skip + round(at * 48_000), b"\x55" * 400, number))
        number += 1
    return b"".join(pages)


def _vint(value: int, width: int) -> bytes:
    return (value | 1 << (7 * width)).to_bytes(width, "big")


def _element(code: int, payload: bytes, *, unknown: bool = False) -> bytes:
    name = code.to_bytes((code.bit_length() + 7) // 8, "big")
    size = b"\x01" + b"\xff" * 7 if unknown else _vint(len(payload), 8)
    return name + size + payload


def webm(seconds: float, *, kind: int = 2, codec: bytes = b"A_OPUS", live: bool = True, more: bytes = b"") -> bytes:
    """Opus in WebM; `live` as MediaRecorder writes it: sizes unknown, no length in the head."""
    head = _element(0x1A45DFA3, _element(0x4282, b"webm"))
    info = _element(0x1549A966, _element(0x2AD7B1, (1_000_000).to_bytes(3, "big")))
    track = _element(0xAE, _element(0xD7, b"\x01") + _element(0x83, bytes([kind])) + _element(0x86, codec))
    clusters, at = [], 0
    last = round(seconds * 1000)
    while at <= last:
        blocks = [
            _element(0xA3, b"\x81" + struct.pack(">hB", moment - at, 0x80) + b"\x55" * 20)
            for moment in (*range(at, min(at + 10_000, last), 500), min(at + 10_000, last))
        ]
        base = _element(0xE7, at.to_bytes(4, "big"))
        clusters.append(_element(0x1F43B675, base + b"".join(blocks), unknown=live))
        at += 10_000
        if at >= last:
            break
    body = info + _element(0x1654AE6B, track + more) + b"".join(clusters)
    return head + _element(0x18538067, body, unknown=live)


def _box(name: bytes, payload: bytes) -> bytes:
    return struct.pack(">I4s", len(payload) + 8, name) + payload


def mp4(seconds: float, *, handler: bytes = b"soun", codec: bytes = b"mp4a", fragments: bool = False) -> bytes:
    """AAC in MP4: whole, or in fragments of a second as Safari records it."""
    rate, sample = 48_000, 1024
    count = round(seconds * rate / sample)
    mdhd = _box(b"mdhd", struct.pack(">IIIII", 0, 0, 0, rate, 0) + b"\0\0\0\0")
    hdlr = _box(b"hdlr", b"\0" * 8 + handler + b"\0" * 13)
    rows = b"" if fragments else struct.pack(">II", count, sample)
    stts = _box(b"stts", struct.pack(">II", 0, 0 if fragments else 1) + rows)
    stsd = _box(b"stsd", struct.pack(">II", 0, 1) + _box(codec, b"\0" * 28))
    stbl = _box(b"stbl", stsd + stts)
    trak = _box(b"trak", _box(b"mdia", mdhd + hdlr + _box(b"minf", stbl)))
    mvex = _box(b"mvex", _box(b"trex", struct.pack(">IIIIII", 0, 1, 1, sample, 0, 0))) if fragments else b""
    data = _box(b"ftyp", b"iso5\0\0\0\0") + _box(b"moov", trak + mvex)
    if not fragments:
        return data + _box(b"mdat", b"\x55" * 100)
    while count > 0:
        here = min(47, count)
        traf = _box(b"tfhd", struct.pack(">II", 0x020000, 1)) + _box(b"trun", struct.pack(">III", 1, here, 0))
        data += _box(b"moof", _box(b"traf", traf)) + _box(b"mdat", b"\x55" * 47)
        count -= here
    return data
