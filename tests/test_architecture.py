"""The shape of the house: who imports whom, who does what, and how big anything may be.

The rules are in ``tests/architecture.py``; here each is held against the house, and then against
something that breaks it.
"""

import pytest
import sqlalchemy as sa

from tests.architecture import (
    BOUNDARIES,
    FEATURES,
    OURS,
    ROOT,
    TYPICAL_LINES,
    Module,
    ambiguous_codes,
    clock_readers,
    committers,
    environment_readers,
    errors,
    foreign_imports,
    job_names,
    long_functions,
    modules,
    monolingual,
    people_named,
    rows_beneath,
    shapeless,
    transactions,
    typical_length,
    unpinned,
    upward_imports,
)

# --- the house as it is -------------------------------------------------------------------------


def everywhere(rule, *folders: str, but: set[str] = frozenset()) -> list[str]:
    return [wrong for each in modules(*folders) if each.name not in but for wrong in rule(each)]


def test_features_import_downwards_and_only_what_is_public():
    assert everywhere(upward_imports, "app") == []


def test_every_feature_has_its_place():
    folders = {path.name for path in (ROOT / "app").iterdir() if (path / "__init__.py").exists()}
    assert folders == {*FEATURES, "core"}


def test_the_engine_knows_nothing_of_the_application():
    assert everywhere(foreign_imports, "geofence") == []


def test_one_module_reads_the_environment():
    # These hand it on to the processes they start.
    starters = {"start", "screens"}
    assert everywhere(environment_readers, "app", "geofence", ".", but={"config", *starters}) == []
    assert environment_readers(next(m for m in modules(".") if m.name == "config"))


def test_one_module_reads_the_clock():
    assert everywhere(clock_readers, "app", "geofence", but={"app.core.clock"}) == []


def test_one_module_commits():
    assert everywhere(committers, "app", but={"app.core.db"}) == []


def test_transactions_begin_at_the_boundary():
    assert everywhere(transactions, "app", but=BOUNDARIES) == []


def test_jobs_asked_for_by_name_are_there():
    from app.core.queue import find_job  # noqa: PLC0415
    from app.schedule import PERIODIC  # noqa: PLC0415 - it knows every job

    assert PERIODIC
    wanted = {name for module in modules("app") for name in job_names(module)}
    assert wanted
    assert {find_job(name).name for name in wanted} == wanted


def test_every_table_says_what_becomes_of_a_persons_rows():
    from app.core.db import Base  # noqa: PLC0415 - tables come with the application
    from app.core.personal import Fate  # noqa: PLC0415
    from app.personal.parts import PARTS  # noqa: PLC0415

    said = {each.column.table.c[each.column.key] for part in PARTS for each in part.holdings}
    named = [str(each) for each in people_named(Base.metadata) if each not in said]
    assert not named, f"say it in the feature's personal.py (see README, How to add): {named}"
    tables = {each.table for each in said}
    theirs = {
        each.table for part in PARTS for each in part.holdings if each.fate is not Fate.OF_OTHERS
    }
    beneath = [str(e) for e in rows_beneath(Base.metadata, theirs) if e.table not in tables]
    assert not beneath, f"about people as well, by what they hang on: {beneath}"


def test_modules_are_short_and_say_what_they_are():
    assert everywhere(shapeless, *OURS) == []


def test_functions_are_short():
    assert everywhere(long_functions, *OURS) == []
    assert typical_length(modules("app")) <= TYPICAL_LINES


def test_a_code_means_one_thing():
    assert ambiguous_codes(modules("app")) == []


def test_errors_speak_both_languages():
    assert everywhere(monolingual, "app") == []
    assert sum(1 for module in modules("app") for _ in errors(module)) > 30


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned(name):
    assert unpinned((ROOT / name).read_text(encoding="utf-8")) == []


# --- and each rule notices ----------------------------------------------------------------------

LONG = "def f():\n" + "    x = 1\n" * 51


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (upward_imports, "app.orgs.service", "from app.hours import service"),
        (upward_imports, "app.hours.service", "from app.attendance import schemas"),
        (upward_imports, "app.hours.service", "from app.attendance.routes import blueprint"),
        (upward_imports, "app.hours.service", "from app.attendance.settling import settle"),
        (upward_imports, "app.core.db", "import app.accounts.models"),
        (upward_imports, "app.hours.jobs", "from app import schedule"),
        (foreign_imports, "geofence.fences", "from flask import request"),
        (foreign_imports, "geofence.fences", "def f():\n    import sqlalchemy"),
        (environment_readers, "app.cli", "import os\nos.environ['X']"),
        (environment_readers, "app.cli", "import os\nos.getenv('X')"),
        (clock_readers, "app.hours.service", "from datetime import datetime\ndatetime.now()"),
        (clock_readers, "app.hours.service", "import datetime\ndatetime.datetime.utcnow()"),
        (clock_readers, "app.hours.service", "import time\ntime.time()"),
        (committers, "app.hours.service", "session().commit()"),
        (transactions, "app.hours.routes", "with db.transaction():\n    pass"),
        (job_names, "app.hours.service", 'find_job("app.hours.jobs.nothing")'),
        (shapeless, "app.hours.service", "x = 1"),
        (shapeless, "app.hours.utils", '"""Anything."""'),
        (shapeless, "app.hours.service", '"""Long."""\n' + "x = 1\n" * 300),
        (long_functions, "app.hours.service", LONG),
        (long_functions, "app.hours.routes", "def f():\n" + "    x = 1\n" * 9),
        (monolingual, "app.hours.service", 'ConflictError("a_code", "Only English.", "English.")'),
        (monolingual, "app.hours.service", 'ConflictError("a_code", "中文", "中文")'),
        (monolingual, "app.hours.service", 'ConflictError("a_code", "中文")'),
    ],
)
def test_a_rule_notices(rule, name, text):
    assert rule(Module(name, text))


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (
            upward_imports,
            "app.hours.service",
            "from app.attendance import service\nimport app.core",
        ),
        (upward_imports, "app.attendance.live", "from app.activities.sites import sites_of"),
        (clock_readers, "app.hours.service", "from app.core import clock\nclock.now()"),
        (
            long_functions,
            "app.hours.service",
            LONG.replace("():\n", '():\n    """Say."""\n', 1)[:400],
        ),
        (monolingual, "app.hours.service", 'ConflictError("a_code", f"中文 {x}", "English.")'),
    ],
)
def test_a_rule_lets_what_is_right_pass(rule, name, text):
    assert not rule(Module(name, text))


def test_ambiguous_codes_are_noticed():
    one = Module("app.a", 'InvalidError("a_code", "中", "e")')
    other = Module("app.b", 'ConflictError("a_code", "中", "e")')
    assert ambiguous_codes([one, other]) == ["a_code: ['ConflictError', 'InvalidError']"]
    assert ambiguous_codes([one, one]) == []


def test_a_table_about_people_is_noticed():
    metadata = sa.MetaData()
    key = sa.Column("id", sa.BigInteger, primary_key=True)
    sa.Table("users", metadata, key)
    columns = (
        sa.Column("author", sa.ForeignKey("users.id")),
        sa.Column("seen_by", sa.BigInteger),
        sa.Column("actor_id", sa.BigInteger),
        sa.Column("title", sa.Text),
    )
    sa.Table("poems", metadata, *columns)
    assert [each.name for each in people_named(metadata)] == ["author", "seen_by", "actor_id"]
    sa.Table("lines", metadata, sa.Column("poem", sa.ForeignKey("poems.author")))
    poems = metadata.tables["poems"]
    assert [str(each) for each in rows_beneath(metadata, {poems})] == ["lines.poem"]


def test_unpinned_requirements_are_noticed():
    text = "flask>=3\nredis\nrq==3.0.0\n# all\n-r more.txt\npsutil==7.2.2; sys_platform == 'linux'"
    assert unpinned(text) == ["flask>=3", "redis"]


def test_a_typical_length_is_noticed():
    assert typical_length([Module("app.a", LONG)]) > TYPICAL_LINES
