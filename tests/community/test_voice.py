"""What a voice note really is: kind and length from its own bytes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sleutelbos.ui.voice import LONGEST, MOST_BYTES, NotSound, measure

from . import voices

MAKERS: dict[str, Callable[[float], bytes]] = {
    "ogg": voices.ogg,
    "webm": voices.webm,
    "webm with sizes": lambda seconds: voices.webm(seconds, live=False),
    "mp4": voices.mp4,
    "mp4 in fragments": lambda seconds: voices.mp4(seconds, fragments=True),
}


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("seconds", [0.5, 7.0, 33.3, 59.9])
def test_the_length_is_that_of_the_sound_in_it(maker: str, seconds: float) -> None:
    sound = measure(MAKERS[maker](seconds))
    assert sound.kind == maker.split()[0]
    assert sound.seconds == pytest.approx(seconds, abs=0.05)


@pytest.mark.parametrize("maker", MAKERS)
def test_more_than_a_minute_is_refused_whatever_the_head_says(maker: str) -> None:
    with pytest.raises(NotSound, match="too-long"):
        measure(MAKERS[maker](LONGEST + 5))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello, I am a voice",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
        b"RIFF\0\0\0\0WAVEfmt " + b"\0" * 100,
        b"<html><script>alert(1)</script>",
        b"ID3\x03" + b"\0" * 100,
        voices.webm(3, kind=1, codec=b"V_VP8"),
        voices.webm(3, codec=b"A_MS/ACM"),
        voices.webm(3, more=voices._element(0xAE, voices._element(0x83, b"\x01") + voices._element(0x86, b"V_VP8"))),
        voices.mp4(3, handler=b"vide"),
        voices.mp4(3, codec=b"avc1"),
        voices.ogg(3) + b"<html>",
        voices.ogg(3).replace(b"OpusHead", b"\x80theora\0"),
        voices.mp4(3)[:60],
    ],
)
def test_pictures_and_other_things_are_no_sound(data: bytes) -> None:
    with pytest.raises(NotSound, match="not-sound"):
        measure(data)


@pytest.mark.parametrize("data", [voices.ogg(0), voices.webm(0), voices.mp4(0), voices.mp4(0, fragments=True)])
def test_silence_without_length_is_empty(data: bytes) -> None:
    with pytest.raises(NotSound, match="empty"):
        measure(data)


def test_a_large_file_is_not_even_read() -> None:
    with pytest.raises(NotSound, match="too-large"):
        measure(voices.ogg(3) + b"\0" * MOST_BYTES)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(sorted(MAKERS)), st.lists(st.tuples(st.integers(0, 600), st.binary(max_size=9)), max_size=6))
def test_a_broken_file_is_refused_and_never_breaks_us(maker: str, changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(MAKERS[maker](3.0))
    for at, piece in changes:
        data[at : at + len(piece)] = piece
    try:
        sound = measure(bytes(data))
    except NotSound as problem:
        assert problem.code in {"not-sound", "empty", "too-long"}
    else:
        assert 0 < sound.seconds <= LONGEST + 1


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from([b"\x1aE\xdf\xa3", b"OggS", b"\0\0\0\x10ftyp"]), st.binary(max_size=400))
def test_nonsense_behind_a_right_beginning_is_no_sound(start: bytes, rest: bytes) -> None:
    with pytest.raises(NotSound):
        measure(start + rest)
