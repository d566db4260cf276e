"""A county with an approved activity, and volunteers who walk about in it."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import marshmallow as ma
import pytest

from app.core import queue
from app.core.described import SOMETIMES

LON, LAT = 108.5036, 28.5639  # the county seat, WGS-84
START = datetime(2026, 5, 4, 1, 0, tzinfo=UTC)  # nine in the morning in Yanhe
HOUR = timedelta(hours=1)


@pytest.fixture(scope="session", autouse=True)
def whole_answers():
    """Hold every answer to the API's description: what may be missing or null says so."""
    dump = ma.Schema._serialize

    def checked(schema, value, *, many=False):
        dumped = dump(schema, value, many=many)
        for each in dumped if many else [dumped]:
            assert not _broken_promises(schema, each), type(schema).__name__
        return dumped

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ma.Schema, "_serialize", checked)
        yield


def _broken_promises(schema, answer) -> list[str]:
    members = {each.data_key or name: each for name, each in schema.dump_fields.items()}
    return [
        name
        for name, each in members.items()
        if (name not in answer and SOMETIMES not in each.metadata)
        or (name in answer and answer[name] is None and not each.allow_none)
    ]


@pytest.fixture
def at_once(app):
    """``at_once(job)``: run a job and whatever it asks for, as a worker without a queue does."""

    def at_once(job, *args):
        with app.app_context():
            queue.run_at_once()
            try:
                return job(*args)
            finally:
                app.extensions.pop(queue.AT_ONCE)

    return at_once


def north(metres: float) -> float:
    """The latitude so many metres north of the site's middle."""
    return LAT + metres / 110_850.0


def east(metres: float) -> float:
    """The longitude so many metres east of the site's middle."""
    return LON + metres / (111_320.0 * math.cos(math.radians(LAT)))


def circle(radius_m: float = 100.0, lon: float = LON, lat: float = LAT, **properties) -> dict:
    """A FeatureCollection with one round site, WGS-84."""
    feature = {
        "type": "Feature",
        "properties": {"name": "河滨公园", "radius_m": radius_m} | properties,
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
    }
    return {
        "type": "FeatureCollection",
        "properties": {"datum": "wgs84"},
        "features": [feature],
    }


def ping(at: datetime, metres_north: float = 0.0, accuracy: float | None = 10.0, **more) -> dict:
    """A fix so many metres north of the site's middle; alone it names its datum."""
    fix = {
        "t": at.isoformat(),
        "longitude": LON,
        "latitude": north(metres_north),
        "accuracy": accuracy,
    }
    return fix | more


def gps(at: datetime, metres_north: float = 0.0, **more) -> dict:
    """The body of a check-in by GPS."""
    return {"method": "gps", "ping": ping(at, metres_north, datum="wgs84") | more}


def stay(begin: datetime, end: datetime, metres_north: float = 0.0, every: int = 60) -> list[dict]:
    """Pings at one place, from begin to end."""
    count = int((end - begin).total_seconds()) // every + 1
    return [ping(begin + timedelta(seconds=every * k), metres_north) for k in range(count)]


def batch(number: int | str, pings: list[dict], **more) -> dict:
    """A batch of pings as a phone sends it."""
    return {"batch_id": f"b{number}", "datum": "wgs84", "pings": pings} | more


class Person:
    """Somebody who logs in again when the token has run out, as the mini-program does."""

    def __init__(self, login, role: str, name: str | None, organisation_id: int | None = None):
        self._login = login
        self._api = login(role, name, organisation_id)
        self._credentials = (role, self._api.user["nickname"], organisation_id)
        self.id, self.name = self._api.id, self._api.user["nickname"]

    @property
    def token(self) -> str:
        """A token that is good now."""
        self.get("/me")
        return self._api.token

    def __getattr__(self, verb):
        def call(*args, **kwargs):
            answer = getattr(self._api, verb)(*args, **kwargs)
            if answer[0] == 401:
                self._api = self._login(*self._credentials)
                answer = getattr(self._api, verb)(*args, **kwargs)
            return answer

        return call


@dataclass
class County:
    """People, an activity, and what they do in it."""

    login: object
    clock: object
    coordinator: object
    administrator: object
    organisation_id: int
    activities: list[dict] = field(default_factory=list)

    def draft(self, **more) -> dict:
        body = {
            "organisation_id": self.organisation_id,
            "title": "清理河道",
            "slots": [slot(START, START + 4 * HOUR)],
            "risk_notice": "河边湿滑，请穿防滑鞋。",
            "conditions": "身体健康",
            "dangerous": False,
            "minors_allowed": True,
        }
        status, found = self.coordinator.post("/activities", body | more)
        assert status == 201, found
        return found

    def open(self, sites: dict | None = None, **more) -> dict:
        """An approved activity with sites."""
        activity = self.draft(**more)
        path = f"/activities/{activity['id']}"
        for answer in (
            self.coordinator.put(f"{path}/sites", sites or circle()),
            self.coordinator.post(f"{path}/submit"),
            self.administrator.post(f"{path}/approve"),
        ):
            assert answer[0] == 200, answer
        return answer[1]

    def volunteer(self, activity: dict | None = None, name: str | None = None):
        """A volunteer, signed up for the activity if one is given."""
        person = Person(self.login, "volunteer", name)
        agree(person)
        if activity is not None:
            status, found = person.post(f"/activities/{activity['id']}/signups", {})
            assert status == 201, found
        return person

    def arrive(self, person, activity: dict, at: datetime = START, metres_north: float = 0) -> int:
        """Check in by GPS; the attendance's id."""
        self.clock.freeze(at)
        path = f"/activities/{activity['id']}/check-in"
        status, found = person.post(path, gps(at, metres_north))
        assert status == 200, found
        return found["id"]

    def send(self, person, attendance: int, body: dict) -> dict:
        status, found = person.post(f"/attendances/{attendance}/pings", body)
        assert status == 200, found
        return found

    def leave(self, person, attendance: int, at: datetime) -> dict:
        self.clock.freeze(at)
        status, found = person.post(f"/attendances/{attendance}/check-out", {})
        assert status == 200, found
        return found


def agree(person, purpose: str = "location_track") -> None:
    """Consent to the present text of a purpose."""
    texts = {each["purpose"]: each["text"] for each in person.get("/me/consents")[1]}
    said = {"purpose": purpose, "version": texts[purpose]["version"]}
    assert person.post("/me/consents", said)[0] == 200


def slot(begin: datetime, end: datetime, quota: int = 20) -> dict:
    """A slot as it is asked for."""
    return {"starts_at": begin.isoformat(), "ends_at": end.isoformat(), "quota": quota}


@pytest.fixture
def county(app, login, work, clock) -> County:
    """A county on the day before the activity."""
    from tests import factories  # noqa: PLC0415 - needs the application

    clock.freeze(START - 24 * HOUR)
    with work():
        organisation_id = factories.make_organisation(name="沿河县中心").id
    return County(
        login,
        clock,
        Person(login, "coordinator", "协调员", organisation_id),
        Person(login, "administrator", "管理员", organisation_id),
        organisation_id,
    )


@pytest.fixture
def settle(app, clock):
    """Do what a worker would do now: settle what is owed and book it; return nothing."""

    def run() -> None:
        from app.attendance.jobs import settle as job  # noqa: PLC0415
        from app.attendance.models import Attendance  # noqa: PLC0415
        from app.core.db import session  # noqa: PLC0415
        from app.hours.jobs import book  # noqa: PLC0415

        with app.app_context():
            owed = [
                each.id
                for each in session().query(Attendance).order_by(Attendance.id)
                if each.settle_due_at is not None
            ]
        with app.app_context():
            for attendance_id in owed:
                job(attendance_id)
                book(attendance_id)

    return run
