"""Campaigns, the activities that join them, and closing reports."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import limits
from app.core.db import Base, Key

LENGTH = timedelta(days=366)  # of a campaign
GROUPS = 20  # of one report


class Campaign(Base):
    """A period with a name and a theme, as the monthly 志愿服务活动日."""

    __tablename__ = "campaigns"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(sa.String(limits.NAME_LENGTH))
    theme: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]


class CampaignActivity(Base):
    """An activity that is part of a campaign."""

    __tablename__ = "campaign_activities"

    campaign_id: Mapped[int] = mapped_column(
        sa.ForeignKey("campaigns.id"), primary_key=True, autoincrement=False
    )
    activity_id: Mapped[int] = mapped_column(
        sa.ForeignKey("activities.id"), primary_key=True, autoincrement=False, index=True
    )
    joined_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    joined_at: Mapped[datetime]


class ClosingReport(Base):
    """What came of an activity: who was served by whom, and how many."""

    __tablename__ = "closing_reports"

    activity_id: Mapped[int] = mapped_column(
        sa.ForeignKey("activities.id"), primary_key=True, autoincrement=False
    )
    summary: Mapped[str] = mapped_column(sa.Text)
    beneficiaries: Mapped[int]  # the sum of the groups
    groups: Mapped[list[Any]]  # [{"group": "独居老人", "count": 12}, …]
    written_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    written_at: Mapped[datetime]
    accepted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    accepted_at: Mapped[datetime | None]  # from then on the activity is closed


class ReportReminder(Base):
    """That somebody was reminded of a report that is due."""

    __tablename__ = "report_reminders"

    activity_id: Mapped[int] = mapped_column(
        sa.ForeignKey("activities.id"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime]
    told_at: Mapped[datetime | None]  # when administrators were told that it is still missing
