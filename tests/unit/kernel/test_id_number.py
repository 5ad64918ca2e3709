from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongxin.catalog.areas import could_be_issued
from nongxin.kernel.id_number import IdNumber, InvalidIdNumber, check_character, full_years

TODAY = date(2026, 11, 25)
KNOWN = "11010519491231002X"  # the specimen of GB 11643


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    area = draw(st.sampled_from(["610425", "610727", "110105", "440306"]))
    born = draw(st.dates(date(1910, 1, 1), TODAY))
    digits = f"{area}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return digits + check_character(digits)


def why(text: str) -> str:
    with pytest.raises(InvalidIdNumber) as refused:
        IdNumber.parse(text, TODAY)
    return str(refused.value.facts["why"])


def test_the_specimen_of_the_standard_is_read() -> None:
    number = IdNumber.parse(" 11010519491231002x ", TODAY)
    assert (number.text, number.area) == (KNOWN, "110105")
    assert (number.birth_date, number.is_male) == (date(1949, 12, 31), False)
    assert number.age(TODAY) == 76


@given(id_numbers())
def test_a_generated_number_is_accepted(text: str) -> None:
    number = IdNumber.parse(text, TODAY)
    assert number.text == text and number.birth_date <= TODAY


@given(id_numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(text: str, place: int, step: int) -> None:
    other = (int(text[place]) + step) % 10
    assert why(text[:place] + str(other) + text[place + 1 :])


@given(id_numbers(), st.integers(0, 15))
def test_two_digits_exchanged_are_always_found(text: str, place: int) -> None:
    first, second = text[place], text[place + 1]
    if first != second:
        assert why(text[:place] + second + first + text[place + 2 :])


@given(st.text(max_size=40))
def test_a_text_that_is_no_number_is_refused(text: str) -> None:
    assert why(text) in {"shape", "area", "birth-date", "check"}


def test_each_fault_has_its_name() -> None:
    assert why("123") == "shape"
    assert why("1101051949123100２X") == "shape"  # a full-width digit
    assert why("99010519491231002X") == "area"
    assert why("110105194913310023") == "birth-date"
    assert why("110105202612310023") == "birth-date"
    assert why("110105190001010023") == "birth-date"
    assert why("110105194912310021") == "check"


def test_years_are_full_on_the_birthday() -> None:
    born = date(2000, 2, 29)
    assert full_years(born, date(2018, 2, 28)) == 17
    assert full_years(born, date(2018, 3, 1)) == 18


def test_an_old_county_code_holds_for_those_born_while_it_did() -> None:
    assert could_be_issued("610125", date(1980, 1, 1))  # 户县 until 2016
    assert not could_be_issued("610125", date(2018, 1, 1))
    assert could_be_issued("610118", date(1980, 1, 1))  # 鄠邑区
    assert not could_be_issued("610199", date(1980, 1, 1))
    assert could_be_issued("110105", date(1980, 1, 1))
