"""The authorisation matrix: every route × every role × one's own and a foreign subtree.

The routes come from the application itself; one that has no row here fails. A row says who may:

open            anybody, without a token
everybody       whoever is logged in; on ``/me`` this is about oneself, and needs no row
owner           whose thing it is, and no stranger, be they administrator of another place
asker           the coordinator who asked for it
holder          whom a key was given to, here the administrator of everything
coordinator     coordinators of the thing's place or above (and whoever ranks higher)
administrator   administrators of the thing's place or above: a township's 实践员 is one
county          administrators of the county
everywhere      administrators of everything
staff           whoever coordinates anything; what they get is bounded by where
administrators  whoever administers anything; what they get is bounded by where
absent          there is none in this test, so that "no such thing" refuses nobody
"""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from app.accounts.policy import AGE_TEXT
from app.imports.reading import PEOPLE
from tests import deeds
from tests.app.conftest import START, agree, circle, gps, slot
from tests.app.families.conftest import verified, words
from tests.app.imports.test_imports import workbook
from tests.factories import make_organisation
from tests.pictures import jpeg

DESCRIBED = json.loads((Path(__file__).parents[2] / "openapi.json").read_text(encoding="utf-8"))
MATRIX = """
GET /activities                                             everybody
POST /activities                                            coordinator
GET /activities/to-review                                   everybody
PATCH /activities/{activity_id}                             coordinator
GET /activities/{activity_id}/agreement                     everybody
POST /activities/{activity_id}/copies                       coordinator
PUT /activities/{activity_id}/positions                     coordinator
POST /activities/{activity_id}/project                      coordinator
POST /activities/{activity_id}/resume                       coordinator
GET /activities/{activity_id}/signups/{sign_up_id}/agreement  owner coordinator
POST /activities/{activity_id}/sites/from-venue             coordinator
POST /activities/{activity_id}/slots                        coordinator
DELETE /activities/{activity_id}/slots/{slot_id}            coordinator
PATCH /activities/{activity_id}/slots/{slot_id}             coordinator
POST /activities/{activity_id}/slots/{slot_id}/cancel       coordinator
POST /activities/{activity_id}/suspend                      coordinator
POST /activities/{activity_id}/unpublish                    coordinator
POST /activities/{activity_id}/withdraw                     coordinator
GET /projects                                               everybody
POST /projects                                              coordinator
DELETE /projects/{project_id}                               coordinator
GET /projects/{project_id}                                  coordinator
PATCH /projects/{project_id}                                coordinator
POST /projects/{project_id}/activities                      coordinator
GET /activities/{activity_id}                               everybody
POST /activities/{activity_id}/approve                      administrator
POST /activities/{activity_id}/cancel                       coordinator
POST /activities/{activity_id}/card-scan                    coordinator
POST /activities/{activity_id}/check-in                     owner
GET /activities/{activity_id}/check-in-policy               everybody
PUT /activities/{activity_id}/check-in-policy               administrator
GET /activities/{activity_id}/code                          coordinator
POST /activities/{activity_id}/member-check-in              coordinator
POST /activities/{activity_id}/member-signups               coordinator
DELETE /activities/{activity_id}/member-signups/{kin_sign_up_id}  coordinator
GET /activities/{activity_id}/live                          coordinator
GET /activities/{activity_id}/on-site                       coordinator
GET /activities/{activity_id}/places                        everybody
POST /activities/{activity_id}/reject                       administrator
POST /activities/{activity_id}/roll-call                    coordinator
POST /activities/{activity_id}/signups                      everybody
GET /activities/{activity_id}/signups                       coordinator
DELETE /activities/{activity_id}/signups/{sign_up_id}       owner
POST /activities/{activity_id}/signups/{sign_up_id}/accept  owner
POST /activities/{activity_id}/signups/{sign_up_id}/confirm  coordinator
POST /activities/{activity_id}/signups/{sign_up_id}/leave   owner
POST /activities/{activity_id}/signups/{sign_up_id}/leave/grant  coordinator
POST /activities/{activity_id}/signups/{sign_up_id}/leave/refuse  coordinator
POST /activities/{activity_id}/signups/{sign_up_id}/reject  coordinator
POST /activities/{activity_id}/signups/{sign_up_id}/remove  coordinator
PUT /activities/{activity_id}/sites                         coordinator
POST /activities/{activity_id}/submit                       coordinator
GET /attendances/{attendance_id}                            owner coordinator
POST /attendances/{attendance_id}/check-out                 owner
POST /attendances/{kin_attendance_id}/member-check-out      coordinator
POST /attendances/{attendance_id}/pings                     owner
POST /attendances/{attendance_id}/review                    coordinator
POST /attendances/{attendance_id}/disputes                  owner
GET /attendances/{attendance_id}/walk                       owner coordinator
POST /disputes/{dispute_id}/decide                          coordinator absent
POST /disputes/{dispute_id}/withdraw                        owner absent
GET /activities/{activity_id}/publicity                     everybody absent
POST /activities/{activity_id}/objections                   everybody
GET /organisations/{organisation_id}/manual-publicity       everybody
POST /manual-claims/{claim_id}/objections                   everybody absent
GET /objections                                             administrator
POST /objections/{objection_id}/answer                      administrator absent
GET /publicity/activities                                   everybody
GET /audit-entries                                          administrator
POST /audit-entries/export                                  administrator
POST /auth/dev                                              open
POST /auth/logout                                           open
POST /auth/password                                         open
POST /auth/password/code                                    open
POST /auth/refresh                                          open
POST /auth/wechat                                           open
POST /bookings/{booking_id}/cancel                          owner coordinator
POST /bookings/{booking_id}/decide                          coordinator
GET /card-sheet                                             coordinator
GET /content-checks                                         administrators
POST /content-checks/{check_id}/decide                      administrator absent
GET /courses                                                everybody
POST /courses                                               coordinator
GET /courses/{course_id}                                    everybody
POST /courses/{course_id}/attempts                          everybody
POST /courses/{course_id}/close                             administrator
GET /courses/{course_id}/progress                           everybody
POST /courses/{course_id}/progress                          everybody
POST /courses/{course_id}/publish                           administrator
PUT /courses/{course_id}/questions                          coordinator
POST /courses/{course_id}/restart                           everybody
GET /courses/{course_id}/sessions                           everybody
POST /courses/{course_id}/sessions                          coordinator
POST /course-sessions/{course_session_id}/attendance        coordinator
GET /course-sessions/{course_session_id}/enrolments         coordinator
POST /course-sessions/{course_session_id}/cancel            coordinator
POST /course-sessions/{course_session_id}/enrolments        everybody
DELETE /course-sessions/{course_session_id}/enrolments      everybody
GET /health                                                 open
GET /screens                                                open
POST /households                                            coordinator
GET /households                                             coordinator
GET /households/{household_id}                              coordinator
POST /households/{household_id}/members                     coordinator
DELETE /households/{household_id}/members/{kin_id}         coordinator
POST /households/{household_id}/members/{kin_id}/age       coordinator
POST /households/{household_id}/members/{kin_id}/card      coordinator
DELETE /households/{household_id}/members/{kin_id}/card    coordinator
POST /households/{household_id}/members/{kin_id}/guardian-papers  coordinator
POST /households/{household_id}/members/{kin_id}/takeover-code  coordinator
POST /card-sheet                                            coordinator
POST /merges                                                coordinator
GET /merges                                                 coordinator
POST /merges/{merge_id}/confirm                             coordinator
POST /merges/{merge_id}/refuse                              coordinator
GET /guardian-texts                                         everybody
GET /guardian-papers                                        coordinator
PUT /guardian-papers/{paper_id}/scan                        coordinator
POST /guardian-papers/{paper_id}/look                       coordinator
POST /guardian-papers/{paper_id}/confirm                    administrator
POST /guardian-papers/{paper_id}/refuse                     administrator
POST /guardian-papers/{paper_id}/withdraw                   coordinator
POST /imports                                               administrator
GET /imports                                                administrator
GET /imports/{import_id}                                    administrator
POST /imports/check                                         administrator
GET /imports/template                                       everybody
GET /attendances/{attendance_id}/photos                     owner coordinator
POST /attendances/{attendance_id}/photos                    owner
GET /minor-accesses                                         coordinator
POST /minor-accesses                                        coordinator
POST /minor-accesses/{access_id}/approve                    administrator
POST /minor-accesses/{access_id}/end                        asker administrator
POST /minor-accesses/{access_id}/look                       asker
GET /minor-accesses/{access_id}/looks                       asker administrator
POST /minor-accesses/{access_id}/refuse                     administrator
GET /photos/{key}/for-check                                 open
POST /photos/{snapshot_id}/look                             owner coordinator
GET /users/{user_id}/personal                               coordinator
POST /users/{user_id}/personal/looks                        coordinator
POST /activities/{activity_id}/receipt-keys                 coordinator
DELETE /receipt-keys/{key_id}                               coordinator
POST /receipt-keys/{key_id}/receipts                        holder
GET /manual-claims                                          coordinator
POST /manual-claims                                         everybody
GET /manual-claims/{claim_id}                               owner coordinator
POST /manual-claims/{claim_id}/leader-ok                    coordinator
POST /manual-claims/{claim_id}/organiser-ok                 administrator
POST /manual-claims/{claim_id}/refuse                       coordinator
POST /manual-claims/{claim_id}/reverse                      administrator
POST /manual-claims/{claim_id}/withdraw                     owner
GET /organisations/{organisation_id}/manual-quota           coordinator
GET /organisations                                          everybody
POST /organisations                                         administrator
GET /organisations/{organisation_id}                        everybody
PATCH /organisations/{organisation_id}                      administrator
POST /organisations/{organisation_id}/close                 administrator
GET /organisations/{team_id}/memberships                    coordinator
POST /organisations/{team_id}/memberships                   everybody
POST /organisations/{team_id}/memberships/{membership_id}/decide  coordinator
POST /organisations/{team_id}/memberships/{membership_id}/lead  administrator
POST /organisations/{team_id}/memberships/{membership_id}/remove  coordinator
POST /organisations/{organisation_id}/move                  administrator
POST /organisations/{organisation_id}/move/preview          administrator
GET /organisations/{organisation_id}/people                 coordinator
POST /organisations/{organisation_id}/reopen                administrator
GET /organisations/{organisation_id}/roles                  administrator
GET /personal-copies/{token}                                open absent
POST /quiz-attempts/{attempt_id}/answers                    owner absent
GET /reviews                                                everybody
GET /risk-checks                                            everywhere
POST /risk-checks/{risk_check_id}/decision                  everywhere absent
PATCH /rooms/{room_id}                                      coordinator
GET /rooms/{room_id}/bookings                               everybody
POST /rooms/{room_id}/bookings                              everybody
GET /skills                                                 everybody
POST /training-certificates/{certificate_id}/revoke         administrator
POST /users/{user_id}/desktop-login/reset                   everywhere absent
POST /users/{user_id}/roles                                 administrator
DELETE /users/{user_id}/roles/{grant_id}                    administrator
GET /venues                                                 open
GET /venues/{organisation_id}                               open
GET /venues/today                                           open
PUT /venues/{organisation_id}                               coordinator
POST /venues/{organisation_id}/photos                       coordinator
DELETE /venues/{organisation_id}/photos/{photo_id}          coordinator
GET /venues/{organisation_id}/photos/{photo_id}             open
POST /venues/{organisation_id}/review                       administrator
GET /venues/{organisation_id}/rooms                         everybody
POST /venues/{organisation_id}/rooms                        coordinator
POST /volunteers/look-up                                    staff
GET /wechat/push                                            open
POST /wechat/push                                           open
GET /activities/{activity_id}/closing-report                coordinator absent
PUT /activities/{activity_id}/closing-report                coordinator
POST /activities/{activity_id}/closing-report/accept        administrator absent
GET /calendars/{token}.ics                                  open
GET /campaigns                                              everybody
POST /campaigns                                             administrator
GET /campaigns/{campaign_id}                                everybody
GET /campaigns/{campaign_id}/activities                     everybody
PUT /campaigns/{campaign_id}/activities/{activity_id}       coordinator
DELETE /campaigns/{campaign_id}/activities/{activity_id}    coordinator
GET /campaigns/{campaign_id}/figures                        everybody
GET /closing-reports/missing                                everybody
GET /closing-reports/waiting                                everybody
POST /fences/check                                          staff
POST /fences/import                                         staff
POST /fences/try-out                                        staff
GET /invitations                                            everybody
POST /invitations/{invitation_id}/accept                    coordinator
POST /invitations/{invitation_id}/decline                   coordinator
GET /needs                                                  everybody
POST /needs                                                 everybody
GET /needs/{need_id}                                        owner coordinator
POST /needs/{need_id}/decline                               coordinator
POST /needs/{need_id}/disclosure                            owner coordinator
POST /needs/{need_id}/verify                                coordinator
POST /needs/{need_id}/withdraw                              owner
GET /offers                                                 everybody
POST /offers                                                coordinator
DELETE /offers/{offer_id}                                   coordinator
GET /organisations/{organisation_id}/calendar.ics           open
POST /organisations/{organisation_id}/matching              coordinator
"""
# Who asks: (role, place). The thing is at the village of the township "east", in "county".
ROLES = {
    "volunteer": ("volunteer", "village"),
    "coordinator": ("coordinator", "east"),
    "liaison": ("administrator", "east"),
    "county administrator": ("administrator", "county"),
    "administrator": ("administrator", None),
    "foreign coordinator": ("coordinator", "west"),
    "foreign liaison": ("administrator", "west"),
    "foreign county administrator": ("administrator", "other"),
}
FOREIGN = {each for each in ROLES if each.startswith("foreign")}
EVERYBODY = set(ROLES) | {"owner"}
MAY = {
    "everybody": EVERYBODY,
    "owner": {"owner"},
    "coordinator": {"coordinator", "liaison", "county administrator", "administrator"},
    "administrator": {"liaison", "county administrator", "administrator"},
    "county": {"county administrator", "administrator"},
    "everywhere": {"administrator"},
    "holder": {"administrator"},
    "asker": {"coordinator"},
    "staff": set(ROLES) - {"volunteer"},
    "administrators": {each for each, (role, _) in ROLES.items() if role == "administrator"},
}
# What the matrix tells apart and the description does not.
ALIASES = {
    "team_id": "organisation_id",
    "kin_id": "user_id",
    "snapshot_id": "photo_id",
    "kin_sign_up_id": "sign_up_id",
    "kin_attendance_id": "attendance_id",
}
NOW = START - timedelta(minutes=30)  # check-in is open, the slot has not begun
# Members of a body that say where it is about, or when somebody is of age.
OPTIONAL = {"organisation_id", "parent_id", "of_age_on"}
# What does away with something that other rows need comes last.
LAST = ("DELETE", "close", "cancel", "remove", "check-out", "move")


def rows() -> dict[tuple[str, str], set[str]]:
    """Return who may, by method and path."""
    found = [line.split() for line in MATRIX.strip().splitlines()]
    there = set(described())
    return {(m, path): set(who) for m, path, *who in found if (m, named(path)) in there}


def described() -> list[tuple[str, str]]:
    """Return every route of the application, as its description names it."""
    return [
        (method.upper(), path.removeprefix("/api/v1"))
        for path, operations in DESCRIBED["paths"].items()
        for method in operations
        if method in {"get", "post", "put", "patch", "delete"}
    ]


def named(path: str) -> str:
    """Return a path of the matrix as the description has it."""
    for ours, theirs in ALIASES.items():
        path = path.replace(f"{{{ours}}}", f"{{{theirs}}}")
    return path


def test_every_route_has_a_row(app):
    have = {(method, named(path)) for method, path in rows()}
    missing = [each for each in described() if each not in have and "/me" not in each[1]]
    assert not missing, f"say in MATRIX who may: {missing}"
    known = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    plain = {"/api/v1" + path for _, path in described()}
    assert {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule) for rule in known} == plain


# --- a request that nothing but a missing right refuses -----------------------------------------


def body_of(method: str, path: str, ids: dict) -> object:
    """Return the least body that the description allows, about things that are there."""
    operation = DESCRIBED["paths"]["/api/v1" + named(path)][method.lower()]
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return b"" if content else None
    return least(content["application/json"]["schema"], ids)


def least(schema: dict, ids: dict, name: str = "") -> object:
    if name in ids:
        return ids[name]
    if "$ref" in schema:
        return least(DESCRIBED["components"]["schemas"][schema["$ref"].split("/")[-1]], ids, name)
    if "allOf" in schema or "anyOf" in schema:
        return least((schema.get("allOf") or schema["anyOf"])[0], ids, name)
    if "enum" in schema:
        return schema["enum"][0]
    kinds = schema.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "object":
        wanted = {*schema.get("required", []), *(set(schema.get("properties", {})) & OPTIONAL)}
        properties = schema.get("properties", {})
        return {
            each: least(properties[each], ids, each)
            for each in sorted(wanted)
            if not properties[each].get("readOnly")
        }
    return plain(schema, ids, kind)


def plain(schema: dict, ids: dict, kind: str) -> object:
    if kind == "array":
        return [least(schema["items"], ids)] * schema.get("minItems", 0)
    if kind in {"integer", "number"}:
        return max(schema.get("minimum", 1), 1)
    if kind == "boolean":
        return True
    if schema.get("format") == "date-time":
        return ids["from"]
    return "https://a.cn/1" if schema.get("format") in {"url", "uri"} else "核查"


def query_of(method: str, path: str, ids: dict) -> dict:
    operation = DESCRIBED["paths"]["/api/v1" + named(path)][method.lower()]
    parameters = [each for each in operation.get("parameters", []) if "name" in each]
    return {
        each["name"]: least(each["schema"], ids, each["name"])
        for each in parameters
        if each["in"] == "query" and (each.get("required") or each["name"] == "organisation_id")
    }


# --- the world --------------------------------------------------------------------------------


@pytest.fixture
def places(work, clock) -> dict:
    clock.freeze(NOW)
    with work():
        rows = {
            "county": make_organisation(None, "沿河县"),
            "other": make_organisation(None, "邻县"),
        }
        for name, above in (("east", "county"), ("west", "county"), ("village", "east")):
            rows[name] = make_organisation(rows[above], name)
        return {name: row.id for name, row in rows.items()}


@pytest.fixture
def world(places, login):
    """Give who asks, and the ids and values that requests are made from."""
    people = {name: login(role, name, places.get(place)) for name, (role, place) in ROLES.items()}
    people["owner"] = login("volunteer", "owner", places["west"])
    third = login("volunteer", "x", places["village"])
    return people, things(people, places, third)


def made(answer: tuple[int, dict]) -> dict:
    assert answer[0] in {200, 201, 202}, answer
    return answer[1]


def things(people: dict, places: dict, third) -> dict:
    """Make one of each thing at the village; return their ids and what bodies need."""
    root, owner, village = people["administrator"], people["owner"], places["village"]
    _, roles = third.get("/me")
    return (
        guarded(people, third, village)
        | housed(root, owner, village)
        | served(root, owner, village, people["coordinator"])
        | taught(root, owner, village)
        | asked_for_help(root, owner, village)
        | claimed(owner, village)
        | plainly(village)
        | {
            "import_id": begun(root, village),
            "user_id": third.id,
            "grant_id": roles["roles"][0]["id"],
            "parent_id": places["east"],
            "volunteer_ids": [third.id],
        }
    )


def plainly(village: int) -> dict:
    """Give the values that bodies need, whatever they are about."""
    at_ms = int(NOW.timestamp() * 1000)
    return {
        "t": NOW.isoformat(),
        "until": 1,
        "key": "0" * 32,
        "organisation_id": village,
        "mac": "0" * 64,
        "at_ms": at_ms,
        "sent_at_ms": at_ms,
        "device": "phone2",
        "code": "123456",
        "event": "arrive",
        "nickname": "王",
        "allowed": ["gps"],
        "purpose": "练字",
        "kind": "station",
        "role": "coordinator",
        "from": (START - timedelta(hours=30)).isoformat(),
        "to": (START + timedelta(hours=1)).isoformat(),
        "slots": [slot(START, START + timedelta(hours=4))],
        "url": "https://a.cn/2",
        "name": "新名",
        "of_age_on": "2030-01-01",
        "consents": words("service"),
    }


def housed(root, owner, village: int) -> dict[str, int]:
    """Make a team, and a venue with its photo, room and booking; return their ids."""
    team = made(root.post("/organisations", {"name": "队", "kind": "squad", "place_id": village}))
    member = made(owner.post(f"/organisations/{team['id']}/memberships"))
    where = {"longitude": 108.5, "latitude": 28.5, "datum": "wgs84"}
    made(root.put(f"/venues/{village}", where))
    photo = made(root.send("POST", f"/venues/{village}/photos", data=jpeg()))
    root.post(f"/venues/{village}/review", {"shown": True})
    room = made(root.post(f"/venues/{village}/rooms", {"name": "书法室", "capacity": 5}))
    span = {"starts_at": START.isoformat(), "ends_at": (START + timedelta(hours=1)).isoformat()}
    booking = made(owner.post(f"/rooms/{room['id']}/bookings", span | {"purpose": "练字"}))
    return {
        "team_id": team["id"],
        "membership_id": member["id"],
        "photo_id": photo["id"],
        "room_id": room["id"],
        "booking_id": booking["id"],
    }


def served(root, owner, village: int, recorder) -> dict[str, int]:
    """Let the owner and somebody without a phone serve; return what comes of it."""
    household = made(root.post("/households", {"organisation_id": village, "name": "杨家"}))
    activity = opened(root, village)
    sign_up = made(owner.post(f"/activities/{activity}/signups", {}))
    member_in = f"/households/{household['id']}/members"
    grown = {"nickname": "杨奶奶", "age": {"version": AGE_TEXT.version}}
    kin = made(root.post(member_in, grown))["user_id"]
    by_leader = {"volunteer_id": kin}
    for_kin = made(root.post(f"/activities/{activity}/member-signups", by_leader))
    paper = recorded(recorder, f"{member_in}/{kin}/guardian-papers")
    attendances = arrived(root, activity, owner.id, kin)
    agree(owner)
    key = made(root.post(f"/activities/{activity}/receipt-keys", {"device": "phone"}))
    _, project = root.post(f"/activities/{activity}/project", {})
    return {
        "snapshot_id": taken(owner, attendances[owner.id]),
        "household_id": household["id"],
        "activity_id": activity,
        "sign_up_id": sign_up["id"],
        "attendance_id": attendances[owner.id],
        "kin_id": kin,
        "volunteer_id": kin,
        "slot_id": root.get(f"/activities/{activity}")[1]["slots"][0]["id"],
        "project_id": (project or {}).get("id", 1),
        "key_id": key["id"],
        "kin_sign_up_id": for_kin["id"],
        "paper_id": paper,
        "merge_id": said_one(root, kin, owner.id, village),
        "source_id": owner.id,
        "target_id": kin,
        "kin_attendance_id": attendances[kin],
    }


def said_one(root, source: int, target: int, village: int) -> int:
    """Let somebody say that two accounts are one person's; return the merge's id."""
    both = {"source_id": source, "target_id": target}
    said = {"organisation_id": village, "reason": "换了手机"}
    return made(root.post("/merges", both | said))["id"]


def recorded(recorder, path: str) -> int:
    """Record a guardian's paper with its photo; return its id."""
    paper = {"guardian_name": "杨妈妈", "relation": "parent", "of_age_on": "2030-01-01"}
    found = made(recorder.post(path, paper | {"consents": words("service")}))
    made(recorder.send("PUT", f"/guardian-papers/{found['id']}/scan", data=jpeg()))
    return found["id"]


def claimed(owner, village: int) -> dict[str, int]:
    """Let the owner claim an hour by hand."""
    hours = [(NOW - timedelta(hours=each)).isoformat() for each in (26, 25)]
    claim = {"organisation_id": village, "starts_at": hours[0], "ends_at": hours[1]}
    claim |= {"description": "扫雪", "evidence": ["有照片"]}
    return {"claim_id": made(owner.post("/manual-claims", claim))["id"]}


def guarded(people: dict, third, village: int) -> dict:
    """Let it be known that somebody is a minor, and the village's coordinator ask about her."""
    child = verified(third, "20100101")
    body = {"minor_id": child.id, "organisation_id": village, "hours": 2, "why": "受伤"}
    asked = made(people["coordinator"].post("/minor-accesses", body | {"fields": ["phone"]}))
    return {"minor_id": child.id, "access_id": asked["id"]}


def taken(owner, attendance: int) -> int:
    """Let a volunteer send a photo; return its id."""
    path = f"/attendances/{attendance}/photos"
    sent = owner.send("POST", path, data=jpeg(), query_string={"t": NOW.isoformat()})
    return made(sent)["id"]


def asked_for_help(root, owner, village: int) -> dict[str, int]:
    """Make a campaign, a need with a team that is asked, and what the team offers."""
    span = {"starts_at": START.isoformat(), "ends_at": (START + timedelta(days=1)).isoformat()}
    here = {"organisation_id": village, "longitude": 108.5, "latitude": 28.5}
    campaign = {"organisation_id": village, "name": "活动日", "theme": "邻里"} | span
    what = here | {"category": "elderly", "title": "做饭"}
    need = made(owner.post("/needs", what | span | {"risk_notice": "无"}))["id"]
    offer = made(root.post("/offers", what))["id"]
    made(root.post(f"/needs/{need}/verify"))
    made(root.post(f"/organisations/{village}/matching"))
    (invitation,) = root.get("/invitations")[1]["items"]
    return {
        "campaign_id": made(root.post("/campaigns", campaign))["id"],
        "need_id": need,
        "offer_id": offer,
        "invitation_id": invitation["id"],
    }


def arrived(root, activity: int, *volunteer_ids: int) -> dict[int, int]:
    """Let a leader vouch for volunteers; return the ids of their attendances."""
    called = {"event": "arrive", "volunteer_ids": volunteer_ids}
    made(root.post(f"/activities/{activity}/roll-call", called))
    on_site = root.get(f"/activities/{activity}/on-site")[1]["items"]
    return {each["volunteer_id"]: each["id"] for each in on_site}


COURSE = {"kind": "article", "title": "急救", "seconds": 0}


def taught(root, owner, village: int) -> dict[str, int]:
    """Make a course, a session of another and the owner's certificate; return their ids."""
    about = COURSE | {"organisation_id": village}
    course, on_site = (
        made(root.post("/courses", about | {"kind": each}))["id"] for each in ("article", "session")
    )
    for each in (course, on_site):
        made(root.post(f"/courses/{each}/publish"))
    made(owner.post(f"/courses/{course}/progress", {}))
    span = {"starts_at": START.isoformat(), "ends_at": (START + timedelta(hours=1)).isoformat()}
    held = span | {"trainer_id": root.id, "place": "文化站", "quota": 50}
    session = made(root.post(f"/courses/{on_site}/sessions", held))["id"]
    [certificate] = owner.get("/me/training-certificates")[1]["items"]
    return {
        "course_id": course,
        "course_session_id": session,
        "certificate_id": certificate["id"],
    }


def begun(root, village: int) -> int:
    """Begin an import of one volunteer; return its id."""
    content = workbook({PEOPLE: [("杨一", 13900000001, None)]})
    where = {"organisation_id": village}
    return made(root.send("POST", "/imports", data=content, query_string=where))["id"]


def opened(root, village: int) -> int:
    body = {
        "organisation_id": village,
        "title": "清理河道",
        "slots": [slot(START, START + timedelta(hours=4))],
        "risk_notice": "河边湿滑",
        "conditions": "身体健康",
        "dangerous": False,
        "minors_allowed": True,
    }
    activity = made(root.post("/activities", body))["id"]
    made(root.put(f"/activities/{activity}/sites", circle()))
    for verb in ("submit", "approve"):
        made(root.post(f"/activities/{activity}/{verb}"))
    return activity


# --- the matrix ---------------------------------------------------------------------------------


def ask(person, method: str, path: str, ids: dict) -> tuple[int, str]:
    """Send the least request; return the status, and the code of a refusal."""
    options = {"query_string": query_of(method, path, ids)}
    body = BODIES.get((method, path), body_of)(method, path, ids)
    if isinstance(body, bytes):
        options["data"] = body
    elif body is not None:
        options["body"] = body
    status, found = person.send(method, path.format_map(Ids(ids)), **options)
    return status, (found or {}).get("code", "") if isinstance(found, dict) else ""


class Ids(dict):
    """The ids that there are; of what nobody made, one that nobody has."""

    def __missing__(self, name: str) -> int:
        return 1


# Refused for the wrong code that was sent, as the author, or of a minor; not for the role.
WRONG = {"own_code", "own_content", "minor_access_needed", "merge_own_request"}
BODIES = {
    ("POST", "/activities/{activity_id}/check-in"): lambda *_: gps(NOW),
    ("POST", "/users/{user_id}/personal/looks"): lambda _m, _p, ids: {
        "organisation_id": ids["organisation_id"],
        "fields": ["phone"],
        "reason": "核对名单上的号码",
    },
    ("POST", "/courses"): lambda _m, _p, ids: COURSE | {"organisation_id": ids["organisation_id"]},
}


def test_without_a_token_nothing_is_answered_but_what_is_open(world, anyone):
    answered = [
        (method, path)
        for method, path in described()
        if "open" not in rows().get((method, path), ())
        and ask(anyone, method, path, world[1])[0] != 401
    ]
    assert not answered, "\n".join(map(str, answered))


def test_who_may_not_is_refused(world):
    people, ids = world
    wrong = []
    for (method, path), who in rows().items():
        may = set().union(*(MAY.get(each, EVERYBODY) for each in who))
        for name in sorted(EVERYBODY - may):
            status, code = ask(people[name], method, path, ids)
            if status not in {403, 404}:
                wrong.append((method, path, name, status, code))
    assert not wrong, "\n".join(map(str, wrong))


def late(method: str, path: str) -> tuple[bool, int]:
    """Put last what does away with things, parts before the whole."""
    return any(word in f"{method} {path}" for word in LAST), -len(path)


def test_who_may_is_not(world):
    people, ids = world
    wrong, gone = [], set()
    deeds.unnoted.clear()
    ordered = sorted(rows().items(), key=lambda row: late(*row[0]))
    for (method, path), who in ordered:
        for name in sorted(set().union(*(MAY.get(each, set()) for each in who))):
            status, code = ask(people[name], method, path, ids)
            again = status == 404 and ("absent" in who or (method, path) in gone)
            if status < 300 and method == "DELETE":
                gone.add((method, path))
            refused = status in {401, 403, 404} and not again and code not in WRONG
            if refused or code == "request_invalid":
                wrong.append((method, path, name, status, code))
    assert not wrong, "\n".join(map(str, wrong))
    # And whatever they changed is in the audit.
    assert not deeds.unnoted, "\n".join(deeds.unnoted)
