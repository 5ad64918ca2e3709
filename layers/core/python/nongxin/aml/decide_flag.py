"""Decide on what somebody concluded of a flag: agree, and it is ended; or send it back."""

from __future__ import annotations

from nongxin.aml.conclude_flag import ReviewParts, figure_of, review_answer
from nongxin.aml.review import Step
from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value


@value
class DecideFlag:
    flag_id: str
    agrees: bool
    reason: str


def decide_flag(command: DecideFlag, by: Principal, parts: ReviewParts) -> Outcome:
    """Raises Missing (no such flag in reach), ReviewElsewhere, ReviewFourEyes."""
    amount_fen = figure_of(command.flag_id, by, parts)
    what = "agreed" if command.agrees else "sent_back"
    step = Step(parts.clock.now(), by.id, what, amount_fen, command.reason)
    after = parts.reviews.get(command.flag_id).decided(step, agrees=command.agrees)
    return Outcome(review_answer(after), [parts.reviews.save(after)])
