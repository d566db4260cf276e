"""The screens as files: the right one, compressed, kept as long as it may be, and kept at home."""

import dataclasses
import gzip
import os
import time

import pytest

from app.core import web
from config import DEMO_MARK, Settings

SCRIPT = "assets/index-DiwrgTda.js"


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A folder with a built screen at /m/, and none at /console/."""
    monkeypatch.setattr(web, "BUILT", tmp_path)
    screen = tmp_path / "m"
    (screen / "assets").mkdir(parents=True)
    (screen / "index.html").write_text("<p>微光</p>", "utf-8")
    (screen / SCRIPT).write_text("let it = 1;", "utf-8")
    (screen / f"{SCRIPT}.br").write_bytes(b"brotli")
    (screen / f"{SCRIPT}.gz").write_bytes(gzip.compress(b"let it = 1;"))
    (tmp_path / "secret.txt").write_text("not for you", "utf-8")
    return screen


@pytest.fixture
def get(app, built):
    """``get(path)``: what a browser is given, read to its end."""

    def read(path, **more):
        answer = app.test_client().get(path, **more)
        answer.get_data()
        answer.close()
        return answer

    return read


@pytest.fixture
def configure(app, monkeypatch):
    """``configure(base_map=…)``: the application with other settings."""

    def change(**values):
        settings = dataclasses.replace(app.config["SETTINGS"], **values)
        monkeypatch.setitem(app.config, "SETTINGS", settings)

    return change


def test_the_page_is_asked_about_each_time(get):
    answer = get("/m/")
    assert (answer.status_code, answer.text) == (200, "<p>微光</p>")
    assert answer.headers["Cache-Control"] == "no-cache"
    again = get("/m/", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_what_has_its_digest_in_its_name_is_kept_for_a_year(get):
    answer = get(f"/m/{SCRIPT}")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("gzip, br;q=0", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
def test_the_smallest_that_the_browser_reads(get, accepted, encoding):
    answer = get(f"/m/{SCRIPT}", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "Content-Disposition" not in answer.headers
    if encoding is None:
        assert answer.text == "let it = 1;"


@pytest.mark.parametrize(
    "path", ["assets/gone-12345678.js", "gone.png", "nonsense", "activities/7", "pages/gone/gone"]
)
def test_what_is_not_there_is_said_not_to_be(get, path):
    answer = get(f"/m/{path}", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "<p>微光</p>" not in answer.text


def test_who_comes_to_no_page_is_led_to_the_first(get):
    answer = get("/m/nonsense")
    assert 'href="/m/"' in answer.text
    assert "没有这个页面" in answer.text
    assert get("/m").headers["Location"] == "/m/"


def test_an_address_without_the_sign_leads_to_the_page_that_has_it(get, built):
    (built / "pages.txt").write_text("pages/me/me\npages/activity/activity\n", "utf-8")
    answer = get("/m/pages/activity/activity?id=7&slot=3")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/m/#/pages/activity/activity?id=7&slot=3"
    assert get("/m/pages/me/me").headers["Location"] == "/m/#/pages/me/me"


@pytest.mark.parametrize("path", ["../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt"])
def test_nothing_outside_is_given_out(get, path):
    assert get(f"/m/{path}").text != "not for you"


def test_a_screen_that_is_not_built_says_what_builds_it(get):
    answer = get("/console/")
    assert answer.status_code == 503
    assert "make screens" in answer.text
    assert "make screens" in get("/").text


def test_a_trial_shows_the_ways_in_and_others_go_to_the_volunteers_screen(get, configure):
    assert 'href="/m/?as=volunteer"' in get("/").text
    configure(development=False)
    assert get("/").headers["Location"] == "/m/"


@pytest.mark.parametrize("path", ["/", "/m/", f"/m/{SCRIPT}", "/console/"])
def test_everything_stays_at_home(get, path):
    headers = get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_tianditu_alone_may_be_asked_beside_us(get, configure):
    configure(base_map="tianditu:0123456789abcdef")
    policy = get("/m/").headers["Content-Security-Policy"]
    assert "img-src 'self' data: blob: https://*.tianditu.gov.cn;" in policy
    assert "connect-src 'self' https://*.tianditu.gov.cn;" in policy
    assert "default-src 'self';" in policy


@pytest.mark.parametrize(
    ("base_map", "shown"),
    [
        ("none", {"kind": "none"}),
        ("pmtiles:/tiles/yanhe.pmtiles", {"kind": "pmtiles", "url": "/tiles/yanhe.pmtiles"}),
        ("tianditu:0123456789abcdef", {"kind": "tianditu", "key": "0123456789abcdef"}),
    ],
)
def test_the_screens_are_told_what_they_may_show(get, configure, base_map, shown):
    configure(base_map=base_map)
    found = get("/api/v1/screens").get_json()
    assert found == {
        "organisation": "沿河县新时代文明实践中心",
        "development": True,
        "base_map": shown,
        "demo_loading": False,
    }


def test_the_screens_say_that_the_demo_is_on_its_way_until_it_is_there(app, get, configure):
    loads = lambda: get("/api/v1/screens").get_json()["demo_loading"]  # noqa: E731 - said often
    mark = app.config["SETTINGS"].var / DEMO_MARK
    mark.touch()
    assert loads()
    configure(development=False)
    assert not loads()
    configure(development=True)
    an_hour_ago = time.time() - 3600
    os.utime(mark, (an_hour_ago, an_hour_ago))  # whoever was to take it away was killed
    assert not loads()
    mark.unlink()
    assert not loads()


@pytest.mark.parametrize(
    "base_map", ["osm", "pmtiles:", "pmtiles://elsewhere.example/a.pmtiles", "tianditu:", "none:x"]
)
def test_a_map_from_elsewhere_is_refused(base_map):
    with pytest.raises(ValueError, match="WEIGUANG_BASE_MAP"):
        Settings(development=True, base_map=base_map)


def test_tiles_are_given_out_in_ranges(app, get):
    folder = app.config["SETTINGS"].var / "tiles"
    folder.mkdir(exist_ok=True)
    (folder / "yanhe.pmtiles").write_bytes(b"PMTiles-and-more")
    answer = get("/tiles/yanhe.pmtiles", headers={"Range": "bytes=0-6"})
    assert (answer.status_code, answer.data) == (206, b"PMTiles")
    assert get("/tiles/none.pmtiles").status_code == 404
    assert get("/tiles/..%2fweiguang.db").status_code == 404
