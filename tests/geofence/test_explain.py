"""The page that explains a walk: whole, true to the verdict, closed to the world, readable."""

import base64
import dataclasses
import gzip
import hashlib
import itertools
import json
import os
import re
import shlex
import subprocess
import sys
from datetime import UTC
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import read
from walks import NOON, circle, polygon, square, visit, walk

from geofence.case import case_of
from geofence.checking import Provenance
from geofence.explain import explain
from geofence.hours import RULES, RuleSet
from geofence.instants import instant_of
from geofence.intervals import Span
from geofence.markup import Markup, both, element, number
from geofence.pings import Pings, merge
from geofence.stylesheet import DRAWING_CSS, PAGE_CSS
from geofence.verdict import EvidenceKind, Presence, Reason, Signal
from geofence.words import EVIDENCE, FIGURES, REASONS, duration
from geofence.words import RULES as RULE_NAMES

ROOT = Path(__file__).parents[2]
SITE, PINGS = "docs/examples/sites.geojson", "docs/examples/pings.csv"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NASTY = '<script>alert("1")</script>&\'\u202e\x00\ud800'


def slot(start, end):
    return Span(instant_of(NOON + start), instant_of(NOON + end))


def page_of(pings, *sites, slots=(), rules=None, name="yang"):
    case = case_of(name, pings, sites, slots, rules=rules)
    return case, read(explain(case))


def silent():
    """A phone that says nothing for two hours and a half, and then walks away."""
    return merge(visit(-600, 1, until=1, cadence=30), walk([9000, 9030, 9060], [60, 150, 300], 0))


# --- whole and true -----------------------------------------------------------------------------


def test_the_sum_ends_in_what_is_credited():
    case, page = page_of(
        visit(0, 4000), circle(100), slots=[slot(600, 3000)], rules=_rounded("floor_0.1h")
    )
    *parts, result = page.one("section", name="sum").all("tr")
    amounts = [int(row.attributes["data-seconds"]) for row in parts]
    credited = int(case.worth.credited.total_seconds())
    assert sum(amounts) == int(result.attributes["data-seconds"]) == credited
    assert amounts[0] == int(case.worth.present.total_seconds())
    assert len(amounts) == 1 + len(case.worth.cuts) == 3
    assert page.one("p", name="total").attributes["data-seconds"] == str(credited)
    for row in (*parts, result):
        seconds = int(row.attributes["data-seconds"])
        assert duration(seconds).zh in row.text
        assert duration(seconds).en in row.text
        assert ("−" in row.text) == (seconds < 0)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(-3600, 3600),
    st.integers(60, 20_000),
    st.sampled_from(["none", "floor_0.1h", "nearest_0.5h", "ladder"]),
    st.booleans(),
)
def test_the_sum_holds_under_any_rules(start, length, mode, by_silence):
    pings = silent() if by_silence else visit(0, 3000, cadence=120)
    case, page = page_of(
        pings, circle(100), slots=[slot(start, start + length)], rules=_rounded(mode)
    )
    *parts, result = page.one("section", name="sum").all("tr")
    total = sum(int(row.attributes["data-seconds"]) for row in parts)
    assert total == int(result.attributes["data-seconds"]) == case.worth.credited.total_seconds()


def _rounded(mode):
    rules = [rule for rule in RuleSet().rules if rule.name != "rounding"]
    return RuleSet("test", rules=(*rules, RULES["rounding"](mode)))


def test_every_interval_and_every_silence_has_its_row():
    case, page = page_of(silent(), circle(50))
    stays, waiting = page.all("section", name="stays")
    assert len(list(stays.all("tbody"))) == len(case.presence.intervals) == 1
    assert len(list(waiting.all("tbody"))) == len(case.presence.unverified) == 1
    zone = case.zone
    for section, found in ((stays, case.presence.intervals), (waiting, case.presence.unverified)):
        for each, body in zip(found, section.all("tbody"), strict=True):
            assert f"{each.start.astimezone(zone):%H:%M:%S}" in body.text
            assert f"{each.end.astimezone(zone):%H:%M:%S}" in body.text
            for code in getattr(each, "reasons", None) or [each.reason]:
                assert REASONS[code].zh in body.text
                assert REASONS[code].en in body.text
    assert "待核实" in page.one("section", name="answer").text


def test_what_does_not_count_is_said_first():
    case, page = page_of(visit(0, 4000), circle(100), slots=[slot(2000, 3000)])
    lines = [line.text for line in page.one("section", name="answer").all("li")]
    for cut in case.worth.cuts:
        assert any(cut.zh in line and cut.en in line for line in lines)


def test_nothing_credited_draws_nothing_as_counted():
    _, page = page_of(visit(0, 120), circle(60), slots=[slot(0, 3600)])
    assert page.one("p", name="total").attributes["data-seconds"] == "0"
    assert list(page.one("section", name="time").all("rect", name="stay"))
    assert not list(page.one("section", name="time").all("rect", name="credited"))


def test_somebody_who_never_came_is_told_what_to_do():
    _, page = page_of(walk(np.arange(0, 3600, 60), 3000.0, 0.0), circle(50))
    answer = page.one("section", name="answer")
    assert "none" in answer.classes
    assert "联系协调员" in answer.text
    assert "没有能证明在场的定位" in page.one("section", name="stays").text


def test_a_page_without_any_ping_is_a_page():
    none = Pings.of([], [], [], [], datum="wgs84")
    _, page = page_of(none, circle(50), slots=[slot(0, 3600)])
    assert "0 pings in all" in page.text
    _, page = page_of(none, circle(50))
    assert "没有可用的定位点" in page.text


def test_signals_are_said_in_words():
    case, page = page_of(merge(visit(0, 1800), walk([-1.7e9], [0], [0])), circle(100))
    (signal,) = case.presence.signals
    text = page.one("section", name="remarks").text
    assert signal.zh in text
    assert signal.en in text
    assert REASONS[Reason.CLOCK_IMPOSSIBLE].zh in text


def test_what_was_set_aside_is_not_drawn():
    edges = np.array([946_684_799.0, 946_684_800.0, 4_102_444_799.0, 4_102_444_800.0])
    pings = merge(visit(0, 600), walk(edges - NOON, 0, 0))
    case = case_of("t", pings, [circle(100)])
    assert len(case.walk) == len(pings) - case.presence.signals[0].count == len(pings) - 2


def test_the_grace_round_a_slot_is_said():
    rules = RuleSet("test", rules=(RULES["slot_window"](300, 600),))
    _, page = page_of(visit(0, 1800), circle(100), slots=[slot(0, 900)], rules=rules)
    text = page.one("section", name="sum").text
    assert "活动开始前 5 分钟以内" in text
    assert "Up to 10 min after the slot" in text


def test_a_signal_of_an_unknown_kind_is_said_all_the_same():
    case = case_of("t", visit(0, 1800), [circle(100)])
    odd = Presence((), (), (Signal("TELEPORT", 2, "2 leaps", "2 次瞬移"),))
    page = read(explain(dataclasses.replace(case, presence=odd)))
    assert "2 次瞬移" in page.one("section", name="remarks").text


def test_long_days_name_who_reviews_them():
    rules = RuleSet("test", rules=(RULES["daily_review"](1000, 2000),))
    _, page = page_of(visit(0, 5000), circle(100), rules=rules)
    assert "须由县级审核" in page.one("section", name="sum").text


def test_times_are_those_of_the_zone():
    case = case_of("t", visit(0, 1800), [circle(100)], zone=UTC)
    page = read(explain(case))
    assert "UTC+00:00" in page.one("p", name="when").text
    assert "2026年5月1日 星期五 0" in page.one("p", name="when").text
    over = case_of("t", visit(11 * 3600, 14 * 3600), [circle(100)])
    assert over.dated
    assert "05-02 0" in read(explain(over)).one("section", name="stays").text


def test_an_auditor_finds_rules_constants_and_commands():
    case = case_of("t", visit(0, 1800), [circle(100)])
    provenance = Provenance(("python -m geofence settle",), (("p.csv", "0" * 64),))
    text = read(explain(case, provenance)).one("section", name="checking").text
    assert case.rules.to_json() in text
    assert "python -m geofence settle" in text
    assert f"{'0' * 64}  p.csv" in text
    for field in dataclasses.fields(case.model):
        assert f"{field.name} = " in text


# --- closed to the world, and to what files may bear ---------------------------------------------


def test_nothing_is_fetched():
    text = explain(case_of("t", silent(), [circle(50)], [slot(0, 3600)]))
    page = read(text)
    for node in page.all():
        for name in ("src", "href", "action", "srcset", "poster", "data", "background", "style"):
            assert (node.attributes.get(name) or "data:,") == "data:,", node
        assert not any(name.startswith("on") for name in node.attributes)
    assert "//" not in re.sub(r"\s", "", text).replace("<!DOCTYPEhtml>", "")
    assert set(re.findall(r"url\(([^)]*)\)", text)) == {"#walk-hatch"}
    assert "@import" not in text


def test_the_policy_admits_our_style_and_script_alone():
    page = read(explain(case_of("t", visit(0, 600), [circle(50)])))
    policy = next(
        node.attributes["content"]
        for node in page.all("meta")
        if node.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none';")
    for tag in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.one(tag).text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_names_are_text_and_nothing_else():
    site = dataclasses.replace(circle(100), site_id=NASTY, name=NASTY)
    case = case_of(NASTY, silent(), [site], rules=RuleSet(NASTY.replace("\ud800", "")))
    text = explain(case, Provenance((NASTY,), ((NASTY, NASTY),)))
    text.encode("utf-8")
    page = read(text)
    assert len(list(page.all("script"))) == 1
    shown = NASTY.replace("\u202e", "\ufffd").replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert page.one("h1").text == shown
    assert next(page.all("path", name="fence")).told == shown
    assert {name.text for name in page.all("bdi")} == {shown}
    assert "alert" not in page.one("script").text


def test_markup_escapes_what_is_not_markup():
    assert element("a", "<b>", title='"&') == '<a title="&quot;&amp;">&lt;b&gt;</a>'
    assert element("a", Markup("<b>"), hidden=True, x=None, y=False) == "<a hidden><b></a>"
    assert both("<", ">").count("&") == 2
    for bad in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="cannot be drawn"):
            number(bad)


def test_the_same_set_of_pings_gives_the_same_bytes():
    pings = visit(0, 3600, cadence=30)
    order = np.random.default_rng(1).permutation(len(pings))
    other = Pings.of(
        pings.t[order],
        pings.lon[order],
        pings.lat[order],
        pings.accuracy_m[order],
        datum="wgs84",
        platform="android",
    )
    sites = [circle(100), polygon(square(50), name="square")]
    one, two = (explain(case_of("t", each, sites, [slot(0, 900)])) for each in (pings, other))
    assert one == two


# --- readable -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page():
    return read(explain(case_of("杨", silent(), [circle(50)], [slot(0, 3600)])))


def test_headings_lead_through_the_page(page):
    levels = [int(node.tag[1]) for node in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_the_page_says_its_language_and_fits_a_phone(page):
    assert page.one("html").attributes["lang"] == "zh-CN"
    viewports = [n for n in page.all("meta") if n.attributes.get("name") == "viewport"]
    assert [n.attributes["content"] for n in viewports] == ["width=device-width, initial-scale=1"]
    assert page.one("head").one("title").text == "考勤说明 · 杨"
    assert len(list(page.all("main"))) == 1


def test_pictures_have_a_name_and_tables_have_heads(page):
    for figure in page.all("figure"):
        svg = next(child for child in figure.children if child.tag == "svg")
        assert svg.attributes["role"] == "img"
        assert CHINESE.search(svg.attributes["aria-label"])
    for table in page.all("table"):
        assert all(head.attributes.get("scope") in ("row", "col") for head in table.all("th"))
        assert list(table.all("th"))


def test_everything_is_said_in_both_languages(page):
    chinese, english = list(page.all(name="zh")), list(page.all(name="en"))
    assert len(chinese) == len(english) > 60
    for zh, en in zip(chinese, english, strict=True):
        assert zh.attributes["lang"] == "zh-CN"
        assert en.attributes["lang"] == "en"
        assert zh.text
        assert en.text
        assert not CHINESE.search(
            re.sub("|".join(b.text for b in en.all("bdi")) or "$^", "", en.text)
        )
    for node in page.all("h2", "p", "th"):
        assert {"zh", "en"} <= {name for child in node.all() for name in child.classes}, node.text


def test_the_choice_of_language_works_without_a_script(page):
    inputs = list(page.all("input"))
    assert [n.attributes["type"] for n in inputs] == ["radio"] * 3
    assert "checked" in inputs[0].attributes
    for node, label in zip(inputs, page.all("label"), strict=True):
        key = node.attributes["id"]
        assert label.attributes["for"] == key
        assert f"#{key}:checked" in PAGE_CSS
        assert f"#{key}:focus-visible" in PAGE_CSS
    ids = [n.attributes["id"] for n in page.all() if "id" in n.attributes]
    assert len(ids) == len(set(ids))


def _colours():
    found = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})", DRAWING_CSS))
    assert len(found) >= 12
    return found


def _luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * d for d in colour[1:])
    parts = [int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("front", "behind", "least"),
    [
        ("ink", "paper", 7), ("muted", "paper", 7), ("paper", "inside", 7), ("ink", "ground", 7),
        ("inside", "ground", 4.5), ("outside", "ground", 4.5), ("fence", "ground", 4.5),
        ("silence", "paper", 4.5), ("told", "paper", 4.5), ("credit", "paper", 4.5),
    ],
)  # fmt: skip
def test_colours_stand_out(front, behind, least):
    # WCAG 2.2: 7 is AAA for text, 3 is enough for marks
    colours = _colours()
    assert _contrast(colours[front], colours[behind]) >= least


# --- words --------------------------------------------------------------------------------------


def _said(phrase):
    return CHINESE.search(phrase.zh) and phrase.en and not CHINESE.search(phrase.en)


def test_every_code_has_words():
    assert set(REASONS) == set(Reason)
    assert set(EVIDENCE) == set(EvidenceKind)
    assert set(RULE_NAMES) == set(RULES)
    figures = {field.name for rule in RULES.values() for field in dataclasses.fields(rule)}
    assert set(FIGURES) == figures
    for words in (REASONS, EVIDENCE, RULE_NAMES, FIGURES):
        assert all(_said(phrase) for phrase in words.values())
        assert len({phrase.zh for phrase in words.values()}) == len(words)


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "0 秒", "0 s"), (59, "59 秒", "59 s"), (-3600, "1 小时", "1 h"),
        (3661, "1 小时 1 分钟 1 秒", "1 h 1 min 1 s"), (90_000, "25 小时", "25 h"),
    ],
)  # fmt: skip
def test_lengths_of_time(seconds, zh, en):
    assert duration(seconds) == (zh, en)


# --- the command --------------------------------------------------------------------------------


def run(*arguments, seed="0"):
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "geofence", *map(str, arguments)],
        capture_output=True,
        check=False,
        cwd=ROOT,
        timeout=60,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def refused(*arguments):
    code, _, err = run("explain", *arguments)
    assert code == 2
    assert len(err.splitlines()) == 1
    return err


def test_the_command_writes_a_page_and_says_how_it_did(tmp_path):
    out = tmp_path / "walk.html"
    code, printed, err = run(
        *("explain", "--site", SITE, "--pings", PINGS, "--trace", "yang", "-o", out),
        *("--slot", "2026-05-04T09:00+08:00/2026-05-04T10:30+08:00", "--tz", "Asia/Shanghai"),
        *("--rules", "docs/examples/rules.json"),
    )
    assert (code, printed, err) == (0, "", "")
    first = out.read_bytes()
    commands = next(read(first.decode()).one("section", name="checking").all("pre"))
    page, settle = (shlex.split(line)[3:] for line in commands.text.splitlines())
    out.unlink()
    assert run(*page, seed="7")[0] == 0
    assert out.read_bytes() == first
    verdict = json.loads(run(*settle)[1].splitlines()[0])
    total = read(first.decode()).one("p", name="total").attributes["data-seconds"]
    assert int(total) == verdict["credited_seconds"] > 0
    digest = hashlib.sha256((ROOT / PINGS).read_bytes()).hexdigest()
    assert digest in first.decode()


def test_the_command_names_what_is_wrong(tmp_path):
    out, known = tmp_path / "x.html", ("--site", SITE, "--pings", PINGS)
    err = refused(*known, "-o", out)
    assert "2 traces" in err
    assert "--trace" in err
    assert "'yang', 'zhang'" in err
    assert "'yang', 'zhang'" in refused(*known, "--trace", "li", "-o", out)
    assert "directory" in refused(*known, "--trace", "yang", "-o", tmp_path)
    assert "No such file" in refused(*known, "--trace", "yang", "-o", tmp_path / "no" / "x.html")
    assert "--tz" in refused(*known, "--trace", "yang", "-o", out, "--tz", "Mars/Olympus")
    assert "--tz" in refused(*known, "--trace", "yang", "-o", out, "--tz", "+25:00")
    assert "-o" in refused(*known)
    assert not out.exists()


def test_only_some_of_many_traces_are_named(tmp_path):
    path = tmp_path / "many.csv"
    rows = "".join(f"t{k:03},{NOON + k},108.5,28.5,\n" for k in range(300))
    path.write_text("trace_id,t,lon,lat,accuracy_m\n" + rows, encoding="utf-8")
    err = refused("--site", SITE, "--pings", path, "-o", tmp_path / "x.html")
    assert "300 traces" in err
    assert "'t004', …" in err
    assert "t005" not in err
    path.write_text("trace_id,t,lon,lat,accuracy_m\n", encoding="utf-8")
    assert "no pings" in refused("--site", SITE, "--pings", path, "-o", tmp_path / "x.html")


def test_a_trace_of_a_file_of_one_needs_no_name(tmp_path):
    path, out = tmp_path / "one.csv", tmp_path / "one.html"
    path.write_text(f"trace_id,t,lon,lat,accuracy_m\n-x,{NOON},108.5,28.5,\n", encoding="utf-8")
    assert run("explain", "--site", SITE, "--pings", path, "-o", out)[0] == 0
    assert read(out.read_text(encoding="utf-8")).one("h1").text == "-x"
    first = out.read_bytes()
    assert run("explain", "--site", SITE, "--pings", path, "-o", out, "--trace=-x")[0] == 0
    assert out.read_bytes() != first  # the command it prints names the trace


# --- much, and real -----------------------------------------------------------------------------


def test_twenty_thousand_pings_make_a_small_page():
    rng = np.random.default_rng(5)
    n = 20_000
    x, y = 200 * np.cos(np.arange(n) / 900) + rng.normal(0, 20, n), rng.normal(0, 60, n)
    case = case_of("t", walk(np.arange(n), x, y, rng.uniform(3, 90, n)), [circle(120)])
    text = explain(case)
    assert len(text.encode()) < 1_500_000
    assert "共 20000 个定位点" in text
    assert re.search(r"图内 \d+ 个只画 \d+ 个；计算用了全部", text)


def test_real_walks_are_explained(shared, tmp_path):
    path = tmp_path / "demo.csv"
    path.write_bytes(
        gzip.decompress((shared / "traces/demo_yanhe_transplanted.csv.gz").read_bytes())
    )
    site = shared / "fences/demo_yanhe_transplanted_fences.geojson"
    for trace in ("yh_mn_uni_android-2_20190728T2201", "yh_mn_uni_ios-2_20190728T0037"):
        out = tmp_path / f"{trace}.html"
        known = ("--site", site, "--pings", path, "--trace", trace)
        assert run("explain", *known, "-o", out)[0] == 0
        page = read(out.read_text(encoding="utf-8"))
        assert len(list(page.one("section", name="map").all("h3"))) >= 1  # sites far apart
        verdicts = map(json.loads, run("settle", *known[:4])[1].splitlines())
        (verdict,) = [v for v in verdicts if v["trace_id"] == trace]
        total = page.one("p", name="total").attributes["data-seconds"]
        assert int(total) == verdict["credited_seconds"]
        rows = [b for s in page.all("section", name="stays") for b in s.all("tbody")]
        assert len(rows) == len(verdict["intervals"]) + len(verdict["unverified"])
