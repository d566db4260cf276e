"""Whom to call about a ward: guardians without a phone are known by the paper they signed."""

from typing import Any

import sqlalchemy as sa

from app.core.db import session
from app.families import papers
from app.families.models import GuardianPaper


def with_names(guardians: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return guardians with the name from their paper, where no other is known."""
    ids = [each["user_id"] for each in guardians if not each["real_name"]]
    rows = session().scalars(sa.select(GuardianPaper).where(GuardianPaper.guardian_id.in_(ids)))
    names = {row.guardian_id: papers.guardian_of(row).name for row in rows}
    return [
        each | {"real_name": each["real_name"] or names.get(each["user_id"])} for each in guardians
    ]
