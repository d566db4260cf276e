"""The check that two numbers are a position on Earth."""

from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from geofence.errors import CoordinateError

__all__ = ["Column", "Degrees", "check_coordinates", "is_scalar", "like"]

Column = NDArray[np.float64]
Degrees = TypeVar("Degrees", float, NDArray[np.float64])


def check_coordinates(lon: Degrees, lat: Degrees) -> None:
    """Refuse numbers that are no position on Earth.

    Parameters
    ----------
    lon, lat : float or array of shape (n,)
        Degrees.

    Raises
    ------
    CoordinateError
        At the first NaN, infinity or number out of range; `where` is "row N", from 0, for arrays.

    Examples
    --------
    >>> check_coordinates(28.5, 108.5)
    Traceback (most recent call last):
    geofence.errors.CoordinateError: latitude 108.5 is not between -90 and 90: it looks swapped, \
longitude comes first
    """
    if is_scalar(lon) and _is_position(float(lon), float(lat)):
        return
    lons, lats = np.atleast_1d(lon), np.atleast_1d(lat)
    wrong = ~((np.abs(lons) <= 180.0) & (np.abs(lats) <= 90.0))  # NaN compares false: refused
    if not wrong.any():
        return
    row = int(wrong.argmax())
    en, zh = _fault(float(lons[row]), float(lats[row]))
    raise CoordinateError(en, zh, where=f"row {row}" if np.ndim(lon) else "")


def _is_position(lon: float, lat: float) -> bool:
    return abs(lon) <= 180.0 and abs(lat) <= 90.0


def _fault(lon: float, lat: float) -> tuple[str, str]:
    if not abs(lon) <= 180.0:
        return (
            f"longitude {lon!r} is not between -180 and 180",
            f"经度 {lon!r} 不在 -180 到 180 之间",
        )
    en = f"latitude {lat!r} is not between -90 and 90"
    zh = f"纬度 {lat!r} 不在 -90 到 90 之间"
    if abs(lat) <= 180.0 and abs(lon) <= 90.0:
        return f"{en}: it looks swapped, longitude comes first", f"{zh}：经纬度似乎颠倒，经度在前"
    return en, zh


def like(model: Degrees, values: Column | float) -> Degrees:
    """Return values in the form of the input: a float for a scalar, else the array.

    Parameters
    ----------
    model : float or array of shape (n,)
        What the caller gave.
    values : float or array
        What was computed from it.

    Returns
    -------
    float or array

    Examples
    --------
    >>> like(108.5, np.array(1.0))
    1.0
    """
    return cast("Degrees", float(values) if is_scalar(model) else values)


def is_scalar(value: object) -> bool:
    """Tell a single number from an array.

    Parameters
    ----------
    value : float or array

    Returns
    -------
    bool

    Examples
    --------
    >>> is_scalar(108.5), is_scalar(np.array([108.5]))
    (True, False)
    """
    # the type first: np.ndim alone costs a microsecond, as much as a whole geodesic
    return isinstance(value, float) or np.ndim(value) == 0  # type: ignore[arg-type]
