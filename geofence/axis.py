"""The axis of time of a drawing: which hours it shows, and where its ticks are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geofence.instants import instant_of
from geofence.intervals import Span

__all__ = ["Axis", "Tick", "axis_of"]

Column = NDArray[np.float64]

_LEFT, _RIGHT = 84.0, 764.0  # units of the drawing
_TICKS: Final = 7  # at most
_LONELY_S: Final = 12 * 3600.0  # s of silence that keep pings apart which have nothing to show
_ROOM: Final = 0.25  # share of what is of note that is shown before and after it
_ROOM_S: Final = 1800.0  # s, at least
_STEPS_S: Final = (
    *(60, 120, 300, 600, 900, 1800),
    *(3600 * hours for hours in (1, 2, 3, 6, 12)),
    *(86_400 * days for days in (1, 2, 7, 14, 28, 91, 365)),
)


@dataclass(frozen=True, slots=True)
class Tick:
    """A round time on the axis.

    Parameters
    ----------
    x : float
        Units of the drawing.
    clock : str
        Hours and minutes.
    date : str
        Month and day where a new one begins; else empty.

    Examples
    --------
    >>> Tick(84.0, "09:00", "").clock
    '09:00'
    """

    x: float
    clock: str
    date: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of time and the zone in which it is read.

    Parameters
    ----------
    start, end : float
        Epoch seconds.
    zone : tzinfo
        Of the ticks.

    Examples
    --------
    >>> from datetime import UTC
    >>> Axis(0.0, 7200.0, UTC).at(3600.0)
    424.0
    """

    start: float
    end: float
    zone: tzinfo

    def at(self, t: float) -> float:
        """Return where an instant stands, in units; on the border if it is beyond."""
        share = (min(max(t, self.start), self.end) - self.start) / (self.end - self.start)
        return _LEFT + share * (_RIGHT - _LEFT)

    def of(self, instant: datetime) -> float:
        """Return where an instant stands, in units; on the border if it is beyond."""
        return self.at(instant.timestamp())

    def shows(self, t: Column) -> NDArray[np.bool_]:
        """Tell which instants are on it."""
        return (t >= self.start) & (t <= self.end)

    def ticks(self) -> Iterator[Tick]:
        """Yield round times in its zone."""
        length = self.end - self.start
        step = next((s for s in _STEPS_S if length / s <= _TICKS), length)
        local = instant_of(self.start).astimezone(self.zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0).timestamp()
        t, date = midnight + np.ceil((self.start - midnight) / step) * step, ""
        while t <= self.end:
            local = instant_of(float(t)).astimezone(self.zone)
            new = f"{local:%m-%d}"
            yield Tick(self.at(float(t)), f"{local:%H:%M}", new if new != date else "")
            t, date = t + step, new


def axis_of(t: Column, spans: Iterable[Span], instants: Iterable[datetime], zone: tzinfo) -> Axis:
    """Choose the stretch of time that a drawing shows.

    Everything of note and the pings shortly before and after; without anything of note the
    pings, but those that half a day of silence parts from most others.

    Parameters
    ----------
    t : array of float, shape (n,)
        Times of the pings, epoch seconds, in order.
    spans : iterable of Span
        Intervals, silences, slots.
    instants : iterable of datetime
        Evidence.
    zone : tzinfo
        Of the ticks.

    Returns
    -------
    Axis
        At least ten minutes long.

    Examples
    --------
    >>> from datetime import UTC
    >>> axis = axis_of(np.array([0.0, 1e9, 1e9 + 1800]), [], [], UTC)
    >>> axis.end - axis.start
    1836.0
    """
    known = [end.timestamp() for span in spans for end in (span.start, span.end)]
    known += [instant.timestamp() for instant in instants]
    if not known and len(t):
        groups = np.split(t, np.flatnonzero(np.diff(t) > _LONELY_S) + 1)
        known = max(groups, key=len)[[0, -1]].tolist()
    low, high = min(known, default=0.0), max(known, default=0.0)
    room = max(_ROOM * (high - low), _ROOM_S)
    close = t[(t >= low - room) & (t <= high + room)].tolist()
    low, high = min([low, *close[:1]]), max([high, *close[-1:]])
    margin = max(0.01 * (high - low), (600.0 - (high - low)) / 2.0)
    return Axis(low - margin, high + margin, zone)
