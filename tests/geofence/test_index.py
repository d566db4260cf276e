"""The index answers as a walk over all sites does."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geofence.cells import Cells
from geofence.fences import AnyOf, Circle, Corridor, Polygon, Site
from geofence.index import SiteIndex
from geofence.projection import Plane


@pytest.fixture(scope="module")
def sites():
    draw = np.random.default_rng(7)
    centres = draw.uniform([108.3, 28.4], [108.7, 28.8], (300, 2)).tolist()
    circles = [Circle(lon, lat, 50.0 + 10.0 * k) for k, (lon, lat) in enumerate(centres)]
    river = Corridor(((108.3, 28.4), (108.7, 28.8)), 200.0)
    return tuple(Site(f"s{k}", fence) for k, fence in enumerate((*circles, river)))


@pytest.fixture(scope="module")
def index(sites):
    return SiteIndex(sites)


@pytest.fixture(scope="module")
def places():
    return np.random.default_rng(8).uniform([108.2, 28.3], [108.8, 28.9], (400, 2)).T


def test_covering_finds_what_a_walk_finds(sites, index, places):
    inside = np.array([site.fence.contains(*places) for site in sites]).T
    assert index.covering(*places).tolist() == np.argwhere(inside).tolist()
    for row, (lon, lat) in enumerate(places.T[:40].tolist()):
        assert index.covering(lon, lat) == tuple(np.flatnonzero(inside[row]).tolist())


@pytest.mark.parametrize("limit", [1, 3, 500])
def test_nearest_finds_what_a_walk_finds(sites, index, places, limit):
    far = [[-70.0, -30.0], [108.5, 84.0], [-179.0, 10.0]]
    for lon, lat in [*places.T[:40].tolist(), *far]:
        every = sorted((s.fence.signed_distance_m(lon, lat), k) for k, s in enumerate(sites))
        assert index.nearest(lon, lat, limit) == tuple((k, d) for d, k in every[:limit])


def test_on_the_edge_is_inside():
    circle = Circle(108.5, 28.5, 100.0)
    lon, lat = circle.plane.to_lonlat(100.0, 0.0)
    assert circle.plane.to_xy(108.5, 28.5) == (0.0, 0.0)
    assert SiteIndex([Site("a", circle)]).covering(lon, lat) == (0,)


def test_across_the_antimeridian():
    index = SiteIndex([Site("a", Circle(179.9999, 0.0, 100.0)), Site("b", Circle(0.0, 0.0, 9.0))])
    assert index.covering(-179.9999, 0.0) == (0,)
    assert index.nearest(-179.9, 0.0)[0][0] == 0
    assert index.nearest(-0.1, 0.0)[0][0] == 1


def test_no_sites_and_no_limit():
    empty = SiteIndex([])
    assert empty.covering(108.5, 28.5) == ()
    assert empty.covering(np.array([108.5]), np.array([28.5])).shape == (0, 2)
    assert empty.nearest(108.5, 28.5, 3) == ()
    assert SiteIndex([Site("a", Circle(108.5, 28.5, 1.0))]).nearest(108.5, 28.5, 0) == ()


# --- properties: any fences, anywhere --------------------------------------------------------

anywhere = st.one_of(
    st.tuples(st.floats(108.4, 108.6), st.floats(28.4, 28.6)),
    st.tuples(st.floats(179.9, 180.0), st.floats(-0.1, 0.1)),
    st.tuples(st.floats(-180.0, -179.9), st.floats(-0.1, 0.1)),
    st.tuples(st.floats(-180.0, 180.0), st.floats(89.0, 90.0)),
    st.tuples(st.floats(-180.0, 180.0), st.floats(-90.0, -89.0)),
    st.tuples(st.floats(-180.0, 180.0), st.floats(-85.0, 85.0)),
)
sizes = st.floats(1.0, 20_000.0)


steps = st.integers(-8, 8).map(lambda step: step / 8.0)


@st.composite
def simple(draw, here=None):
    """Draw a fence that is not made of others."""
    here = here or Plane(*draw(anywhere))
    kind = draw(st.sampled_from(["circle", "polygon", "corridor"]))
    size = draw(sizes)
    if kind == "circle" or abs(here.lat) > 80.0:
        return Circle(here.lon, here.lat, size)
    if kind == "corridor":
        bends = st.lists(st.tuples(steps, steps), min_size=2, max_size=9, unique=True)
        shape = np.array(draw(bends)).T * size
    else:
        radii = np.array(draw(st.lists(st.floats(0.1, 1.0), min_size=3, max_size=90)))
        turn = np.linspace(0.0, 2.0 * math.pi, len(radii), endpoint=False)
        shape = np.stack([radii * np.cos(turn), radii * np.sin(turn)]) * size
    lon, lat = here.to_lonlat(*shape)
    lon = here.lon + (lon - here.lon + 180.0) % 360.0 - 180.0
    line = [*zip(lon.tolist(), lat.tolist(), strict=True)]
    if kind == "corridor":
        return Corridor(tuple(line), draw(st.floats(1.0, 500.0)))
    return Polygon((((*line, line[0]),),))


@st.composite
def unions(draw):
    """Draw a few fences of one neighbourhood as one."""
    here = Plane(*draw(anywhere.filter(lambda at: abs(at[1]) < 80.0)))
    lon, lat = here.to_lonlat(*draw(st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))))
    return AnyOf((draw(simple(here)), draw(simple(Plane(lon, lat))), draw(simple(here))))


many = st.lists(simple() | unions(), max_size=6).map(
    lambda some: tuple(Site(str(k), fence) for k, fence in enumerate(some))
)


def asked(sites, seed):
    """Draw positions in, on and round the fences, their corners among them, and elsewhere."""
    draw = np.random.default_rng(seed)
    spread = [np.stack([draw.uniform(-180, 180, 20), draw.uniform(-90, 90, 20)])]
    for site in sites:
        west, south, east, north = site.fence.bounds
        low, high = max(-90.0, south), min(90.0, north)
        spread.append(np.stack([draw.uniform(west, east, 20), draw.uniform(low, high, 20)]))
        spread.extend(np.array(part[0]).T for part in getattr(site.fence, "parts", ()))
    lon, lat = np.concatenate(spread, axis=1)
    return np.where(np.abs(lon) > 180.0, lon - 360.0 * np.rint(lon / 360.0), lon), lat


@given(many, st.integers(0, 2**32 - 1))
def test_covering_is_what_every_fence_says(sites, seed):
    lon, lat = asked(sites, seed)
    inside = np.array([site.fence.contains(lon, lat) for site in sites]).reshape(-1, len(lon)).T
    index = SiteIndex(sites)
    found = index.covering(lon, lat)
    assert found.tolist() == np.argwhere(inside).tolist()
    rows = zip(lon.tolist(), lat.tolist(), strict=True)
    one_by_one = [(row, site) for row, at in enumerate(rows) for site in index.covering(*at)]
    assert [tuple(pair) for pair in found.tolist()] == one_by_one


@given(many, anywhere, st.integers(1, 9))
def test_nearest_is_what_every_fence_says(sites, at, limit):
    every = sorted((site.fence.signed_distance_m(*at), k) for k, site in enumerate(sites))
    wanted = tuple((k, metres) for metres, k in every[:limit])
    assert SiteIndex(sites).nearest(*at, limit) == wanted


def test_a_fence_of_many_edges_among_many_positions_is_exact():
    turn = np.linspace(0.0, 2.0 * np.pi, 400, endpoint=False)
    here = Plane(108.5, 28.5)
    radius = 5000.0 + 800.0 * np.sin(9.0 * turn)
    lon, lat = here.to_lonlat(radius * np.cos(turn), radius * np.sin(turn))
    ring = [*zip(lon.tolist(), lat.tolist(), strict=True)]
    fence = Polygon((((*ring, ring[0]),),))
    draw = np.random.default_rng(3)
    lon = np.concatenate([lon, draw.uniform(108.43, 108.57, 5000)])
    lat = np.concatenate([lat, draw.uniform(28.43, 28.57, 5000)])
    found = SiteIndex([Site("a", fence)]).covering(lon, lat)
    assert found[:, 0].tolist() == np.flatnonzero(fence.contains(lon, lat)).tolist()
    assert found[:400, 0].tolist() == list(range(400))  # every corner is on the edge


def test_what_is_no_position_is_covered_by_nothing():
    index = SiteIndex([Site("a", Circle(108.5, 28.5, 1e4)), Site("pole", Circle(0.0, 90.0, 1e4))])
    strange = np.array([np.nan, np.inf, -np.inf])
    assert index.covering(strange, np.full(3, 28.5)).shape == (0, 2)
    assert index.covering(np.full(3, 108.5), strange).shape == (0, 2)
    assert [index.covering(lon, 28.5) for lon in strange.tolist()] == [()] * 3
    assert [index.covering(108.5, lat) for lat in strange.tolist()] == [()] * 3


def test_a_fence_at_the_pole_is_found_from_all_sides():
    index = SiteIndex([Site("a", Circle(10.0, 89.9999, 100.0))])
    assert [index.covering(lon, 89.9999) for lon in (-170.0, -80.0, 10.0, 100.0)] == [(0,)] * 4
    assert index.covering(-170.0, 89.999) == ()


def test_a_turn_of_the_earth_finds_the_same():
    index = SiteIndex([Site("a", Circle(108.5, 28.5, 100.0))])
    assert [index.covering(108.5 + turn, 28.5) for turn in (-360.0, 360.0)] == [(0,), (0,)]


@given(st.integers(0, 2**32 - 1), st.integers(1, 60))
def test_cells_find_the_boxes_that_hold_a_position(seed, count):
    draw = np.random.default_rng(seed)
    west, south = draw.uniform(-185.0, 180.0, count), draw.uniform(-90.0, 90.0, count)
    size = 10.0 ** draw.uniform(-6.0, 2.3, count)
    boxes = np.stack([west, south, west + size, south + size * draw.uniform(0, 1, count)], axis=1)
    lon, lat = draw.uniform(-180.0, 180.0, 200), draw.uniform(-90.0, 90.0, 200)
    lon[:count], lat[:count] = boxes[:, 0], boxes[:, 1]
    middle, half = (boxes[:, :2] + boxes[:, 2:]) / 2.0, (boxes[:, 2:] - boxes[:, :2]) / 2.0
    away = lon[:, None] - middle[:, 0]
    away -= 360.0 * np.rint(away / 360.0)
    held = (np.abs(away) <= half[:, 0]) & (np.abs(lat[:, None] - middle[:, 1]) <= half[:, 1])
    cells = Cells(boxes)
    rows, numbers = cells.pairs(lon, lat)
    found = set(zip(rows.tolist(), numbers.tolist(), strict=True))
    wanted = {tuple(pair) for pair in np.argwhere(held).tolist()}
    # a box's own corner may fall to either side by rounding: nothing else may differ
    assert {pair for pair in found ^ wanted if pair[0] >= count} == set()
    for row, at in enumerate(zip(lon.tolist(), lat.tolist(), strict=True)):
        assert cells.at(*at) == sorted(number for r, number in found if r == row)
