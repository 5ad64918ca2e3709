"""Put the bureau's answer to a batch on record; what it rejected goes again, in its own batch."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.lending.aftercare.reporting.build_batches import ReportingParts


@value
class AnswerBatch:
    """`rejected` are keys of rows; none: all of it was taken."""

    number: str
    rejected: tuple[str, ...]


def answer_batch(command: AnswerBatch, by: Principal, parts: ReportingParts) -> Outcome:
    """Raises Missing (out of reach), BatchAnswered, NotInBatch."""
    batch = parts.batches.get(command.number)
    if not by.serves(batch.county):
        raise Missing()
    after = batch.answered(command.rejected)
    writes = [parts.batches.save(after)]
    answer = {"number": after.number, "state": after.state.value, "again": None}
    if after.rejected:
        again = after.again(parts.rows.texts(after.county, after.day, after.rejected))
        writes.append(parts.batches.save(again))
        answer["again"] = again.number
    return Outcome(answer, writes)
