"""Build the batches of a county's day (生成征信报文), once the day is closed: every row in one."""

from __future__ import annotations

from datetime import date

from nongxin.kernel.errors import Conflict, Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import StaleRecord
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value
from nongxin.lending.aftercare.day_sum_store import DynamoDaySums
from nongxin.lending.aftercare.reporting.credit_batch import MOST_ROWS, CreditBatch, digest_of
from nongxin.lending.aftercare.reporting.credit_batch_store import DynamoCreditBatches
from nongxin.lending.aftercare.reporting.credit_row_store import DynamoCreditRows


class DayNotClosed(Conflict):
    code = "credit-day-not-closed"
    zh = "{day}的贷款日终尚未完成，不能生成报文"
    en = "The loans' day {day} is not closed yet: it cannot be reported"


@value
class ReportingParts:
    storage: Storage
    sums: DynamoDaySums
    rows: DynamoCreditRows
    batches: DynamoCreditBatches


def build_batches(
    county: str, day: date, by: Principal, parts: ReportingParts
) -> list[CreditBatch]:
    """All of the day's, in order; a second call finds the same and adds none.

    Raises Missing (out of reach), DayNotClosed.
    """
    if not by.serves(county):
        raise Missing()
    run = parts.sums.last_run(county)
    if run is None or str(run.day) < str(day) or (str(run.day) == str(day) and not run.done):
        raise DayNotClosed(day=str(day))
    built, after, part = list[CreditBatch](), None, 0
    while True:
        page = parts.rows.page(county, day, MOST_ROWS, after)
        if page.items:
            part += 1
            keys = tuple(item["sk"]["S"] for item in page.items)
            texts = [item["row"]["S"] for item in page.items]
            built.append(_kept(CreditBatch(county, day, part, keys, digest_of(texts)), parts))
        after = page.last_key
        if after is None:
            return built


def _kept(batch: CreditBatch, parts: ReportingParts) -> CreditBatch:
    try:
        parts.storage.commit(parts.batches.save(batch))
    except StaleRecord:
        return parts.batches.get(batch.number)
    return batch
