"""No list asks the database more often because it is longer.

Every route that answers with a page is looked up among the application's rules; one without a
scene in ``SCENES`` fails; of lists without pages see ``test_bounded_lists``.
A scene is a function of the county and of what tests have at hand
(``settle``, ``work``) that gives ``(grow, ask)``: ``grow()`` adds one more row to the list, by
whatever way it comes about, and ``ask()`` gives (status, page).
"""

import itertools
from datetime import timedelta
from types import SimpleNamespace

import pytest

from app.imports.reading import PEOPLE
from tests.app.conftest import HOUR, LAT, LON, START, batch, circle, slot, stay
from tests.app.families.conftest import bind, verified, words
from tests.app.imports.test_imports import workbook
from tests.app.statements import counted

SCENES = {}


def scene(path: str):
    """Register a scene of the list at this path."""

    def register(function):
        SCENES[path] = function
        return function

    return register


def lists(app) -> set[str]:
    """The paths of all routes that answer a GET with a page."""
    from app.core.extensions import api  # noqa: PLC0415

    document = api.spec.to_dict()
    shapes = document["components"]["schemas"]
    found = set()
    for path, item in document["paths"].items():
        content = item.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
        if "next_cursor" in shapes.get(reference.split("/")[-1], {}).get("properties", {}):
            found.add(path.removeprefix("/api/v1"))
    return found


def test_every_list_has_a_scene(app):
    documented = lists(app)
    assert documented - set(SCENES) == set(), "write a scene for these lists"
    assert set(SCENES) - documented == set(), "these lists are gone"
    rules = {rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert all(f"/api/v1{path}".split("{", maxsplit=1)[0] in " ".join(rules) for path in documented)


@pytest.mark.parametrize("path", SCENES)
def test_a_longer_list_takes_no_more_statements(app, county, settle, work, path):
    grow, ask = SCENES[path](county, SimpleNamespace(settle=settle, work=work))
    require_no_dearer(app, path, grow, ask, lambda page: page["items"])


def require_no_dearer(app, path, grow, ask, items_of) -> None:
    """Let a list become longer twice; fail if the longer one takes more statements."""
    sizes, costs = [], []
    for _ in range(2):
        for _ in range(3):
            grow()
        ask()  # what is remembered from now on is
        with counted(app) as sent:
            status, page = ask()
        assert status == 200, page
        sizes.append(len(items_of(page)))
        costs.append(sent)
    assert sizes[1] > sizes[0] >= 1, f"{path}: the scene does not make it longer"
    assert len(costs[1]) <= len(costs[0]), "\n".join(costs[1])


# --- scenes -------------------------------------------------------------------------------------


@scene("/activities")
def activities(county, _hands):
    volunteer = county.volunteer()
    query = {"near": f"{LON},{LAT}", "q": "清理"}
    return lambda: county.open(circle()), lambda: volunteer.get("/activities", **query)


@scene("/activities/{activity_id}/signups")
def sign_ups(county, _hands):
    activity = county.open()
    path = f"/activities/{activity['id']}/signups"
    return lambda: county.volunteer(activity), lambda: county.coordinator.get(path)


@scene("/me/signups")
def own_sign_ups(county, _hands):
    person, days = county.volunteer(), iter(range(100))

    def grow():
        begin = START + 24 * next(days) * HOUR
        activity = county.open(slots=[slot(begin, begin + HOUR)])
        assert person.post(f"/activities/{activity['id']}/signups", {})[0] == 201

    return grow, lambda: person.get("/me/signups")


@scene("/activities/to-review")
def to_review(county, _settle):
    def grow():
        path = f"/activities/{county.draft(positions=[{'name': '搬运', 'quota': 2}])['id']}"
        county.coordinator.put(f"{path}/sites", circle())
        assert county.coordinator.post(f"{path}/submit")[0] == 200

    return grow, lambda: county.administrator.get("/activities/to-review")


@scene("/projects")
def projects(county, _settle):
    body = {"title": "银发理发", "organisation_id": county.organisation_id}
    return lambda: county.coordinator.post("/projects", body), (
        lambda: county.coordinator.get("/projects")
    )


@scene("/audit-entries")
def audit_entries(county, _hands):
    return county.open, lambda: county.administrator.get("/audit-entries", limit=100)


@scene("/households")
def households(county, _hands):
    numbers, own = iter(range(100)), {"organisation_id": county.organisation_id}

    def grow():
        body = own | {"name": f"第{next(numbers)}家"}
        status, found = county.coordinator.post("/households", body)
        assert status == 201, found
        path = f"/households/{found['id']}/members"
        assert county.coordinator.post(path, {"nickname": "杨奶奶"})[0] == 201

    return grow, lambda: county.coordinator.get("/households", **own)


@scene("/guardian-papers")
def guardian_papers(county, _hands):
    own, leader = {"organisation_id": county.organisation_id}, county.coordinator
    house = leader.post("/households", own | {"name": "杨家"})[1]
    paper = {"guardian_name": "杨妈妈", "relation": "parent", "of_age_on": "2030-01-01"}
    paper |= {"consents": words("service")}

    def grow():
        path = f"/households/{house['id']}/members"
        status, found = leader.post(path, {"nickname": "小杨"})
        assert status == 201, found
        assert leader.post(f"{path}/{found['user_id']}/guardian-papers", paper)[0] == 201

    return grow, lambda: leader.get("/guardian-papers", **own)


@scene("/risk-checks")
def risk_checks(county, hands):
    overseer = county.login("administrator")

    def grow():
        from app.accounts.models import RiskCheck  # noqa: PLC0415

        user_id = county.volunteer().id
        with hands.work() as session:
            session.add(RiskCheck(user_id=user_id, rank=4, asked_at=START))

    return grow, lambda: overseer.get("/risk-checks")


@scene("/me/notices")
def own_notices(county, hands):
    from app.notices import service as notices  # noqa: PLC0415
    from app.notices.kinds import Kind  # noqa: PLC0415

    person, numbers = county.volunteer(), iter(range(100))
    values = {"activity_id": "7", "activity": "清理河道", "reason": "暴雨"}

    def grow():
        with hands.work():
            notices.notify(person.id, Kind.ACTIVITY_CANCELLED, values, key=f"k{next(numbers)}")

    return grow, lambda: person.get("/me/notices")


@scene("/activities/{activity_id}/on-site")
def on_site(county, _hands):
    activity = county.open()
    path = f"/activities/{activity['id']}/on-site"

    def arrive():
        county.arrive(county.volunteer(activity), activity, START)

    return arrive, lambda: county.coordinator.get(path)


@scene("/organisations")
def organisations(county, _hands):
    numbers = iter(range(100))
    query = {"parent_id": county.organisation_id}

    def grow():
        body = {
            "name": f"站{next(numbers)}",
            "kind": "station",
            "parent_id": county.organisation_id,
        }
        assert county.administrator.post("/organisations", body)[0] == 201

    return grow, lambda: county.coordinator.get("/organisations", **query)


@scene("/me/looks")
def looks_at_oneself(county, _hands):
    person = county.volunteer(county.open())
    body = {
        "organisation_id": county.organisation_id,
        "fields": ["phone"],
        "reason": "核对名单号码",
    }

    def grow():
        assert county.coordinator.post(f"/users/{person.id}/personal/looks", body)[0] == 200

    return grow, lambda: person.get("/me/looks")


@scene("/me/sessions")
def sessions(county, _hands):
    return (
        lambda: county.login("volunteer", "常客"),
        lambda: county.login("volunteer", "常客").get("/me/sessions"),
    )


@scene("/me/records")
def records(county, hands):
    person, days = county.volunteer(), iter(range(100))

    def serve():
        begin = START + 24 * next(days) * HOUR
        county.clock.freeze(begin - HOUR)
        activity = county.open(slots=[slot(begin, begin + HOUR)])
        attend(county, person, activity, begin)
        hands.settle()

    return serve, lambda: person.get("/me/records")


@scene("/reviews")
def reviews(county, hands):
    activity = county.open(slots=[slot(START, START + 10 * HOUR)])

    def serve():
        county.clock.freeze(START - HOUR)
        attend(county, county.volunteer(), activity, START, hours=9)  # for more than eight hours
        hands.settle()

    return serve, lambda: county.coordinator.get("/reviews")


@scene("/me/disputes")
def own_disputes(county, hands):
    person, days = county.volunteer(), iter(range(100))

    def grow():
        begin = START + 24 * next(days) * HOUR
        county.clock.freeze(begin - HOUR)
        activity = county.open(slots=[slot(begin, begin + HOUR)])
        attendance = attend(county, person, activity, begin)
        hands.settle()
        made(person.post(f"/attendances/{attendance}/disputes", {"reason": "少算了"}))

    return grow, lambda: person.get("/me/disputes")


@scene("/me/attendances")
def own_attendances(county, _hands):
    person, days = county.volunteer(), iter(range(100))

    def grow():
        begin = START + 24 * next(days) * HOUR
        county.clock.freeze(begin - HOUR)
        attend(county, person, county.open(slots=[slot(begin, begin + HOUR)]), begin)

    return grow, lambda: person.get("/me/attendances")


def attend(county, person, activity, begin, hours=1):
    end = begin + hours * HOUR
    person.post(f"/activities/{activity['id']}/signups")
    attendance = county.arrive(person, activity, begin)
    county.clock.freeze(end)
    county.send(person, attendance, batch(0, stay(begin, end, every=120)))
    county.leave(person, attendance, end)
    return attendance


@scene("/organisations/{organisation_id}/people")
def people_of(county, _hands):
    path = f"/organisations/{county.organisation_id}/people"

    def grow():
        county.login("coordinator", None, county.organisation_id)

    return grow, lambda: county.coordinator.get(path, limit=100)


@scene("/organisations/{organisation_id}/roles")
def roles_of(county, _hands):
    path = f"/organisations/{county.organisation_id}/roles"

    def grow():
        county.login("coordinator", None, county.organisation_id)

    return grow, lambda: county.administrator.get(path, limit=100)


@scene("/organisations/{organisation_id}/memberships")
def members(county, _hands):
    path = f"/organisations/{a_team(county, '队')}/memberships"

    def grow():
        assert county.volunteer().post(path)[0] == 201

    return grow, lambda: county.administrator.get(path, state="applied")


@scene("/me/memberships")
def own_memberships(county, _hands):
    person, numbers = county.volunteer(), iter(range(100))

    def grow():
        team = a_team(county, f"第{next(numbers)}队")
        assert person.post(f"/organisations/{team}/memberships")[0] == 201

    return grow, lambda: person.get("/me/memberships")


@scene("/venues")
def venues(county, _hands):
    numbers = iter(range(100))

    def grow():
        body = {"name": f"站{next(numbers)}", "kind": "station"}
        body["parent_id"] = county.organisation_id
        place = made(county.administrator.post("/organisations", body))["id"]
        made(county.administrator.put(f"/venues/{place}", HERE))

    return grow, lambda: county.volunteer().get("/venues", near=f"{LON},{LAT}")


@scene("/venues/today")
def venues_today(county, _hands):
    numbers = iter(range(100))
    county.clock.freeze(START - HOUR)

    def grow():
        body = {"name": f"站{next(numbers)}", "kind": "station"}
        body["parent_id"] = county.organisation_id
        place = made(county.administrator.post("/organisations", body))["id"]
        made(county.administrator.put(f"/venues/{place}", HERE))
        county.open(circle(), organisation_id=place)

    return grow, lambda: county.volunteer().get("/venues/today", near=f"{LON},{LAT}")


@scene("/venues/{organisation_id}/rooms")
def rooms(county, _hands):
    path, numbers = f"/venues/{county.organisation_id}/rooms", iter(range(100))
    made(county.administrator.put(f"/venues/{county.organisation_id}", HERE))

    def grow():
        made(county.coordinator.post(path, {"name": f"{next(numbers)} 室", "capacity": 5}))

    return grow, lambda: county.coordinator.get(path)


@scene("/me/bookings")
def own_bookings(county, _hands):
    person, venue, days = county.volunteer(), f"/venues/{county.organisation_id}", iter(range(60))
    made(county.administrator.put(venue, HERE))
    room = made(county.coordinator.post(f"{venue}/rooms", {"name": "书法室", "capacity": 5}))

    def grow():
        begin = START + 24 * next(days) * HOUR
        span = {"starts_at": begin.isoformat(), "ends_at": (begin + HOUR).isoformat()}
        made(person.post(f"/rooms/{room['id']}/bookings", span | {"purpose": "练字"}))

    return grow, lambda: person.get("/me/bookings")


@scene("/campaigns")
def campaigns(county, _hands):
    numbers = iter(range(100))
    return lambda: a_campaign(county, next(numbers)), lambda: county.coordinator.get("/campaigns")


@scene("/campaigns/{campaign_id}/activities")
def campaign_activities(county, _hands):
    path = f"/campaigns/{a_campaign(county, 1)}/activities"

    def grow():
        made(county.coordinator.put(f"{path}/{county.open()['id']}"))

    return grow, lambda: county.coordinator.get(path)


@scene("/closing-reports/missing")
def missing_reports(county, _hands):
    days = iter(range(50))

    def grow():
        begin = START + 24 * next(days) * HOUR
        county.clock.freeze(begin - HOUR)
        county.open(slots=[slot(begin, begin + HOUR)])
        county.clock.freeze(begin + 2 * HOUR)

    return grow, lambda: county.coordinator.get("/closing-reports/missing")


@scene("/closing-reports/waiting")
def waiting_reports(county, _hands):
    days = iter(range(50))
    report = {"summary": "走访", "groups": [{"group": "独居老人", "count": 2}]}

    def grow():
        begin = START + 24 * next(days) * HOUR
        county.clock.freeze(begin - HOUR)
        activity = county.open(slots=[slot(begin, begin + HOUR)])
        county.clock.freeze(begin + 2 * HOUR)
        county.coordinator.put(f"/activities/{activity['id']}/closing-report", report)

    return grow, lambda: county.administrator.get("/closing-reports/waiting")


@scene("/needs")
def needs(county, _hands):
    return lambda: a_need(county), lambda: county.coordinator.get("/needs")


@scene("/offers")
def offers(county, _hands):
    return lambda: an_offer(county), lambda: county.coordinator.get("/offers")


@scene("/invitations")
def invitations(county, _hands):
    def grow():
        need = a_need(county)
        an_offer(county)
        made(county.coordinator.post(f"/needs/{need}/verify"))
        made(county.coordinator.post(f"/organisations/{county.organisation_id}/matching"))

    return grow, lambda: county.coordinator.get("/invitations")


HERE = {"longitude": LON, "latitude": LAT, "datum": "wgs84"}


def made(answer) -> dict:
    assert answer[0] in {200, 201}, answer
    return answer[1]


def a_team(county, name) -> int:
    body = {"name": name, "kind": "squad", "place_id": county.organisation_id}
    return made(county.administrator.post("/organisations", body))["id"]


def a_campaign(county, number) -> int:
    span = {"starts_at": START.isoformat(), "ends_at": (START + 24 * HOUR).isoformat()}
    body = {"organisation_id": county.organisation_id, "name": f"第{number}次", "theme": "邻里"}
    return made(county.administrator.post("/campaigns", body | span))["id"]


def a_need(county) -> int:
    span = {"starts_at": START.isoformat(), "ends_at": (START + 24 * HOUR).isoformat()}
    body = {"organisation_id": county.organisation_id, "category": "elderly", "title": "做饭"}
    return made(county.volunteer().post("/needs", body | span | HERE | {"risk_notice": "无"}))["id"]


def an_offer(county) -> int:
    body = {"organisation_id": county.organisation_id, "category": "elderly", "title": "上门做饭"}
    return made(county.coordinator.post("/offers", body | HERE))["id"]


@scene("/imports")
def imports(county, _hands):
    where = {"organisation_id": county.organisation_id}
    numbers = itertools.count(13_900_000_001)

    def grow():
        content = workbook({PEOPLE: [("杨一", next(numbers), None)]})
        answer = county.administrator.send("POST", "/imports", data=content, query_string=where)
        assert answer[0] in {200, 201, 202}, answer

    return grow, lambda: county.administrator.get("/imports", **where)


def a_claim(county, person, day) -> int:
    begin = START - 24 * (day + 1) * HOUR
    body = {
        "organisation_id": county.organisation_id,
        "starts_at": begin.isoformat(),
        "ends_at": (begin + HOUR).isoformat(),
        "description": "山里没有信号，清理步道",
        "evidence": ["王站长在场"],
    }
    return made(person.post("/manual-claims", body))["id"]


@scene("/manual-claims")
def claims(county, _hands):
    county.clock.freeze(START)
    days = iter(range(20))
    where = {"organisation_id": county.organisation_id}
    grow = lambda: a_claim(county, county.volunteer(), next(days))  # noqa: E731 - a scene's own
    return grow, lambda: county.coordinator.get("/manual-claims", **where)


@scene("/me/manual-claims")
def own_claims(county, _hands):
    county.clock.freeze(START)
    person, days = county.volunteer(), iter(range(20))
    return lambda: a_claim(county, person, next(days)), lambda: person.get("/me/manual-claims")


@scene("/me/manual-records")
def own_manual_records(county, _hands):
    county.clock.freeze(START)
    person, days = county.volunteer(), iter(range(20))

    def grow():
        path = f"/manual-claims/{a_claim(county, person, next(days))}"
        made(county.coordinator.post(f"{path}/leader-ok"))
        made(county.administrator.post(f"{path}/organiser-ok"))

    return grow, lambda: person.get("/me/manual-records")


def a_course(county, **more) -> str:
    body = {"organisation_id": county.organisation_id, "kind": "article", "title": "急救"}
    path = (
        f"/courses/{made(county.coordinator.post('/courses', body | {'seconds': 0} | more))['id']}"
    )
    made(county.administrator.post(f"{path}/publish"))
    return path


def a_session(county, path: str, begin=START) -> int:
    span = {"starts_at": begin.isoformat(), "ends_at": (begin + HOUR).isoformat()}
    body = {"trainer_id": county.coordinator.id, "place": "文化站", "quota": 50}
    return made(county.coordinator.post(f"{path}/sessions", body | span))["id"]


@scene("/courses")
def courses(county, _hands):
    return lambda: a_course(county), lambda: county.coordinator.get("/courses")


@scene("/courses/{course_id}/sessions")
def course_sessions(county, _hands):
    path = a_course(county, kind="session")
    return lambda: a_session(county, path), lambda: county.coordinator.get(f"{path}/sessions")


@scene("/course-sessions/{course_session_id}/enrolments")
def enrolments(county, _hands):
    path = f"/course-sessions/{a_session(county, a_course(county, kind='session'))}/enrolments"
    return lambda: made(county.volunteer().post(path)), lambda: county.coordinator.get(path)


@scene("/me/course-enrolments")
def own_enrolments(county, _hands):
    person, days = county.volunteer(), iter(range(200))

    def grow():
        path, begin = a_course(county, kind="session"), START + timedelta(days=next(days))
        made(person.post(f"/course-sessions/{a_session(county, path, begin)}/enrolments"))

    return grow, lambda: person.get("/me/course-enrolments")


def a_certificate(county, person) -> None:
    made(person.post(f"{a_course(county)}/progress", {}))


@scene("/me/training-certificates")
def own_certificates(county, _hands):
    person = county.volunteer()
    return lambda: a_certificate(county, person), lambda: person.get("/me/training-certificates")


@scene("/me/learning-hours")
def own_learning_hours(county, _hands):
    person = county.volunteer()
    return lambda: a_certificate(county, person), lambda: person.get("/me/learning-hours")


@scene("/content-checks")
def content_checks(county, hands):
    from app.wechat import Scene  # noqa: PLC0415
    from app.wechat.service import Subject, hand_in  # noqa: PLC0415

    overseer, numbers = county.login("administrator"), iter(range(1, 100))

    def grow():
        with hands.work():
            subject = Subject("nickname", next(numbers))
            hand_in(subject, "小杨", scene=Scene.PROFILE, author_id=1, machine=False)

    return grow, lambda: overseer.get("/content-checks")


def merges(county, own: int | None = None):
    """Let it be said again and again that another account of a person's ends in a first one."""
    own = own or county.volunteer(county.open()).id

    def grow():
        other = county.volunteer(county.activities[-1] if county.activities else county.open())
        both = {"source_id": other.id, "target_id": own, "reason": "换了手机"}
        status, found = county.coordinator.post(
            "/merges", both | {"organisation_id": county.organisation_id}
        )
        assert status == 201, found

    return grow


@scene("/me/merges")
def own_merges(county, _hands):
    person = county.volunteer(county.open())
    return merges(county, person.id), lambda: person.get("/me/merges")


@scene("/merges")
def merges_to_decide(county, _hands):
    where = {"organisation_id": county.organisation_id}
    return merges(county), lambda: county.administrator.get("/merges", **where)


@scene("/me/copies")
def own_copies(county, hands):
    person = county.volunteer()

    def grow():
        from app.personal.models import PersonalCopy  # noqa: PLC0415

        row = PersonalCopy(user_id=person.id, asked_at=START, expires_at=START + 24 * HOUR)
        with hands.work() as session:
            session.add(row)

    return grow, lambda: person.get("/me/copies")


@scene("/me/guardianships/{guardianship_id}/copies")
def copies_about_a_ward(county, hands):
    mother, child = verified(county.volunteer(), "19800101"), county.volunteer()
    child = verified(child, "20110101")  # of whose age nothing is known there is no copy
    path = f"/me/guardianships/{bind(child, mother)['id']}/copies"

    def grow():
        from app.personal.models import PersonalCopy  # noqa: PLC0415

        row = PersonalCopy(user_id=child.id, asked_at=START, expires_at=START + 24 * HOUR)
        row.asked_by = mother.id
        with hands.work() as session:
            session.add(row)

    return grow, lambda: mother.get(path)


def an_access(county, hands) -> int:
    from app.safeguarding.models import AccessState, MinorAccess  # noqa: PLC0415

    row = MinorAccess(
        minor_id=county.volunteer().id,
        organisation_id=county.organisation_id,
        asked_by=county.coordinator.id,
        fields=["real_name"],
        why="活动中受伤，联系监护人",
        hours=2,
        state=AccessState.ASKED,
        asked_at=START,
        ends_at=START + 24 * HOUR,
    )
    with hands.work() as session:
        session.add(row)
        session.flush()
        return row.id


@scene("/minor-accesses")
def minor_accesses(county, hands):
    where = {"organisation_id": county.organisation_id}
    return (
        lambda: an_access(county, hands),
        lambda: county.administrator.get("/minor-accesses", **where),
    )


@scene("/minor-accesses/{access_id}/looks")
def minor_looks(county, hands):
    access = an_access(county, hands)

    def grow():
        from app.safeguarding.models import MinorLook  # noqa: PLC0415

        row = MinorLook(
            access_id=access, actor_id=county.coordinator.id, fields=["real_name"], at=START
        )
        with hands.work() as session:
            session.add(row)

    return grow, lambda: county.administrator.get(f"/minor-accesses/{access}/looks")


def on_notice(county, hands, activity: dict) -> None:
    """Show an activity's hours, as when the worker has found them all settled."""
    from app.activities.models import Activity  # noqa: PLC0415
    from app.activities.phases import ActivityPhase  # noqa: PLC0415
    from app.publicity.models import Publicity  # noqa: PLC0415

    with hands.work() as session:
        session.get(Activity, activity["id"]).closing = ActivityPhase.PUBLICITY
        session.add(Publicity(activity_id=activity["id"], since=START, until=START + 24 * HOUR))


@scene("/publicity/activities")
def publicities(county, hands):
    volunteer = county.volunteer()
    return (
        lambda: on_notice(county, hands, county.open()),
        lambda: volunteer.get("/publicity/activities"),
    )


@scene("/activities/{activity_id}/publicity")
def public_hours(county, hands):
    activity = county.open(slots=[slot(START, START + HOUR)])
    stranger = county.volunteer()
    on_notice(county, hands, activity)

    def grow():
        person = county.volunteer()
        county.clock.freeze(START - HOUR)
        with hands.work():
            add_hours(person.id, activity)

    return grow, lambda: stranger.get(f"/activities/{activity['id']}/publicity")


def add_hours(volunteer_id: int, activity: dict) -> None:
    """Book an hour without all that leads to it."""
    from app.activities.models import SignUp, SignUpState  # noqa: PLC0415
    from app.attendance.models import (  # noqa: PLC0415
        Attendance,
        AttendanceState,
        Method,
        Settlement,
    )
    from app.core.db import add, session  # noqa: PLC0415
    from app.hours import chains  # noqa: PLC0415
    from app.hours.models import Entry, ServiceRecord  # noqa: PLC0415

    which = {"activity_id": activity["id"], "volunteer_id": volunteer_id}
    which_slot = {"slot_id": activity["slots"][0]["id"]}
    signed = add(
        SignUp(
            **which, **which_slot, state=SignUpState.ATTENDED,
            arrival=session().query(SignUp).count() + 1, created_at=START, changed_at=START,
        )
    )  # fmt: skip
    attendance = add(
        Attendance(
            **which, **which_slot, sign_up_id=signed.id, state=AttendanceState.CREDITED,
            method=Method.GPS, checked_in_at=START, created_at=START,
        )
    )  # fmt: skip
    settlement = add(
        Settlement(
            attendance_id=attendance.id, number=1, verdict={}, digest="", present_seconds=3600,
            credited_seconds=3600, rule_set="", state=AttendanceState.CREDITED, recorded=True,
            created_at=START,
        )
    )  # fmt: skip
    record = ServiceRecord(
        **which, entry=Entry.CREDIT, attendance_id=attendance.id, settlement_id=settlement.id,
        seconds=3600, rule_set="", cuts=[], spans=[], served_at=START,
    )  # fmt: skip
    chains.append(record)


@scene("/organisations/{organisation_id}/manual-publicity")
def manual_publicity(county, _hands):
    from tests.app.publicity.test_publicity import credited  # noqa: PLC0415

    stranger = county.volunteer()
    path = f"/organisations/{county.organisation_id}/manual-publicity"
    return lambda: credited(county), lambda: stranger.get(path)


@scene("/objections")
def objections(county, hands):
    activity = county.open()
    on_notice(county, hands, activity)
    where = {"organisation_id": county.organisation_id}
    path = f"/activities/{activity['id']}/objections"
    return (
        lambda: county.volunteer().post(path, {"text": "不对"}),
        lambda: county.administrator.get("/objections", **where),
    )


@scene("/me/objections")
def own_objections(county, hands):
    person = county.volunteer()

    def grow():
        activity = county.open()
        on_notice(county, hands, activity)
        person.post(f"/activities/{activity['id']}/objections", {"text": "不对"})

    return grow, lambda: person.get("/me/objections")
