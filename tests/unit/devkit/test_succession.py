"""An edited row ends and its successor begins: what was decided on stays as it was."""

from __future__ import annotations

from datetime import date

from devkit.succession import RULE, TUNING, succeeded
from devkit.tables import Cells

ON, BEGINS = date(2026, 11, 25), date(2026, 12, 1)


def _row(**cells: str) -> Cells:
    usual = {"code": "ADM001", "version": "1", "YND": "18", "valid_from": "2019-08-20"}
    return usual | {"valid_to": ""} | cells


def _edited(old: list[Cells], new: list[Cells]) -> list[Cells]:
    return succeeded(old, new, ON, BEGINS, RULE)


def test_what_was_not_touched_stays_with_its_place_and_its_past() -> None:
    rows = [
        _row(version="0", valid_from="2018-01-01", valid_to="2019-08-19"),
        _row(),
        _row(code="ADM002"),
        _row(code="ADM003", valid_from="2027-01-01"),
    ]
    assert _edited(rows, rows[1:3]) == rows


def test_an_edited_row_ends_and_its_next_version_begins() -> None:
    ended, successor = _edited([_row()], [_row(YND="20")])
    assert ended == _row(valid_to="2026-11-30")
    assert successor == _row(YND="20", version="2", valid_from="2026-12-01")


def test_a_version_and_a_later_day_that_were_given_are_kept() -> None:
    new = _row(YND="20", version="7", valid_from="2027-02-01")
    assert _edited([_row()], [new]) == [_row(valid_to="2027-01-31"), new]


def test_a_row_that_was_taken_out_ends() -> None:
    assert _edited([_row()], []) == [_row(valid_to="2026-11-30")]


def test_an_end_alone_is_set_in_place() -> None:
    assert _edited([_row()], [_row(valid_to="2026-12-31")]) == [_row(valid_to="2026-12-31")]


def test_a_row_that_is_new_begins_no_earlier() -> None:
    _, added = _edited([_row()], [_row(), _row(code="ADM099")])
    assert added == _row(code="ADM099", valid_from="2026-12-01")


def test_what_has_not_begun_may_be_changed_as_it_stands() -> None:
    on = date(2027, 6, 1)
    later = _row(valid_from="2027-01-01")
    changed = _row(valid_from="2027-01-01", YND="20")
    assert succeeded([later], [changed], on, BEGINS, RULE) == [changed]
    assert succeeded([later], [], on, BEGINS, RULE) == []


def test_an_entitys_own_threshold_has_days_and_no_version() -> None:
    old = {"entity": "2758", "code": "DEB001", "product": "YND", "value": "50",
           "valid_from": "2026-01-01", "valid_to": ""}  # fmt: skip
    ended, successor = succeeded([old], [old | {"value": "55"}], ON, BEGINS, TUNING)
    assert ended == old | {"valid_to": "2026-11-30"}
    assert successor == old | {"value": "55", "valid_from": "2026-12-01"}
