"""Routes of signing in, going on and signing out, and the keys that tokens are checked by."""

from __future__ import annotations

from typing import Any

from api_auth.contracts import (
    CodeBody,
    DoneView,
    KeysView,
    KeyView,
    RefreshBody,
    SignInBody,
    SignInView,
    TokensView,
)
from api_auth.door import ANYBODY, app
from nongxin.access.challenge import CODE_SECONDS
from nongxin.access.finish_sign_in import finish_sign_in
from nongxin.access.problems import Locked, SessionEnded, WrongCode, WrongLogin
from nongxin.access.refresh_session import refresh_session
from nongxin.access.sign_out import sign_out
from nongxin.access.start_sign_in import StartSignIn, start_sign_in
from nongxin.kernel.errors import Busy
from nongxin.kernel.http import Call
from nongxin.parts import parts


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


@app.get("/keys", returns=KeysView, errors=(Busy,), summary="The public keys of our tokens")
def keys(call: Call) -> Any:
    return KeysView(keys=[KeyView(**jwk) for jwk in parts().signing_key.jwks])
