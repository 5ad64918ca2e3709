"""A batch as the file that the bureau gets: a line about the batch, then a line a row.

The layout is ours (assumed): the standard's own is not public. Whole yuan, days ISO, codes as in
`credit_report`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from nongxin.kernel.value import value
from nongxin.lending.aftercare.reporting.credit_batch import CreditBatch

_COLUMNS = (
    "loan_id", "moment", "on", "status", "five_class", "balance_yuan", "paid_yuan",
    "overdue_months", "overdue_yuan", "repayment_status",
)  # fmt: skip
_AGES = ("overdue_31_60_yuan", "overdue_61_90_yuan", "overdue_91_180_yuan", "overdue_180_yuan")


@value
class Subject:
    """Whom a row is about."""

    name: str
    id_no: str


def batch_file(
    batch: CreditBatch, rows: Sequence[Mapping[str, Any]], subjects: Mapping[str, Subject]
) -> str:
    """`subjects` by borrower. The same batch gives the same bytes."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(["BATCH", batch.number, batch.day.isoformat(), len(rows), batch.digest])
    lines.writerow(["row", "name", "id_type", "id_no", *_COLUMNS, *_AGES])
    for key, row in zip(batch.rows, rows, strict=True):
        whose = subjects[row["borrower_id"]]
        told = [row[name] for name in _COLUMNS]
        lines.writerow([key, whose.name, "10", whose.id_no, *told, *row["overdue_by_age"]])
    return out.getvalue()
