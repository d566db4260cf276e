"""Seals, codes and digests: their keys are derived from one secret key, by purpose."""

import hashlib
import os
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
    try:
        return _cipher(key(purpose)).decrypt(sealed[:12], sealed[12:], context.encode())
    except InvalidTag as error:
        raise ValueError(f"sealed bytes for {purpose} do not fit {context}") from error


def sign(message: str, purpose: str) -> str:
    """Return the hex HMAC-SHA256 of a message under the key for a purpose."""
    mac = hmac.HMAC(key(purpose), hashes.SHA256())
    mac.update(message.encode())
    return mac.finalize().hex()


def digest(content: bytes) -> str:
    """Return the hex SHA-256 of the content."""
    return hashlib.sha256(content).hexdigest()


@lru_cache(maxsize=64)
def _cipher(key: bytes) -> AESGCM:
    # Making one costs more than using it; it holds nothing but the key, so threads may share it.
    return AESGCM(key)
