"""Every table says how long its rows are kept, and the operators' pages say the same."""

from dataclasses import fields
from pathlib import Path

import pytest

from app import schedule
from app.core.db import Base
from app.core.personal import Fate
from app.personal.parts import PARTS
from app.personal.periods import PERIODS, table_in
from config import Settings

DOCS = Path(__file__).resolve().parents[3] / "docs"
PERIOD_OF = {table: each for each in PERIODS for table in each.tables}


def test_every_table_has_one_period(application):
    named = [table for each in PERIODS for table in each.tables]
    assert sorted(named) == sorted(Base.metadata.tables)


@pytest.mark.parametrize(
    ("page", "language"), [("operators.md", "en"), ("operators.zh-CN.md", "zh")]
)
def test_the_pages_list_them(page, language):
    assert table_in(language) in (DOCS / page).read_text(encoding="utf-8")


def test_jobs_and_settings_are_there_and_no_default_is_below_the_law(application):
    names = [each.job.name.split(".") for each in schedule.PERIODIC]
    jobs = {f"{name[1]}.{name[-1]}" for name in names}
    defaults = {each.name: each.default for each in fields(Settings)}
    for each in PERIODS:
        assert each.job in jobs | {""}, each.tables
        if each.setting:
            assert f"`WEIGUANG_{each.setting.upper()}`" in each.zh
            assert f"`WEIGUANG_{each.setting.upper()}` ({defaults[each.setting]})" in each.en
        if each.setting and each.law:
            assert defaults[each.setting] >= each.law.years


def test_what_becomes_of_rows_at_an_erasure_is_the_same_in_both_lists(application):
    for part in PARTS:
        for each in part.holdings:
            period = PERIOD_OF[each.table.name]
            if each.fate is Fate.KEPT:
                assert period.law is each.law, each.table.name
            elif each.fate is Fate.DELETED:
                assert period.law is None, each.table.name


@pytest.mark.parametrize("name", ["service_years", "proof_years", "audit_years"])
def test_a_setting_below_the_law_is_refused(name):
    with pytest.raises(ValueError, match=name.upper()):
        Settings(development=True, **{name: 2})
