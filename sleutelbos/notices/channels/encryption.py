"""Encryption of a push message for one browser (RFC 8291 with the coding of RFC 8188), on `cryptography`.

The push service in between reads nothing: only the browser has the other half of the key.
"""

import os

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CURVE = ec.SECP256R1()
KEY_BYTES, AUTH_BYTES = 65, 16
RECORD = 4096
# Every message is filled up to this, so that its length tells nobody which kind it was.
FILLED = 1024


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half as the 65 bytes that browsers use."""
    return key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def encrypt(
    text: bytes,
    *,
    p256dh: bytes,
    auth: bytes,
    salt: bytes | None = None,
    own_key: ec.EllipticCurvePrivateKey | None = None,
    filled: int = FILLED,
) -> bytes:
    """The body of a push message. `salt` and `own_key` are fresh for every message; only a test sets them.

    Raises ValueError for a key that is no point of the curve, an `auth` of another length, or a text that is too long.
    """
    if len(p256dh) != KEY_BYTES or len(auth) != AUTH_BYTES:
        raise ValueError("these are not the keys of a browser")
    if len(text) + 1 + 16 > RECORD:
        raise ValueError("the text is too long for one record")
    salt = salt or os.urandom(16)
    own_key = own_key or ec.generate_private_key(CURVE)
    shared = own_key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh))
    own_point = point_of(own_key)
    secret = _derive(shared, auth, b"WebPush: info\x00" + p256dh + own_point, 32)
    key = _derive(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\x00", 12)
    padded = text + b"\x02" + bytes(max(0, filled - len(text) - 1))
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(own_point)]) + own_point
    return head + AESGCM(key).encrypt(nonce, padded, None)


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)
