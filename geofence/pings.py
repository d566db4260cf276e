"""Timestamped positions with accuracy, validated and put into one canonical order."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geofence.coordinates import check_coordinates
from geofence.datum import Datum, convert, parse_datum
from geofence.errors import InstantError, PingError
from geofence.instants import EARLIEST_S, LATEST_S, instant_of, parse_instant
from geofence.refusal import shown

__all__ = ["PLATFORMS", "Pings", "instant_of", "merge", "parse_instant"]

Column = NDArray[np.float64]

PLATFORMS: Final = ("android", "browser", "ios", "unknown", "wechat")
_MOST_M: Final = 2e7  # no two places on Earth are farther apart: a larger radius says no more


@dataclass(frozen=True, slots=True, eq=False)
class Pings:
    """The pings of one phone as columns, sorted, without repeats: a set, not a sequence.

    Build it with `Pings.of`; the constructor itself checks nothing.

    Parameters
    ----------
    t : array of float, shape (n,)
        Seconds since 1970-01-01T00:00:00Z.
    lon, lat : array of float, shape (n,)
        Degrees, WGS-84.
    accuracy_m : array of float, shape (n,)
        Radius in metres as the phone reported it; NaN = unknown.
    platform : str
        One of `PLATFORMS`: what the phone means by "accuracy" depends on it.

    Examples
    --------
    >>> pings = Pings.of([60, 0, 60], [108.5, 108.5, 108.5], [28.5, 28.5, 28.5], datum="wgs84")
    >>> len(pings), pings.t.tolist()
    (2, [0.0, 60.0])
    """

    t: Column
    lon: Column
    lat: Column
    accuracy_m: Column
    platform: str = "unknown"

    def __len__(self) -> int:
        return len(self.t)

    @classmethod
    def of(
        cls,
        t: Sequence[float | datetime] | Column,
        lon: ArrayLike,
        lat: ArrayLike,
        accuracy_m: ArrayLike | None = None,
        *,
        datum: Datum | str,
        platform: str = "unknown",
    ) -> "Pings":
        """Validate columns as they came from a phone and bring them to WGS-84.

        Parameters
        ----------
        t : sequence of float or aware datetime, length n
            When each fix was taken (epoch seconds, or an instant with its zone).
        lon, lat : array-like of float, shape (n,)
            Degrees in `datum`.
        accuracy_m : array-like of float, shape (n,), optional
            Metres; zero, negative, NaN or None means unknown, never perfect.
        datum : Datum or str
            "wgs84", "gcj02" or "bd09"; there is no default, on purpose.
        platform : str
            One of `PLATFORMS`.

        Returns
        -------
        Pings
            Sorted by time, then position, then accuracy; exact repeats dropped.

        Raises
        ------
        PingError, CoordinateError, InstantError, DatumError
            Naming the first offending row, counted from 0.

        Examples
        --------
        >>> Pings.of([0], [float("nan")], [28.5], datum="wgs84")
        Traceback (most recent call last):
        geofence.errors.CoordinateError: row 0: ...nan...
        """
        if platform not in PLATFORMS:
            raise PingError(
                f"unknown platform {shown(platform)}; use one of {', '.join(PLATFORMS)}",
                f"未知平台 {shown(platform)}",
            )
        seconds = _seconds(t)
        columns = _numbers("longitude", lon), _numbers("latitude", lat)
        accuracy = _accuracy(accuracy_m, len(seconds))
        _same_length(len(seconds), *columns, accuracy)
        check_coordinates(*columns)
        wgs_lon, wgs_lat = convert(*columns, parse_datum(datum), Datum.WGS84)
        return _canonical(seconds, np.asarray(wgs_lon), np.asarray(wgs_lat), accuracy, platform)

    def where(self, rows: NDArray[np.bool_] | slice) -> "Pings":
        """Keep some of the pings.

        Parameters
        ----------
        rows : array of bool, shape (n,), or slice
            Which to keep.

        Returns
        -------
        Pings
            In the same order.

        Examples
        --------
        >>> pings = Pings.of([0, 60], [108.5, 108.5], [28.5, 28.5], datum="wgs84")
        >>> pings.where(pings.t > 0).t.tolist()
        [60.0]
        """
        return Pings(
            self.t[rows], self.lon[rows], self.lat[rows], self.accuracy_m[rows], self.platform
        )


def merge(*pings: Pings) -> Pings:
    """Join batches into one set: in any order, with any overlap, the result is the same.

    Parameters
    ----------
    *pings : Pings
        Batches of one volunteer. Batches of different platforms join as "unknown".

    Returns
    -------
    Pings

    Examples
    --------
    >>> batch = Pings.of([0, 60], [108.5, 108.5], [28.5, 28.5], datum="wgs84")
    >>> len(merge(batch, batch))
    2
    """
    platforms = {batch.platform for batch in pings}
    columns = [
        np.concatenate([np.empty(0), *(getattr(batch, name) for batch in pings)])
        for name in ("t", "lon", "lat", "accuracy_m")
    ]
    t, lon, lat, accuracy = columns
    platform = platforms.pop() if len(platforms) == 1 else "unknown"
    return _canonical(t, lon, lat, accuracy, platform)


def _canonical(t: Column, lon: Column, lat: Column, accuracy: Column, platform: str) -> Pings:
    order = np.lexsort((accuracy, lat, lon, t))
    # Adding 0.0 makes one zero of two: -0.0 equals 0.0 but has other bytes, and of two repeats
    # the one that came first would be kept.
    rows = np.stack([t, lon, lat, accuracy])[:, order] + 0.0
    same = (rows[:, 1:] == rows[:, :-1]) | (np.isnan(rows[:, 1:]) & np.isnan(rows[:, :-1]))
    keep = np.concatenate([[True], ~same.all(axis=0)])[: len(order)]
    kept = rows[:, keep]
    kept.setflags(write=False)
    return Pings(kept[0], kept[1], kept[2], kept[3], platform)


def _seconds(values: Sequence[float | datetime] | Column) -> Column:
    column: ArrayLike = values if isinstance(values, np.ndarray) else 0.0  # 0.0 is no column
    if isinstance(values, Sequence):
        column = [_epoch(value, row) for row, value in enumerate(values)]
    seconds = _numbers("time", column)
    wrong = ~((seconds >= EARLIEST_S) & (seconds <= LATEST_S))
    if wrong.any():
        row = int(wrong.argmax())
        raise InstantError(
            f"{float(seconds[row])!r} seconds is no date", "时间无效", where=f"row {row}"
        )
    return seconds


def _epoch(value: float | datetime, row: int) -> float:
    if not isinstance(value, datetime):
        return value
    if value.utcoffset() is None:
        raise InstantError("the time has no zone", "时间缺少时区", where=f"row {row}")
    return value.timestamp()


def _numbers(name: str, values: ArrayLike) -> Column:
    if isinstance(values, Sequence):
        # numpy would read texts and truth values as numbers
        kinds = set(map(type, values))
        for row, value in enumerate(values if kinds - {float, int} else ()):
            if isinstance(value, bool) or not isinstance(value, int | float | np.number):
                raise PingError(
                    f"{name} {shown(value)} is not a number",
                    f"{name} {shown(value)} 不是数字",
                    where=f"row {row}",
                )
    try:
        column = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):  # objects, texts, whole numbers of 400 digits
        column = np.empty(())
    if column.ndim != 1:
        raise PingError(f"{name} is not a column of numbers", f"{name} 不是一列数字")
    return column


def _accuracy(values: ArrayLike | None, length: int) -> Column:
    if values is None:
        return np.full(length, np.nan)
    if not isinstance(values, np.ndarray) and isinstance(values, Sequence):
        values = [math.nan if value is None else value for value in values]
    accuracy = _numbers("accuracy", values)
    if np.isinf(accuracy).any():
        row = int(np.isinf(accuracy).argmax())
        raise PingError("the accuracy is infinite", "定位精度为无穷大", where=f"row {row}")
    return np.where(accuracy > 0.0, np.minimum(accuracy, _MOST_M), np.nan)


def _same_length(length: int, *columns: Column) -> None:
    shortest = min(length, *(len(column) for column in columns))
    if any(len(column) != shortest for column in columns) or length != shortest:
        raise PingError(
            "the columns have different lengths", "各列长度不一致", where=f"row {shortest}"
        )
