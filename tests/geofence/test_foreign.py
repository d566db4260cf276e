"""Fences from files of other programs: what is read, and what is refused with its line."""

import json

import pytest

from geofence.datum import convert
from geofence.errors import GeofenceError
from geofence.fences import Circle, Corridor, Polygon
from geofence.foreign import MAX_BYTES, sites_from_text

RING = "108.50,28.50 108.51,28.50 108.51,28.51 108.50,28.51 108.50,28.50"
HOLE = "108.502,28.502,0 108.504,28.502,0 108.504,28.504,0 108.502,28.502,0"
KML = f"""<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>
<Placemark><name>河滨公园</name><Polygon>
  <outerBoundaryIs><LinearRing><coordinates>{RING}</coordinates></LinearRing></outerBoundaryIs>
  <innerBoundaryIs><LinearRing><coordinates>{HOLE}</coordinates></LinearRing></innerBoundaryIs>
</Polygon></Placemark>
<Placemark><name>集合</name><MultiGeometry>
  <Point><coordinates> 108.5,28.5,200 </coordinates></Point>
  <LineString><coordinates>108.5,28.5 108.51,28.5</coordinates></LineString>
</MultiGeometry></Placemark></Folder></Document></kml>"""
POINTS = "".join(f'<trkpt lat="{28.5 + k * 1e-5:.6f}" lon="108.5"/>' for k in range(3000))
GPX = f"""<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="28.5" lon="108.5"><name>起点</name></wpt>
<rte><rtept lat="28.5" lon="108.5"/><rtept lat="28.51" lon="108.5"/></rte>
<trk><name>巡河</name><trkseg>{POINTS}</trkseg></trk></gpx>"""


def test_kml_has_polygons_with_holes_circles_and_corridors():
    park, meeting, way = sites_from_text(KML, radius_m=80.0, half_width_m=15.0)
    assert (park.site_id, park.name, meeting.name) == ("site-1", "河滨公园", "集合")
    assert isinstance(park.fence, Polygon)
    assert [len(part) for part in park.fence.parts] == [2]
    assert meeting.fence == Circle(108.5, 28.5, 80.0)
    assert way.fence == Corridor(((108.5, 28.5), (108.51, 28.5)), 15.0)


def test_gpx_has_circles_and_corridors_and_a_long_track_becomes_a_simple_one():
    start, route, track = sites_from_text(GPX, half_width_m=20.0)
    assert (start.name, track.name) == ("起点", "巡河")
    assert isinstance(start.fence, Circle)
    assert route.fence == Corridor(((108.5, 28.5), (108.5, 28.51)), 20.0)
    assert len(track.fence.line) == 2  # of 3,000: it is straight


def test_a_file_in_another_datum_is_moved():
    (site,) = sites_from_text('<gpx><wpt lon="108.5" lat="28.5"/></gpx>', "gcj02")
    assert (site.fence.lon, site.fence.lat) == convert(108.5, 28.5, "gcj02", "wgs84")


def test_geojson_is_read_as_ever():
    point = {"type": "Point", "coordinates": [108.5, 28.5]}
    feature = {"type": "Feature", "geometry": point, "properties": {"radius_m": 9}}
    (site,) = sites_from_text("\ufeff " + json.dumps(feature))
    assert site.fence == Circle(108.5, 28.5, 9.0)


BOMB = '<!DOCTYPE a [<!ENTITY b "c">]>\n<kml>&b;</kml>'
OUTSIDE = '<!DOCTYPE a SYSTEM "file:///etc/passwd"><kml/>'
REFUSED = {
    "a bomb": (BOMB, "line 1", "document type"),
    "from elsewhere": (OUTSIDE, "line 1", "document type"),
    "no xml": ("<kml>\n<a></b></kml>", "line 2", "no XML"),
    "cut off": ("<kml>\n\n<a>", "line 3", "no XML"),
    "neither": ("一份说明", "line 1", "neither GeoJSON"),
    "no json": ('{\n"type": x}', "line 2", "neither GeoJSON"),
    "other xml": ("<svg/>", "line 1", "kml or gpx"),
    "nothing": ("<gpx>\n</gpx>", "line 1", "holds no point"),
    "deep": ("<kml>" + "<a>" * 30, "line 1", "nested"),
    "many": ("<kml>" + "<a/>" * 60_000 + "</kml>", "line 1", "elements"),
    "large": (" " * (MAX_BYTES + 1), "", "bytes"),
    "many points": ("<gpx>" + '<wpt lon="1" lat="2"/>' * 201 + "</gpx>", "line 1", "allowed"),
    "no number": ('<gpx>\n<wpt lon="x" lat="2"/></gpx>', "line 2", "no number as lon"),
    "swapped": ('<gpx>\n\n<wpt lon="28.5" lat="108.5"/></gpx>', "line 3", "swapped"),
    "unclosed": (
        KML.replace(RING, RING.rpartition(" ")[0]),
        "line 3",
        "",
    ),
    "words": (KML.replace("108.5,28.5,200", "河滨"), "line 8", "no numbers"),
    "deep json": ("[" * 100_000, "", "nested"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_names_the_line_in_both_languages(name):
    text, where, en = REFUSED[name]
    with pytest.raises(GeofenceError) as refused:
        sites_from_text(text)
    assert (refused.value.where, en in refused.value.en) == (where, True), refused.value
    assert any("一" <= letter <= "鿿" for letter in refused.value.zh)
