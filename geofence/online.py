"""The provisional answer while pings still come in: a few floats, updated ping by ping."""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Final

import numpy as np

from geofence.blur import sigma_m
from geofence.chain import filter_step, transition
from geofence.errors import PingError
from geofence.fences import Site
from geofence.instants import FIRST_PING_S
from geofence.model import Model
from geofence.pings import Pings
from geofence.single import densities_at, fits_of

__all__ = ["OnlineState", "advance"]

_USUAL: Final = Model()


@dataclass(frozen=True, slots=True)
class OnlineState:
    """What is believed after the latest ping.

    Only for the phone's screen: it knows nothing of later pings, so it never pays.

    Parameters
    ----------
    t : float
        Epoch seconds of the latest ping; 0 before the first.
    far, near, inside : float
        Probabilities.
    present : bool
        The provisional answer, with hysteresis between the model's two thresholds.

    Examples
    --------
    >>> OnlineState.from_floats(OnlineState().to_floats()) == OnlineState()
    True
    """

    t: float = 0.0
    far: float = 0.6
    near: float = 0.2
    inside: float = 0.2
    present: bool = False

    def to_floats(self) -> list[float]:
        """Write the state as five numbers, fit for JSON."""
        return [float(value) for value in astuple(self)]

    @classmethod
    def from_floats(cls, values: Sequence[float]) -> "OnlineState":
        """Read what `to_floats` wrote.

        Parameters
        ----------
        values : sequence of float, length 5
            As written.

        Returns
        -------
        OnlineState

        Raises
        ------
        PingError
            If these are not five finite numbers.

        Examples
        --------
        >>> OnlineState.from_floats([0, 0.1, 0.1, 0.8, 1]).present
        True
        """
        if len(values) != 5 or not all(np.isfinite(values)):
            raise PingError("an online state is five finite numbers", "在线状态应为五个有限数")
        t, far, near, inside, present = (float(value) for value in values)
        return cls(t, far, near, inside, present > 0.5)


def advance(
    state: OnlineState, ping: Pings, sites: Sequence[Site], model: Model | None = None
) -> OnlineState:
    """Take one ping more, or a few, into account.

    Parameters
    ----------
    state : OnlineState
        So far.
    ping : Pings
        New fixes; those that are not newer than the state change nothing.
    sites : sequence of Site
        Of the activity.
    model : Model, optional
        Constants.

    Returns
    -------
    OnlineState

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> site = Site("a", Circle(108.5, 28.5, 100.0), "A")
    >>> first = Pings.of([1.7e9], [108.5], [28.5], [10], datum="wgs84")
    >>> state = advance(OnlineState(), first, [site])
    >>> state.present, advance(state, first, [site]) == state
    (True, True)
    """
    model = model or _USUAL
    t, belief = state.t, (state.far, state.near, state.inside) if state.t else model.prior
    present = state.present
    rows = zip(
        *(c.tolist() for c in (ping.t, ping.lon, ping.lat, sigma_m(ping, model))), strict=True
    )
    for at, lon, lat, sigma in rows:
        if at <= max(t, FIRST_PING_S):
            continue
        since = at - t if t else math.inf
        fits = _fits(densities_at(lon, lat, sigma, sites, model), since, model)
        belief = filter_step(belief, transition(at - t if t else 0.0, model), fits)
        present = belief[2] > model.leave_at if present else belief[2] >= model.enter_at
        t = at
    return OnlineState(t, *belief, present) if t != state.t else state


def _fits(densities: Sequence[float], since: float, model: Model) -> tuple[float, float, float]:
    """Return the likelihoods of a new fix, worth the time since the one before."""
    lone = 1.0 - math.exp(-2.0 * since / model.correlation_s)
    news = math.tanh(since / (2.0 * model.burst_s))
    return fits_of(densities, lone, news, model.outlier_share)
