"""Who is asked for what: least cost, within what is possible, the same every time."""

import itertools
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.assigning import WEIGHTS, Offered, Wanted, assign

NEED = Wanted(1, "elderly", frozenset({"cooking", "nursing"}), 108.5, 28.5)
OFFER = Offered(1, "elderly", frozenset({"cooking"}), 108.5, 28.5, 5_000.0, 1)


def pairs(needs, offers):
    return {pair.need_id: pair.offer_id for pair in assign(needs, offers)}


def test_the_nearest_is_asked():
    near, far = replace(OFFER, id=7, lon=108.501), replace(OFFER, id=2, lon=108.54)
    assert pairs([NEED], [far, near]) == {1: 7}


def test_together_is_better_than_one_after_the_other():
    other = replace(NEED, id=2, lon=108.53)
    between, only_here = replace(OFFER, id=1, lon=108.51), replace(OFFER, id=2, lon=108.47)
    assert pairs([NEED, other], [between, only_here]) == {1: 2, 2: 1}


@pytest.mark.parametrize(
    "change",
    [
        {"category": "culture"},
        {"skills": frozenset({"driving"})},
        {"lon": 109.5},
        {"capacity": 2, "taken": 2},
    ],
    ids=["category", "skills", "distance", "load"],
)
def test_what_does_not_fit_is_never_asked(change):
    assert assign([NEED], [replace(OFFER, **change)]) == []


def test_who_was_asked_is_not_asked_again():
    next_best = replace(OFFER, id=2, lon=108.52)
    assert pairs([replace(NEED, asked=frozenset({1}))], [OFFER, next_best]) == {1: 2}


def test_who_helped_less_and_has_less_to_do_comes_first():
    assert pairs([NEED], [replace(OFFER, helped=3), replace(OFFER, id=2)]) == {1: 2}
    busy = replace(OFFER, capacity=3, taken=2)
    assert pairs([NEED], [busy, replace(OFFER, id=2, capacity=3)]) == {1: 2}


def test_of_equals_the_earlier_offer_is_asked_and_the_older_need_is_seen_to():
    offers = [replace(OFFER, id=number) for number in (9, 4, 6)]
    assert pairs([NEED], offers) == {1: 4}
    assert pairs([replace(NEED, id=number) for number in (8, 3, 5)], [OFFER]) == {3: 1}


def test_the_reasons_add_up_line_by_line():
    (pair,) = assign([NEED], [replace(OFFER, lon=108.51, capacity=4, taken=1, helped=2)])
    assert [reason.criterion for reason in pair.reasons] == list(WEIGHTS)
    assert pair.cost == pytest.approx(sum(each.value * each.weight for each in pair.reasons))
    assert [reason.zh for reason in pair.reasons] == [
        "距离约 1.0 公里",
        "所需 2 项技能中具备 1 项",
        "手上已有 1 项，可同时承接 4 项",
        "近 90 天已承接 2 项（少者优先）",
    ]
    assert pair.reasons[0].en == "about 1.0 km away"


SKILLS = st.frozensets(st.sampled_from(["cooking", "nursing", "law"]), max_size=3)
PLACES = st.floats(108.45, 108.55)


def numbered(strategy, most):
    made = st.lists(strategy, max_size=most)
    return made.map(lambda rows: [replace(row, id=k) for k, row in enumerate(rows, start=1)])


NEEDS = st.builds(
    Wanted, st.just(0), st.sampled_from(["a", "b"]), SKILLS, PLACES, PLACES.map(lambda x: x - 80)
)
OFFERS = st.builds(
    Offered,
    *(st.just(0), st.sampled_from(["a", "b"]), SKILLS, PLACES, PLACES.map(lambda x: x - 80)),
    st.floats(100, 20_000),
    st.integers(1, 3),
    st.integers(0, 3),
    st.integers(0, 5),
)


@settings(deadline=None)
@given(numbered(NEEDS, 6), numbered(OFFERS, 4), st.randoms())
def test_nobody_is_asked_too_much_and_order_does_not_matter(needs, offers, order):
    found = assign(needs, offers)
    assert len({pair.need_id for pair in found}) == len(found)
    for offer in offers:
        asked = sum(pair.offer_id == offer.id for pair in found)
        assert asked <= max(offer.capacity - offer.taken, 0)
    order.shuffle(needs)
    order.shuffle(offers)
    assert assign(needs, offers) == found


@settings(deadline=None, max_examples=40)
@given(numbered(NEEDS, 4), numbered(OFFERS.map(lambda o: replace(o, capacity=1, taken=0)), 4))
def test_nothing_is_better_than_what_was_found(needs, offers):
    single = {
        (need.id, offer.id): pair.cost
        for need, offer in itertools.product(needs, offers)
        for pair in _alone(need, offer, offers)
    }
    waiting = dict(zip([n.id for n in needs], np.linspace(2.5, 2.0, len(needs)), strict=True))

    def price(chosen):
        served = {need for need, _ in chosen}
        alone = sum(cost for need, cost in waiting.items() if need not in served)
        return alone + sum(single[pair] for pair in chosen)

    found = [(pair.need_id, pair.offer_id) for pair in assign(needs, offers)]
    best = min(map(price, _all(needs, offers, single)))
    assert price(found) == pytest.approx(best, abs=1e-5)


def _alone(need, offer, offers):
    # The most that any offer here has helped counts for the history.
    others = [replace(each, category="none") for each in offers if each.id != offer.id]
    return assign([need], [offer, *others])


def _all(needs, offers, possible):
    choices = [[None, *[o.id for o in offers if (n.id, o.id) in possible]] for n in needs]
    for chosen in itertools.product(*choices):
        taken = [each for each in chosen if each is not None]
        if len(set(taken)) == len(taken):
            yield [(n.id, c) for n, c in zip(needs, chosen, strict=True) if c is not None]


def test_three_hundred_needs_and_offers_take_less_than_two_seconds():
    needs = [
        replace(NEED, id=k, lon=108.5 + k % 17 * 1e-3, lat=28.5 + k % 13 * 1e-3) for k in range(300)
    ]
    offers = [
        replace(OFFER, id=k, capacity=5, lon=108.5 + k % 19 * 1e-3, helped=k % 4)
        for k in range(300)
    ]
    begin = time.perf_counter()
    assert len(assign(needs, offers)) == 300
    assert time.perf_counter() - begin < 2.0
