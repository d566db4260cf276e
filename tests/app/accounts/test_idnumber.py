"""The number of an identity card: its checksum, its date, and that it never shows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts import idnumber
from app.core.errors import InvalidError

TODAY = date(2026, 5, 1)
BODIES = st.builds(
    lambda place, born, order: f"{place:06d}{born:%Y%m%d}{order:03d}",
    st.integers(110000, 659999),
    st.dates(date(1930, 1, 1), date(2012, 5, 1)),
    st.integers(0, 999),
)


def test_the_examples_of_the_standard():
    # GB 11643-1999, annex A.
    assert idnumber.check_of("11010519491231002") == "X"
    assert idnumber.check_of("44052418800101001") == "4"
    assert idnumber.parse("11010519491231002x", TODAY).born_on == date(1949, 12, 31)


@given(BODIES)
def test_what_is_made_by_the_rule_is_right_and_masked(body):
    number = idnumber.parse(body + idnumber.check_of(body), TODAY)
    assert f"{number.born_on:%Y%m%d}" == body[6:14]
    shown = f"{number} {number!r} {number.masked}"
    assert body[1:16] not in shown
    assert number.masked == body[0] + "*" * 15 + body[16] + idnumber.check_of(body)


@given(BODIES, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(body, place, shift):
    wrong = str((int(body[place]) + shift) % 10)
    changed = body[:place] + wrong + body[place + 1 :]
    with pytest.raises(InvalidError) as refused:
        idnumber.parse(changed + idnumber.check_of(body), TODAY)
    assert changed not in str(refused.value)


@given(BODIES, st.integers(0, 15))
def test_two_neighbours_that_change_places_are_noticed(body, place):
    changed = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    if changed != body:
        with pytest.raises(InvalidError):
            idnumber.parse(changed + idnumber.check_of(body), TODAY)


@pytest.mark.parametrize(
    "body", ["11010519490231002", "11010519491331002", "11010520270501002", "11010518490501002"]
)
def test_an_impossible_birthday_is_refused(body):
    with pytest.raises(InvalidError) as refused:
        idnumber.parse(body + idnumber.check_of(body), TODAY)
    assert "birth" in refused.value.en


@pytest.mark.parametrize(
    "text", ["", "1", "110105491231002", "１１010519491231002X", "11010519491231002Y", "X" * 18]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(InvalidError) as refused:
        idnumber.parse(text, TODAY)
    assert refused.value.code == "id_number_invalid"


@pytest.mark.parametrize(
    ("day", "age"),
    [(date(2026, 2, 28), 17), (date(2026, 3, 1), 18), (date(2028, 2, 29), 20)],
)
def test_who_is_born_on_a_leap_day_ages_on_the_first_of_march(day, age):
    body = "11010520080229002"
    assert idnumber.parse(body + idnumber.check_of(body), TODAY).age_on(day) == age
