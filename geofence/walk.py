"""What a drawing of a walk needs to know of every ping: where, when, how sure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geofence.fences import Site
from geofence.instants import FIRST_PING_S, LAST_PING_S
from geofence.model import Model
from geofence.pings import Pings
from geofence.track import track_of
from geofence.verdict import Evidence

__all__ = ["SILENCE_S", "Walk", "walk_of"]

Column = NDArray[np.float64]

SILENCE_S: Final = 600.0  # s between two pings beyond which no line may join them


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """The pings of one person in order of time, with what was inferred at each.

    Parameters
    ----------
    t : array of float, shape (n,)
        Epoch seconds.
    lon, lat : array of float, shape (n,)
        WGS-84 degrees.
    accuracy_m : array of float, shape (n,)
        As reported; NaN = unknown.
    distance_m : array of float, shape (n,)
        Signed distance to the site that explains the ping best.
    site : array of int, shape (n,)
        Index of that site.
    probability : array of float, shape (n,)
        Of being inside, given everything.
    ignored : array of bool, shape (n,)
        The ping contradicts its neighbours in the middle of a stay.

    Examples
    --------
    >>> Walk.__slots__[0]
    't'
    """

    t: Column
    lon: Column
    lat: Column
    accuracy_m: Column
    distance_m: Column
    site: NDArray[np.intp]
    probability: Column
    ignored: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.t)


def walk_of(
    pings: Pings, sites: Sequence[Site], model: Model, evidence: Sequence[Evidence] = ()
) -> Walk:
    """Infer at each ping what `settle_presence` inferred there.

    Parameters
    ----------
    pings : Pings
        Of one person; those of impossible years are left out.
    sites : sequence of Site
        At least one.
    model : Model
        Constants.
    evidence : sequence of Evidence
        Moments at which the person is known to have been at a site.

    Returns
    -------
    Walk
        Empty if there is no possible ping.

    Raises
    ------
    PingError
        If evidence names an unknown site.

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> pings = Pings.of([1e9, 1e9 + 60], [108.5] * 2, [28.5] * 2, [10, 10], datum="wgs84")
    >>> walk_of(pings, [Site("a", Circle(108.5, 28.5, 100.0), "A")], Model()).probability > 0.9
    array([ True,  True])
    """
    pings = pings.where((pings.t >= FIRST_PING_S) & (pings.t < LAST_PING_S))
    known = sorted(set(evidence))
    if len(pings) == 0:
        no, nowhere = np.empty(0), np.empty(0, dtype=np.intp)
        return Walk(no, no, no, no, no, nowhere, no, np.empty(0, dtype=np.bool_))
    track = track_of(pings, sites, model, known)
    # the track is sorted by time, pings before evidence of the same instant
    times = np.concatenate([pings.t, [item.t.timestamp() for item in known]])
    rows = np.flatnonzero(np.argsort(times, kind="stable") < len(pings))
    site = track.site[rows]
    probability = track.posterior[rows]
    return Walk(
        pings.t,
        pings.lon,
        pings.lat,
        pings.accuracy_m,
        track.distance_m[site, rows],
        site,
        probability,
        track.outlier[rows] & (probability >= 0.5),
    )
