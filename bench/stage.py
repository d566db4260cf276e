"""The stage of a measurement: a temporary database, and a county with volunteers in it."""

import contextlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.accounts.models import AgeSource, AgeWord, Consent, Purpose, User
from app.accounts.policy import TEXTS
from app.activities.models import Activity, ActivitySite, ActivityState, SignUp, SignUpState, Slot
from app.attendance.models import OPEN, Attendance, Method
from app.core import clock, migrations
from app.core.auth import Actor, issue_access_token
from app.core.db import transaction
from app.core.extensions import db
from app.orgs.models import Organisation
from app.orgs.service import ensure_root
from config import Settings
from geofence.fences import Circle, Site
from geofence.geojson import to_geojson
from geofence.hours import RuleSet

POSTGRES = os.environ.get(
    "WEIGUANG_BENCH_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/test"
)
DATABASES = ("postgresql", "sqlite")
LON, LAT = 108.5036, 28.5639  # the county seat, WGS-84
LASTS = timedelta(hours=4)
TOKEN_LIFETIME = timedelta(hours=6)
SITE = Site("site", Circle(LON, LAT, 100.0), "河滨公园")
FEATURE = to_geojson(SITE)


@dataclass(frozen=True, slots=True)
class Stage:
    """An application with an activity that has begun, and who takes part in it."""

    app: Flask
    environment: dict[str, str]  # for a server that is to run on the same database
    activity_id: int
    tokens: list[str]  # one for each volunteer
    attendances: list[int]  # theirs, in the same order; none if nobody has checked in

    def count(self, model: Any) -> int:
        """Return how many rows a table has."""
        with self.app.app_context():
            return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


@contextlib.contextmanager
def staged(
    database: str, people: int, *, checked_in: bool, began: timedelta = timedelta(hours=1)
) -> Iterator[Stage]:
    """Give a stage on a database of its own, which is dropped afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="weiguang-bench-") as folder,
        _temporary(database, Path(folder)) as url,
    ):
        settings = Settings(
            secret_key=secrets.token_hex(),
            var=Path(folder),
            database_url=url,
            redis_url="redis://127.0.0.1:1/0",  # nobody listens: nothing here is queued
        )
        app = create_app(settings)
        migrations.upgrade(app)
        with app.app_context():
            yield _people(app, settings, people, clock.now() - began, checked_in=checked_in)
            db.session.remove()
            db.engine.dispose()


@contextlib.contextmanager
def _temporary(database: str, folder: Path) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{folder / 'weiguang.db'}"
        return
    url = sa.make_url(POSTGRES)
    name = f"weiguang_bench_{os.getpid()}"
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        try:
            yield url.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def _people(
    app: Flask, settings: Settings, people: int, begin: datetime, *, checked_in: bool
) -> Stage:
    with transaction() as session:
        users = [User(nickname=f"志愿者{k}", created_at=begin) for k in range(people)]
        session.add_all(users)
        organisation = ensure_root("沿河县")
        session.flush()
        activity = _activity(organisation, users[0], begin, people)
        session.add(activity)
        session.flush()
        session.add_all(_consent(user, begin) for user in users)
        session.add_all(
            AgeWord(user_id=user.id, source=AgeSource.SAID, noted_at=begin) for user in users
        )
        sign_ups = [_sign_up(activity, user, k, begin) for k, user in enumerate(users, 1)]
        session.add_all(sign_ups)
        session.flush()
        attendances = [_attendance(each, begin) for each in sign_ups] if checked_in else []
        session.add_all(attendances)
        session.flush()
        return Stage(
            app,
            {
                "WEIGUANG_SECRET_KEY": settings.secret_key,
                "WEIGUANG_VAR": str(settings.var),
                "WEIGUANG_DATABASE_URL": settings.database_url,
                "WEIGUANG_REDIS_URL": settings.redis_url,
            },
            activity.id,
            [issue_access_token(Actor(user.id), TOKEN_LIFETIME) for user in users],
            [attendance.id for attendance in attendances],
        )


def _activity(organisation: Organisation, user: User, begin: datetime, people: int) -> Activity:
    return Activity(
        organisation_id=organisation.id,
        title="清理河道",
        state=ActivityState.APPROVED,
        rules=json.loads(RuleSet().to_json()),
        presence_policy={"kind": "continuous"},
        sites_version=1,
        created_by=user.id,
        created_at=begin,
        slots=[Slot(starts_at=begin, ends_at=begin + LASTS, quota=people, taken=people)],
        sites=[
            ActivitySite(
                site_id=SITE.site_id,
                name=SITE.name,
                feature=FEATURE,
                datum="wgs84",
                lon=LON,
                lat=LAT,
            )
        ],
    )


def _consent(user: User, at: datetime) -> Consent:
    purpose = Purpose.LOCATION_TRACK
    version = TEXTS[purpose].version
    return Consent(user_id=user.id, purpose=purpose, version=version, given=True, at=at)


def _sign_up(activity: Activity, user: User, arrival: int, at: datetime) -> SignUp:
    return SignUp(
        activity_id=activity.id,
        slot_id=activity.slots[0].id,
        volunteer_id=user.id,
        state=SignUpState.CONFIRMED,
        arrival=arrival,
        created_at=at,
        changed_at=at,
    )


def _attendance(sign_up: SignUp, at: datetime) -> Attendance:
    return Attendance(
        sign_up_id=sign_up.id,
        activity_id=sign_up.activity_id,
        slot_id=sign_up.slot_id,
        volunteer_id=sign_up.volunteer_id,
        state=OPEN,
        method=Method.GPS,
        checked_in_at=at,
        created_at=at,
    )
