"""Somebody with a desktop login, and their authenticator."""

from dataclasses import dataclass
from datetime import datetime

import pyotp
import pytest
from argon2 import PasswordHasher

from app.credentials import hashing
from tests.app.conftest import START

PASSWORD = "九月的乌江水涨了三尺 and fell"  # noqa: S105 - of nobody


@dataclass
class Desktop:
    """A person at a desktop, with an authenticator in the pocket."""

    anyone: object
    clock: object
    phone: object  # the same person in the mini-program
    name: str = "yang.xiaojuan"
    password: str = PASSWORD
    uri: str = ""
    recovery_codes: tuple = ()

    def code(self, at: datetime | None = None) -> str:
        return pyotp.parse_uri(self.uri).at(at or self.clock.now())

    def log_in(self, **other):
        body = {"login_name": self.name, "password": self.password}
        body |= {"code": self.code()} if self.uri else {}
        address = other.pop("address", "127.0.0.1")
        sent = {each: value for each, value in (body | other).items() if value is not None}
        environ = {"REMOTE_ADDR": address}
        return self.anyone.post("/auth/password", sent, environ_overrides=environ)

    def set_password(self, **other):
        body = {"login_name": self.name, "password": self.password}
        return self.phone.put("/me/desktop-login/password", body | other)

    def enrol(self, **other) -> None:
        path = "/me/desktop-login/second-factor"
        status, found = self.phone.post(path, {"current_password": self.password} | other)
        assert status == 200, found
        self.uri = found["otpauth_uri"]
        status, found = self.phone.post(f"{path}/confirm", {"code": self.code()})
        assert status == 200, found
        self.recovery_codes = tuple(found["recovery_codes"])
        self.clock.advance(seconds=60)


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch):
    """Argon2 with little work, for tests that hash dozens of passwords."""
    monkeypatch.setattr(hashing, "_HASHER", PasswordHasher(1, 64, 1))
    hashing._nobodys.cache_clear()
    yield
    hashing._nobodys.cache_clear()


@pytest.fixture
def desktop(anyone, login, clock):
    """Give a coordinator whose desktop login is complete."""
    clock.freeze(START)
    desktop = Desktop(anyone, clock, login("coordinator", "小杨"))
    assert desktop.set_password()[0] == 200
    desktop.enrol()
    return desktop
