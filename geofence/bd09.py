"""GCJ-02 ↔ BD-09."""

from typing import Final

import numpy as np

from geofence.coordinates import Column, Degrees, like

__all__ = ["bd09_to_gcj02", "gcj02_to_bd09"]

_TURN: Final = np.pi * 3000.0 / 180.0
# Each step shrinks the error at least hundredfold: six steps from 0.01° end below 1e-13°.
_STEPS: Final = 6


def gcj02_to_bd09(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Turn GCJ-02 into BD-09.

    Parameters
    ----------
    lon, lat : float or array of shape (n,)
        GCJ-02, degrees.

    Returns
    -------
    tuple of float or array
        BD-09, degrees.

    Notes
    -----
    The published polar wobble: with z, θ the polar form of (lon, lat),
    z + 2e-5 sin(turn lat), θ + 3e-6 cos(turn lon), plus (0.0065, 0.006).

    Examples
    --------
    >>> lon, lat = gcj02_to_bd09(120.718438719, 31.884599514)
    >>> round(lon, 8), round(lat, 8)
    (120.72482482, 31.89095556)
    """
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    east, north = _wobble(x, y)
    return like(lon, x + east), like(lon, y + north)


def bd09_to_gcj02(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Undo `gcj02_to_bd09` to better than 1e-7 m, in a fixed number of steps.

    Parameters
    ----------
    lon, lat : float or array of shape (n,)
        BD-09, degrees.

    Returns
    -------
    tuple of float or array
        GCJ-02, degrees.

    Examples
    --------
    >>> lon, lat = bd09_to_gcj02(120.724824815, 31.890955556)
    >>> round(lon, 8), round(lat, 8)
    (120.71843872, 31.88459951)
    """
    lons, lats = np.asarray(lon, float), np.asarray(lat, float)
    x, y = lons, lats
    for _ in range(_STEPS):
        east, north = _wobble(x, y)
        x, y = lons - east, lats - north
    return _on_earth(lon, x, y)


def _wobble(x: Column, y: Column) -> tuple[Column, Column]:
    """Return the shift in degrees from GCJ-02 to BD-09."""
    z = np.hypot(x, y) + 2e-5 * np.sin(y * _TURN)
    theta = np.arctan2(y, x) + 3e-6 * np.cos(x * _TURN)
    return z * np.cos(theta) + 0.0065 - x, z * np.sin(theta) + 0.006 - y


def _on_earth(model: Degrees, lon: Column, lat: Column) -> tuple[Degrees, Degrees]:
    """Keep on Earth what the wobble, which is meant for China, moved over 180° or a pole."""
    turned = lon - 360.0 * np.round(lon / 360.0)
    return like(model, turned), like(model, np.clip(lat, -90.0, 90.0))
