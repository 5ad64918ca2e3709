"""Routes of 征信报送: batches of a closed day, their files, the bureau's answers."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from api_loans.door import STAFF_READERS, app
from api_loans.officers import COUNTY
from nongxin.audit.purpose import Purpose
from nongxin.audit.record_reading import record_reading
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Body, Call, CsvFile, View
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING
from nongxin.kernel.identity import Role
from nongxin.lending.aftercare.reporting.answer_batch import AnswerBatch, answer_batch
from nongxin.lending.aftercare.reporting.batch_file import Subject, batch_file
from nongxin.lending.aftercare.reporting.build_batches import DayNotClosed, build_batches
from nongxin.lending.aftercare.reporting.credit_batch import (
    MOST_ROWS,
    BatchAnswered,
    CreditBatch,
    NotInBatch,
)
from nongxin.parts import Parts, parts

REPORTERS = (Role.COUNTY_APPROVER,)
RowKey = Annotated[str, Field(pattern=r"^ln_[0-9]{6}_[0-9A-Z]{26}#[0-9]{2}$")]


class BuildBody(Body):
    county: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    day: date


class BatchView(View):
    number: str
    day: str
    rows: int
    state: str = Field(description="built, accepted or answered (some were rejected)")
    rejected: list[str]


class BatchList(View):
    county: str
    batches: list[BatchView]
    cursor: str | None = None


class AnswerBody(Body):
    rejected: Annotated[list[RowKey], Field(max_length=MOST_ROWS)] = Field(
        description="keys of rows that the bureau sent back; empty: it took all"
    )


class AnsweredView(View):
    number: str
    state: str
    again: str | None = Field(description="the batch in which rejected rows go again")


@app.post("/credit-report/batches", body=BuildBody, returns=BatchList, status=201,
          roles=REPORTERS, errors=(DayNotClosed, Missing),
          summary="Cut a closed day into numbered batches; again, it finds the same")  # fmt: skip
def build(call: Call, body: BuildBody) -> Any:
    built = build_batches(body.county, body.day, call.person, parts().reporting)
    return BatchList(county=body.county, batches=[_view(batch) for batch in built])


@app.get("/credit-report/batches", returns=BatchList, roles=STAFF_READERS,
         query=(*PAGING, COUNTY), errors=(Missing,),
         summary="A county's batches and what the bureau said, the newest first")  # fmt: skip
def list_batches(call: Call) -> Any:
    p, person = parts(), call.person
    county = call.query.get("county", person.county)
    if not person.serves(county):
        raise Missing()
    batches = p.reporting.batches
    page = batches.page(county, call.limit, call.after)
    found = [_view(batches.get(item["sk"]["S"])) for item in page.items]
    return BatchList(county=county, batches=found, cursor=cursor(page.last_key))


@app.get("/credit-report/batches/{number}/file", returns=CsvFile, roles=REPORTERS,
         summary="The batch's file; everybody in it stands in the audit trail as read")  # fmt: skip
def read_file(call: Call, number: str) -> Any:
    p = parts()
    batch = p.reporting.batches.get(number)
    if not call.person.serves(batch.county):
        raise Missing()
    texts = p.reporting.rows.texts(batch.county, batch.day, batch.rows)
    rows = [json.loads(text) for text in texts]
    subjects = {who: _read(who, call, p) for who in {row["borrower_id"] for row in rows}}
    return CsvFile(name=f"{batch.number}.csv", text=batch_file(batch, rows, subjects))


@app.post("/credit-report/batches/{number}/answer", body=AnswerBody, returns=AnsweredView,
          status=201, roles=REPORTERS, errors=(BatchAnswered, NotInBatch),
          summary="The bureau's answer; what it rejected goes again, once")  # fmt: skip
def answer(call: Call, body: AnswerBody, number: str) -> Any:
    p, person = parts(), call.person
    command = AnswerBatch(number, tuple(body.rejected))
    done = p.perform_in("lending", call.key, lambda: answer_batch(command, person, p.reporting))
    return AnsweredView(**done.answer), done.replayed


def _read(person_id: str, call: Call, p: Parts) -> Subject:
    record_reading(person_id, "credit-report", Purpose.RISK, call.person, p.auditing)
    found = p.persons.get(person_id)
    return Subject(found.name, found.id_no)


def _view(batch: CreditBatch) -> BatchView:
    return BatchView(
        number=batch.number,
        day=batch.day.isoformat(),
        rows=len(batch.rows),
        state=batch.state.value,
        rejected=list(batch.rejected),
    )
