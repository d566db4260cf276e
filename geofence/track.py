"""All that is known of one person in order of time, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geofence.chain import STATES, smooth
from geofence.emissions import emissions_of, sigma_m
from geofence.errors import PingError
from geofence.fences import Site
from geofence.model import Model
from geofence.pings import Pings
from geofence.rest import rest
from geofence.verdict import Evidence, EvidenceKind

__all__ = ["Track", "track_of"]

Column = NDArray[np.float64]

_KNOWN: Final = 1e-6  # how unlikely it is that evidence of a person is wrong
_DEPTH_M: Final = 10.0  # m; how far inside a person counts whom somebody saw there
_ELSEWHERE_M: Final = 1e5  # m; and how far from every other site
_SWITCH: Final = 4.0  # nats of evidence it takes to believe in a change between two sites
_ABSURD: Final = 0.01  # probability below which a fix in the middle of a stay is an outlier
_LEAST_CLAIM: Final = 1e-4  # no single fix speaks louder than this against a site
_REPEATS: Final = 3  # identical fixes in a row that are worth a remark


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """The fixes of one person with all that was inferred, in order of time.

    Parameters
    ----------
    t : array of float, shape (n,)
        Epoch seconds.
    distance_m : array of float, shape (m, n)
        Signed distance to every site.
    doubt_m : array of float, shape (n,)
        How far outside a fix may lie and still be "at the site" for a silence.
    posterior : array of float, shape (n,)
        Probability of being inside, given everything.
    site : array of int, shape (n,)
        The site that explains the fix best.
    repeat, outlier, farewell : array of bool, shape (n,)
        The fix repeats the one before; it contradicts its neighbours; it is a check-out.

    Examples
    --------
    >>> Track.__slots__[0]
    't'
    """

    t: Column
    distance_m: Column
    doubt_m: Column
    posterior: Column
    site: NDArray[np.intp]
    repeat: NDArray[np.bool_]
    outlier: NDArray[np.bool_]
    farewell: NDArray[np.bool_]


def track_of(
    pings: Pings, sites: Sequence[Site], model: Model, evidence: Sequence[Evidence]
) -> Track:
    """Infer at each fix how likely the person was inside, given all fixes and evidence.

    Parameters
    ----------
    pings : Pings
        n fixes; may be empty if there is evidence.
    sites : sequence of Site
        At least one.
    model : Model
        Constants.
    evidence : sequence of Evidence
        Sorted.

    Returns
    -------
    Track
        Of fixes and evidence together, in order of time.

    Raises
    ------
    PingError
        If evidence names an unknown site.

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> pings = Pings.of([0, 60], [108.5, 108.5], [28.5, 28.5], [10, 10], datum="wgs84")
    >>> track_of(pings, [Site("a", Circle(108.5, 28.5, 100.0), "A")], Model(), []).posterior > 0.9
    array([ True,  True])
    """
    ours, theirs = _seen(pings, sites, model), _known(evidence, sites, model)
    order = np.argsort(np.concatenate([ours["t"], theirs["t"]]), kind="stable")
    both = {
        name: np.concatenate([column, theirs[name]], axis=-1)[..., order]
        for name, column in ours.items()
    }
    log_fit, claim = both.pop("log_fit"), both.pop("claim")
    posterior = smooth(log_fit.T, np.diff(both["t"]), model)[:, STATES.index("inside")]
    return Track(posterior=posterior, site=_best_sites(claim), **both)


def _seen(pings: Pings, sites: Sequence[Site], model: Model) -> dict[str, Any]:
    """Return columns of the fixes; what differs from site to site or state to state as rows."""
    sigma, weight = sigma_m(pings, model), _weights(pings.t, model)
    calm = rest(pings.t, pings.lon, pings.lat, sigma, weight, model)
    fits = emissions_of(calm.lon, calm.lat, calm.sigma_m, sites, model)
    doubt = np.where(np.isnan(pings.accuracy_m), 0.0, pings.accuracy_m)
    return {
        "t": pings.t,
        "distance_m": np.stack([s.fence.signed_distance_m(pings.lon, pings.lat) for s in sites]),
        "doubt_m": np.clip(doubt, model.silence_near_m, model.silence_reach_m),
        "log_fit": (fits.log_density * calm.weight[:, None]).T,
        "claim": np.log(np.maximum(fits.inside, _LEAST_CLAIM)) * calm.weight,
        "repeat": _repeats(pings),
        "outlier": fits.inside.max(axis=0) < _ABSURD,
        "farewell": np.zeros(len(pings), dtype=bool),
    }


def _known(evidence: Sequence[Evidence], sites: Sequence[Site], model: Model) -> dict[str, Any]:
    """Return the same columns for evidence."""
    index = {site.site_id: row for row, site in enumerate(sites)}
    distance = np.full((len(sites), len(evidence)), _ELSEWHERE_M)
    for k, item in enumerate(evidence):
        if item.site_id not in index:
            raise PingError(
                f"evidence names the unknown site {item.site_id!r}",
                f"凭证中的地点 {item.site_id!r} 不存在",
                where=f"evidence {k}",
            )
        distance[index[item.site_id], k] = -_DEPTH_M
    never = np.zeros(len(evidence), dtype=bool)
    farewell = [item.kind is EvidenceKind.CHECK_OUT for item in evidence]
    return {
        "t": np.array([item.t.timestamp() for item in evidence]),
        "distance_m": distance,
        "doubt_m": np.full(len(evidence), model.silence_near_m),
        "log_fit": np.tile(np.log([[_KNOWN], [_KNOWN], [1.0]]), len(evidence)),
        "claim": np.where(distance < 0.0, 0.0, np.log(_KNOWN)),
        "repeat": never,
        "outlier": never,
        "farewell": np.array(farewell, dtype=bool),
    }


def _weights(t: Column, model: Model) -> Column:
    """Return the worth of each fix as a witness: errors persist, so close fixes share a voice.

    Half of the time since the fix before and half of that until the next, in correlation times:
    the same read forwards and backwards.
    """
    gaps = np.minimum(np.diff(t) / model.correlation_s, 1.0)
    before, after = np.concatenate([[1.0], gaps]), np.concatenate([gaps, [1.0]])
    weights: Column = (before + after)[: len(t)] / 2.0
    return weights


def _best_sites(claim: Column) -> NDArray[np.intp]:
    """Return the most plausible sequence of sites: Viterbi with one price for any change."""
    sites, length = claim.shape
    if sites == 1:
        return np.zeros(length, dtype=np.intp)
    best, back = np.zeros(sites), np.empty((length, sites), dtype=np.intp)
    stay = np.arange(sites)
    for k, gain in enumerate(claim.T):
        leader = int(best.argmax())
        change = best < best[leader] - _SWITCH
        back[k] = np.where(change, leader, stay)
        best = np.where(change, best[leader] - _SWITCH, best) + gain
    path = np.empty(length, dtype=np.intp)
    at = int(best.argmax())
    for k in range(length - 1, -1, -1):
        path[k] = at
        at = int(back[k, at])
    return path


def _repeats(pings: Pings) -> NDArray[np.bool_]:
    """Mark the fixes that end a row of identical positions."""
    repeats = np.zeros(len(pings), dtype=bool)
    if len(pings) >= _REPEATS:
        same = (np.diff(pings.lon) == 0.0) & (np.diff(pings.lat) == 0.0)
        windows = np.lib.stride_tricks.sliding_window_view(same, _REPEATS - 1)
        repeats[_REPEATS - 1 :] = windows.all(axis=1)
    return repeats
