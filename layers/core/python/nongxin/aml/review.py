"""The review of a flag (甄别、上报): one person concludes, another decides, and nothing is rubbed out.

new        nobody has concluded yet, or a conclusion was sent back
concluded  to be reported, or explained; waits for a second person
reported   reported to 中国反洗钱监测分析中心 (the report itself is sent outside this system)
explained  looked at and found to need no report
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from nongxin.kernel.errors import Conflict, Denied
from nongxin.kernel.value import value
from nongxin.kernel.wording import Names, Words


class State(StrEnum):
    NEW = "new"
    CONCLUDED = "concluded"
    REPORTED = "reported"
    EXPLAINED = "explained"


class Verdict(StrEnum):
    REPORT = "report"
    EXPLAIN = "explain"


_ENDS = {Verdict.REPORT: State.REPORTED, Verdict.EXPLAIN: State.EXPLAINED}
_STATE_WORDS: Names = {
    "new": ("待甄别", "new"),
    "concluded": ("待复核", "waiting for a second person"),
    "reported": ("已上报", "reported"),
    "explained": ("已排除", "explained"),
}


class ReviewElsewhere(Conflict):
    code = "flag-review-state"
    zh = "该标记状态为“{state}”，不能如此处理"
    en = "The flag is {state}: this cannot be done with it"
    words: ClassVar[Words] = {"state": _STATE_WORDS}


class ReviewFourEyes(Denied):
    code = "flag-review-four-eyes"
    zh = "须由甄别人以外的人员复核"
    en = "Somebody else than who concluded must decide on a flag"


@value
class Step:
    """What somebody did: concluded (report, explain), agreed, or sent it back.

    `amount_fen` is the flag's figure that they saw: it may grow later the same day.
    """

    at: datetime
    by: str
    what: str
    amount_fen: int
    reason: str = ""


@value
class Review:
    """`verdict` is the latest conclusion. `flag_id`: see `FlagKey`."""

    flag_id: str
    state: State = State.NEW
    verdict: Verdict | None = None
    steps: tuple[Step, ...] = ()
    version: int = 0

    def concluded(self, verdict: Verdict, step: Step) -> Review:
        """Raises ReviewElsewhere."""
        if self.state is not State.NEW:
            raise ReviewElsewhere(state=self.state.value)
        return replace(self, state=State.CONCLUDED, verdict=verdict, steps=(*self.steps, step))

    def decided(self, step: Step, *, agrees: bool) -> Review:
        """Raises ReviewElsewhere, ReviewFourEyes."""
        if self.state is not State.CONCLUDED or self.verdict is None:
            raise ReviewElsewhere(state=self.state.value)
        if step.by == self.steps[-1].by:
            raise ReviewFourEyes()
        state = _ENDS[self.verdict] if agrees else State.NEW
        return replace(self, state=state, steps=(*self.steps, step))
