"""Routes of a first password, or of a forgotten one."""

from __future__ import annotations

from typing import Any

from api_auth.contracts import (
    CustomerEnrolmentBody,
    DoneView,
    EnrolmentView,
    PasswordBody,
    StaffEnrolmentBody,
)
from api_auth.door import app
from nongxin.access.challenge import CODE_SECONDS
from nongxin.access.finish_enrolment import FinishEnrolment, finish_enrolment
from nongxin.access.problems import Locked, WeakPassword, WrongCode
from nongxin.access.start_enrolment import StartEnrolment, start_enrolment
from nongxin.kernel.errors import Busy
from nongxin.kernel.http import Call
from nongxin.parts import parts


@app.post("/enrolments", body=CustomerEnrolmentBody, returns=EnrolmentView, status=201,
          errors=(Locked, Busy), summary="A first or forgotten password: code")  # fmt: skip
def enrol_customer(call: Call, body: CustomerEnrolmentBody) -> Any:
    return _begun(StartEnrolment(body.phone, id_no=body.id_no.upper()))


@app.post("/staff-enrolments", body=StaffEnrolmentBody, returns=EnrolmentView, status=201,
          errors=(Locked, Busy), summary="Staff: first or forgotten password: code")  # fmt: skip
def enrol_staff(call: Call, body: StaffEnrolmentBody) -> Any:
    return _begun(StartEnrolment(body.phone, staff_no=body.staff_no))


@app.post("/enrolments/{enrolment_id}/password", body=PasswordBody, returns=DoneView, status=201,
          errors=(WrongCode, WeakPassword, Locked, Busy), summary="Set the password")  # fmt: skip
def set_password(call: Call, body: PasswordBody, enrolment_id: str) -> Any:
    finish_enrolment(FinishEnrolment(enrolment_id, body.code, body.password), parts().access)
    return DoneView()


def _begun(command: StartEnrolment) -> EnrolmentView:
    challenge = start_enrolment(command, parts().access)
    return EnrolmentView(enrolment_id=challenge.id, expires_in=CODE_SECONDS)
