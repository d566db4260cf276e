"""A person at rest: fixes that scatter round one place are worth their mean."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geofence.blur import student
from geofence.model import Model

__all__ = ["Rested", "rest", "scatter_fit"]

Column = NDArray[np.float64]

_LEAST: Final = 1e-12  # 1/m2, of a sum of precisions: a fix alone does not divide by nothing


@dataclass(frozen=True, slots=True, eq=False)
class Rested:
    """Fixes after those of a person at rest were replaced by their mean.

    Parameters
    ----------
    x, y : array of float, shape (..., n)
        Metres from the fix to where it is now taken to be; 0 if it was left alone.
    sigma : array of float, shape (..., n)
        Standard deviation per axis.
    worth : array of float, shape (..., n)
        Worth as a witness: a mean is one witness, however many fixes share it.
    calm : array of bool, shape (..., n)
        Whether the fix was replaced.

    Examples
    --------
    >>> Rested.__slots__
    ('x', 'y', 'sigma', 'worth', 'calm')
    """

    x: Column
    y: Column
    sigma: Column
    worth: Column
    calm: NDArray[np.bool_]


def rest(
    t: Column, x: Column, y: Column, sigma: Column, voice: Column, lone: Column, model: Model
) -> Rested:
    """Average the fixes of each moment's neighbourhood where they agree on one place.

    Ten honest fixes 50 m outside a small building say more together than one by one: their mean
    is sharper than any of them. The neighbourhood grows as long as its scatter is explained by the
    errors and its mean stays where it was; whoever moves is left with every fix as it is.

    Parameters
    ----------
    t : array of float, shape (n,)
        Epoch seconds, ascending.
    x, y : array of float, shape (n,)
        Metres in one plane.
    sigma : array of float, shape (..., n)
        Standard deviation per axis in metres, by one or several beliefs about the errors.
    voice : array of float, shape (n,)
        Share of each fix in a mean, 0 to 1; who has none is left alone.
    lone : array of float, shape (n,)
        Worth of each fix that stands for itself.
    model : Model
        Windows, and how much scatter rest allows.

    Returns
    -------
    Rested

    Examples
    --------
    >>> t, one = np.arange(5) * 300.0, np.ones(5)
    >>> calm = rest(t, one, one, one * 20.0, one, one, Model())
    >>> calm.sigma.round(1).tolist(), calm.worth.tolist()
    ([10.2, 10.2, 10.2, 10.2, 10.2], [0.2, 0.2, 0.2, 0.2, 0.2])
    """
    columns = _columns(x, y, sigma, voice)
    open_ = np.broadcast_to(voice > 0.0, sigma.shape)
    calm = np.zeros_like(open_)
    nowhere = np.zeros_like(sigma)
    found = Rested(nowhere, nowhere, sigma, np.broadcast_to(lone, sigma.shape), calm)
    for window_s in model.rest_windows_s:
        voices, total, east, north, square = _windows(t, columns, window_s)
        total = np.maximum(total, _LEAST)
        dx, dy = east / total - x, north / total - y
        scatter = square - (east**2 + north**2) / total
        # of so many voices one is spent on the mean; each of the others scatters by 2 on average
        agree = scatter <= model.rest_scatter * (voices - 1.0)
        agree &= (dx - found.x) ** 2 + (dy - found.y) ** 2 <= model.rest_drift * found.sigma**2
        heard = voices >= model.rest_least
        open_ = open_ & (agree | ~heard)
        now = open_ & heard
        blurred = np.minimum(np.sqrt(1.0 / total + model.rest_room_m**2), sigma)
        found = Rested(
            x=np.where(now, dx, found.x),
            y=np.where(now, dy, found.y),
            sigma=np.where(now, blurred, found.sigma),
            worth=np.where(now, voice / np.maximum(voices, 1.0), found.worth),
            calm=found.calm | now,
        )
    return found


def scatter_fit(
    t: Column, x: Column, y: Column, sigma: Column, voice: Column, model: Model
) -> Column:
    """Tell how well a belief about the errors explains the scatter of fixes round their mean.

    Parameters
    ----------
    t, x, y, sigma, voice, model
        As for `rest`.

    Returns
    -------
    array of float, shape (...)
        Log-likelihood of every fix given its neighbours: most of the time the person rests and
        only errors part them; the rest of the time the person roams.

    Examples
    --------
    >>> t, x = np.arange(8) * 300.0, np.array([0.0, 40.0, -40.0, 10.0, -30.0, 30.0, -10.0, 0.0])
    >>> beliefs = np.array([[5.0], [20.0], [80.0]]) + x * 0.0
    >>> int(scatter_fit(t, x, x[::-1], beliefs, x * 0.0 + 1.0, Model()).argmax())
    1
    """
    own = _columns(x, y, sigma, voice)
    voices, total, east, north, _ = _windows(t, own, model.rest_windows_s[0]) - own
    total = np.maximum(total, _LEAST)
    apart = (x - east / total) ** 2 + (y - north / total) ** 2
    errors = sigma**2 + 1.0 / total + model.rest_room_m**2
    roaming = errors + model.roam_m**2
    fit = model.rest_share * student(apart / errors) / errors
    fit += (1.0 - model.rest_share) * np.exp(-0.5 * apart / roaming) / roaming
    heard = np.where(voices > 0.5, voice, 0.0)  # who has no neighbours has nobody to agree with
    likelihood: Column = (heard * np.log(np.maximum(fit, 1e-12))).sum(axis=-1)
    return likelihood


def _columns(x: Column, y: Column, sigma: Column, voice: Column) -> Column:
    """Return what is summed over a window: voices, precision, its first and second moments."""
    precision = voice / sigma**2
    voices = np.broadcast_to(voice, precision.shape)
    moments = precision * x, precision * y, precision * (x**2 + y**2)
    return np.stack([voices, precision, *moments])


def _windows(t: Column, columns: Column, window_s: float) -> Column:
    """Sum columns over the time round each fix."""
    half = window_s / 2.0
    first, last = np.searchsorted(t, t - half, "left"), np.searchsorted(t, t + half, "right")
    nothing = np.zeros((*columns.shape[:-1], 1))
    sums = np.concatenate([nothing, columns.cumsum(axis=-1)], axis=-1)
    window: Column = sums[..., last] - sums[..., first]
    return window
