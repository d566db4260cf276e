"""Servers that start at once on one empty database take turns."""

import sqlite3
import threading

import pytest
import sqlalchemy as sa

from app.core import migrations
from app.core.db import session
from app.core.extensions import db
from app.orgs.models import Organisation
from tests.conftest import NOWHERE
from tests.faults.stack import environment, flask

AT_ONCE = 3


def test_the_tables_and_the_first_organisation_are_made_once(make_app, address, tmp_path):
    app = make_app(address, tables=False)
    known = environment(address, NOWHERE, tmp_path / "var")
    log = tmp_path / "upgrade.log"
    started = [flask("upgrade", environment=known, log=log) for _ in range(AT_ONCE)]
    assert [each.wait(60) for each in started] == [0] * AT_ONCE, log.read_text()
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(Organisation)) == 1
        revision = session().execute(sa.text("SELECT version_num FROM alembic_version")).one()
    heads = migrations.ScriptDirectory.from_config(migrations.config()).get_heads()
    assert list(revision) == heads


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_new_file_waits_for_the_one_who_makes_the_tables(make_app, address):
    app = make_app(address, tables=False)
    path = sa.make_url(address).database
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE made_here (id INTEGER)")
    release = threading.Timer(0.3, other.execute, ["COMMIT"])
    release.start()
    with app.app_context(), db.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM made_here").scalar() == 0
    release.join()
    other.close()
