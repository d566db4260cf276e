"""Whatever is about a person has an end: a row of each such table, made long ago, is gone."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from app import schedule
from app.core.audit import AuditEntry
from app.core.db import Base, session
from app.core.personal import Fate
from app.hours import chains
from app.hours.models import ManualRecord, ServiceRecord
from app.personal.parts import PARTS
from app.personal.periods import PERIODS

LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)
PERIOD_OF = {table: each for each in PERIODS for table in each.tables}
HOLDINGS = [each for part in PARTS for each in part.holdings if each.fate is not Fate.OF_OTHERS]
ABOUT_PEOPLE = sorted({each.table.name for each in HOLDINGS})
# What no job ends, and why that is right.
FOR_GOOD = {
    "chain_checkpoints": "a sum and a seal: without it the chain that follows proves nothing",
    "learning_balances": "a sum",
}
# What a row of a table says that is over, where anything else would not be.
FINISHED = {
    "attendances": {"settle_due_at": None, "state": "credited", "settled_batches": 0},
    "settlements": {"recorded": True},
    "erasures": {"state": "done"},
    "content_checks": {"state": "pass"},
    "service_records": {"number": 1, "entry": "credit", "previous": ""},
    "manual_records": {"number": 1, "entry": "credit", "previous": ""},
    "sign_ups": {"state": "attended"},
    "activities": {"state": "closed"},
    "age_words": {"source": "ward"},
}
TABLES = {each.name: each for each in Base.metadata.sorted_tables}


def test_what_is_about_people_is_ended_by_a_job_or_with_the_account():
    for name in ABOUT_PEOPLE:
        fates = {each.fate for each in HOLDINGS if each.table.name == name}
        with_the_account = fates == {Fate.DELETED}
        assert PERIOD_OF[name].job or with_the_account or name in FOR_GOOD, name
    assert not [name for name in FOR_GOOD if PERIOD_OF[name].job]


class Makers:
    """Makes rows of any table, and of those that it refers to, as if decades ago."""

    def __init__(self, connection):
        self.connection = connection
        self.number = 0

    def make(self, name: str, **given) -> dict:
        table, values = TABLES[name], FINISHED.get(name, {}) | given
        for column in table.columns:
            if column.name not in values:
                found = self.value_of(column)
                if found is not None:
                    values[column.name] = found
        key = self.connection.execute(table.insert().values(values)).inserted_primary_key
        return values | dict(zip(table.primary_key.columns.keys(), key, strict=True))

    def value_of(self, column):
        self.number += 1
        for key in column.foreign_keys:
            if not column.nullable or key.column.table.name == "users":
                return self.make(key.column.table.name)[key.column.name]
        if column.foreign_keys or (
            column.primary_key
            and column.autoincrement is not False
            and isinstance(column.type, sa.BigInteger)
        ):
            return None
        return self.plain(column)

    def plain(self, column):
        kind = column.type
        if isinstance(kind, sa.Enum):
            return next(iter(kind.enum_class or kind.enums))
        if isinstance(kind, sa.types.TypeDecorator):
            return LONG_AGO
        if column.nullable:
            return None
        values = {
            sa.Boolean: False,
            sa.LargeBinary: b"x",
            sa.JSON: [],
            sa.Date: LONG_AGO.date(),
            sa.Float: 1.0,
            sa.Integer: 0,
            sa.BigInteger: 0,
            sa.String: f"{self.number:x}"[: kind.length or None]
            if isinstance(kind, sa.String)
            else "",
        }
        return next(value for each, value in values.items() if isinstance(kind, each))


@pytest.fixture
def old(app, work):
    """``old(table)``: a row of a table, and of what it refers to, from long ago."""

    def old(name: str):
        with work() as current:
            given = {}
            if name == "objections":
                given["claim_id"] = Makers(current.connection()).make("manual_claims")["id"]
            Makers(current.connection()).make(name, **given)
            current.flush()
            for ledger in (ServiceRecord, ManualRecord):
                for each in current.scalars(sa.select(ledger)):
                    each.seal = chains.seal_of(each)

    return old


@pytest.mark.parametrize("name", [each for each in ABOUT_PEOPLE if PERIOD_OF[each].job])
def test_of_a_row_that_is_decades_old_nothing_stays(app, old, name):
    old(name)
    ending = {each.job for each in PERIODS if each.job}
    jobs = [
        each.job for each in schedule.PERIODIC if ".".join(each.job.name.split(".")[1::2]) in ending
    ]
    with app.app_context():
        for _ in range(3):  # what refers to others goes first
            for each in jobs:
                each()
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(TABLES[name])) == 0


def test_of_what_went_the_audit_knows_how_many_rows_and_no_more(app, old):
    old("evidence")
    with app.app_context():
        for each in schedule.PERIODIC:
            if each.job.name == "app.attendance.jobs.let_old_go":
                each.job()
        noted = session().scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
        told = {(each.deed, each.kind, each.row_id, each.before["rows"]) for each in noted}
        assert told == {("retention.delete", each, None, 1) for each in ("evidence", "attendances")}
        assert not any(each.after for each in noted)
