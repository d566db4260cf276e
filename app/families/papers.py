"""A guardian's consent on paper, for guardians without a phone.

A leader records what the guardian signed and photographs the form; an administrator who did not
record it looks at the form and confirms. Only then the guardian gets an account that nobody can
log in to, a guardianship and her words, added as any guardian's are.
"""

import json
import secrets
from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.accounts import age_words, ages, consents, guardians, idnumber
from app.accounts import service as accounts
from app.accounts.models import AgeSource, GuardianPurpose, Guardianship
from app.core import audit, clock, crypto, pictures, retention, rotation
from app.core.auth import Actor, RoleName
from app.core.db import session
from app.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.core.paging import page
from app.families import service
from app.families.models import GuardianPaper, PaperState, Relation
from app.orgs import service as orgs

PURPOSE, NAME_PURPOSE = "guardian paper", "guardian paper name"
NICKNAME = "监护人"  # of the account; the name itself is sealed
MOST_WAITING = 3  # of one ward
DECIDED_WITHIN = timedelta(days=30)
ENDED_AT_ONCE = 200


class Guardian(NamedTuple):
    """Who signed, and what she is to the ward."""

    name: str
    relation: Relation


def record(actor: Actor, household_id: int, ward_id: int, values: dict[str, Any]) -> GuardianPaper:
    """Write down what a guardian signed for a member of a household; the form's photo follows."""
    household = service.member_of(actor, household_id, ward_id)
    accounts.lock_user(ward_id)
    _require_room(ward_id)
    row = GuardianPaper(ward_id=ward_id, organisation_id=household.organisation_id)
    row.of_age_on = _of_age_on(ward_id, values.get("of_age_on"))
    row.purposes = [_signed(**each) for each in values["consents"]]
    row.state, row.key, row.sealed = PaperState.RECORDED, secrets.token_hex(16), b""
    name = json.dumps([values["guardian_name"], values["relation"].value])
    row.name_sealed = crypto.seal(name.encode(), NAME_PURPOSE, row.key)
    row.recorded_by, row.recorded_at = actor.user_id, clock.now()
    audit.record(actor, "guardian_paper.record", row, on_behalf_of=ward_id)
    return row


def store_scan(actor: Actor, paper_id: int, content: bytes) -> GuardianPaper:
    """Keep the photo of the signed form; until somebody decides another one may take its place."""
    _get(actor, paper_id, RoleName.COORDINATOR)
    plain, mimetype = pictures.read(content)
    row = _waiting(actor, paper_id)
    row.mimetype = mimetype
    row.sealed = crypto.seal(plain, PURPOSE, row.key)
    row.looked_by = row.looked_at = None  # what was looked at is not this one
    audit.record(actor, "guardian_paper.scan", row, on_behalf_of=row.ward_id)
    return row


def list_papers(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of an organisation's papers, newest first; for its leaders."""
    actor.require(RoleName.COORDINATOR, orgs.path_of(query["organisation_id"]))
    rows = sa.select(GuardianPaper).where(GuardianPaper.organisation_id == query["organisation_id"])
    if "state" in query:
        rows = rows.where(GuardianPaper.state == query["state"])
    found = page(rows, [GuardianPaper.id], query, newest=True)
    return found | {"items": [masked(each) for each in found["items"]]}


def look(actor: Actor, paper_id: int) -> pictures.Shown:
    """Return the photo of the form in the open; that somebody looked is noted."""
    row = _get(actor, paper_id, RoleName.COORDINATOR)
    if not row.has_scan:
        raise _no_scan()
    if row.recorded_by != actor.user_id and row.state is PaperState.RECORDED:
        row.looked_by, row.looked_at = actor.user_id, clock.now()
    audit.record(actor, "guardian_paper.look", row, before={}, after={}, on_behalf_of=row.ward_id)
    return pictures.Shown(crypto.unseal(row.sealed, PURPOSE, row.key), row.mimetype)


def confirm(actor: Actor, paper_id: int) -> GuardianPaper:
    """Let a paper be in force; for an administrator who did not record it and has looked at it."""
    row = _waiting(actor, paper_id, RoleName.ADMINISTRATOR)
    _require_second(actor, row)
    if row.looked_by != actor.user_id:
        raise _not_looked_at()
    row.of_age_on = _of_age_on(row.ward_id, row.of_age_on)
    guardians.lock(row.ward_id)
    row.guardian_id = accounts.make_user(NICKNAME).id
    guardians.require_room(row.ward_id, row.guardian_id)
    age_words.keep_of_paper(row.ward_id, row.of_age_on)
    bond = guardians.bind(row.ward_id, row.guardian_id)
    _decide(actor, row, PaperState.IN_FORCE)
    audit.record(actor, "guardian_paper.confirm", row, on_behalf_of=row.ward_id)
    for each in row.purposes:
        guardians.give(actor, bond, GuardianPurpose(each["purpose"]), each["version"])
    return row


def refuse(actor: Actor, paper_id: int, reason: str) -> GuardianPaper:
    """Refuse a paper; its photo goes at once, for it never counted."""
    row = _waiting(actor, paper_id, RoleName.ADMINISTRATOR)
    _require_second(actor, row)
    _decide(actor, row, PaperState.REFUSED)
    _end(row, PaperState.REFUSED)
    row.reason = reason
    audit.record(actor, "guardian_paper.refuse", row, reason=reason, on_behalf_of=row.ward_id)
    return row


def withdraw(actor: Actor, paper_id: int, reason: str) -> GuardianPaper:
    """Note that the guardian takes it back, or that it was recorded by mistake; at once."""
    row = _get(actor, paper_id, RoleName.COORDINATOR)
    if row.ended_at is None:
        _end(row, PaperState.WITHDRAWN)
        row.reason = reason
        deed = "guardian_paper.withdraw"
        audit.record(actor, deed, row, reason=reason, on_behalf_of=row.ward_id)
    return row


def end_due() -> int:
    """End what has come to its end: the ward is of age, the bond was ended, nobody decided."""
    bond = sa.exists().where(
        Guardianship.ward_id == GuardianPaper.ward_id,
        Guardianship.guardian_id == GuardianPaper.guardian_id,
        Guardianship.ended_at.is_(None),
    )
    waits = GuardianPaper.state == PaperState.RECORDED
    due = sa.or_(
        GuardianPaper.of_age_on <= ages.today(),
        sa.and_(waits, GuardianPaper.recorded_at < clock.now() - DECIDED_WITHIN),
        sa.and_(GuardianPaper.state == PaperState.IN_FORCE, ~bond),
    )
    mine = sa.select(GuardianPaper).where(GuardianPaper.ended_at.is_(None), due)
    rows = session().scalars(
        mine.order_by(GuardianPaper.id).limit(ENDED_AT_ONCE).with_for_update(of=GuardianPaper)
    )
    found = rows.all()
    for row in found:
        if row.guardian_id is not None and row.of_age_on <= ages.today():
            age_words.forget_ward(row.ward_id)
        _end(row, PaperState.ENDED)
        audit.record(None, "guardian_paper.end", row, on_behalf_of=row.ward_id)
    return len(found)


def delete_old(years: int) -> int:
    """Delete papers that ended so many years ago."""
    return retention.delete_some(
        GuardianPaper.id, GuardianPaper.ended_at < retention.older_than(years)
    )


def guardian_of(row: GuardianPaper) -> Guardian:
    """Return who signed, in the open."""
    name, relation = json.loads(crypto.unseal(row.name_sealed, NAME_PURPOSE, row.key))
    return Guardian(name, Relation(relation))


def masked(row: GuardianPaper) -> dict[str, Any]:
    """Return a paper as it is shown: of the guardian's name only the outline."""
    who = guardian_of(row)
    return {
        "row": row,
        "guardian_name": consents.masked_name(who.name),
        "relation": who.relation,
        "consents": [
            {"purpose": GuardianPurpose(each["purpose"]), "version": each["version"]}
            for each in row.purposes
        ],
    }


def reseal(after: int, limit: int) -> rotation.Progress | None:
    """Seal the next photos and names under the present key; None when there are no more."""
    return rotation.walk(GuardianPaper, _reseal, after, min(limit, 20))


def _reseal(row: GuardianPaper) -> bool:
    name = crypto.reseal(row.name_sealed, NAME_PURPOSE, row.key)
    scan = crypto.reseal(row.sealed, PURPOSE, row.key) if row.sealed else None
    row.name_sealed, row.sealed = name or row.name_sealed, scan or row.sealed
    return name is not None or scan is not None


def _signed(purpose: GuardianPurpose, version: int) -> dict[str, Any]:
    guardians.require_present(purpose, version)
    return {"purpose": purpose.value, "version": version}


def _of_age_on(ward_id: int, said: date | None) -> date:
    """Return the day when a ward is of age: by their number, else as the form says."""
    today = ages.today()
    known = ages.standing(ward_id, today)
    if known.source in {AgeSource.VERIFIED, AgeSource.NUMBER}:
        if known.until is None:
            raise guardians.of_age()
        return known.until
    if said is None or said.year > today.year + idnumber.OF_AGE:
        raise _day_needed()
    if said <= today:
        raise guardians.of_age()
    return said


def _get(actor: Actor, paper_id: int, role: RoleName, *, lock: bool = True) -> GuardianPaper:
    row = session().get(GuardianPaper, paper_id, with_for_update=lock or None)
    if row is None:
        raise NotFoundError("纸质同意书", "paper of a guardian")
    actor.require(role, orgs.path_of(row.organisation_id))
    return row


def _waiting(actor: Actor, paper_id: int, role: RoleName = RoleName.COORDINATOR) -> GuardianPaper:
    row = _get(actor, paper_id, role)
    if row.state is not PaperState.RECORDED:
        raise ConflictError(
            "paper_decided",
            "该同意书已有处理结果，如需更改请重新登记。",
            "This paper is decided already. Record another one to change it.",
            state=row.state.value,
        )
    return row


def _decide(actor: Actor, row: GuardianPaper, state: PaperState) -> None:
    row.state, row.decided_by, row.decided_at = state, actor.user_id, clock.now()


def _end(row: GuardianPaper, state: PaperState) -> None:
    if row.guardian_id is None:
        row.sealed, row.mimetype = b"", ""  # it never counted
    else:
        bond = session().scalar(
            sa.select(Guardianship).where(
                Guardianship.ward_id == row.ward_id,
                Guardianship.guardian_id == row.guardian_id,
                Guardianship.ended_at.is_(None),
            )
        )
        if bond is not None:
            guardians.end(Actor(row.guardian_id), bond.id)
    row.state, row.ended_at = state, clock.now()


def _require_second(actor: Actor, row: GuardianPaper) -> None:
    if actor.user_id in {row.recorded_by, row.ward_id}:
        raise ForbiddenError(
            "paper_own",
            "须由登记人以外的另一位管理员核对，请联系其他管理员。",
            "Somebody else than who recorded it has to decide. Ask another administrator.",
        )


def _require_room(ward_id: int) -> None:
    waiting = sa.select(sa.func.count()).where(
        GuardianPaper.ward_id == ward_id, GuardianPaper.state == PaperState.RECORDED
    )
    if (session().scalar(waiting) or 0) >= MOST_WAITING:
        raise ConflictError(
            "too_many_papers",
            f"该成员已有 {MOST_WAITING} 份同意书待核对，请先核对或撤回。",
            f"{MOST_WAITING} papers of this member wait already. Decide or withdraw one first.",
            limit=MOST_WAITING,
        )


def _day_needed() -> InvalidError:
    return InvalidError(
        "of_age_on_needed",
        "该成员未实名，请按同意书填写其年满 18 周岁的日期（18 年以内）。",
        "This member's age is not known. Say, as the form does, on which day they turn 18.",
        fields={"of_age_on": ["the day when the ward is 18"]},
    )


def _no_scan() -> ConflictError:
    return ConflictError(
        "paper_no_scan",
        "还没有同意书照片（或已删除），请先上传签字同意书的照片。",
        "There is no photo of the form, or it was deleted. Send one first.",
    )


def _not_looked_at() -> ConflictError:
    return ConflictError(
        "paper_not_looked_at",
        "请先查看签字同意书的照片，再确认。",
        "Look at the photo of the signed form first, then confirm.",
    )
