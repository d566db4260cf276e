"""The database's shape: bring it up to date, and say whether it is."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask

ROOT = Path(__file__).resolve().parents[2]


def upgrade(app: Flask) -> None:
    """Bring the application's database up to the newest revision.

    Processes that do so at once take turns; within one process only one thread may.
    """
    command.upgrade(config(app.config["SQLALCHEMY_DATABASE_URI"]), "head")


def exist() -> bool:
    """Say whether there is any revision yet."""
    return bool(ScriptDirectory.from_config(config()).get_heads())


def config(url: str | None = None) -> Config:
    """Return Alembic's settings; without a URL, ``migrations/env.py`` asks ours for it."""
    settings = Config(ROOT / "alembic.ini")
    settings.attributes["url"] = url
    return settings
