"""Workbooks: every bad cell is named, a good one is written once however often it is sent."""

import io
import zipfile

import pytest
import sqlalchemy as sa
from openpyxl import Workbook, load_workbook

from app.accounts.models import User
from app.core import audit, limits, queue
from app.imports import service
from app.imports.models import Import, ImportChunk, ImportedPerson
from app.imports.reading import COLUMNS, PEOPLE, TREE, VENUES
from app.notices.models import Notice
from app.orgs.models import Membership, Organisation, OrganisationKind
from app.venues.models import Venue
from tests.factories import make_organisation

GOOD = {
    TREE: [
        ("东镇", "所", None, None),
        ("东村", "站", "东镇", None),
        ("志愿服务总队", "总队", None, None),
        ("东队", "小队", "志愿服务总队", "东镇/东村"),
    ],
    VENUES: [
        ("东镇/东村", 108.5036, 28.5639, "GCJ-02", "村口", "王芳", "13800000000",
         "1-5 08:30-12:00 14:00-17:30; 6 09:00-12:00"),
    ],
    PEOPLE: [
        ("杨一", 13900000001, "志愿服务总队/东队"),
        ("杨二", "139 0000 0002", "志愿服务总队/东队"),
        ("杨三", "+86-139-0000-0003", None),
    ],
}  # fmt: skip


def workbook(rows: dict) -> bytes:
    book = Workbook()
    del book["Sheet"]
    for name, lines in rows.items():
        sheet = book.create_sheet(name)
        for line in (COLUMNS[name], *lines):
            sheet.append(line)
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


@pytest.fixture
def county(work) -> int:
    with work():
        return make_organisation(None, "沿河县", OrganisationKind.CENTRE).id


@pytest.fixture
def send(app, county, login):
    """``send(path, content, api)``: the status and the answer."""

    def send(path, content, api=None, place=None):
        api = api or login("administrator", "管理员", county)
        answer = app.test_client().post(
            f"/api/v1{path}?organisation_id={place or county}",
            data=content,
            headers={"Authorization": f"Bearer {api.token}"},
        )
        return answer.status_code, answer.get_json(silent=True)

    send.root = lambda: login("administrator", "全局管理员", None)
    return send


def finish(work, import_id) -> None:
    more = True
    while more:
        with work():
            more = service.run(import_id)


def count(work, *tables) -> list[int]:
    with work() as session:
        return [session.scalar(sa.select(sa.func.count()).select_from(each)) for each in tables]


def bad_cells(found) -> list[str]:
    return [f"{each['sheet']}!{each['cell']}" for each in found["bad"]]


def test_a_good_workbook_is_written_with_its_progress(send, work, login, county):
    status, made = send("/imports", workbook(GOOD))
    assert (status, made["state"], made["done"], made["total"]) == (202, "running", 0, 8)
    finish(work, made["id"])
    api = login("administrator", "管理员", county)
    _, found = api.get(f"/imports/{made['id']}")
    assert (found["state"], found["done"]) == ("done", 8)
    assert found["counts"] == {
        "organisations_new": 4,
        "venues_new": 1,
        "people_new": 3,
        "members_new": 2,
    }
    _, squad = api.get("/organisations", place_id=county)
    assert [each["name"] for each in squad["items"]] == ["志愿服务总队"]
    assert api.get("/imports", organisation_id=county)[1]["items"][0]["id"] == made["id"]
    assert api.get("/venues", q="东村")[1]["items"][0]["weekly"][0]["opens"] == "08:30"


def test_the_same_workbook_again_changes_nothing(send, work, monkeypatch):
    monkeypatch.setattr(limits, "IMPORTED_AT_ONCE", 3)
    tables = (Organisation, Venue, User, Membership, ImportedPerson)
    for _ in range(2):
        status, made = send("/imports", workbook(GOOD))
        assert status == 202, made
        finish(work, made["id"])
        now = count(work, *tables)
        assert now == [5, 1, 4, 2, 3]
    assert count(work, ImportChunk) == [0]


def test_what_a_crash_left_is_found_and_finished(send, work, monkeypatch):
    monkeypatch.setattr(limits, "IMPORTED_AT_ONCE", 1)
    _, made = send("/imports", workbook(GOOD))
    with work():
        assert service.run(made["id"])  # the first row; then the worker dies
    with work():
        assert service.sweep() == 1
    finish(work, made["id"])
    with work() as session:
        assert session.get(Import, made["id"]).done == 8


def test_the_job_goes_on_by_itself(send, work, app, monkeypatch):
    monkeypatch.setattr(limits, "IMPORTED_AT_ONCE", 3)
    monkeypatch.setitem(app.extensions, queue.AT_ONCE, True)
    _, made = send("/imports", workbook(GOOD))
    with work() as session:
        found = session.get(Import, made["id"])
        assert (found.state.value, found.done) == ("done", 8)


def test_every_bad_cell_is_named(send, work):
    bad = {
        TREE: [
            ("东镇", "镇", None, None),
            (None, "所", None, None),
            ("西村", "站", "西镇", None),
            ("北镇", "所", None, "沿河县"),
            ("南镇", "所", None, None),
            ("南镇", "所", None, None),
        ],
        VENUES: [("南镇", 208.5, "x", "火星", None, "王芳", None, "周一到周五")],
        PEOPLE: [
            (None, "12345", None),
            ("杨一", 13900000001, "没有的队"),
            ("杨一", 13900000001, "没有的队"),
        ],
    }
    status, found = send("/imports/check", workbook(bad))
    assert status == 200
    assert bad_cells(found) == [
        f"{TREE}!B2", f"{TREE}!A3", f"{TREE}!C4", f"{TREE}!D5", f"{TREE}!A7",
        f"{VENUES}!G2", f"{VENUES}!B2", f"{VENUES}!C2", f"{VENUES}!D2", f"{VENUES}!H2",
        f"{PEOPLE}!A2", f"{PEOPLE}!B2", f"{PEOPLE}!C3", f"{PEOPLE}!C4", f"{PEOPLE}!B4",
    ]  # fmt: skip
    assert found["bad_count"] == 15
    assert all(each["zh"] and each["en"] for each in found["bad"])
    assert "13900000001" not in str(found)
    status, problem = send("/imports", workbook(bad))
    assert (status, problem["code"], problem["bad_count"]) == (422, "workbook_has_bad_cells", 15)
    assert count(work, Organisation, Import) == [1, 0]


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([("一队", "小队", None, None), ("二队", "小队", "一队", None)], [f"{TREE}!C3"]),
        ([("一队", "小队", None, None), ("三队", "总队", "一队", None)], [f"{TREE}!C3"]),
        (
            [("东镇", "所", None, None)]
            + [(f"{n}村", "站", "/".join(["东镇", *(f"{k}村" for k in range(n))]), None)
               for n in range(9)],
            [f"{TREE}!C11"],
        ),
    ],
)  # fmt: skip
def test_what_could_not_be_written_is_named_before(send, work, rows, cells):
    """A check that lets everything pass means an import that ends well."""
    assert bad_cells(send("/imports/check", workbook({TREE: rows}))[1]) == cells


def test_what_is_closed_is_named_before(send, work, login, county):
    _, made = send("/imports", workbook(GOOD))
    finish(work, made["id"])
    api = login("administrator", "管理员", county)
    corps = api.get("/organisations", place_id=county)[1]["items"][0]["id"]
    squad = api.get("/organisations", parent_id=corps)[1]["items"][0]["id"]
    for each in (squad, corps):
        assert api.post(f"/organisations/{each}/close", {"reason": "撤并"})[0] == 200
    rows = {
        TREE: [("西队", "小队", "志愿服务总队", None)],
        PEOPLE: [("杨四", 13900000004, "志愿服务总队/东队")],
    }
    found = send("/imports/check", workbook(rows))[1]
    assert bad_cells(found) == [f"{TREE}!C2", f"{PEOPLE}!C2"]


def test_the_place_itself_may_be_named_as_what_others_stand_below(send, work):
    rows = {
        TREE: [("东镇", "所", "沿河县", None), ("东村", "站", "沿河县/东镇", None)],
        VENUES: [("沿河县/东镇", 108.5, 28.5, "WGS-84", None, None, None, None)],
    }
    for _ in range(2):  # again changes nothing
        status, made = send("/imports", workbook(rows))
        assert status == 202, made
        finish(work, made["id"])
        with work() as session:
            assert session.get(Import, made["id"]).state.value == "done"
    assert count(work, Organisation) == [3]


def test_a_name_that_two_teams_have_is_no_name(send, work):
    """Nobody becomes a member of the other village's team."""
    with work():
        county = make_organisation(None, "邻县", OrganisationKind.CENTRE)
        for village in ("东村", "西村"):
            place = make_organisation(county, village, OrganisationKind.STATION)
            make_organisation(None, "志愿服务队", OrganisationKind.SQUAD, place=place)
        place_id, county_id = place.id, county.id
    rows = workbook({PEOPLE: [("杨一", 13900000001, "志愿服务队")]})
    found = send("/imports/check", rows, None, county_id)
    assert found[0] == 403  # of another county
    root = send.root()
    assert bad_cells(send("/imports/check", rows, root, county_id)[1]) == [f"{PEOPLE}!C2"]
    assert send("/imports/check", rows, root, place_id)[1]["bad"] == []


def test_people_of_another_centre_are_asked_and_not_taken(send, work, login, county):
    """A list of phone numbers shows nobody's name to a centre that they have nothing to do with."""
    with work():
        other = make_organisation(None, "邻县", OrganisationKind.CENTRE).id
    root = send.root()
    rows = {TREE: [("邻县总队", "总队", None, None)], PEOPLE: [("杨一", 13900000001, "邻县总队")]}
    finish(work, send("/imports", workbook(rows), root, other)[1]["id"])
    finish(work, send("/imports", workbook(GOOD))[1]["id"])
    with work() as session:
        [user_id, team_id] = session.execute(
            sa.select(Membership.user_id, Membership.organisation_id)
            .join(User)
            .where(User.nickname == "杨一")
        ).one()
        told = session.scalars(sa.select(Notice).where(Notice.user_id == user_id)).all()
        assert [(each.kind, each.values["team"]) for each in told] == [("team_asks", "东队")]
        assert session.get(Organisation, team_id).name == "邻县总队"
    api = login("administrator", "管理员", county)
    [done] = api.get("/imports", organisation_id=county)[1]["items"]
    assert (done["counts"]["members_new"], done["counts"]["members_asked"]) == (1, 1)
    people = api.get(f"/organisations/{county}/people")[1]["items"]
    assert "杨一" not in {each["nickname"] for each in people}


def test_ones_own_people_are_moved_between_teams_without_being_asked(send, work):
    finish(work, send("/imports", workbook(GOOD))[1]["id"])
    rows = {PEOPLE: [("杨三", 13900000003, "志愿服务总队"), ("杨一", 13900000001, "志愿服务总队")]}
    made = send("/imports", workbook(rows))[1]
    finish(work, made["id"])
    with work() as session:
        counts = session.get(Import, made["id"]).counts
        assert (counts["members_new"], counts.get("members_asked")) == (2, None)


def test_a_check_writes_nothing(send, work):
    status, found = send("/imports/check", workbook(GOOD))
    assert (status, found["bad"]) == (200, [])
    assert found["rows"] == {"tree": 4, "venue": 1, "person": 3}
    assert count(work, Organisation, Import, ImportedPerson) == [1, 0, 0]


def test_a_missing_column_is_named(send):
    book = Workbook()
    book.active.title = PEOPLE
    book.active.append(("姓名", "电话"))
    text = io.BytesIO()
    book.save(text)
    assert len(send("/imports/check", text.getvalue())[1]["bad"]) >= 2


@pytest.mark.parametrize("role", ["coordinator", "volunteer"])
def test_it_takes_an_administrator_of_the_place(send, login, county, work, role):
    api = login(role, organisation_id=county)
    assert send("/imports/check", workbook(GOOD), api)[0] == 403
    with work():
        other = make_organisation(None, "邻县").id
    foreign = login("administrator", organisation_id=other)
    assert send("/imports", workbook(GOOD), foreign)[0] == 403
    _, made = send("/imports", workbook(GOOD))
    assert foreign.get(f"/imports/{made['id']}")[0] == 404


def test_who_is_no_administrator_any_more_imports_nothing_more(send, work, login, county):
    api = login("administrator", "管理员", county)
    _, made = send("/imports", workbook(GOOD))
    with work() as session:
        session.execute(sa.text("DELETE FROM role_grants"))
    finish(work, made["id"])
    with work() as session:
        found = session.get(Import, made["id"])
        assert (found.state.value, found.problem["code"]) == ("failed", "role_required")
    assert count(work, Organisation, ImportChunk) == [1, 0]
    assert api.id


def test_phones_are_sealed_and_the_audit_knows_none(send, work):
    _, made = send("/imports", workbook(GOOD))
    finish(work, made["id"])
    with work() as session:
        entries = session.scalars(sa.select(audit.AuditEntry)).all()
        assert {e.deed for e in entries} >= {"import.start", "import.people", "import.done"}
        kept = "".join(str((e.before, e.after)) for e in entries)
        assert "1390000" not in kept
        assert b"1390000" not in session.scalar(sa.select(ImportedPerson.sealed).limit(1))


def test_the_template_can_be_filled_in_and_sent(app, login, send, county):
    api = login("administrator", "管理员", county)
    answer = app.test_client().get(
        "/api/v1/imports/template", headers={"Authorization": f"Bearer {api.token}"}
    )
    book = load_workbook(io.BytesIO(answer.get_data()))
    for name, lines in GOOD.items():
        for number, line in enumerate(lines, start=2):
            for column, value in enumerate(line, start=1):
                book[name].cell(number, column, value)
    text = io.BytesIO()
    book.save(text)
    assert send("/imports/check", text.getvalue())[1]["bad"] == []
    empty = send("/imports/check", answer.get_data())[1]
    assert bad_cells(empty) == [f"{TREE}!A2"]


def packed(parts: dict[str, bytes]) -> bytes:
    text = io.BytesIO()
    with zipfile.ZipFile(text, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return text.getvalue()


def test_what_is_no_workbook_is_refused(send):
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    for content in (b"", b"hello", workbook(GOOD)[:500], packed({"a.xml": b"<a/>"}),
                    packed({"xl/workbook.xml": entity}),
                    packed({"xl/workbook.xml": entity.decode().encode("utf-16")})):  # fmt: skip
        status, problem = send("/imports/check", content)
        assert (status, problem["code"]) == (422, "workbook_unreadable")


def test_what_unpacks_to_very_much_is_refused_unread(send):
    bomb = packed({"xl/worksheets/sheet1.xml": b" " * (limits.WORKBOOK_BYTES + 1)})
    assert len(bomb) < 100_000
    status, problem = send("/imports/check", bomb)
    assert (status, problem["code"]) == (413, "workbook_too_large")
    tags = packed({"xl/worksheets/sheet1.xml": b"<row/>" * (limits.WORKBOOK_TAGS + 1)})
    assert send("/imports/check", tags)[0] == 413
    many = packed({f"{n}.xml": b"" for n in range(limits.WORKBOOK_PARTS + 1)})
    assert send("/imports/check", many)[0] == 413


def test_a_sheet_has_so_many_rows(send, monkeypatch):
    monkeypatch.setattr(limits, "WORKBOOK_ROWS", 2)
    assert send("/imports/check", workbook(GOOD))[1]["code"] == "too_many_rows"


def test_a_row_at_the_end_of_the_world_costs_nothing(send):
    book = Workbook()
    book.active.title = PEOPLE
    for column, name in enumerate(COLUMNS[PEOPLE], start=1):
        book.active.cell(1, column, name)
    book.active.cell(1_048_576, 1, "杨一")
    text = io.BytesIO()
    book.save(text)
    assert send("/imports/check", text.getvalue())[0] in {200, 413}


def test_the_command_names_bad_cells_and_shows_progress(app, work, county, login, tmp_path):
    user = login("administrator", "管理员", county)
    path = tmp_path / "book.xlsx"
    run = app.test_cli_runner().invoke
    asked = ["import-workbook", str(path), "--organisation", str(county), "--user", str(user.id)]
    path.write_bytes(workbook({PEOPLE: [("杨一", "1", None)]}))
    refused = run(args=asked)
    assert refused.exit_code == 1
    assert f"{PEOPLE}!B2" in refused.output
    path.write_bytes(workbook(GOOD))
    done = run(args=asked)
    assert done.exit_code == 0, done.output
    assert '"people_new": 3' in done.output
