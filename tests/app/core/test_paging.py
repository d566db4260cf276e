"""Lists by cursor."""

import base64
import json

import pytest

from app.core import paging
from app.core.errors import InvalidError
from app.orgs.models import Organisation
from tests.factories import make_organisation


@pytest.fixture
def county(work):
    with work():
        root = make_organisation()
        for number in range(7):
            make_organisation(root, f"村{number}")
        return root.id


def walk(api, **query):
    seen = []
    while True:
        status, page = api.get("/organisations", **query)
        assert status == 200, page
        seen += [each["name"] for each in page["items"]]
        if page["next_cursor"] is None:
            return seen
        query["cursor"] = page["next_cursor"]


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_pages_give_every_row_once(county, login, limit):
    assert walk(login(), parent_id=county, limit=limit) == [f"村{n}" for n in range(7)]


def test_a_page_stays_right_while_rows_are_added(county, login, work):
    api = login()
    _, first = api.get("/organisations", parent_id=county, limit=3)
    with work() as session:
        root = session.get(Organisation, county)
        make_organisation(root, "新村")
        session.delete(session.get(Organisation, first["items"][0]["id"]))
    rest = walk(api, parent_id=county, limit=3, cursor=first["next_cursor"])
    assert rest == ["村3", "村4", "村5", "村6", "新村"]


def test_newest_first_with_equal_times(county, work, clock):
    import sqlalchemy as sa  # noqa: PLC0415

    clock.freeze(clock.now())
    with work():
        for number in range(5):
            make_organisation(None, f"根{number}")
        order, seen, cursor = [Organisation.created_at, Organisation.id], [], None
        while True:
            below = sa.select(Organisation).where(Organisation.name.startswith("根"))
            page = paging.page(below, order, {"limit": 2, "cursor": cursor}, newest=True)
            seen += [each.name for each in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert seen == ["根4", "根3", "根2", "根1", "根0"]


def cursor_of(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "微光",
        "====",
        cursor_of(7),
        cursor_of({"a": 1}),
        cursor_of([]),
        cursor_of([1, 2]),
        cursor_of([None]),
        cursor_of([True]),
        cursor_of(["x"]),
        cursor_of([[]]),
        cursor_of([["t", "2026-01-01T00:00:00+00:00"]]),
        cursor_of([["t", 7]]),
        cursor_of([10**30]),
        cursor_of([float("nan")]),
        cursor_of(["\x00"]),
    ],
)
def test_a_cursor_that_is_none_of_ours(county, login, cursor):
    status, problem = login().get("/organisations", parent_id=county, cursor=cursor)
    assert (status, problem["code"]) == (422, "cursor_invalid")


@pytest.mark.parametrize("limit", [0, 101, -1, "x"])
def test_a_page_has_a_size(login, limit):
    status, problem = login().get("/organisations", limit=limit)
    assert status == 422
    assert "limit" in problem["fields"]


@pytest.mark.parametrize("at", ["2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00"])
def test_a_time_that_is_no_instant_is_none_of_ours(at):
    with pytest.raises(InvalidError):
        paging.decode(cursor_of([["t", at]]), [Organisation.created_at])
