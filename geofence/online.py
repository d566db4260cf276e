"""The provisional answer while pings still come in: a few floats, updated ping by ping."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from geofence.blur import sigma_m
from geofence.chain import filter_step, transitions
from geofence.emissions import emissions_of, log_fit, places_of
from geofence.errors import PingError
from geofence.fences import Site
from geofence.model import Model
from geofence.pings import Pings
from geofence.witness import Witness

__all__ = ["OnlineState", "advance"]

Column = NDArray[np.float64]


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
    model = model or Model()
    new = (ping.t > state.t) & (ping.t > 946_684_800.0)  # a clock before 2000 was never set
    if not new.any():
        return state
    fresh = ping.where(new)
    seconds = np.diff(fresh.t, prepend=state.t or fresh.t[0])
    fits = np.exp(_fits(fresh, seconds, sites, model, first=not state.t)).tolist()
    steps = transitions(seconds, model).reshape(-1, 9).tolist()
    belief = (state.far, state.near, state.inside) if state.t else model.prior
    present = state.present
    for step, fit in zip(steps, fits, strict=True):
        belief = filter_step(belief, step, fit)
        present = belief[2] > model.leave_at if present else belief[2] >= model.enter_at
    return OnlineState(float(fresh.t[-1]), *belief, present)


def _fits(
    pings: Pings, seconds: Column, sites: Sequence[Site], model: Model, *, first: bool
) -> Column:
    """Return the log-likelihoods of new fixes, each worth the time since the one before."""
    since = np.where(np.arange(len(seconds)) == 0, np.inf, seconds) if first else seconds
    sigma = sigma_m(pings, model)
    witness = Witness(
        voice=np.zeros(len(pings)),
        lone=1.0 - np.exp(-2.0 * since / model.correlation_s),
        news=np.tanh(since / (2.0 * model.burst_s)),
        doubt=np.full(len(pings), model.outlier_share),
    )
    density = emissions_of(*places_of(pings, sites), sigma, sites, model).density
    fits = log_fit(density, witness.lone, witness)
    relative: Column = fits - fits.max(axis=1, keepdims=True)
    return relative
