"""iCalendar as text: RFC 5545, with the names of RFC 7986."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

LONGEST = 75  # octets of a line (RFC 5545 §3.1)


class Status(StrEnum):
    """What a calendar shows of an event."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Event:
    """Something with a beginning and an end."""

    uid: str  # stays whatever becomes of it
    begin: datetime
    end: datetime
    title: str
    status: Status
    changed_at: datetime
    sequence: int  # a calendar takes over what has a higher one
    description: str = ""
    place: str = ""
    position: tuple[float, float] | None = None  # lat, lon


def calendar(name: str, events: Iterable[Event], now: datetime) -> str:
    """Return a calendar that others subscribe to."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Weiguang//Activities//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        *(line for event in events for line in _event(event, now)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(event: Event, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_utc(now)}"
    yield f"LAST-MODIFIED:{_utc(event.changed_at)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART:{_utc(event.begin)}"
    yield f"DTEND:{_utc(event.end)}"
    yield f"SUMMARY:{_text(event.title)}"
    yield f"STATUS:{event.status}"
    yield f"TRANSP:{'OPAQUE' if event.status is Status.CONFIRMED else 'TRANSPARENT'}"
    if event.place:
        yield f"LOCATION:{_text(event.place)}"
    if event.position:
        yield "GEO:{:.6f};{:.6f}".format(*event.position)
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    yield "END:VEVENT"


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """Return a text as a value (§3.3.11); control characters have no place in it."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        value = value.replace(plain, escaped)
    value = "\\n".join(value.splitlines())
    return "".join(letter for letter in value if letter.isprintable())


def _folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets; no character is cut in two."""
    pieces: list[str] = []
    rest: Sequence[str] = line
    while rest:
        taken = _fits(rest, LONGEST - bool(pieces))
        pieces.append("".join(rest[:taken]))
        rest = rest[taken:]
    return "\r\n ".join(pieces)


def _fits(letters: Sequence[str], octets: int) -> int:
    """Return how many letters have room."""
    for count, letter in enumerate(letters):
        octets -= len(letter.encode("utf-8", "replace"))
        if octets < 0:
            return count
    return len(letters)
