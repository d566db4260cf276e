"""Children, their guardians, and ID numbers that say how old they are."""

from datetime import UTC, datetime

import pytest

from app.accounts.idnumber import check_of
from app.accounts.policy import GUARDIAN_TEXTS
from app.cli import SYSTEM
from app.orgs import service as orgs
from app.orgs.models import OrganisationKind
from tests.app.conftest import agree

NOON = datetime(2026, 5, 1, 4, tzinfo=UTC)


def number_of(born: str, order: int = 1) -> str:
    """An ID number of somebody born on that day."""
    body = f"522228{born}{order:03d}"
    return body + check_of(body)


def verified(person, born: str, order: int = 1):
    """The person, whose real name is known from now on."""
    agree(person, "real_name")
    body = {"name": "杨小娟", "number": number_of(born, order)}
    status, found = person.put("/me/identity-verification", body)
    assert status == 200, found
    return person


def words(*purposes: str) -> list[dict]:
    """The guardian's consents to the present texts."""
    return [
        {"purpose": purpose.value, "version": text.version}
        for purpose, text in GUARDIAN_TEXTS.items()
        if purpose.value in purposes
    ]


def bind(ward, guardian, *purposes: str) -> dict:
    """Make one person the other's guardian, who agrees to these purposes."""
    status, made = ward.post("/me/guardian-invitations")
    assert status == 201, made
    status, bond = guardian.post("/me/wards", {"code": made["code"], "consents": words(*purposes)})
    assert status == 201, bond
    return bond


@pytest.fixture
def guardian(login, clock):
    """Give a grown and verified person; the clock stands at noon of 1 May 2026."""
    clock.freeze(NOON)
    return verified(login("volunteer", "杨妈妈"), "19800101")


@pytest.fixture
def child(login, clock):
    """Give somebody whose age is not known yet."""
    clock.freeze(NOON)
    return login("volunteer", "小杨")


@pytest.fixture
def village(app, work):
    """Give two stations, side by side: their ids."""
    with work():
        centre = orgs.ensure_root("中心")
        return [
            orgs.create_organisation(SYSTEM, name, OrganisationKind.STATION, centre.id).id
            for name in ("一村", "二村")
        ]


@pytest.fixture
def leader(login, village):
    return login("coordinator", "王站长", village[0])


@pytest.fixture
def stranger(login, village):
    return login("coordinator", "李站长", village[1])


@pytest.fixture
def household(leader, village):
    status, found = leader.post("/households", {"organisation_id": village[0], "name": "三组杨家"})
    assert status == 201, found
    return found


def add(leader, household, nickname="杨奶奶", **more) -> int:
    """Register somebody without a phone; their id."""
    path = f"/households/{household['id']}/members"
    status, found = leader.post(path, {"nickname": nickname} | more)
    assert status == 201, found
    return found["user_id"]
