"""What a volunteer agreed to when they signed up, as it stood then (条例 14); never changed."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.activities import service
from app.activities.models import Activity, Position, SignUp, Slot
from app.activities.sites import sites_at
from app.core import clock, crypto, retention
from app.core.auth import Actor
from app.core.db import Base, Key, session
from app.core.errors import ConflictError, NotFoundError

WORDING = 1  # grows when a document says other things, or says them otherwise


class AgreementText(Base):
    """What was agreed, once for all who agreed to the same; its key is its digest."""

    __tablename__ = "agreement_texts"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    document: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class Agreement(Base):
    """That a volunteer agreed. The database itself refuses to change a row, or to delete it early.

    What a trigger lets go (migration 0034) is older than ten years by the database's own clock.
    """

    __tablename__ = "agreements"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    sign_up_id: Mapped[int] = mapped_column(sa.ForeignKey("sign_ups.id"), index=True)
    digest: Mapped[str] = mapped_column(sa.ForeignKey("agreement_texts.digest"), index=True)
    agreed_at: Mapped[datetime] = mapped_column(index=True)


def document_of(activity: Activity, slot: Slot, position: Position | None) -> dict[str, Any]:
    """Return what whoever signs up for this agrees to."""
    sites = sites_at(activity, slot)
    return {
        "wording": WORDING,
        "activity": {"id": activity.id, "version": activity.version, "title": activity.title},
        "organisation_id": activity.organisation_id,
        "content": activity.description,
        "way": activity.way,
        "position": position.name if position else None,
        "time": [slot.starts_at.isoformat(), slot.ends_at.isoformat()],
        "slot_id": slot.id,
        "place": [{"site_id": site.site_id, "name": site.name} for site in sites],
        "conditions": activity.conditions,
        "safety": activity.safety,
        "risk_notice": activity.risk_notice,
        "insurance_policy": activity.insurance_policy,
        "cancel_hours": activity.cancel_hours,
    }


def digest_of(document: dict[str, Any]) -> str:
    """Return the digest by which a document is known."""
    return crypto.digest(json.dumps(document, ensure_ascii=False, sort_keys=True).encode())


def require_seen(document: dict[str, Any], seen: str | None) -> None:
    """Raise if what a volunteer has read is not what stands there now."""
    if seen is not None and seen != digest_of(document):
        raise ConflictError(
            "agreement_changed",
            "活动内容有更新，请重新阅读后再报名。",
            "What you read has changed since. Read it again, then sign up.",
            agreement=digest_of(document),
        )


def find_text(document: dict[str, Any]) -> AgreementText | None:
    """Return the document as it is stored, if it is: asked before anybody waits for a lock."""
    return session().get(AgreementText, digest_of(document))


def write_down(sign_up: SignUp, document: dict[str, Any], stored: AgreementText | None) -> None:
    """Keep that a volunteer agreed; the slot's lock is held, so the text is stored once."""
    digest, now = digest_of(document), clock.now()
    if stored is None and find_text(document) is None:
        session().add(AgreementText(digest=digest, document=document, created_at=now))
        session().flush()
    session().add(Agreement(sign_up_id=sign_up.id, digest=digest, agreed_at=now))
    session().flush()


def delete_old(years: int) -> int:
    """Delete some agreements that are older, then texts of which none is left; say how many."""
    limit = retention.older_than(years)
    gone = retention.delete_some(Agreement.id, Agreement.agreed_at < limit)
    used = sa.exists().where(Agreement.digest == AgreementText.digest)
    return gone + retention.delete_some(
        AgreementText.digest, AgreementText.created_at < limit, ~used
    )


def show(actor: Actor, activity_id: int, sign_up_id: int) -> dict[str, Any]:
    """Return what was agreed with a sign-up last, to the volunteer and to who leads."""
    sign_up = session().get(SignUp, sign_up_id)
    if sign_up is None or sign_up.activity_id != activity_id:
        raise NotFoundError("报名", "sign-up")
    if sign_up.volunteer_id != actor.user_id and not service.is_leader(
        actor, service.get_activity(activity_id, bare=True)
    ):
        raise NotFoundError("报名", "sign-up")
    last = (
        session()
        .execute(
            sa.select(Agreement, AgreementText)
            .join(AgreementText, AgreementText.digest == Agreement.digest)
            .where(Agreement.sign_up_id == sign_up_id)
            .order_by(Agreement.id.desc())
            .limit(1)
        )
        .first()
    )
    if last is None:
        raise NotFoundError("协议", "agreement")
    return {"digest": last[0].digest, "agreed_at": last[0].agreed_at, "document": last[1].document}
