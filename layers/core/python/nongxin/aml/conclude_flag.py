"""Conclude on a flag: it is to be reported, or there is an explanation. Another person decides."""

from __future__ import annotations

from nongxin.aml.find_flags import check_reach
from nongxin.aml.flag_id import flag_key
from nongxin.aml.review import Review, Step, Verdict
from nongxin.aml.review_store import DynamoReviews
from nongxin.aml.store import DynamoFlows
from nongxin.kernel.clock import Clock
from nongxin.kernel.commands import Answer, Outcome
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value


@value
class ReviewParts:
    flows: DynamoFlows
    reviews: DynamoReviews
    clock: Clock


@value
class ConcludeFlag:
    flag_id: str
    verdict: Verdict
    reason: str


def conclude_flag(command: ConcludeFlag, by: Principal, parts: ReviewParts) -> Outcome:
    """Raises Missing (no such flag in reach), ReviewElsewhere."""
    amount_fen = figure_of(command.flag_id, by, parts)
    step = Step(parts.clock.now(), by.id, command.verdict.value, amount_fen, command.reason)
    after = parts.reviews.get(command.flag_id).concluded(command.verdict, step)
    return Outcome(review_answer(after), [parts.reviews.save(after)])


def figure_of(flag_id: str, by: Principal, parts: ReviewParts) -> int:
    """What the flag tells now, in fen. Raises Missing."""
    key = flag_key(flag_id)
    check_reach(key.entity, by)
    return int(parts.flows.flag(key.entity, key.day, key.rule, key.person_id).amount_fen)


def review_answer(review: Review) -> Answer:
    return {"flag_id": review.flag_id, "state": review.state.value}
