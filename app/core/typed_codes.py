"""Codes that people type by hand: made, and found again however they were typed."""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without what is easily taken for something else


def make(length: int) -> str:
    """Return a new code; each character is worth five bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def plain(typed: str) -> str:
    """Return a code as it was made: in capitals, without what was put between them."""
    return "".join(each for each in typed.upper() if each in ALPHABET)
