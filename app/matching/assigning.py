"""Which team is best asked for which need: an assignment of least cost, and why.

The cost of a pair is a weighted sum of four figures between 0 and 1. All needs are assigned at once
(H. W. Kuhn 1955, solved as by D. F. Crouse 2016 in scipy): the team that is nearest to one need may
be the only one for another. A team that can see to several stands in several columns, each later
one dearer, which spreads the work; a need may stay without a team, at a price that every possible
pair is below.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from geofence.projection import distance_m

WEIGHTS = {"distance": 0.4, "skills": 0.25, "load": 0.2, "history": 0.15}
AXES = ("lon", "lat")
COLUMNS = 3  # of one team in one assignment; it is asked again in the next
_NOBODY, _IMPOSSIBLE = 2.0, 1e6
_TIE = 1e-9  # of two that are equal the earlier offer is asked

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A need as it is matched."""

    id: int
    category: str
    skills: frozenset[str]
    lon: float
    lat: float
    asked: frozenset[int] = frozenset()  # offers that were asked already


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer as it is matched."""

    id: int
    category: str
    skills: frozenset[str]
    lon: float
    lat: float
    radius_m: float
    capacity: int
    taken: int = 0  # needs that it has been given or is asked about
    helped: int = 0  # needs that it saw to lately


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of why a team is asked."""

    criterion: str
    value: float  # 0 is best, 1 is worst
    weight: float
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A need and the team that is to be asked."""

    need_id: int
    offer_id: int
    cost: float
    reasons: tuple[Reason, ...]


def assign(needs: Sequence[Wanted], offers: Sequence[Offered]) -> list[Pair]:
    """Return who is asked for what, at the least cost together; the same input, the same answer."""
    needs = sorted(needs, key=lambda each: each.id)
    offers = sorted((each for each in offers if _room(each)), key=lambda each: each.id)
    if not needs or not offers:
        return []
    # One column for each need that an offer has room for, each dearer than the one before.
    whose = np.repeat(np.arange(len(offers)), [_room(each) for each in offers])
    nth = np.concatenate([np.arange(_room(each)) for each in offers])
    far, lacking = _distances(needs, offers), _lacking(needs, offers)
    figures = _figures(far, lacking, offers, whose, nth)
    costs = sum(WEIGHTS[name] * values for name, values in figures.items())
    possible = _possible(far, lacking, needs, offers)[:, whose]
    with_ties = np.where(possible, costs + _TIE * np.arange(len(whose)), _IMPOSSIBLE)
    rows, chosen = linear_sum_assignment(np.hstack([with_ties, _nobody(len(needs))]))
    return [
        _pair(needs[row], offers[whose[column]], _at(figures, row, column))
        for row, column in zip(rows.tolist(), chosen.tolist(), strict=True)
        if column < len(whose)
    ]


def _room(offer: Offered) -> int:
    return max(min(offer.capacity - offer.taken, COLUMNS), 0)


def _nobody(count: int) -> Matrix:
    """Return the price of staying without; who has waited longest is the last to pay it."""
    prices = np.full((count, count), _IMPOSSIBLE)
    np.fill_diagonal(prices, _NOBODY + np.linspace(0.5, 0.0, count))
    return prices


def _at(figures: dict[str, Matrix], row: int, column: int) -> dict[str, float]:
    return {name: float(values[row, column]) for name, values in figures.items()}


def _possible(
    far: Matrix, lacking: Matrix, needs: Sequence[Wanted], offers: Sequence[Offered]
) -> NDArray[np.bool_]:
    fits = [
        [need.category == offer.category and offer.id not in need.asked for offer in offers]
        for need in needs
    ]
    reach = np.array([offer.radius_m for offer in offers])
    found: NDArray[np.bool_] = np.array(fits) & (far <= reach) & (lacking < 1.0)
    return found


def _figures(
    far: Matrix,
    lacking: Matrix,
    offers: Sequence[Offered],
    whose: NDArray[np.int64],
    nth: NDArray[np.int64],
) -> dict[str, Matrix]:
    reach, capacity, taken, helped = (
        np.array([float(getattr(offer, name)) for offer in offers])
        for name in ("radius_m", "capacity", "taken", "helped")
    )
    shape = (len(far), len(whose))
    return {
        "distance": np.minimum(far / reach, 1.0)[:, whose],
        "skills": lacking[:, whose],
        "load": np.broadcast_to((taken[whose] + nth) / capacity[whose], shape),
        # Who has helped most lately is asked last: the work is shared.
        "history": np.broadcast_to((helped / max(helped.max(), 1.0))[whose], shape),
    }


def _distances(needs: Sequence[Wanted], offers: Sequence[Offered]) -> Matrix:
    shape = (len(needs), len(offers))
    here = [np.repeat([getattr(need, axis) for need in needs], len(offers)) for axis in AXES]
    there = [np.tile([getattr(offer, axis) for offer in offers], len(needs)) for axis in AXES]
    return np.asarray(distance_m(*here, *there), dtype=np.float64).reshape(shape)


def _lacking(needs: Sequence[Wanted], offers: Sequence[Offered]) -> Matrix:
    """Return which share of the skills that a need wants each offer lacks."""
    wanted = [(need.skills, max(len(need.skills), 1)) for need in needs]
    return np.array(
        [[len(skills - offer.skills) / count for offer in offers] for skills, count in wanted]
    )


def _pair(need: Wanted, offer: Offered, values: dict[str, float]) -> Pair:
    far = values["distance"] * offer.radius_m / 1000.0
    shared = len(need.skills & offer.skills)
    busy = round(values["load"] * offer.capacity)
    skills = (
        f"所需 {len(need.skills)} 项技能中具备 {shared} 项",
        f"{shared} of the {len(need.skills)} skills that are wanted",
    )
    words = {
        "distance": (f"距离约 {far:.1f} 公里", f"about {far:.1f} km away"),
        "skills": skills if need.skills else ("不要求特定技能", "no skill is wanted"),
        "load": (
            f"手上已有 {busy} 项，可同时承接 {offer.capacity} 项",
            f"has {busy} at hand, of {offer.capacity} at a time",
        ),
        "history": (
            f"近 90 天已承接 {offer.helped} 项（少者优先）",
            f"saw to {offer.helped} in 90 days (who had fewer comes first)",
        ),
    }
    reasons = tuple(
        Reason(name, round(values[name], 4), WEIGHTS[name], zh, en)
        for name, (zh, en) in words.items()
    )
    return Pair(need.id, offer.id, sum(each.value * each.weight for each in reasons), reasons)
