"""What a voice note really is: kind and length read from its own bytes. Pure: no Django, no clock, no file names.

`measure(data)` returns a `Sound`, or raises `NotSound` with a code. What the sender calls the file, and what type the
browser claims, do not count. Three containers that phones record in are known: WebM, Ogg (Opus or Vorbis) and MP4
(AAC); anything with a picture in it is refused. The length is that of the sound in it, also where the recorder left
the length in the head of the file empty, as browsers do.
"""

from .iso import read_mp4
from .ogg import read_ogg
from .sound import LONGEST, MOST_BYTES, TYPES, NotSound, Sound
from .webm import read_webm

__all__ = ["LONGEST", "MOST_BYTES", "TYPES", "NotSound", "Sound", "measure"]


def measure(data: bytes) -> Sound:
    """Kind and length in seconds of a voice note; raises NotSound("not-sound" | "too-large" | "too-long" | "empty")."""
    if len(data) > MOST_BYTES:
        raise NotSound("too-large")
    try:
        if data[:4] == b"\x1aE\xdf\xa3":
            sound = Sound("webm", read_webm(data))
        elif data[:4] == b"OggS":
            sound = Sound("ogg", read_ogg(data))
        elif data[4:8] == b"ftyp":
            sound = Sound("mp4", read_mp4(data))
        else:
            raise NotSound("not-sound")
    except (IndexError, ValueError, OverflowError):
        # Whatever is broken in a file that somebody made up, it is no sound for us.
        raise NotSound("not-sound") from None
    if sound.seconds <= 0:
        raise NotSound("empty")
    # A recorder stops a little after the minute it promised.
    if sound.seconds > LONGEST + 1:
        raise NotSound("too-long")
    return sound
