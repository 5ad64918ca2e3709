"""Routes of the review of a flag: conclude, decide, look."""

from __future__ import annotations

from typing import Any

from api_aml.contracts import (
    ConclusionBody,
    FlagDecisionBody,
    ReviewStory,
    ReviewView,
    StepView,
)
from api_aml.door import READERS, REVIEWERS, app
from nongxin.aml.conclude_flag import ConcludeFlag, conclude_flag, figure_of
from nongxin.aml.decide_flag import DecideFlag, decide_flag
from nongxin.aml.review import ReviewElsewhere, ReviewFourEyes, Verdict
from nongxin.kernel.clock import stamp
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.parts import parts

REVIEW = "/flags/{flag_id}/review"


@app.post(REVIEW, body=ConclusionBody, returns=ReviewView, status=201, roles=REVIEWERS,
          errors=(ReviewElsewhere,), summary="Conclude: to be reported, or explained")  # fmt: skip
def conclude(call: Call, body: ConclusionBody, flag_id: str) -> Any:
    command = ConcludeFlag(flag_id, Verdict(body.verdict), body.reason)
    p, person = parts(), call.person
    done = p.perform_in("aml", call.key, lambda: conclude_flag(command, person, p.reviewing))
    return ReviewView(**done.answer), done.replayed


@app.post(REVIEW + "/decision", body=FlagDecisionBody, returns=ReviewView, status=201,
          roles=REVIEWERS, errors=(ReviewElsewhere, ReviewFourEyes),
          summary="Agree with a conclusion, or send it back")  # fmt: skip
def decide(call: Call, body: FlagDecisionBody, flag_id: str) -> Any:
    command = DecideFlag(flag_id, body.agrees, body.reason)
    p, person = parts(), call.person
    done = p.perform_in("aml", call.key, lambda: decide_flag(command, person, p.reviewing))
    return ReviewView(**done.answer), done.replayed


@app.get(REVIEW, returns=ReviewStory, roles=READERS, errors=(Missing,),
         summary="What was done with a flag, step by step")  # fmt: skip
def story(call: Call, flag_id: str) -> Any:
    p = parts()
    figure_of(flag_id, call.person, p.reviewing)
    review = p.reviews.get(flag_id)
    steps = [
        StepView(at=stamp(s.at), by=s.by, what=s.what, amount_fen=s.amount_fen, reason=s.reason)
        for s in review.steps
    ]
    return ReviewStory(flag_id=flag_id, state=review.state.value, steps=steps)
