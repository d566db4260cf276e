"""Whatever people write, WeChat's fields take it: held against the patterns of the strict stub."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notices import fitting
from app.notices.fitting import cut, fit, kind_of
from tests.contract.wechat_messages import KINDS

WORDS = st.text(max_size=200) | st.text("乌江 abc0123456789+-.\n\u200b𠮷😀", max_size=200)
INSTANTS = st.integers(0, 4_000_000_000).map(lambda s: datetime.fromtimestamp(s, UTC).isoformat())
TWENTY = "一二三四五六七八九十" * 2
TEXTUAL = sorted(fitting.FITS.keys() - {"time", "date"})


@pytest.mark.parametrize("kind", TEXTUAL)
@given(text=WORDS)
def test_any_text_fits(kind, text):
    assert KINDS[kind].fullmatch(fit(f"{kind}1", text))


@pytest.mark.parametrize("kind", TEXTUAL)
@given(text=WORDS)
def test_what_fits_stays_as_it_is(kind, text):
    fitted = fit(f"{kind}1", text)
    assert fit(f"{kind}1", fitted) == fitted


@given(begin=INSTANTS, end=INSTANTS)
def test_any_instant_and_any_span_fit(begin, end):
    for kind in ("time", "date"):
        assert KINDS[kind].fullmatch(fit(f"{kind}2", begin))
        assert KINDS[kind].fullmatch(fit(f"{kind}2", f"{begin}~{end}"))


@given(text=WORDS, length=st.integers(1, 60))
def test_a_text_is_cut_to_its_length_as_phones_count_it(text, length):
    line = cut(text, length)
    assert len(line.encode("utf-16-le")) // 2 <= length
    assert "\n" not in line


@pytest.mark.parametrize(
    ("field", "text", "fitted"),
    [
        ("thing1", "清理河道", "清理河道"),
        (
            "thing1",
            "一二三四五六七八九十一二三四五六七八九十",
            "一二三四五六七八九十一二三四五六七八九十",
        ),
        (
            "thing1",
            "一二三四五六七八九十一二三四五六七八九十甲",
            "一二三四五六七八九十一二三四五六七八九…",
        ),
        ("thing1", "第一行\n第二行", "第一行 第二行"),
        ("thing1", " \u200b ", "—"),
        ("thing1", "😀" * 11, "😀" * 9 + "…"),
        ("phrase1", "已经审核通过啦", "已经审核通"),
        ("phrase1", "ok", "通知"),
        ("name1", "欧阳娜娜 Nana", "欧阳娜娜"),
        ("name1", "Nana O.", "Nana O."),
        ("number1", "3.5 小时", "3.5"),
        ("character_string1", "编号 YH-2026-0001", "YH-2026-0001"),
        ("phone_number1", "139 0000 1111（村委）", "13900001111"),
        ("time1", "2026-05-04T16:00:00+00:00", "2026年5月5日 00:00"),
    ],
)
def test_how_values_are_made_to_fit(field, text, fitted):
    assert fit(field, text) == fitted


@pytest.mark.parametrize("field", ["thing", "1thing", "sound1", "thing1.DATA", ""])
def test_a_field_of_no_known_kind_is_named(field):
    with pytest.raises(ValueError, match="no field of a WeChat template"):
        kind_of(field)
