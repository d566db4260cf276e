"""The index answers as a walk over all sites does."""

import numpy as np
import pytest

from geofence.fences import Circle, Corridor, Site
from geofence.index import SiteIndex


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
