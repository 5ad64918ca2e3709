"""Routes of confirming one content by a code before it is signed."""

from __future__ import annotations

from typing import Any

from api_auth.contracts import CodeBody, StepUpBody, StepUpTokenView, StepUpView
from api_auth.door import ANYBODY, app
from nongxin.access.challenge import CODE_SECONDS
from nongxin.access.finish_step_up import finish_step_up
from nongxin.access.problems import Locked, SessionEnded, WrongStepUpCode
from nongxin.access.start_step_up import start_step_up
from nongxin.access.tokens import STEP_UP_SECONDS
from nongxin.kernel.errors import Busy
from nongxin.kernel.http import Call
from nongxin.parts import parts


@app.post("/step-ups", body=StepUpBody, returns=StepUpView, status=201, roles=ANYBODY,
          changes=False, errors=(SessionEnded, Locked, Busy),
          summary="Ask for a code to sign one content")  # fmt: skip
def begin_step_up(call: Call, body: StepUpBody) -> Any:
    challenge = start_step_up(call.person, body.digest, parts().access)
    return StepUpView(step_up_id=challenge.id, expires_in=CODE_SECONDS)


@app.post("/step-ups/{step_up_id}/code", body=CodeBody, returns=StepUpTokenView, status=201,
          roles=ANYBODY, changes=False, errors=(WrongStepUpCode, Locked, Busy),
          summary="A token that proves the confirmation of that content")  # fmt: skip
def answer_step_up(call: Call, body: CodeBody, step_up_id: str) -> Any:
    token = finish_step_up(call.person, step_up_id, body.code, parts().access)
    return StepUpTokenView(step_up_token=token, expires_in=STEP_UP_SECONDS)
