"""The tree of places, the tree of teams across it, and who belongs to which team."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import limits
from app.core.db import Base, Key, Versioned

DEPTH = 10  # levels that the tree may have
_PATH_LENGTH = 220  # ten ids of 20 digits, and the slashes


class OrganisationKind(StrEnum):
    """What an organisation is: a place of the network, or a team."""

    CENTRE = "centre"  # 中心, county
    INSTITUTE = "institute"  # 所, township
    STATION = "station"  # 站, village
    POINT = "point"  # 点
    BASE = "base"  # 基地
    POST_HOUSE = "post_house"  # 驿站
    CORPS = "corps"  # 总队
    DETACHMENT = "detachment"  # 支队
    SQUAD = "squad"  # 小队

    @property
    def is_team(self) -> bool:
        """Whether it belongs to the tree of teams."""
        return self in TEAMS

    def fits(self, parent: "OrganisationKind | None") -> bool:
        """Say whether a place stands below a place, or a team below a team of a higher kind."""
        if parent is None:
            return True
        order = list(OrganisationKind)
        below = not self.is_team or order.index(parent) < order.index(self)
        return self.is_team is parent.is_team and below


TEAMS = (OrganisationKind.CORPS, OrganisationKind.DETACHMENT, OrganisationKind.SQUAD)


class Organisation(Versioned, Base):
    """A node of one of the two trees; a team is also linked to the place that it serves at."""

    __tablename__ = "organisations"
    __table_args__ = (
        sa.UniqueConstraint("parent_id", "name"),
        # A unique key takes two empty parents for different ones.
        sa.Index(
            "uq_organisations_root_name",
            "name",
            unique=True,
            sqlite_where=sa.text("parent_id IS NULL AND place_id IS NULL"),
            postgresql_where=sa.text("parent_id IS NULL AND place_id IS NULL"),
        ),
        sa.Index(
            "uq_organisations_place_name",
            "place_id",
            "name",
            unique=True,
            sqlite_where=sa.text("parent_id IS NULL"),
            postgresql_where=sa.text("parent_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"))
    # Of a team: where it serves. Whoever has a role there, or above, has it for the team.
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(limits.NAME_LENGTH))
    kind: Mapped[OrganisationKind] = mapped_column(
        sa.Enum(OrganisationKind, native_enum=False, values_callable=list, length=16)
    )
    path: Mapped[str] = mapped_column(sa.String(_PATH_LENGTH), index=True)  # "/1/5/": root to self
    place_path: Mapped[str] = mapped_column(  # of the place; "" for what is a place itself
        sa.String(_PATH_LENGTH), index=True, default=""
    )
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    @property
    def ancestry(self) -> tuple[int, ...]:
        """The ids from the root of its own tree down to this organisation."""
        return ids_in(self.path)

    @property
    def scope(self) -> tuple[int, ...]:
        """The ids of all whose roles hold here: from the county down, for a team by its place."""
        return ids_in(self.place_path) + self.ancestry


def id_of(organisation: Organisation | None) -> int | None:
    """Return the id of an organisation that may not be there."""
    return organisation.id if organisation else None


def ids_in(path: str) -> tuple[int, ...]:
    """Return the ids in a path."""
    return tuple(map(int, filter(None, path.split("/"))))


class MembershipState(StrEnum):
    """Where somebody stands to a team."""

    APPLIED = "applied"
    MEMBER = "member"
    REFUSED = "refused"
    LEFT = "left"
    REMOVED = "removed"


class Membership(Base):
    """Somebody in a team, or on the way in or out."""

    __tablename__ = "memberships"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "user_id"),
        # A team has one leader, whoever was quicker.
        sa.Index(
            "uq_memberships_leader",
            "organisation_id",
            unique=True,
            sqlite_where=sa.text("leads"),
            postgresql_where=sa.text("leads"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    state: Mapped[MembershipState]
    leads: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH), default="")
    applied_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(sa.BigInteger)
    decided_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)
    team: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
