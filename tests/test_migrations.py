"""The revisions lead to just the tables that the models describe."""

import os
import subprocess
import sys

import pytest

from app.core import migrations


@pytest.mark.skipif(not migrations.exist(), reason="there is no revision yet")
def test_nothing_is_missing(app):
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    from app.core.extensions import db  # noqa: PLC0415

    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.Model.metadata) == []


@pytest.mark.skipif(not migrations.exist(), reason="there is no revision yet")
def test_servers_that_start_at_once_take_turns(tmp_path):
    address = f"sqlite:///{tmp_path / 'new' / 'weiguang.db'}"
    environment = os.environ | {"WEIGUANG_DEVELOPMENT": "1", "WEIGUANG_DATABASE_URL": address}
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    started = [
        subprocess.Popen(command, cwd=migrations.ROOT, env=environment)  # noqa: S603 - our own
        for _ in range(3)
    ]
    # A deadline against hanging, not a measure: a busy machine takes minutes for three at once.
    assert [each.wait(600) for each in started] == [0, 0, 0]
