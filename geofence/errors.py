"""The error tree of the library: one stable code a class, one sentence in each language.

::

    GeofenceError (ValueError)
    ├── CoordinateError        coordinate_invalid   not a position on Earth
    ├── DatumError             datum_unknown        a datum that is missing or not known
    ├── FenceError             fence_invalid        GeoJSON that describes no fence
    │   ├── FenceUnclosedError     fence_unclosed       first and last position differ
    │   ├── FenceCrossingError     fence_crossing       an outline that crosses or overlaps itself
    │   └── FenceTooLargeError     fence_too_large      too wide, or too many vertices
    ├── PingError              ping_invalid         a ping that is not an observation
    ├── InstantError           time_invalid         a time without zone, or no time at all
    ├── SpanError              span_invalid         an end that is not after its start
    └── RuleError              rule_invalid         a rule set that cannot be applied
"""

from typing import ClassVar

__all__ = [
    "CoordinateError",
    "DatumError",
    "FenceCrossingError",
    "FenceError",
    "FenceTooLargeError",
    "FenceUnclosedError",
    "GeofenceError",
    "InstantError",
    "PingError",
    "RuleError",
    "SpanError",
]


class GeofenceError(ValueError):
    """Base of every error the library raises on purpose.

    Parameters
    ----------
    en, zh : str
        What is wrong and what to do next, in English and Chinese.
    where : str
        Which row or field, as the reader knows it ("row 3", "features[0].geometry"); may be empty.

    Examples
    --------
    >>> str(DatumError("unknown datum 'gps'", "未知坐标系 'gps'", where="row 3"))
    "row 3: unknown datum 'gps'"
    """

    code: ClassVar[str] = "geofence_error"

    def __init__(self, en: str, zh: str, *, where: str = "") -> None:
        super().__init__(f"{where}: {en}" if where else en)
        self.en, self.zh, self.where = en, zh, where


class CoordinateError(GeofenceError):
    """Not a position on Earth: NaN, infinite, out of range, or swapped."""

    code = "coordinate_invalid"


class DatumError(GeofenceError):
    """A datum that is missing or not known."""

    code = "datum_unknown"


class FenceError(GeofenceError):
    """GeoJSON that describes no fence."""

    code = "fence_invalid"


class FenceUnclosedError(FenceError):
    """A ring whose first and last position differ."""

    code = "fence_unclosed"


class FenceCrossingError(FenceError):
    """An outline that crosses or overlaps itself, or a hole that is not in its shell."""

    code = "fence_crossing"


class FenceTooLargeError(FenceError):
    """A fence that is too wide or has too many vertices."""

    code = "fence_too_large"


class PingError(GeofenceError):
    """A ping that is not an observation."""

    code = "ping_invalid"


class InstantError(GeofenceError):
    """A time without zone, or no time at all."""

    code = "time_invalid"


class SpanError(GeofenceError):
    """A span whose end is not after its start."""

    code = "span_invalid"


class RuleError(GeofenceError):
    """A rule set that cannot be applied."""

    code = "rule_invalid"
