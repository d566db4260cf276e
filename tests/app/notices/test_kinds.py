"""Every kind of notice has its words, and what it is given goes into them."""

import re
from datetime import time

import pytest

from app.notices.delivery import parse_quiet, parse_templates
from app.notices.kinds import KINDS, Kind, field_texts
from app.notices.speaking import FIELDS, chinese, english
from config import Settings

NAMES = re.compile(r"{(\w+)}")


def sample(kind: Kind) -> dict[str, str]:
    at = "2026-05-04T01:00:00+00:00"
    return {name: at if name.endswith("_at") else f"«{name}»" for name in KINDS[kind].needs}


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_speaks_both_languages_and_fills_its_template(kind):
    words, values = KINDS[kind], sample(kind)
    assert re.search("[\u4e00-\u9fff]", words.zh_title + words.zh)
    assert not re.search("[\u4e00-\u9fff]", words.en_title + words.en)
    assert "2026-05" not in chinese(words.zh, values) + english(words.en, values)
    assert len(field_texts(kind, values)) == len(FIELDS[words.template] if words.template else ())


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_names_what_it_needs_and_needs_what_it_names(kind):
    words = KINDS[kind]
    named = {name for text in (words.zh, words.en, *words.fields) for name in NAMES.findall(text)}
    leading = {name for name in words.needs if name.endswith("_id")}
    assert named | leading == set(words.needs)


@pytest.mark.parametrize("kind", [kind for kind in Kind if KINDS[kind].template])
def test_instants_go_where_the_template_has_a_time(kind):
    words = KINDS[kind]
    for text, field in zip(words.fields, FIELDS[words.template], strict=True):
        assert (field in {"time", "date"}) == text.endswith("_at}")


def test_what_people_write_is_no_format():
    values = sample(Kind.ACTIVITY_CANCELLED) | {"reason": "{activity} {0} %s"}
    assert "{activity} {0} %s" in chinese(KINDS[Kind.ACTIVITY_CANCELLED].zh, values)


@pytest.mark.parametrize(
    "wrong",
    [
        "reminder",
        "reminder=:thing1,time2,thing3",
        "reminder=abc:thing1,time2",
        "reminder=abc:thing1,thing2,thing3",
        "reminder=abc:thing1,time2,thing1",
        "reminder=abc:thing1,time2,sound3",
        "nonsense=abc:thing1,time2,thing3",
        "change=abc:thing1,phrase2,thing3 change=abd:thing1,phrase2,thing3",
        "change=abc:thing1,phrase2,thing3 result=abc:thing1,phrase2,thing3",
    ],
)
def test_a_wrong_template_is_noticed_at_the_start(wrong):
    with pytest.raises(ValueError, match="WEIGUANG_WECHAT_TEMPLATES"):
        parse_templates(wrong)


def test_quiet_hours():
    assert parse_quiet("22:00-07:30").end == time(7, 30)
    assert parse_quiet("").begin == parse_quiet("").end
    with pytest.raises(ValueError, match="WEIGUANG_QUIET_HOURS"):
        parse_quiet("at night")
    assert Settings(development=True).quiet_hours == "22:00-07:00"
