"""What a fix is worth as a witness: errors repeat themselves, and some fixes go astray."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geofence.model import Model

__all__ = ["Witness", "astray", "leaps", "shares", "witnesses"]

Column = NDArray[np.float64]

_LEAP: Final = 4.0  # sigmas that part a fix from both of its neighbours


@dataclass(frozen=True, slots=True, eq=False)
class Witness:
    """How much n fixes count, each between 0 and 1.

    Parameters
    ----------
    voice : array of float, shape (n,)
        Share of an independent fix in the mean of a person at rest.
    lone : array of float, shape (n,)
        Share of an independent fix for one that stands for itself, on the move.
    news : array of float, shape (n,)
        The same for going astray: such errors last less long.
    doubt : array of float, shape (n,)
        Probability that the fix says nothing about the place.

    Examples
    --------
    >>> Witness.__slots__
    ('voice', 'lone', 'news', 'doubt')
    """

    voice: Column
    lone: Column
    news: Column
    doubt: Column


def witnesses(t: Column, x: Column, y: Column, sigma: Column, model: Model) -> Witness:
    """Weigh the fixes of one trace.

    Parameters
    ----------
    t : array of float, shape (n,)
        Epoch seconds, ascending.
    x, y : array of float, shape (n,)
        Metres in one plane.
    sigma : array of float, shape (n,)
        Standard deviation per axis in metres.
    model : Model
        Constants.

    Returns
    -------
    Witness

    Notes
    -----
    Errors are taken as a Gauss-Markov process: neighbours correlate by r = exp(-dt / tau). The mean
    of many fixes is then worth (1 - r) / (1 + r) of independent ones each; one more fix of a known
    track brings 1 - r² (Gelb, Applied Optimal Estimation, 1974, 3.8). A fix that claims to be much
    better than the trace's usual one is doubted more, by the square of its pride: the fixes that
    lie 200 m off are those that report 2 to 9 m.

    Examples
    --------
    >>> t, one = np.array([0.0, 30.0, 60.0]), np.ones(3)
    >>> seen = witnesses(t, one, one, np.array([20.0, 20.0, 5.0]), Model())
    >>> seen.voice.round(2).tolist(), seen.doubt.round(2).tolist()
    ([0.57, 0.15, 0.57], [0.03, 0.03, 0.24])
    """
    lost = astray(t, x, y, sigma, model)
    proud = model.boast * float(np.median(sigma)) if len(sigma) else 0.0
    leap = lost | leaps(x, y, np.maximum(sigma, proud))
    gaps = np.diff(t)
    pride = np.clip(proud / sigma, 1.0, model.boast_limit)
    return Witness(
        voice=np.where(leap, 0.0, shares(np.tanh(gaps / (2.0 * model.correlation_s)))),
        lone=np.where(lost, 0.0, shares(1.0 - np.exp(-2.0 * gaps / model.correlation_s))),
        news=np.where(lost, 0.0, shares(np.tanh(gaps / (2.0 * model.burst_s)))),
        doubt=model.outlier_share * pride**2,
    )


def shares(since: Column) -> Column:
    """Share what every gap between fixes brings among the two at its ends.

    Parameters
    ----------
    since : array of float, shape (n - 1,)
        What a fix is worth, so long after the one before, 0 to 1.

    Returns
    -------
    array of float, shape (n,)
        The same read forwards and backwards; the first and the last are heard for the first time.

    Examples
    --------
    >>> shares(np.array([0.5, 1.0])).tolist()
    [0.75, 0.75, 1.0]
    """
    shared: Column = (np.append(1.0, since) + np.append(since, 1.0)) / 2.0
    return shared


def astray(t: Column, x: Column, y: Column, sigma: Column, model: Model) -> NDArray[np.bool_]:
    """Mark the fixes that leap away and back faster than a person, while their neighbours agree.

    Parameters
    ----------
    t : array of float, shape (n,)
        Epoch seconds, ascending.
    x, y : array of float, shape (n,)
        Metres in one plane.
    sigma : array of float, shape (n,)
        Standard deviation per axis in metres.
    model : Model
        Fastest dash and unhurried walk.

    Returns
    -------
    array of bool, shape (n,)

    Examples
    --------
    >>> t, x = np.array([0.0, 60.0, 120.0]), np.array([0.0, 400.0, 5.0])
    >>> astray(t, x, x * 0, x * 0 + 10.0, Model()).tolist()
    [False, True, False]
    """
    if len(t) < 3:
        return np.zeros(len(t), dtype=bool)
    away = _apart(x, y, 1) - 2.0 * _both(sigma, 1) > model.dash_m_s * np.diff(t)
    near = _apart(x, y, 2) - 2.0 * _both(sigma, 2) <= model.walk_m_s * (t[2:] - t[:-2])
    return np.pad(away[1:] & away[:-1] & near, 1)


def leaps(x: Column, y: Column, sigma: Column) -> NDArray[np.bool_]:
    """Mark the fixes that errors alone do not part from both neighbours, while these agree.

    Parameters
    ----------
    x, y : array of float, shape (n,)
        Metres in one plane.
    sigma : array of float, shape (n,)
        Standard deviation per axis in metres.

    Returns
    -------
    array of bool, shape (n,)

    Examples
    --------
    >>> x = np.array([0.0, 90.0, 5.0])
    >>> leaps(x, x * 0, x * 0 + 10.0).tolist()
    [False, True, False]
    """
    if len(x) < 3:
        return np.zeros(len(x), dtype=bool)
    away = _apart(x, y, 1) > _LEAP * _both(sigma, 1)
    near = _apart(x, y, 2) <= _LEAP * _both(sigma, 2)
    return np.pad(away[1:] & away[:-1] & near, 1)


def _apart(x: Column, y: Column, step: int) -> Column:
    metres: Column = np.hypot(x[step:] - x[:-step], y[step:] - y[:-step])
    return metres


def _both(sigma: Column, step: int) -> Column:
    metres: Column = np.hypot(sigma[step:], sigma[:-step])
    return metres
