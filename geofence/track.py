"""All that is known of one person in order of time, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geofence.blur import sigma_m
from geofence.chain import STATES, smooth
from geofence.emissions import emissions_of, log_fit, places_of
from geofence.errors import PingError
from geofence.fences import Site
from geofence.model import Model
from geofence.pings import Pings
from geofence.rest import rest, scatter_fit
from geofence.verdict import Evidence, EvidenceKind
from geofence.witness import Witness, witnesses

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
    x, y : array of float, shape (n,)
        Metres in one plane; NaN for evidence, whose place is not known so well.
    sigma : array of float, shape (n,)
        Standard deviation per axis in metres.
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
    x: Column
    y: Column
    sigma: Column
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
    ours = _seen(pings, sites, model)
    scatter = ours.pop("scatter")
    theirs = _known(evidence, sites, model, len(scatter))
    order = np.argsort(np.concatenate([ours["t"], theirs["t"]]), kind="stable")
    both = {
        name: np.concatenate([column, theirs[name]], axis=-1)[..., order]
        for name, column in ours.items()
    }
    fits = np.moveaxis(both.pop("log_fit"), 0, -1)
    calm = both.pop("calm")
    seconds = np.diff(both["t"]) * np.where(calm[:, 1:] & calm[:, :-1], model.rest_moves, 1.0)
    posterior, evident = smooth(fits, seconds, model)
    # Whether phones are proud shows in how fixes scatter; where they lie tells less, because the
    # chain takes the places within a state as drawn anew with every fix. A mean weighs less than
    # its fixes, so the same sum prefers a belief under which the person rests: errors that
    # persist make scatter look small, and only rest tells them from walking about. How strong
    # that preference is depends on the unit of the densities: they are told per smallest site,
    # for per square metre it is loud enough to drown what the scatter says.
    belief = scatter + model.place_vote * evident
    belief = np.exp(belief - belief.max())
    inside = belief @ posterior[:, :, STATES.index("inside")] / belief.sum()
    return Track(posterior=inside, site=_best_sites(both.pop("claim")), **both)


def _seen(pings: Pings, sites: Sequence[Site], model: Model) -> dict[str, Any]:
    """Return columns of the fixes; what differs by site, state or belief as rows."""
    sigma = sigma_m(pings, model)
    places = places_of(pings, sites)
    x, y = (_centred(place[0]) for place in places)
    witness = witnesses(pings.t, x, y, sigma, model)
    scatter, sigmas, solid = _beliefs(pings.t, x, y, sigma, witness, model)
    still = pings.t, x, y, solid, witness.voice
    calm = rest(*still, witness.lone, model)
    spread = np.where(calm.calm, calm.sigma, sigmas)
    moved = places[0][:, None] + calm.x, places[1][:, None] + calm.y
    fits = emissions_of(*moved, spread, sites, model)
    best = int(scatter.argmax())
    return {
        "t": pings.t,
        "x": x,
        "y": y,
        "sigma": sigma,
        "distance_m": _distances(places, sites),
        "calm": calm.calm,
        "doubt_m": _doubts(pings, model),
        "log_fit": np.moveaxis(
            log_fit(fits.density * model.least_area_m2, calm.worth, witness), -1, 0
        ),
        "claim": np.log(np.maximum(fits.inside[:, best], _LEAST_CLAIM)) * calm.worth[best],
        "scatter": scatter,
        "repeat": _repeats(pings),
        "outlier": fits.inside[:, best].max(axis=0) < _ABSURD,
        "farewell": np.zeros(len(pings), dtype=bool),
    }


def _beliefs(
    t: Column, x: Column, y: Column, sigma: Column, witness: Witness, model: Model
) -> tuple[Column, Column, Column]:
    """Return log-likelihoods of what the errors may be like, errors, and errors fit for means.

    What the scatter of the fixes refutes is left out: nobody asks it for the place.
    """
    scales = np.array([[scale] for scale, _ in model.error_scales])
    sigmas = np.maximum(scales * sigma, model.least_sigma_m)
    usual = np.median(sigmas, axis=1, keepdims=True) if len(t) else 0.0
    solid = np.maximum(sigmas, model.boast * usual)  # the proudest do not get the loudest voice
    scatter = scatter_fit(t, x, y, solid, witness.voice, model)
    scatter += np.log([share for _, share in model.error_scales])
    kept = scatter >= scatter.max() - model.refuted
    return scatter[kept], sigmas[kept], solid[kept]


def _centred(column: Column) -> Column:
    """Shift a column so that sums of squares stay small."""
    return column - np.median(column) if len(column) else column


def _distances(places: tuple[Column, Column], sites: Sequence[Site]) -> Column:
    rows = zip(sites, *places, strict=True)
    return np.stack([site.fence.signed_distance_xy_m(x, y) for site, x, y in rows])


def _doubts(pings: Pings, model: Model) -> Column:
    reported = np.where(np.isnan(pings.accuracy_m), 0.0, pings.accuracy_m)
    return np.clip(reported, model.silence_near_m, model.silence_reach_m)


def _known(
    evidence: Sequence[Evidence], sites: Sequence[Site], model: Model, beliefs: int
) -> dict[str, Any]:
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
    nowhere, never = np.full(len(evidence), np.nan), np.zeros(len(evidence), dtype=bool)
    certain = np.log([_KNOWN, _KNOWN, 1.0])[:, None, None]
    farewell = [item.kind is EvidenceKind.CHECK_OUT for item in evidence]
    return {
        "t": np.array([item.t.timestamp() for item in evidence]),
        "x": nowhere,
        "y": nowhere,
        "sigma": nowhere,
        "distance_m": distance,
        "calm": np.ones((beliefs, len(evidence)), dtype=bool),
        "doubt_m": np.full(len(evidence), model.silence_near_m),
        "log_fit": np.broadcast_to(certain, (3, beliefs, len(evidence))),
        "claim": np.where(distance < 0.0, 0.0, np.log(_KNOWN)),
        "repeat": never,
        "outlier": never,
        "farewell": np.array(farewell, dtype=bool),
    }


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
