"""A batch of rows for the credit bureau (征信报文): a part of one county's day, under a number.

built ──► accepted, or answered where the bureau rejected some: those go again in a batch of their
own, made together with the answer. So a row is in one batch, and in one more for each rejection.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from hashlib import sha256

from nongxin.kernel.errors import Conflict, Malformed
from nongxin.kernel.value import value

# Each row's borrower is read on record when the file is: so many fit into a door's time.
MOST_ROWS = 100


class BatchState(StrEnum):
    BUILT = "built"
    ACCEPTED = "accepted"
    ANSWERED = "answered"


class BatchAnswered(Conflict):
    code = "credit-batch-answered"
    zh = "该报文已有反馈结果"
    en = "The bureau's answer to this batch is on record already"


class NotInBatch(Malformed):
    code = "credit-batch-row-unknown"
    zh = "该报文中没有这些记录：{what}"
    en = "These rows are not in the batch: {what}"


@value
class CreditBatch:
    """`rows` are the keys of its rows on `day`; `digest` is of their texts. `round` counts how
    often they were sent before.
    """

    county: str
    day: date
    part: int
    rows: tuple[str, ...]
    digest: str
    round: int = 0
    state: BatchState = BatchState.BUILT
    rejected: tuple[str, ...] = ()
    version: int = 1

    @property
    def number(self) -> str:
        """Unique for ever: county, day, part of it; R1, R2 … where it goes again."""
        again = f"R{self.round}" if self.round else ""
        return f"{self.county}{self.day:%Y%m%d}{self.part:04d}{again}"

    def answered(self, rejected: Sequence[str]) -> CreditBatch:
        """Raises BatchAnswered, NotInBatch."""
        if self.state is not BatchState.BUILT:
            raise BatchAnswered()
        if unknown := sorted(set(rejected) - set(self.rows)):
            raise NotInBatch(what=", ".join(unknown)[:200])
        state = BatchState.ANSWERED if rejected else BatchState.ACCEPTED
        told = tuple(dict.fromkeys(rejected))
        return replace(self, state=state, rejected=told, version=self.version + 1)

    def again(self, texts: Sequence[str]) -> CreditBatch:
        """The next batch, of what was rejected; `texts` are those rows."""
        return CreditBatch(
            self.county, self.day, self.part, self.rejected, digest_of(texts), self.round + 1
        )


def digest_of(texts: Sequence[str]) -> str:
    return sha256("\n".join(texts).encode()).hexdigest()
