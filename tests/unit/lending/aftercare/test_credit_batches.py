"""Batches for the credit bureau: every row of a closed day once, what was rejected once more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from nongxin.kernel.errors import Missing
from nongxin.lending.aftercare.day_sum_store import DynamoDaySums
from nongxin.lending.aftercare.reporting import credit_batch
from nongxin.lending.aftercare.reporting.answer_batch import AnswerBatch, answer_batch
from nongxin.lending.aftercare.reporting.batch_file import Subject, batch_file
from nongxin.lending.aftercare.reporting.build_batches import (
    DayNotClosed,
    ReportingParts,
    build_batches,
)
from nongxin.lending.aftercare.reporting.credit_batch import (
    BatchAnswered,
    BatchState,
    NotInBatch,
)
from nongxin.lending.aftercare.reporting.credit_batch_store import DynamoCreditBatches
from tests.builders.lending import BORROWER, COUNTY, an_officer
from tests.builders.loan_days import LoanDays

LENT = date(2026, 11, 25)
NEXT = LENT + timedelta(days=1)


def closed(loans: int) -> tuple[LoanDays, ReportingParts]:
    days = LoanDays()
    for _ in range(loans):
        days.lend()
    days.go_to(NEXT)
    days.close_all()
    storage = days.storage
    return days, ReportingParts(
        storage, DynamoDaySums(storage), days.credit_rows, DynamoCreditBatches(storage)
    )


def answered(number: str, parts: ReportingParts, *rejected: str) -> dict[str, Any]:
    outcome = answer_batch(AnswerBatch(number, rejected), an_officer(), parts)
    parts.storage.commit(*outcome.writes)
    return dict(outcome.answer)


def test_every_row_is_in_one_batch_however_often_they_are_built(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nongxin.lending.aftercare.reporting.build_batches.MOST_ROWS", 2)
    _, parts = closed(5)
    built = build_batches(COUNTY, NEXT, an_officer(), parts)
    assert [batch.number for batch in built] == [f"{COUNTY}20261126000{n}" for n in (1, 2, 3)]
    keys = [key for batch in built for key in batch.rows]
    assert len(keys) == len(set(keys)) == 5
    assert build_batches(COUNTY, NEXT, an_officer(), parts) == built
    assert len(parts.batches.page(COUNTY, 10, None).items) == 3


def test_only_a_day_that_is_closed() -> None:
    _, parts = closed(1)
    with pytest.raises(DayNotClosed):
        build_batches(COUNTY, NEXT + timedelta(days=1), an_officer(), parts)
    with pytest.raises(Missing):
        build_batches(COUNTY, NEXT, an_officer(5, county="610425"), parts)
    assert build_batches(COUNTY, LENT, an_officer(), parts) == []  # nothing to tell of it


def test_what_was_rejected_goes_again_and_nothing_else() -> None:
    _, parts = closed(3)
    (batch,) = build_batches(COUNTY, NEXT, an_officer(), parts)
    with pytest.raises(NotInBatch):
        answered(batch.number, parts, "ln_610722_01JD0000000000000000000099#10")
    told = answered(batch.number, parts, batch.rows[1], batch.rows[1])
    assert (told["state"], told["again"]) == ("answered", batch.number + "R1")
    with pytest.raises(BatchAnswered):
        answered(batch.number, parts)
    again = parts.batches.get(told["again"])
    assert (again.rows, again.state) == ((batch.rows[1],), BatchState.BUILT)
    once_more = answered(again.number, parts, batch.rows[1])
    assert once_more["again"] == batch.number + "R2"
    assert answered(once_more["again"], parts) == {
        "number": batch.number + "R2", "state": "accepted", "again": None
    }  # fmt: skip
    assert build_batches(COUNTY, NEXT, an_officer(), parts) == [parts.batches.get(batch.number)]


def test_the_file_is_the_same_bytes_and_names_whom_it_is_about() -> None:
    _, parts = closed(2)
    (batch,) = build_batches(COUNTY, NEXT, an_officer(), parts)
    rows = parts.rows.read(parts.rows.page(COUNTY, NEXT, 10, None))
    subjects = {BORROWER: Subject("王小明", "610722198001011234")}
    text = batch_file(batch, rows, subjects)
    assert text == batch_file(batch, rows, subjects)
    first, header, *lines = text.splitlines()
    assert first == f"BATCH,{batch.number},2026-11-26,2,{batch.digest}"
    assert header.startswith("row,name,id_type,id_no,loan_id,moment")
    assert len(lines) == 2
    assert lines[0].startswith(f"{batch.rows[0]},王小明,10,610722198001011234,ln_")
    assert "40000" in lines[0]
    digest = credit_batch.digest_of(parts.rows.texts(COUNTY, NEXT, batch.rows))
    assert digest == batch.digest


def test_a_number_that_is_none() -> None:
    _, parts = closed(0)
    for number in ("", "0", "x" * 18, f"{COUNTY}", f"{COUNTY}202611260001"):
        with pytest.raises(Missing):
            parts.batches.get(number)
