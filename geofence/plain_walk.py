"""A walk as plain values, ready for JSON: pings with their probability, and what codes mean."""

import itertools
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geofence.fences import Site
from geofence.instants import instant_of
from geofence.plain import plain_instant
from geofence.verdict import Evidence
from geofence.walk import SILENCE_S, Walk
from geofence.words import EVIDENCE, REASONS, RULES, Phrase

__all__ = ["MOST_PINGS", "plain_evidence", "plain_phrases", "plain_walk", "thinned"]

MOST_PINGS: Final = 2_000  # that a screen is sent
_KEPT: Final = 4  # of each stretch: its first, its least and most likely inside, its farthest


def plain_walk(walk: Walk, sites: Sequence[Site], most: int = MOST_PINGS) -> dict[str, Any]:
    """Write what was inferred at each ping, thinned if there are too many to draw.

    Parameters
    ----------
    walk : Walk
        May be empty.
    sites : sequence of Site
        Those that the walk was inferred with.
    most : int
        Pings that are written at most.

    Returns
    -------
    dict
        "pings" in order of time; "total", how many there are; "silence_seconds", beyond which
        no line may join two of them.

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> from geofence.model import Model
    >>> from geofence.pings import Pings
    >>> from geofence.walk import walk_of
    >>> sites = [Site("a", Circle(108.5, 28.5, 100.0), "A")]
    >>> pings = Pings.of([1e9, 1e9 + 60], [108.5] * 2, [28.5] * 2, [10, None], datum="wgs84")
    >>> shown = plain_walk(walk_of(pings, sites, Model()), sites)
    >>> [(each["t"], each["accuracy"], each["site"]) for each in shown["pings"]]
    [('2001-09-09T01:46:40Z', 10.0, 'a'), ('2001-09-09T01:47:40Z', None, 'a')]
    """
    return {
        "pings": [_ping(walk, sites, int(row)) for row in thinned(walk, most)],
        "total": len(walk),
        "silence_seconds": int(SILENCE_S),
    }


def thinned(walk: Walk, most: int) -> NDArray[np.intp]:
    """Choose the pings that a drawing may not do without.

    Parameters
    ----------
    walk : Walk
        May be empty.
    most : int
        How many at most; at least 8.

    Returns
    -------
    array of int
        Rows, rising: all, or of equal stretches the first ping, the least and the most likely to
        be inside and the one farthest out, and of the whole the last.

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> from geofence.model import Model
    >>> from geofence.pings import Pings
    >>> from geofence.walk import walk_of
    >>> t, lon = [1e9 + 10 * k for k in range(100)], [108.5] * 100
    >>> lon[50] = 108.51
    >>> pings = Pings.of(t, lon, [28.5] * 100, [10] * 100, datum="wgs84")
    >>> walk = walk_of(pings, [Site("a", Circle(108.5, 28.5, 100.0), "A")], Model())
    >>> rows = thinned(walk, 20)
    >>> len(rows) <= 20, 0 in rows, 50 in rows, 99 in rows
    (True, True, True, True)
    """
    count = len(walk)
    if count <= most:
        return np.arange(count)
    edges = np.linspace(0, count, max((most - 1) // _KEPT, 1) + 1).astype(np.intp)
    kept = {count - 1}
    for first, last in itertools.pairwise(edges):
        probability = walk.probability[first:last]
        kept |= {int(first), int(first + probability.argmin()), int(first + probability.argmax())}
        kept.add(int(first + walk.distance_m[first:last].argmax()))
    return np.array(sorted(kept), dtype=np.intp)


def plain_evidence(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    """Write what besides the pings shows that a person was there.

    Parameters
    ----------
    evidence : iterable of Evidence
        As settled.

    Returns
    -------
    list of dict
        Instant, kind, site, and the kind in words.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> nine = datetime(2026, 5, 1, 9, tzinfo=UTC)
    >>> plain_evidence([Evidence(nine, "code", "a")])[0]["t"]
    '2026-05-01T09:00:00Z'
    """
    return [
        {
            "t": plain_instant(each.t),
            "kind": each.kind.value,
            "site": each.site_id,
            **_said(EVIDENCE[each.kind]),
        }
        for each in evidence
    ]


def plain_phrases(codes: Iterable[str]) -> dict[str, dict[str, str]]:
    """Write what reasons and rules mean.

    Parameters
    ----------
    codes : iterable of str
        Of reasons or of rules; those that nobody knows are left out.

    Returns
    -------
    dict
        Chinese and English, by code.

    Examples
    --------
    >>> sorted(plain_phrases(["BREAK_DECLARED", "slot_window", "?"]))
    ['BREAK_DECLARED', 'slot_window']
    """
    known: dict[str, Phrase] = {reason.value: said for reason, said in REASONS.items()}
    known |= RULES
    return {code: _said(known[code]) for code in sorted(set(codes)) if code in known}


def _ping(walk: Walk, sites: Sequence[Site], row: int) -> dict[str, Any]:
    accuracy = float(walk.accuracy_m[row])
    return {
        "t": plain_instant(instant_of(float(walk.t[row]))),
        "longitude": round(float(walk.lon[row]), 7),
        "latitude": round(float(walk.lat[row]), 7),
        "accuracy": None if np.isnan(accuracy) else round(accuracy, 1),
        "probability": round(float(walk.probability[row]), 4),
        "distance_m": round(float(walk.distance_m[row]), 1),
        "site": sites[int(walk.site[row])].site_id,
        "ignored": bool(walk.ignored[row]),
    }


def _said(phrase: Phrase) -> dict[str, str]:
    return {"zh": phrase.zh, "en": phrase.en}
