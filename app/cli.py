"""Commands: flask --app wsgi upgrade | worker | scheduler | describe and more."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from rq import Queue, SimpleWorker
from rq.cron import CronScheduler

from app import schedule
from app.accounts import age_words, phones, verification
from app.accounts import service as accounts
from app.accounts.service import SYSTEM_USER_ID
from app.attendance import photos, pings
from app.attendance.models import OPEN, Attendance
from app.attendance.settling import compute, latest_settlement
from app.core import migrations
from app.core.auth import Actor, Grant, RoleName
from app.core.db import session, transaction
from app.core.errors import AppError
from app.core.extensions import api
from app.core.queue import QUEUES, redis
from app.core.rotation import Progress
from app.credentials import factors
from app.credentials import service as credentials
from app.families import cards, papers
from app.hours import chains
from app.hours.models import ManualRecord, ServiceRecord
from app.imports import service as imports
from app.matching import service as needs
from app.notices.delivery import delivery, misfits
from app.orgs import roles
from app.orgs import service as orgs
from app.personal import copies
from app.venues import service as venues

# The installation itself, which nobody had to make an administrator.
SYSTEM = Actor(SYSTEM_USER_ID, (Grant(RoleName.ADMINISTRATOR, None),))
ID = click.IntRange(1, 2**63 - 1)
Reseal = Callable[[int, int], Progress | None]
RESEALED: tuple[tuple[str, Reseal], ...] = (
    ("identity", verification.reseal),
    ("age", age_words.reseal),
    ("phone", phones.reseal),
    ("second factor", factors.reseal),
    ("venue contact", venues.reseal),
    ("imported phone", imports.reseal_people),
    ("pings", pings.reseal),
    ("personal copy", copies.reseal),
    ("cards", cards.reseal),
    ("photos", photos.reseal),
    ("guardian papers", papers.reseal),
    ("needs", needs.reseal),
)


def init_app(app: Flask) -> None:
    """Add the commands."""
    for command in (
        upgrade,
        worker,
        scheduler,
        grant_administrator,
        create_administrator,
        recompute,
        verify,
        describe,
        rotate_keys,
        check_templates,
        forget_age,
        import_workbook,
    ):
        app.cli.add_command(command)


@click.command()
@with_appcontext
def upgrade() -> None:
    """Bring the database to the present schema, and make the first organisation."""
    prepare()


@click.command()
@click.option("--burst", is_flag=True, help="Stop when the queues are empty.")
@with_appcontext
def worker(*, burst: bool) -> None:
    """Run jobs until told to stop."""
    if not current_app.config["SETTINGS"].has_queue:
        schedule.run_without_queue()
    logging.getLogger("rq.worker").setLevel(logging.WARNING)
    queues = [Queue(name, connection=redis()) for name in QUEUES]
    # Jobs are short and our own: no process of its own for each of them.
    SimpleWorker(queues, connection=redis()).work(burst=burst, logging_level="WARNING")


@click.command()
@with_appcontext
def scheduler() -> None:
    """Ask for the periodic jobs, each at its time; one scheduler is enough."""
    cron = CronScheduler(connection=redis(), logging_level="WARNING")
    for each in schedule.PERIODIC:
        # By name a worker finds the job itself, transaction and all.
        cron.register(each.job.function, each.job.queue, interval=each.seconds)
    cron.start()  # type: ignore[no-untyped-call]


@click.command("grant-administrator")
@click.argument("user_id", type=ID)
@click.option(
    "--organisation",
    "organisation_id",
    type=ID,
    help="Administrator there and below; everywhere if not given.",
)
@with_appcontext
def grant_administrator(user_id: int, organisation_id: int | None) -> None:
    """Make a person an administrator: how an installation gets its first one."""
    try:
        with transaction():
            roles.grant(SYSTEM, user_id, RoleName.ADMINISTRATOR, organisation_id)
    except AppError as error:
        raise click.ClickException(f"{error.en} / {error.zh}") from error
    place = "everywhere" if organisation_id is None else f"of organisation {organisation_id}"
    click.echo(f"user {user_id} is an administrator {place}, from the next login or refresh on")


@click.command("create-administrator")
@click.argument("login_name")
@click.option("--nickname", default="管理员", help="How others see them.")
@click.option("--organisation", "organisation_id", type=ID, help="Everywhere if not given.")
@click.password_option(help="Asked for if not given.")
@with_appcontext
def create_administrator(
    login_name: str, nickname: str, organisation_id: int | None, password: str
) -> None:
    """Make an administrator who logs in at a desktop; a name that is there gets a new login."""
    try:
        with transaction():
            user_id = credentials.owner_of(login_name) or accounts.make_user(nickname).id
            roles.grant(SYSTEM, user_id, RoleName.ADMINISTRATOR, organisation_id)
            made = credentials.make(user_id, login_name, password)
    except AppError as error:
        raise click.ClickException(f"{error.en} / {error.zh}") from error
    click.echo(f"user {user_id} logs in as {login_name} / 登录名 {login_name}")
    click.echo(f"for the authenticator, as a QR code or typed / 动态口令: {made.otpauth_uri}")
    click.echo("recovery codes, each good once, never shown again / 恢复码，请妥善保存:")
    click.echo("\n".join(made.recovery_codes))


@click.command()
@click.argument("attendance_id", type=int)
@with_appcontext
def recompute(attendance_id: int) -> None:
    """Compute an attendance again and say whether the settlement in force is what comes out."""
    attendance = session().get(Attendance, attendance_id)
    settlement = latest_settlement(attendance_id)
    if attendance is None or settlement is None or attendance.state is OPEN:
        raise click.ClickException("no settlement to compare with / 没有可比较的核算结果")
    verdict, seen = compute(attendance)
    same = verdict == settlement.verdict
    click.echo(f"{seen} batches; {'identical' if same else 'DIFFERENT'}")
    raise SystemExit(0 if same else 1)


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--check", is_flag=True, help="Write nothing; say whether the file is up to date.")
@with_appcontext
def describe(path: Path, *, check: bool) -> None:
    """Write the API's description (OpenAPI 3.1) to a file."""
    text = json.dumps(api.spec.to_dict(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if not check:
        path.write_text(text, encoding="utf-8")
    elif path.read_text(encoding="utf-8") != text:
        raise click.ClickException(f"{path} is out of date: run flask --app wsgi describe {path}")


@click.command()
@with_appcontext
def verify() -> None:
    """Check the seals of the whole ledger; name each volunteer whose chain does not hold."""
    broken = [
        *chains.broken_chains(ServiceRecord).items(),
        *chains.broken_chains(ManualRecord).items(),
    ]
    for volunteer_id, number in broken:
        click.echo(f"volunteer {volunteer_id}: record {number} was changed")
    click.echo("the ledger holds" if not broken else f"{len(broken)} chains do not hold")
    raise SystemExit(1 if broken else 0)


@click.command("check-templates")
@with_appcontext
def check_templates() -> None:
    """Compare the templates in WEIGUANG_WECHAT_TEMPLATES with those that WeChat has."""
    installed = delivery().templates
    try:
        wrong = misfits(installed, current_app.extensions["wechat"].templates())
    except AppError as error:
        raise click.ClickException(f"{error.en} / {error.zh}") from error
    for each in wrong:
        click.echo(each)
    click.echo(f"{len(installed) - len(wrong)} of {len(installed)} templates fit")
    raise SystemExit(1 if wrong else 0)


@click.command("rotate-keys")
@click.option("--at-once", type=click.IntRange(1, 10_000), default=200, help="Rows at a time.")
@with_appcontext
def rotate_keys(*, at_once: int) -> None:
    """Seal everything under the present key; may be stopped and started again at any time."""
    if not current_app.config["SETTINGS"].previous_secret_key:
        raise click.ClickException("WEIGUANG_PREVIOUS_SECRET_KEY is not set / 未设置旧密钥")
    unreadable = [
        f"{name} {row}" for name, reseal in RESEALED for row in _reseal_all(name, reseal, at_once)
    ]
    if unreadable:
        raise click.ClickException(f"neither key opens: {', '.join(unreadable)} / 两把密钥都打不开")
    click.echo("done: remove WEIGUANG_PREVIOUS_SECRET_KEY / 已完成，可去掉旧密钥")


def _reseal_all(name: str, reseal: Reseal, at_once: int) -> list[int]:
    after, seen, changed, unreadable = 0, 0, 0, list[int]()
    while True:
        with transaction():
            progress = reseal(after, at_once)
        if progress is None:
            return unreadable
        after, seen = progress.last_id, seen + progress.seen
        changed += progress.changed
        unreadable += progress.unreadable
        click.echo(f"{name}: {seen} rows seen, {changed} sealed again")


@click.command("forget-age")
@click.argument("user_id", type=ID)
@click.option("--reason", required=True, help="What showed that it is wrong; kept in the audit.")
@with_appcontext
def forget_age(user_id: int, *, reason: str) -> None:
    """Delete what is kept of a person's age, where a wrong number made them a minor."""
    try:
        with transaction():
            age_words.correct(user_id, reason)
    except AppError as error:
        raise click.ClickException(f"{error.en} / {error.zh}") from error
    click.echo("done: they may verify their identity anew / 已完成，本人可重新实名认证")


def prepare() -> None:
    """Bring the schema up to date and see that there is an organisation to begin with."""
    settings: Any = current_app.config["SETTINGS"]
    settings.var.mkdir(parents=True, exist_ok=True)
    migrations.upgrade(current_app)
    with transaction():
        orgs.ensure_root(settings.organisation)


@click.command("import-workbook")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--organisation", "organisation_id", type=ID, required=True, help="Below which.")
@click.option("--user", "user_id", type=ID, required=True, help="Whose import it is.")
@click.option("--check", is_flag=True, help="Write nothing; name every bad cell.")
@with_appcontext
def import_workbook(path: Path, organisation_id: int, user_id: int, *, check: bool) -> None:
    """Import a tree, venues and volunteers from a workbook, with a progress bar."""
    try:
        actor, content = accounts.get_user(user_id).actor, path.read_bytes()
        found = imports.check(actor, organisation_id, content)
        for bad in found["bad"]:
            click.echo(f"{bad.sheet}!{bad.cell}: {bad.en} / {bad.zh}")
        if check or found["bad"]:
            raise SystemExit(1 if found["bad"] else 0)
        with transaction():
            made = imports.start(actor, organisation_id, content)
            import_id, total = made.id, made.total
    except AppError as error:
        raise click.ClickException(f"{error.en} / {error.zh}") from error
    _write_import(import_id, total)


def _write_import(import_id: int, total: int) -> None:
    with click.progressbar(length=total, label="rows / 行") as bar:
        more = True
        while more:
            with transaction():
                more = imports.run(import_id)
            found = imports.progress(import_id)
            bar.update(found.done - bar.pos)
    click.echo(f"{found.state.value}: {json.dumps(found.counts)}")
    if found.problem:
        raise click.ClickException(f"{found.problem['en']} / {found.problem['zh']}")
