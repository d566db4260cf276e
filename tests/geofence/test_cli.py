"""The command line: formats, errors, exit codes; and never a traceback."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from walks import LAT, LON, lonlat

from geofence.datum import convert

ROOT = Path(__file__).parents[2]
NINE = 1_777_597_200  # 2026-05-01T09:00:00+08:00


def run(*arguments, stdin=b""):
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "geofence", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=ROOT,
        timeout=60,
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def refused(*arguments, stdin=b""):
    code, _, err = run(*arguments, stdin=stdin)
    assert code == 2
    assert len(err.splitlines()) == 1
    return err


@pytest.fixture
def site(tmp_path):
    path = tmp_path / "site.geojson"
    feature = {
        "type": "Feature",
        "id": "gate",
        "properties": {"name": "东门", "radius_m": 100},
        "geometry": {"type": "Point", "coordinates": [LON, LAT]},
    }
    path.write_text(json.dumps(feature), encoding="utf-8")
    return path


@pytest.fixture
def pings(tmp_path):
    path = tmp_path / "pings.csv"
    t = np.arange(0, 7200, 60)
    lon, lat = lonlat(np.interp(t, [600, 900, 6300, 6600], [400, 0, 0, 400]), 0.0)
    lines = ["note,accuracy_m,t,lat,lon,trace_id"]
    lines += [f"x,8,{NINE + s},{lat},{x},b" for s, x in zip(t, lon, strict=True)]
    lines += [f'"y, z",,2026-05-01T10:{m:02}:00+08:00,{lat},{LON + 1},a' for m in range(3)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_convert_keeps_other_columns_and_the_order():
    code, out, err = run(
        "convert",
        "--from",
        "wgs84",
        "--to",
        "gcj02",
        stdin=b'id,lon,lat,note\r\n7,108.5,28.57,"a, b"\r\n',
    )
    assert (code, err) == (0, "")
    header, row = csv.reader(io.StringIO(out))
    assert header == ["id", "lon", "lat", "note"]
    assert (row[0], row[3]) == ("7", "a, b")
    assert 0.001 < abs(float(row[1]) - 108.5) < 0.01
    code, back, _ = run("convert", "--from", "gcj02", "--to", "wgs84", stdin=out.encode())
    (again,) = list(csv.DictReader(io.StringIO(back)))
    assert float(again["lon"]) == pytest.approx(108.5, abs=1e-7)
    assert float(again["lat"]) == pytest.approx(28.57, abs=1e-7)


def test_convert_prints_what_is_fine_and_names_the_line_that_is_not():
    code, out, err = run(
        "convert", "--from", "gcj02", "--to", "wgs84", stdin=b"lon,lat\n108.5,28.5\n108.5,nan\n"
    )
    assert code == 2
    assert len(out.splitlines()) == 2
    assert "line 3" in err


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (b"", "empty"),
        (b"x,y\n1,2\n", "'lon' is missing"),
        (b"lon,lat\n1\n", "line 2: 1 fields"),
        (b"lon,lat\n1,x\n", "line 2: lat 'x'"),
        (b"lon,lat\n181,2\n", "line 2: lon '181'"),
        (b"lon,lat\n1,2\n\xff\xfe,2\n", "not UTF-8"),
        (b"lon,lat\n1,2\n\x00,2\n", "line"),
        (b"lon,lat,lon\n1,2,3\n", "twice"),
    ],
)
def test_convert_refuses(text, part):
    assert part in refused("convert", "--from", "gcj02", "--to", "wgs84", stdin=text)


def test_convert_takes_a_byte_order_mark_and_nothing_but_a_header():
    code, out, _ = run("convert", "--from", "gcj02", "--to", "bd09", stdin=b"\xef\xbb\xbflon,lat\n")
    assert (code, out) == (0, "lon,lat\n")


def test_check_says_where_each_point_lies(site, tmp_path):
    points = tmp_path / "points.csv"
    lon, lat = lonlat([0.0, 0.0], [50.0, 150.0])
    points.write_text(
        "lat,lon,accuracy_m\n" + "".join(f"{b},{a},5\n" for a, b in zip(lon, lat, strict=True)),
        encoding="utf-8",
    )
    code, out, err = run("check", "--site", site, "--points", points)
    assert (code, err) == (0, "")
    inside, outside = (json.loads(line) for line in out.splitlines())
    assert inside["inside"] is True
    assert inside["site"] == "gate"
    assert inside["probability"] > 0.99
    assert inside["signed_distance_m"] == pytest.approx(-50.0, abs=1.0)
    assert outside["inside"] is False
    assert outside["probability"] < 0.01


def test_settle_prints_one_verdict_a_trace(site, pings):
    code, out, err = run("settle", "--site", site, "--pings", pings)
    assert (code, err) == (0, "")
    absent, present = (json.loads(line) for line in out.splitlines())
    assert (absent["trace_id"], absent["intervals"], absent["present_seconds"]) == ("a", [], 0)
    (stay,) = present["intervals"]
    assert set(stay) == {
        "start",
        "end",
        "start_range",
        "end_range",
        "confidence",
        "site",
        "reasons",
    }
    assert stay["start"].startswith("2026-05-01T01:1")
    assert stay["start"].endswith("Z")
    assert stay["site"] == "gate"
    assert set(present) == {
        "trace_id",
        "intervals",
        "unverified",
        "present_seconds",
        "credited_seconds",
        "cuts",
        "signals",
    }
    assert present["credited_seconds"] == present["present_seconds"]
    assert present["present_seconds"] == pytest.approx(5400 + 2 * 75, abs=60)


def test_settle_applies_slots_and_rules(site, pings, tmp_path):
    slots = "2026-05-01T09:30:00+08:00/2026-05-01T10:00:00+08:00", f"{NINE + 7000}/{NINE + 7100}"
    rules = tmp_path / "rules.json"
    rules.write_text(
        '{"version": "t", "rules": [{"rule": "slot_window", "late_s": 0},'
        ' {"rule": "rounding", "mode": "ladder"}]}',
        encoding="utf-8",
    )
    code, out, _ = run(
        "settle",
        "--site",
        site,
        "--pings",
        pings,
        "--rules",
        rules,
        "--slot",
        slots[0],
        "--slot",
        slots[1],
    )
    found = json.loads(out.splitlines()[1])
    assert code == 0
    assert found["credited_seconds"] == 1800
    assert found["present_seconds"] + sum(cut["seconds"] for cut in found["cuts"]) == 1800
    assert found["cuts"][0]["reason"] == "OUTSIDE_SLOT"


def test_settle_reads_gcj02_pings(site, pings, tmp_path):
    code, out, _ = run("convert", "--from", "wgs84", "--to", "gcj02", stdin=pings.read_bytes())
    shifted = tmp_path / "gcj02.csv"
    shifted.write_text(out, encoding="utf-8")
    plain = json.loads(run("settle", "--site", site, "--pings", pings)[1].splitlines()[1])
    same = run("settle", "--site", site, "--pings", shifted, "--datum", "gcj02")[1]
    assert code == 0
    difference = json.loads(same.splitlines()[1])["present_seconds"] - plain["present_seconds"]
    assert abs(difference) <= 2
    wrong = json.loads(run("settle", "--site", site, "--pings", shifted)[1].splitlines()[1])
    assert wrong["intervals"] == []


def test_the_same_rows_in_another_order_give_the_same_text(site, pings, tmp_path):
    header, *rows = pings.read_text(encoding="utf-8").splitlines()
    other = tmp_path / "other.csv"
    other.write_text("\n".join([header, *rows[::-1], *rows]), encoding="utf-8")
    assert run("settle", "--site", site, "--pings", pings) == run(
        "settle", "--site", site, "--pings", other
    )


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ("a,2026-05-01T09:00:00,108.5,28.5,5", "time zone"),
        ("a,yesterday,108.5,28.5,5", "yesterday"),
        ("a,0,nan,28.5,5", "lon"),
        ("a,0,108.5,91,5", "lat"),
        ("a,0,108.5,28.5,inf", "accuracy_m"),
        ("a,0,108.5,28.5,good", "accuracy_m"),
        ("a,0,108.5,28.5", "4 fields"),
    ],
)
def test_settle_names_file_line_and_fault(site, tmp_path, row, part):
    path = tmp_path / "bad.csv"
    path.write_text(f"trace_id,t,lon,lat,accuracy_m\na,0,108.5,28.5,\n{row}\n", encoding="utf-8")
    err = refused("settle", "--site", site, "--pings", path)
    assert f"{path}, line 3" in err
    assert part in err


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("trace_id,t,lon,lat,accuracy_m\na," + "x" * 100_000 + ",108.5,28.5,5\n", "is no time"),
        ("trace_id,t,lon,lat,accuracy_m\na,0," + "x" * 100_000 + ",28.5,5\n", "is not a number"),
        ('trace_id,t,lon,lat,accuracy_m\na,0,108.5,28.5,"' + "5\n" * 500_000, "field limit"),
        ("trace_id,t,lon,lat,accuracy_m\na,0,108.5,28.5," + "5" * 1_000_000, "field limit"),
        ("trace_id,t,lon,lat,accuracy_m,accuracy_m\na,0,108.5,28.5,5,500\n", "stands twice"),
    ],
    ids=["no time", "no number", "open quote", "megabyte", "two accuracies"],
)
def test_tables_are_refused_in_a_few_words(site, tmp_path, text, part):
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    err = refused("settle", "--site", site, "--pings", path)
    assert part in err
    assert len(err) < 400


def test_files_that_cannot_be_read(site, pings, tmp_path):
    odd = tmp_path / "odd"
    settle = ("settle", "--pings", pings, "--site")
    assert "No such file" in refused(*settle, tmp_path / "none.geojson")
    assert "directory" in refused(*settle, tmp_path)
    odd.write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8" in refused(*settle, odd)
    digits = '{"type": "Feature", "id": ' + "1" * 5000 + "}"  # more than Python reads
    for text in ("", "{", "[" * 100_000, "[]", "7", "null", '{"type": "Feature"}', digits):
        odd.write_text(text, encoding="utf-8")
        assert str(odd) in refused(*settle, odd)
    for text in ("", "trace_id,t,lon,lat\n"):
        odd.write_text(text, encoding="utf-8")
        assert f"{odd}, line 1" in refused("settle", "--site", site, "--pings", odd)
    odd.write_text('{"version": 1}', encoding="utf-8")
    assert str(odd) in refused("settle", "--site", site, "--pings", pings, "--rules", odd)
    assert "directory" in refused("check", "--site", site, "--points", tmp_path)


@pytest.mark.parametrize(
    "slot",
    [
        "",
        "now",
        "/",
        "2026-05-01T09:00:00/2026-05-01T10:00:00",
        "2026-05-01T09:00:00Z/0",
        "2026-05-01T09:00:00Z/9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z/2026-05-01T09:00:00Z",
    ],
)
def test_a_slot_that_is_none_is_refused(site, pings, slot):
    assert "--slot" in refused("settle", "--site", site, "--pings", pings, f"--slot={slot}")


def test_wrong_usage_is_one_line():
    assert "required" in refused()
    assert "invalid choice" in refused("fly")
    assert "invalid choice" in refused("convert", "--from", "gps", "--to", "wgs84")
    assert "--site" in refused("settle")


def test_a_reader_that_goes_away_is_no_error(site, tmp_path):
    path = tmp_path / "many.csv"
    path.write_text("lon,lat\n" + "108.5,28.5\n" * 3000, encoding="utf-8")
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "geofence", "check", "--site", str(site), "--points", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


def test_the_datum_that_a_site_names_is_kept(tmp_path):
    lon, lat = convert(LON, LAT, "wgs84", "gcj02")
    path, points = tmp_path / "site.geojson", tmp_path / "points.csv"
    feature = {
        "type": "Feature",
        "properties": {"radius_m": 60},
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
    }
    document = {"type": "FeatureCollection", "features": [feature]}
    named = document | {"properties": {"datum": "gcj02"}}
    points.write_text(f"lon,lat\n{LON},{LAT}\n", encoding="utf-8")
    question = ("check", "--site", path, "--points", points)
    spelled = document | {"properties": {"datum": "GCJ-02"}}
    for content, options in (
        (named, ()),
        (document, ("--site-datum", "gcj02")),
        (spelled, ("--site-datum", "gcj02")),
    ):
        path.write_text(json.dumps(content), encoding="utf-8")
        code, out, _ = run(*question, *options)
        assert code == 0
        assert json.loads(out)["signed_distance_m"] == pytest.approx(-60, abs=0.1)
    path.write_text(json.dumps(named), encoding="utf-8")
    assert "datum" in refused(*question, "--site-datum", "wgs84")


@pytest.mark.parametrize("number", ["1_08.5", "１０８.5", "0x6c"])
def test_numbers_are_written_plainly(site, tmp_path, number):
    path = tmp_path / "points.csv"
    path.write_text(f"lon,lat\n{number},28.5\n", encoding="utf-8")
    assert "line 2" in refused("check", "--site", site, "--points", path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_said(site, pings):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "geofence", "settle", "--site", site, "--pings", pings],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            cwd=ROOT,
            timeout=60,
        )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
