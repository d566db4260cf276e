"""Seals, codes and digests: their keys are derived from one secret key, by purpose.

While the secret key is being changed there are two: everything is made with the present one, and
what was made with the previous one still opens.
"""

import hashlib
import os
from contextlib import suppress
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


@lru_cache(maxsize=4096)
def derive(secret: str, purpose: str) -> bytes:
    """Return the 32-byte key for a purpose (HKDF-SHA256, RFC 5869)."""
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(secret.encode())


def key(purpose: str) -> bytes:
    """Return this installation's key for a purpose."""
    return derive(current_app.config["SECRET_KEY"], purpose)


def seal(plain: bytes, purpose: str, context: str) -> bytes:
    """Encrypt and bind to its context (AES-256-GCM): nonce, then ciphertext with its tag."""
    nonce = os.urandom(12)
    return nonce + _cipher(key(purpose)).encrypt(nonce, plain, context.encode())


def unseal(sealed: bytes, purpose: str, context: str) -> bytes:
    """Return the plain bytes; raise ``ValueError`` if they were changed or moved elsewhere."""
    return _open(sealed, purpose, context)[0]


def reseal(sealed: bytes, purpose: str, context: str) -> bytes | None:
    """Return the seal under the present key, or None if it is; raise as ``unseal`` does."""
    plain, place = _open(sealed, purpose, context)
    return seal(plain, purpose, context) if place else None


def _open(sealed: bytes, purpose: str, context: str) -> tuple[bytes, int]:
    """Return the plain bytes and which of the secrets opened them: 0 is the present one."""
    for place, secret in enumerate(_secrets()):
        cipher = _cipher(derive(secret, purpose))
        with suppress(InvalidTag):
            return cipher.decrypt(sealed[:12], sealed[12:], context.encode()), place
    raise ValueError(f"sealed bytes for {purpose} do not fit {context}")


def _secrets() -> list[str]:
    config = current_app.config
    return [config["SECRET_KEY"], *(config["SECRET_KEY_FALLBACKS"] or ())]


def sign(message: str, purpose: str) -> str:
    """Return the hex HMAC-SHA256 of a message under the key for a purpose."""
    return signatures(message, purpose)[0]


def signatures(message: str, purpose: str) -> list[str]:
    """Return the signature under the present secret and, where there is one, the previous."""
    return [_sign(message, derive(secret, purpose)) for secret in _secrets()]


def _sign(message: str, key: bytes) -> str:
    mac = hmac.HMAC(key, hashes.SHA256())
    mac.update(message.encode())
    return mac.finalize().hex()


def digest(content: bytes) -> str:
    """Return the hex SHA-256 of the content."""
    return hashlib.sha256(content).hexdigest()


@lru_cache(maxsize=64)
def _cipher(key: bytes) -> AESGCM:
    # Making one costs more than using it; it holds nothing but the key, so threads may share it.
    return AESGCM(key)
