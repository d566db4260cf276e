"""What lists are made from: where, when and in which words an activity is, once it is public.

All of it follows from the activity's own rows. ``relist`` writes it anew; ``find_stale`` finds what
nobody wrote.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.activities.models import Activity, Slot
from app.core import clock
from app.core.db import Base, Key, session

TEXT_LENGTH = 120  # characters that can be found: title, places, how the description begins
WORD_LENGTH = 20
_CHINESE = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUNS = re.compile(rf"([{_CHINESE}]+)|([^\W_{_CHINESE}]+)")


class Listing(Base):
    """A public activity, as one text and one span of time."""

    __tablename__ = "listings"
    __table_args__ = (sa.Index("ix_listings_time", "ends_at", "starts_at", "activity_id"),)

    activity_id: Mapped[int] = mapped_column(
        sa.ForeignKey("activities.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    text: Mapped[str] = mapped_column(sa.String(TEXT_LENGTH))  # folded
    starts_at: Mapped[datetime]  # of its first slot
    ends_at: Mapped[datetime]  # of its last slot
    sites_version: Mapped[int]


class ListedPlace(Base):
    """The middle of one site of a public activity, with the span of time in which it is used."""

    __tablename__ = "listed_places"
    # Everything that is asked of a place stands in the index: rows that are too far away or over
    # are never read.
    __table_args__ = (
        sa.Index("ix_listed_places_near", "lat", "lon", "ends_at", "starts_at", "activity_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(
        sa.ForeignKey("activities.id", ondelete="CASCADE"), index=True
    )
    lat: Mapped[float]
    lon: Mapped[float]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class ListedWord(Base):
    """A word of a public activity: two neighbouring Chinese characters, or a word of letters."""

    __tablename__ = "listed_words"
    __table_args__ = ({"sqlite_with_rowid": False},)

    # Compared byte by byte, so that a beginning is a range whatever language the database speaks.
    word: Mapped[str] = mapped_column(
        sa.String(WORD_LENGTH).with_variant(sa.String(WORD_LENGTH, collation="C"), "postgresql"),
        primary_key=True,
    )
    activity_id: Mapped[int] = mapped_column(
        sa.ForeignKey("activities.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )


def fold(text: str) -> str:
    """Return a text as it is compared: full-width and capital letters are plain ones."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_chinese(text: str) -> bool:
    """Say whether a text begins with a Chinese character."""
    return re.match(f"[{_CHINESE}]", text) is not None


def words_of(text: str) -> Iterator[str]:
    """Yield the words of a folded text: of Chinese each pair of neighbours, and each last one."""
    for chinese, letters in _RUNS.findall(text):
        if letters:
            yield letters[:WORD_LENGTH]
        for place in range(len(chinese)):
            yield chinese[place : place + 2]


def relist(activity: Activity) -> None:
    """Write anew what lists are made from, for this activity; nothing if it is not public."""
    for table in (ListedWord, ListedPlace, Listing):
        session().execute(sa.delete(table).where(table.activity_id == activity.id))
    if not activity.open_to_all or not activity.slots:
        return
    begin = min(slot.starts_at for slot in activity.slots)
    end = max(slot.ends_at for slot in activity.slots)
    names = dict.fromkeys(site.name for site in activity.sites)
    text = fold(f"{activity.title} {' '.join(names)} {activity.description}")[:TEXT_LENGTH]
    spot = {"activity_id": activity.id, "starts_at": begin, "ends_at": end}
    words = dict.fromkeys(words_of(text))
    _insert(Listing, [spot | {"text": text, "sites_version": activity.sites_version}])
    _insert(ListedPlace, [spot | {"lat": site.lat, "lon": site.lon} for site in activity.sites])
    _insert(ListedWord, [{"word": word, "activity_id": activity.id} for word in words])


def _insert(table: type[Base], rows: list[dict[str, object]]) -> None:
    if rows:
        session().execute(sa.insert(table), rows)


def find_stale(limit: int) -> list[int]:
    """Return activities that are not over and are listed otherwise than they are."""
    spans = (
        sa.select(
            Slot.activity_id,
            sa.func.min(Slot.starts_at).label("starts_at"),
            sa.func.max(Slot.ends_at).label("ends_at"),
        )
        .group_by(Slot.activity_id)
        .having(sa.func.max(Slot.ends_at) > clock.now())
        .subquery()
    )
    statement = (
        sa.select(Activity.id)
        .join(spans, spans.c.activity_id == Activity.id)
        .outerjoin(Listing, Listing.activity_id == Activity.id)
        .where(
            Activity.open_to_all,
            Listing.activity_id.is_(None)
            | (Listing.sites_version != Activity.sites_version)
            | (Listing.starts_at != spans.c.starts_at)
            | (Listing.ends_at != spans.c.ends_at),
        )
        .order_by(Activity.id)
        .limit(limit)
    )
    return list(session().scalars(statement))
