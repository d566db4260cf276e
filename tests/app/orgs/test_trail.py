"""Reading the audit: administrators see what was done in their subtree, and can take it away."""

import csv
import io
import json
from datetime import timedelta

import pytest

from app.core import audit
from app.core.auth import Actor
from app.orgs import trail
from tests.app.conftest import START
from tests.factories import make_organisation

DAY = timedelta(days=1)


@pytest.fixture
def tree(work, clock):
    """Give the ids of two counties and a township in the first; a deed was done in each."""
    clock.freeze(START)
    with work():
        county, other = make_organisation(None, "沿河县"), make_organisation(None, "邻县")
        town = make_organisation(county, "东镇")
        for place in (county, other, town):
            place.name += "中心"
            audit.record(Actor(77), "organisation.rename", place, organisation_id=place.id)
        return {"county": county.id, "other": other.id, "town": town.id}


def export(app, api, **wanted):
    """Send an export; its status and text."""
    body = {"from": (START - DAY).isoformat(), "to": (START + DAY).isoformat()} | wanted
    answer = app.test_client().post(
        "/api/v1/audit-entries/export",
        json=body,
        headers={"Authorization": f"Bearer {api.token}"},
    )
    return answer.status_code, answer.get_data(as_text=True)


def seen(api, **query) -> list:
    status, found = api.get("/audit-entries", **query)
    assert status == 200, found
    return [(e["organisation_id"], e["deed"]) for e in found["items"]]


def test_an_administrator_sees_what_was_done_in_the_subtree(tree, login):
    api = login("administrator", organisation_id=tree["county"])
    found = seen(api, deed="organisation.")
    assert {place for place, _ in found} == {tree["county"], tree["town"]}
    assert seen(api, organisation_id=tree["town"], deed="organisation.rename") == [
        (tree["town"], "organisation.rename")
    ]


def test_another_countys_deeds_are_not_for_them(tree, login):
    api = login("administrator", organisation_id=tree["county"])
    assert api.get("/audit-entries", organisation_id=tree["other"])[0] == 403
    assert tree["other"] not in {place for place, _ in seen(api, limit=100)}


@pytest.mark.parametrize("role", ["volunteer", "coordinator"])
def test_lesser_roles_read_no_audit(tree, login, app, role):
    api = login(role, organisation_id=tree["county"])
    assert api.get("/audit-entries")[0] == 403
    assert export(app, api)[0] == 403


def test_entries_are_found_by_person_subject_and_time(tree, login):
    api = login("administrator")
    assert len(seen(api, person_id=77)) == 3
    assert len(seen(api, kind="organisations", row_id=tree["town"])) == 2
    assert seen(api, to=(START - DAY).isoformat()) == []
    assert len(seen(api, **{"from": START.isoformat()}, person_id=77)) == 3


def test_pages_stay_right_while_deeds_go_on(tree, login, work):
    api = login("administrator", organisation_id=tree["county"])
    query = {"limit": 2, "deed": "organisation."}
    _, first = api.get("/audit-entries", **query)
    with work():
        audit.record(None, "organisation.close", make_organisation(), organisation_id=tree["town"])
    _, second = api.get("/audit-entries", cursor=first["next_cursor"], **query)
    ids = [entry["id"] for entry in first["items"] + second["items"]]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 4


def test_an_export_is_a_table_and_is_itself_a_deed(tree, login, app):
    api = login("administrator", organisation_id=tree["county"])
    status, text = export(app, api, organisation_id=tree["county"])
    assert status == 200
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert {row["deed"] for row in rows} >= {"organisation.create", "organisation.rename"}
    assert all(int(row["organisation_id"]) != tree["other"] for row in rows)
    assert seen(api)[0] == (tree["county"], "audit.export")


def test_an_export_may_be_lines_of_json(tree, login, app):
    status, text = export(app, login("administrator"), format="jsonl", person_id=77)
    entries = [json.loads(line) for line in text.splitlines()]
    assert (status, len(entries)) == (200, 3)
    assert entries[0]["before"] == {"name": "沿河县"}
    assert entries[0]["at"] == START.isoformat()


def test_an_export_is_written_in_pieces(tree, login, app, monkeypatch):
    monkeypatch.setattr(trail, "AT_ONCE", 2)
    _, text = export(app, login("administrator"), format="jsonl", deed="organisation.")
    assert len(text.splitlines()) == 6


def test_a_spreadsheet_takes_no_reason_for_a_formula(tree, login, app, work):
    with work():
        place = make_organisation()
        audit.record(None, "organisation.close", place, reason="=1+1", organisation_id=place.id)
    _, text = export(app, login("administrator"), deed="organisation.close")
    assert "'=1+1" in text


@pytest.mark.parametrize("days", [-1, 0, 94])
def test_an_export_is_bounded_in_time(login, app, days):
    end = (START + timedelta(days=days)).isoformat()
    wanted = {"from": START.isoformat(), "to": end}
    status, text = export(app, login("administrator"), **wanted)
    assert (status, json.loads(text)["code"]) == (422, "export_range")
