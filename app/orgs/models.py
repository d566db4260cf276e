"""The tree of organisations."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import limits
from app.core.db import Base, Key

DEPTH = 10  # levels that the tree may have
_PATH_LENGTH = 220  # ten ids of 20 digits, and the slashes


class OrganisationKind(StrEnum):
    """What an organisation is: a place of the network, or a team."""

    CENTRE = "centre"  # 中心, county
    INSTITUTE = "institute"  # 所, township
    STATION = "station"  # 站, village
    POINT = "point"  # 点
    CORPS = "corps"  # 总队
    DETACHMENT = "detachment"  # 支队
    SQUAD = "squad"  # 小队


class Organisation(Base):
    """A node of the tree; once made it stays where it is."""

    __tablename__ = "organisations"
    __table_args__ = (
        sa.UniqueConstraint("parent_id", "name"),
        # A unique key takes two empty parents for different ones.
        sa.Index(
            "uq_organisations_root_name",
            "name",
            unique=True,
            sqlite_where=sa.text("parent_id IS NULL"),
            postgresql_where=sa.text("parent_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(sa.String(limits.NAME_LENGTH))
    kind: Mapped[OrganisationKind] = mapped_column(
        sa.Enum(OrganisationKind, native_enum=False, values_callable=list, length=16)
    )
    path: Mapped[str] = mapped_column(sa.String(_PATH_LENGTH), index=True)  # "/1/5/": root to self
    created_at: Mapped[datetime]

    @property
    def ancestry(self) -> tuple[int, ...]:
        """The ids from the root down to this organisation."""
        return tuple(map(int, self.path.strip("/").split("/")))
