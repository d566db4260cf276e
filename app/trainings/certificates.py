"""Certificates of courses: issued, revoked, and announced before they run out."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.claims import theirs
from app.core import audit, clock
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import NotFoundError
from app.core.paging import page
from app.notices import service as notices
from app.notices.kinds import Kind
from app.trainings import policy
from app.trainings.models import CourseState, Progress, TrainingCertificate

REMINDED_BEFORE = timedelta(days=30)
REMINDED_AT_ONCE = 500


def issue(progress: Progress) -> TrainingCertificate:
    """Certify a round of a course, once."""
    known = _of_round(progress)
    if known is not None:
        return known
    now, days = clock.now(), progress.course.valid_days
    certificate = TrainingCertificate(
        user_id=progress.user_id,
        course_id=progress.course_id,
        round=progress.round,
        number=f"PX{now.astimezone(clock.CHINA).year}-{progress.id:07d}-{progress.round}",
        issued_at=now,
        expires_at=now + timedelta(days=days) if days else None,
    )
    audit.record(None, "certificate.issue", add(certificate))
    return certificate


def list_certificates(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the actor's certificates, newest first, valid or not."""
    mine = sa.select(TrainingCertificate).where(theirs(TrainingCertificate.user_id, actor.user_id))
    return page(mine, [TrainingCertificate.id], query, newest=True)


def revoke(actor: Actor, certificate_id: int, reason: str) -> TrainingCertificate:
    """Take a certificate back, saying why; the first time counts."""
    lock = {"of": TrainingCertificate}
    found = session().get(TrainingCertificate, certificate_id, with_for_update=lock)
    if found is None or not policy.leads(actor, found.course):
        raise NotFoundError("证书", "certificate")
    policy.require(actor, "revoke", found.course)
    if found.revoked_at is None:
        found.revoked_at, found.revoked_by = clock.now(), actor.user_id
        found.revoke_reason = reason
        organisation_id = found.course.organisation_id
        audit.record(
            actor, "certificate.revoke", found, reason=reason, organisation_id=organisation_id
        )
        values = {"course_id": str(found.course_id), "course": found.course.title, "reason": reason}
        key = f"revoked:{found.id}"
        notices.notify(found.user_id, Kind.CERTIFICATE_REVOKED, values, key=key)
    return found


def remind_expiring() -> int:
    """Tell people whose certificates run out soon, once; return how many."""
    now = clock.now()
    soon = sa.select(TrainingCertificate).where(
        TrainingCertificate.expires_at.between(now, now + REMINDED_BEFORE),
        TrainingCertificate.revoked_at.is_(None),
        TrainingCertificate.reminded_at.is_(None),
    )
    ordered = soon.order_by(TrainingCertificate.id).limit(REMINDED_AT_ONCE)
    locked = ordered.with_for_update(of=TrainingCertificate, skip_locked=True)
    found = session().scalars(locked).all()
    for each in found:
        each.reminded_at = now
        _remind(each)
    return len(found)


def _remind(certificate: TrainingCertificate) -> None:
    expires_at, course = certificate.expires_at, certificate.course
    if expires_at is None or course.state is not CourseState.PUBLISHED:
        return
    values = {"course_id": str(course.id), "course": course.title}
    values |= {"expires_at": expires_at.isoformat()}
    key = f"certificate:{certificate.id}"
    notices.notify(certificate.user_id, Kind.CERTIFICATE_EXPIRES, values, key=key, until=expires_at)


def _of_round(progress: Progress) -> TrainingCertificate | None:
    return session().scalar(
        sa.select(TrainingCertificate).where(
            TrainingCertificate.user_id == progress.user_id,
            TrainingCertificate.course_id == progress.course_id,
            TrainingCertificate.round == progress.round,
        )
    )
