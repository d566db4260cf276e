"""Seals, signatures and the keys behind them."""

import pytest

from app import create_app
from app.core import crypto
from config import Settings


@pytest.fixture
def key(tmp_path):
    """Give an application context with a key, without any database."""

    def key(secret):
        url = f"sqlite:///{tmp_path / 'weiguang.db'}"
        return create_app(Settings(secret_key=secret, database_url=url)).app_context()

    return key


ONE, TWO = "1" * 32, "2" * 32


def test_a_seal_opens_where_it_was_made(key):
    with key(ONE):
        sealed = crypto.seal("行踪轨迹".encode(), "track", "attendance 7")
        assert "行踪".encode() not in sealed
        assert crypto.unseal(sealed, "track", "attendance 7").decode() == "行踪轨迹"
        assert crypto.seal(b"", "track", "x") != crypto.seal(b"", "track", "x")


def test_a_seal_opens_nowhere_else(key):
    with key(ONE):
        sealed = crypto.seal(b"track", "track", "attendance 7")
        broken = sealed[:-1] + bytes([sealed[-1] ^ 1])
        for content, purpose, context in (
            (sealed, "track", "attendance 8"),
            (sealed, "name", "attendance 7"),
            (broken, "track", "attendance 7"),
            (sealed[:11], "track", "attendance 7"),
            (sealed[:20], "track", "attendance 7"),
            (b"", "track", "attendance 7"),
        ):
            with pytest.raises(ValueError, match=r"do not fit|Nonce"):
                crypto.unseal(content, purpose, context)
    with key(TWO), pytest.raises(ValueError, match="track"):
        crypto.unseal(sealed, "track", "attendance 7")


def test_signatures_differ_by_message_purpose_and_key(key):
    with key(ONE):
        signs = {crypto.sign("m", "p"), crypto.sign("n", "p"), crypto.sign("m", "q")}
        assert crypto.sign("m", "p") in signs
    with key(TWO):
        signs.add(crypto.sign("m", "p"))
    assert len(signs) == 4


def test_digest_is_sha256():
    assert crypto.digest(b"abc").startswith("ba7816bf8f01cfea")
