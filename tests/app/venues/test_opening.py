"""Opening hours: by the week, with exceptions on dates; a day begins at midnight in China."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.venues.opening import covers, is_open, spans_on

WEEKLY = [
    {"weekday": 1, "opens": "08:30", "closes": "12:00"},
    {"weekday": 1, "opens": "14:00", "closes": "24:00"},
    {"weekday": 2, "opens": "00:00", "closes": "06:00"},
]
EXCEPTIONS = [
    {"date": "2026-05-11", "spans": []},
    {"date": "2026-05-12", "spans": [{"opens": "10:00", "closes": "11:00"}]},
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.CHINA)


@pytest.mark.parametrize(
    ("when", "opened"),
    [
        ("2026-05-04 08:29", False),
        ("2026-05-04 08:30", True),
        ("2026-05-04 12:00", False),
        ("2026-05-04 23:59", True),
        ("2026-05-05 00:00", True),
        ("2026-05-05 06:00", False),
        ("2026-05-11 09:00", False),  # closed on that Monday
        ("2026-05-12 00:30", False),
        ("2026-05-12 10:30", True),
    ],
)
def test_when_it_is_open(when, opened):
    assert is_open(at(when), WEEKLY, EXCEPTIONS) is opened


@pytest.mark.parametrize(
    ("begin", "end", "covered"),
    [
        ("2026-05-04 08:30", "2026-05-04 12:00", True),
        ("2026-05-04 11:00", "2026-05-04 14:30", False),
        ("2026-05-04 22:00", "2026-05-05 00:00", True),
        ("2026-05-04 22:00", "2026-05-05 00:30", False),
        ("2026-05-03 22:00", "2026-05-06 00:00", False),
    ],
)
def test_a_booking_lies_within_one_span(begin, end, covered):
    assert covers(at(begin), at(end), WEEKLY, EXCEPTIONS) is covered


@given(st.datetimes(datetime(2026, 5, 1), datetime(2026, 5, 31)))  # noqa: DTZ001 - in China
def test_it_is_open_just_within_the_spans_of_the_day(naive):
    moment = naive.replace(tzinfo=clock.CHINA)
    today = spans_on(moment.date(), WEEKLY, EXCEPTIONS)
    clock_time = moment.strftime("%H:%M")
    inside = any(span["opens"] <= clock_time < span["closes"] for span in today)
    assert is_open(moment, WEEKLY, EXCEPTIONS) is inside
    assert is_open(moment.astimezone(), WEEKLY, EXCEPTIONS) is inside


@given(st.integers(0, 47), st.integers(1, 24))
def test_who_is_covered_finds_it_open_all_the_time(half, length):
    begin = at("2026-05-04 00:00") + timedelta(minutes=30 * half)
    end = begin + timedelta(minutes=30 * length)
    if covers(begin, end, WEEKLY, EXCEPTIONS):
        moments = [begin + timedelta(minutes=10 * n) for n in range(3 * length)]
        assert all(is_open(each, WEEKLY, EXCEPTIONS) for each in moments)
