"""The auth door: sign-in in two steps, sessions, step-up, first passwords, appointments, the key set.

Only appointments take an Idempotency-Key: all else here is guarded by codes and tokens that are good
once, and its answers hold secrets that must not be kept to be given again.
"""

from __future__ import annotations

from typing import Any

from api_auth.contracts import (
    CodeBody,
    CustomerEnrolmentBody,
    DoneView,
    EnrolmentView,
    KeysView,
    KeyView,
    PasswordBody,
    RefreshBody,
    SignInBody,
    SignInView,
    StaffBody,
    StaffEnrolmentBody,
    StaffView,
    StepUpBody,
    StepUpTokenView,
    StepUpView,
    TokensView,
)
from nongxin.access.appoint_staff import AppointStaff, appoint_staff
from nongxin.access.challenge import CODE_SECONDS
from nongxin.access.finish_enrolment import FinishEnrolment, finish_enrolment
from nongxin.access.finish_sign_in import finish_sign_in
from nongxin.access.finish_step_up import finish_step_up
from nongxin.access.problems import (
    BadAppointment,
    Locked,
    SessionEnded,
    WeakPassword,
    WrongCode,
    WrongLogin,
)
from nongxin.access.refresh_session import refresh_session
from nongxin.access.sign_out import sign_out
from nongxin.access.start_enrolment import StartEnrolment, start_enrolment
from nongxin.access.start_sign_in import StartSignIn, start_sign_in
from nongxin.access.start_step_up import start_step_up
from nongxin.access.tokens import STEP_UP_SECONDS
from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.directory import Taken
from nongxin.kernel.errors import Busy, KeyReused
from nongxin.kernel.http import Call, Door
from nongxin.kernel.identity import Role
from nongxin.parts import parts

app = Door("auth")
ANYBODY = tuple(Role)


@app.post("/sign-ins", body=SignInBody, returns=SignInView, status=201,
          errors=(WrongLogin, Locked, Busy), summary="Sign in: password")  # fmt: skip
def start_signing_in(call: Call, body: SignInBody) -> Any:
    challenge = start_sign_in(StartSignIn(body.login, body.password), parts().access)
    return SignInView(sign_in_id=challenge.id, expires_in=CODE_SECONDS)


@app.post("/sign-ins/{sign_in_id}/code", body=CodeBody, returns=TokensView, status=201,
          errors=(WrongCode, Locked, Busy), summary="Sign in: code")  # fmt: skip
def finish_signing_in(call: Call, body: CodeBody, sign_in_id: str) -> Any:
    return TokensView(**vars(finish_sign_in(sign_in_id, body.code, parts().access)))


@app.post("/refresh", body=RefreshBody, returns=TokensView, errors=(SessionEnded, Busy),
          summary="New tokens for a refresh token")  # fmt: skip
def refresh(call: Call, body: RefreshBody) -> Any:
    return TokensView(**vars(refresh_session(body.refresh_token, parts().access)))


@app.post("/sign-out", returns=DoneView, roles=ANYBODY, changes=False, errors=(Busy,),
          summary="End this session")  # fmt: skip
def end_session(call: Call) -> Any:
    sign_out(call.person, parts().access)
    return DoneView()


@app.post("/step-ups", body=StepUpBody, returns=StepUpView, status=201, roles=ANYBODY,
          changes=False, errors=(SessionEnded, Locked, Busy),
          summary="Ask for a code to sign one content")  # fmt: skip
def begin_step_up(call: Call, body: StepUpBody) -> Any:
    challenge = start_step_up(call.person, body.digest, parts().access)
    return StepUpView(step_up_id=challenge.id, expires_in=CODE_SECONDS)


@app.post("/step-ups/{step_up_id}/code", body=CodeBody, returns=StepUpTokenView, status=201,
          roles=ANYBODY, changes=False, errors=(WrongCode, Locked, Busy),
          summary="A token that proves the confirmation of that content")  # fmt: skip
def answer_step_up(call: Call, body: CodeBody, step_up_id: str) -> Any:
    token = finish_step_up(call.person, step_up_id, body.code, parts().access)
    return StepUpTokenView(step_up_token=token, expires_in=STEP_UP_SECONDS)


@app.post("/enrolments", body=CustomerEnrolmentBody, returns=EnrolmentView, status=201,
          errors=(Locked, Busy), summary="A customer's first or forgotten password: code")  # fmt: skip
def enrol_customer(call: Call, body: CustomerEnrolmentBody) -> Any:
    return _enrolment(StartEnrolment(body.phone, id_no=body.id_no.upper()))


@app.post("/staff-enrolments", body=StaffEnrolmentBody, returns=EnrolmentView, status=201,
          errors=(Locked, Busy), summary="Staff: first or forgotten password: code")  # fmt: skip
def enrol_staff(call: Call, body: StaffEnrolmentBody) -> Any:
    return _enrolment(StartEnrolment(body.phone, staff_no=body.staff_no))


@app.post("/enrolments/{enrolment_id}/password", body=PasswordBody, returns=DoneView, status=201,
          errors=(WrongCode, WeakPassword, Locked, Busy), summary="Set the password")  # fmt: skip
def set_password(call: Call, body: PasswordBody, enrolment_id: str) -> Any:
    finish_enrolment(FinishEnrolment(enrolment_id, body.code, body.password), parts().access)
    return DoneView()


@app.post("/staff", body=StaffBody, returns=StaffView, status=201, roles=(Role.OPS,),
          errors=(BadAppointment, Taken, CountyNotServed, KeyReused, Busy),
          summary="Appoint staff")  # fmt: skip
def appoint(call: Call, body: StaffBody) -> Any:
    p = parts()
    command = AppointStaff(
        body.staff_no, body.phone, body.role, body.county, body.entity, frozenset(body.counties)
    )
    done = p.perform_in("access", call.key, lambda: appoint_staff(command, p.appointing))
    return StaffView(**done.answer), done.replayed


@app.get("/keys", returns=KeysView, errors=(Busy,), summary="The public keys of our tokens")
def keys(call: Call) -> Any:
    return KeysView(keys=[KeyView(**parts().signing_key.jwk)])


def _enrolment(command: StartEnrolment) -> EnrolmentView:
    challenge = start_enrolment(command, parts().access)
    return EnrolmentView(enrolment_id=challenge.id, expires_in=CODE_SECONDS)


def handler(event: dict[str, Any], context: Any) -> Any:
    return app(event, context)
