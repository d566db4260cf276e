"""The drawings of a walk: what is drawn where, what is left out and told, and never NaN."""

import dataclasses
import math
import re
from datetime import UTC, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import numbers, read
from walks import NOON, circle, lonlat, polygon, site, square, visit, walk

from geofence.case import CHINA, case_of
from geofence.figure import walk_map
from geofence.frame import details, frame_of
from geofence.instants import instant_of
from geofence.intervals import Span
from geofence.pings import Pings, merge
from geofence.stylesheet import DRAWING_CSS
from geofence.timeline import letter, timeline
from geofence.verdict import Evidence, EvidenceKind

PARK = polygon(square(150), square(50), name="park")
BAD = re.compile(r"nan|inf", re.IGNORECASE)


def map_of(pings, *sites, **options):
    case = case_of("t", pings, sites)
    drawing = walk_map(case.walk, case.sites, CHINA, **options)
    return drawing, read(drawing.svg)


def time_of(pings, *sites, slots=(), evidence=()):
    case = case_of("t", pings, sites, slots, evidence=evidence)
    credited = case.worth.spans
    drawing = timeline(case.walk, case.presence, case.slots, credited, case.evidence, CHINA)
    return drawing, read(drawing.svg)


def slot(start, end):
    return Span(instant_of(NOON + start), instant_of(NOON + end))


def dots(root):
    return list(root.all("circle", "path", name="ping"))


def test_every_ping_of_a_short_walk_is_drawn_and_told():
    pings = visit(0, 3600, far=200)
    drawing, root = map_of(pings, circle(100))
    assert drawing.total == len(pings)
    assert drawing.shown + drawing.beyond == len(pings)
    assert len(dots(root)) == drawing.shown
    for each in dots(root):
        assert re.search(r"05-01 1[123]:\d\d:\d\d · 误差 ± 10 m · 界[内外] \w+ \d+ m", each.told)


def test_metres_are_true_to_the_scale_bar():
    pings = walk([0, 60, 120], [0, 100, 0], [0, 0, 80])
    _, root = map_of(pings, circle(150))
    bar = root.one("g", name="scale")
    length = numbers(bar.one("path").attributes["d"])[3]
    per_metre = length / float(bar.attributes["data-metres"])
    places = [(float(d.attributes["cx"]), float(d.attributes["cy"])) for d in dots(root)]
    (x0, y0), (x1, y1), (x2, y2) = places
    assert x1 - x0 == pytest.approx(100 * per_metre, rel=0.01)
    assert y0 - y2 == pytest.approx(80 * per_metre, rel=0.01)
    assert y1 == pytest.approx(y0, abs=1.0)
    assert x2 == pytest.approx(x0, abs=1.0)


def test_a_hole_is_a_ring_of_its_own():
    _, root = map_of(visit(0, 1800), PARK)
    fence = root.one("path", name="fence")
    assert fence.attributes["d"].count("M") == 2
    assert fence.attributes["fill-rule"] == "evenodd"
    assert fence.told == "park"


def test_corridors_and_circles_are_drawn():
    line = {"type": "LineString", "coordinates": [list(lonlat(x, 0)) for x in (-200.0, 200.0)]}
    line["coordinates"] = [[float(v) for v in pair] for pair in line["coordinates"]]
    _, root = map_of(visit(0, 1800), site(line, "river", half_width_m=40), circle(60, 0, 80))
    assert [fence.told for fence in root.all("path", name="fence")] == ["river", "circle"]


@pytest.mark.parametrize("accuracy_m", [9.0, 3000.0])
def test_a_spike_of_two_kilometres_leaves_the_frame_as_it_is(accuracy_m):
    pings = visit(0, 3600, far=100)
    spike = walk([1830], [2000], [300], accuracy_m)
    plain, spiked = map_of(pings, PARK)[1], map_of(merge(pings, spike), PARK)[1]
    for root in (plain, spiked):
        assert "nan" not in root.one("path", name="fence").attributes["d"]
    assert plain.one("path", name="fence").attributes == spiked.one("path", name="fence").attributes
    assert not list(plain.all("path", name="beyond"))
    assert re.search(r"图外 1 个.*(1\.9|2\.0) km", spiked.one("path", name="beyond").told)


def test_arrows_account_for_every_ping_off_the_map():
    drawing, root = map_of(visit(0, 3600, far=3000, cadence=20), circle(50))
    told = [int(re.search(r"图外 (\d+) 个", a.told)[1]) for a in root.all(name="beyond")]
    assert sum(told) == drawing.beyond > 50
    for arrow in root.all(name="beyond"):
        x, y, _ = numbers(arrow.attributes["transform"])
        assert 0 <= x <= 800
        assert 0 <= y <= 800


def test_a_far_silence_is_a_leap_and_no_path():
    pings = walk([0, 60, 120, 7200, 7260], [0, 5, 0, 80, 90], 0.0)
    _, root = map_of(pings, circle(100))
    assert root.one("path", name="leap").attributes["d"].count("M") == 1
    assert root.one("path", name="path").attributes["d"].count("M") == 2


def test_thinning_of_a_long_walk_makes_no_silences():
    t = np.arange(0, 90 * 5000, 90.0)
    x = 60 * np.cos(t / 9000)
    drawing, root = map_of(walk(t, x, 60 * np.sin(t / 9000)), circle(100))
    assert drawing.shown <= 480 < drawing.total
    assert not list(root.all(name="leap"))
    assert len(list(root.all("circle", name="doubt"))) <= 120


def test_a_bad_accuracy_draws_no_circle():
    _, root = map_of(walk([0, 60, 120], [0, 5, 9], 0.0, [10, 5000, math.nan]), circle(100))
    assert len(list(root.all("circle", name="doubt"))) == 1
    assert len(dots(root)) == 3


def test_start_and_end_are_marked_with_their_times():
    _, root = map_of(visit(0, 3600, far=1500), circle(50))
    texts = [text.text for g in root.all("g", name="mark") for text in g.all("text")]
    assert texts == ["起 11:39", "start 11:39", "止 13:20", "end 13:20"]
    for pin in root.all(name="pin"):
        values = pin.attributes
        assert 0 <= float(values.get("cx") or values["x"]) <= 800


def test_marks_at_the_border_and_their_words_stand_apart():
    _, root = map_of(visit(0, 3600, far=3000), circle(50))
    (x0, y0), (x1, y1) = (
        (float(v.get("cx") or v["x"]), float(v.get("cy") or v["y"]))
        for v in (pin.attributes for pin in root.all(name="pin"))
    )
    assert math.hypot(x1 - x0, y1 - y0) > 15
    for g in root.all("g", name="mark"):
        text = next(g.all("text"))
        x, y = float(text.attributes["x"]), float(text.attributes["y"])
        for px, py in ((x0, y0), (x1, y1)):
            assert abs(px - x) > 50 or not y - 14 < py < y + 4


def test_words_stand_apart():
    _, root = map_of(visit(0, 3600, far=60), circle(100))
    words = [t for t in root.all("text") if "en" not in t.classes]
    places = [(float(t.attributes["x"]), float(t.attributes["y"])) for t in words]
    for k, (x, y) in enumerate(places):
        assert all(abs(x - a) > 60 or abs(y - b) > 25 for a, b in places[:k]), words[k].text


def test_names_that_find_no_room_are_left_to_the_titles():
    crowd = [circle(50, x, 0, f"第{x}号服务点") for x in range(0, 40, 2)]
    _, root = map_of(visit(0, 1800, far=100), *crowd)
    fences = [f.told for f in root.all("path", name="fence")]
    names = [t.text for t in root.all("text", name="site")]
    assert len(fences) == 20
    assert 0 < len(names) < 10
    assert set(names) <= set(fences)


@pytest.mark.parametrize(("name", "shown"), [("一" * 40, 15), ("x" * 400, 28), ("…" * 60, 28)])
def test_long_names_are_cut_and_told_in_full(name, shown):
    _, root = map_of(visit(0, 1800, far=100), dataclasses.replace(circle(100), name=name))
    text = root.one("text", name="site")
    words = "".join(c for c in text.children if isinstance(c, str))
    assert words.endswith("…")
    assert len(words) <= shown + 1
    assert text.told == name


def test_somebody_who_never_came_is_shown_beside_the_site():
    drawing, root = map_of(walk(np.arange(0, 3600, 60), 1500.0, -700.0), circle(50))
    assert drawing.beyond == 0
    d = numbers(root.one("path", name="fence").attributes["d"])
    assert max(d[::2]) > 0
    assert min(d[1::2]) < 800


def test_a_fence_of_a_county_does_not_make_the_walk_a_dot():
    frame = frame_of(*_walk_and_sites(visit(0, 1800, far=100), circle(20_000)))
    assert frame.width / frame.scale < 1500


def test_sites_far_apart_have_maps_of_their_own():
    one, two = circle(60, name="one"), circle(60, 4000, name="two")
    t = np.arange(0, 7200, 60)
    pings = walk(t, np.interp(t, [2400, 4200], [0, 4000]), 0.0)
    found, sites = _walk_and_sites(pings, one, two)
    assert details(found, sites) == [1, 0]
    drawing, root = map_of(pings, one, two, only=1)
    assert [f.told for f in root.all("path", name="fence")] == ["two"]
    assert drawing.beyond > drawing.shown / 2
    assert details(*_walk_and_sites(visit(0, 1800), one)) == []


def test_a_site_across_the_antimeridian_is_drawn_in_one_piece():
    fence = circle(100, lon=180.0)
    t = np.arange(0, 1800, 60.0)
    lon = np.where(t % 120 == 0, 179.9999, -179.9999)
    pings = Pings.of(NOON + t, lon, np.full(len(t), 28.57), np.full(len(t), 5.0), datum="wgs84")
    drawing, root = map_of(pings, fence)
    assert drawing.shown == len(pings)
    assert all(abs(float(d.attributes["cx"]) - 400) < 120 for d in dots(root))


def _walk_and_sites(pings, *sites):
    case = case_of("t", pings, sites)
    return case.walk, case.sites


# --- over time ----------------------------------------------------------------------------------


def test_bands_and_whiskers_follow_the_intervals():
    case = case_of("t", visit(0, 3600), [circle(100)])
    drawing, root = time_of(visit(0, 3600), circle(100))
    assert len(list(root.all("rect", name="stay"))) == len(case.presence.intervals) == 1
    assert drawing.shown == drawing.total - drawing.beyond == len(dots(root))
    first, last = (w.told for w in root.all("path", name="whisker"))
    assert first.startswith("到达 arrival")
    assert last.startswith("离开 departure")
    low, high = case.presence.intervals[0].start_range
    assert f"{low.astimezone(CHINA):%H:%M:%S} – {high.astimezone(CHINA):%H:%M:%S}" in first


def test_silence_is_hatched_and_no_curve_crosses_it():
    pings = merge(visit(-600, 1, until=1, cadence=30), walk([9000, 9030, 9060], [60, 150, 300], 0))
    _, root = time_of(pings, circle(50))
    hatched = root.one("rect", name="unverified")
    assert hatched.attributes["fill"] == "url(#walk-hatch)"
    assert "GAP" not in hatched.told
    assert "没有定位" in hatched.told
    left, width = float(hatched.attributes["x"]), float(hatched.attributes["width"])
    for curve in root.all("path", name="curve"):
        x = numbers(curve.attributes["d"])[::2]
        assert max(x) <= left + 2 or min(x) >= left + width - 2


def test_slots_and_evidence_are_marked():
    known = [Evidence(instant_of(NOON + 60), EvidenceKind.ROLL_CALL, "circle")]
    _, root = time_of(
        visit(0, 3600), circle(100), slots=[slot(0, 1800), slot(2400, 3600)], evidence=known
    )
    assert [s.told for s in root.all("path", name="slot")] == [
        "活动时段 slot · 12:00 – 12:30",
        "活动时段 slot · 12:40 – 13:00",
    ]
    assert root.one("path", name="evidence").told == "点名 roll-call · 12:01:00"
    assert list(root.all("rect", name="credited"))


def test_a_lone_ping_of_another_day_does_not_stretch_the_axis():
    pings = merge(visit(0, 3600), walk([-40 * 86_400], [5000], [0]))
    drawing, root = time_of(pings, circle(100))
    assert drawing.beyond >= 1
    assert "2026-03-22" in root.one("path", name="elsewhen").told
    clocks = [t.text for t in root.all("text", name="clock") if ":" in t.text]
    assert clocks[0] >= "11:00"
    assert clocks[-1] <= "14:00"


def test_ticks_are_round_in_local_time_and_name_the_day():
    half = timezone(timedelta(hours=5, minutes=45))
    case = case_of("t", visit(0, 8 * 3600), [circle(100)])
    svg = timeline(case.walk, case.presence, [], [], [], half).svg
    labels = [t.text for t in read(svg).all("text", name="clock")]
    assert all(re.fullmatch(r"\d\d:00|\d\d-\d\d", label) for label in labels)
    assert labels.count("05-01") == 1
    over = case_of("t", visit(10 * 3600, 14 * 3600), [circle(100)])
    svg = timeline(over.walk, over.presence, [], [], [], CHINA).svg
    dates = [t.text for t in read(svg).all("text", name="date")]
    assert dates == ["05-01", "05-02"]


def test_letters_go_on_after_z():
    assert [letter(k) for k in (0, 25, 26, 51, 52, 701, 702)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA")
    ]


def test_every_class_has_its_looks():
    known = [Evidence(instant_of(NOON), EvidenceKind.CODE, "park")]
    pings = merge(visit(0, 1800), walk([900], [3000], [0], 5.0), walk([9000], [0], [120]))
    case = case_of("t", pings, [PARK], [slot(0, 1800)], evidence=known)
    svgs = [
        walk_map(case.walk, case.sites, UTC).svg,
        timeline(case.walk, case.presence, case.slots, case.worth.spans, known, UTC).svg,
    ]
    for name in {name for svg in svgs for e in read(svg).all() for name in e.classes}:
        assert name in {"zh", "en", "start", "end"} or re.search(rf"\.{name}\b", DRAWING_CSS), name


# --- anything at all ----------------------------------------------------------------------------

metres = st.one_of(
    st.floats(-300, 300), st.floats(-5000, 5000), st.sampled_from([0.0, 2e6, -9e6, 1e7])
)
fixes = st.lists(
    st.tuples(
        st.one_of(st.floats(0, 7200), st.sampled_from([-1.7e9, 0.0, 60.0, 8e8, 2e9])),
        metres,
        metres,
        st.one_of(st.floats(0.1, 60), st.sampled_from([math.nan, 1e-9, 1e6])),
    ),
    max_size=30,
)
fences = st.lists(
    st.sampled_from([PARK, circle(30), circle(2000, 900, 0, "wide"), circle(1, -50, 20, "tiny")]),
    min_size=1,
    max_size=4,
    unique_by=id,
)


@settings(max_examples=60, deadline=None)
@given(fixes, fences, st.booleans())
def test_whatever_was_walked_is_drawn_in_finite_numbers(rows, sites, slotted):
    t, x, y, accuracy = zip(*rows, strict=True) if rows else ((), (), (), ())
    lon, lat = lonlat(np.array(x), np.clip(np.array(y), -6e6, 6e6))
    lon = (np.asarray(lon) + 180.0) % 360.0 - 180.0
    lat = np.clip(np.asarray(lat), -89.0, 89.0)
    pings = Pings.of((NOON + np.array(t)), lon, lat, np.array(accuracy), datum="wgs84")
    case = case_of("t", pings, sites, [slot(0, 3600)] if slotted else [])
    drawn = [walk_map(case.walk, case.sites, CHINA)]
    drawn += [walk_map(case.walk, case.sites, CHINA, k) for k in range(len(sites))]
    drawn.append(
        timeline(case.walk, case.presence, case.slots, case.worth.spans, case.evidence, CHINA)
    )
    for drawing in drawn:
        assert drawing.total == len(case.walk)
        assert 0 <= drawing.shown <= drawing.total - drawing.beyond
        root = read(drawing.svg)
        for element in root.all():
            values = {k: v for k, v in element.attributes.items() if k != "aria-label"}
            assert not BAD.search(" ".join(filter(None, values.values()))), values
        width, height = numbers(root.one("svg").attributes["viewbox"])[2:]
        assert width > 0
        assert height > 0
