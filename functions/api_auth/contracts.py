"""Bodies of the auth door. Nothing here is ever logged."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nongxin.kernel.http import Body, View
from nongxin.kernel.identity import Role

Phone = Annotated[str, Field(pattern=r"^1[3-9][0-9]{9}$")]
IdNumber = Annotated[str, Field(pattern=r"^[0-9]{17}[0-9Xx]$")]
StaffNumber = Annotated[str, Field(pattern=r"^[A-Z]{1,3}[0-9]{4,10}$")]
Login = Annotated[
    str,
    Field(pattern=r"^(1[3-9][0-9]{9}|[A-Z]{1,3}[0-9]{4,10})$", description="Phone or staff number"),
]
Password = Annotated[str, Field(min_length=1, max_length=128)]
Code = Annotated[str, Field(pattern=r"^[0-9]{6}$", description="As the text message says")]
RefreshToken = Annotated[str, Field(min_length=1, max_length=256)]
Digest = Annotated[
    str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 (hex) of what will be signed")
]
CountyCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
Scope = Annotated[str, Field(pattern=r"^([0-9]{6}|\*)$")]


class SignInBody(Body):
    login: Login
    password: Password


class CodeBody(Body):
    code: Code


class RefreshBody(Body):
    refresh_token: RefreshToken


class StepUpBody(Body):
    digest: Digest


class CustomerEnrolmentBody(Body):
    phone: Phone
    id_no: IdNumber


class StaffEnrolmentBody(Body):
    phone: Phone
    staff_no: StaffNumber


class PasswordBody(Body):
    code: Code
    password: Password


class StaffBody(Body):
    staff_no: StaffNumber
    phone: Phone
    role: Role
    county: CountyCode
    entity: Annotated[str, Field(pattern=r"^([0-9]{4}|province)$")]
    counties: Annotated[list[Scope], Field(min_length=1, max_length=120)]


class SignInView(View):
    sign_in_id: str
    expires_in: int = Field(description="seconds that the code is good for")


class TokensView(View):
    access_token: str
    refresh_token: str = Field(description="Good once; the answer holds the next one")
    expires_in: int = Field(description="seconds that the access token is good for")
    token_type: str = "Bearer"  # noqa: S105


class StepUpView(View):
    step_up_id: str
    expires_in: int


class StepUpTokenView(View):
    step_up_token: str
    expires_in: int


class EnrolmentView(View):
    enrolment_id: str
    expires_in: int


class DoneView(View):
    done: bool = True


class StaffView(View):
    staff_id: str
    staff_no: str


class ClosedView(View):
    staff_id: str


class KeyView(View):
    """RFC 7517."""

    kty: str
    crv: str
    x: str
    y: str
    kid: str
    alg: str
    use: str


class KeysView(View):
    keys: list[KeyView]
