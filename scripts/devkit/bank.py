"""The bank as its users' apps see it: HTTP only, one person per session, a fresh key per command.

A call whose answer is lost or "busy" is sent again with the same key, as a good client does.
Where the stage lets only known channels in (dev, prod), NONGXIN_API_KEY holds the channel's key.
"""

from __future__ import annotations

import os
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import requests

_TRIES = 6
_TIMEOUT_S = 30
_AGAIN = frozenset({429, 502, 503, 504})
_LONGEST_PAUSE_S = 10  # told to wait longer than this, a person decides whether to
_CODE_WAIT_S = 10.0
API_KEY_VARIABLE = "NONGXIN_API_KEY"

Json = dict[str, Any]


class Refused(Exception):
    """The bank said no. `problem` is its problem+json."""

    def __init__(self, status: int, problem: Json) -> None:
        self.status = status
        self.problem = problem
        told = [problem.get("code"), problem.get("detail_en") or problem.get("detail")]
        if problem.get("code") == "invalid-body":
            told += [f"{each['at']}: {each['en']}" for each in problem["facts"]["fields"]]
        reason = ": ".join(str(part) for part in told if part)
        super().__init__(f"{status} {reason or 'without a reason (a function died?)'}")

    @property
    def code(self) -> str:
        return str(self.problem.get("code"))


@dataclass
class Bank:
    """`url` is the API's address up to the stage; `partners_url` the local simulators' (text
    messages).
    """

    url: str
    partners_url: str
    language: str = "zh-CN"
    api_key: str = field(default_factory=lambda: os.environ.get(API_KEY_VARIABLE, ""), repr=False)
    http: requests.Session = field(default_factory=requests.Session)

    def call(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        token: str = "",
        key: str = "",
    ) -> Json:
        """The answer as JSON; raises Refused, and requests' own errors when nobody answers."""
        headers = {"Accept-Language": self.language}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if key:
            headers["Idempotency-Key"] = key
        if self.api_key:
            headers["X-Api-Key"] = self.api_key
        response = self._sent(method, f"{self.url}/v1{path}", body, headers)
        answer = _read(response)
        if response.status_code >= 400:
            raise Refused(response.status_code, answer)
        return answer

    def _sent(self, method: str, url: str, body: Json | None, headers: Json) -> requests.Response:
        for n in range(_TRIES):
            is_last = n == _TRIES - 1
            try:
                response = self.http.request(
                    method, url, json=body, headers=headers, timeout=_TIMEOUT_S
                )
            except (requests.ConnectionError, requests.Timeout):
                if is_last:
                    raise
            else:
                if is_last or response.status_code not in _AGAIN or _is_long(response):
                    return response
            time.sleep(0.3 * 2**n)
        raise AssertionError("the last try returns or raises")

    def admit(self, login: str, password: str, phone: str, **proof: str) -> Person:
        """Sign in, and only who has no such password yet is enrolled first (`proof` as there)."""
        try:
            return self.sign_in(login, password, phone)
        except Refused as refusal:
            if refusal.code != "wrong-login":
                raise
        self.enrol(phone, password, **proof)
        return self.sign_in(login, password, phone)

    def sign_in(self, login: str, password: str, phone: str) -> Person:
        """Password, then the code that the text message to `phone` shows."""
        begun = self.call("POST", "/auth/sign-ins", {"login": login, "password": password})
        code = self.code(phone, begun["sign_in_id"])
        tokens = self.call("POST", f"/auth/sign-ins/{begun['sign_in_id']}/code", {"code": code})
        access, refresh = tokens["access_token"], tokens["refresh_token"]
        return Person(self, phone, access, refresh, login, password)

    def enrol(self, phone: str, password: str, **proof: str) -> None:
        """A first password: by `id_no` for customers, by `staff_no` for staff."""
        path = "/auth/enrolments" if "id_no" in proof else "/auth/staff-enrolments"
        begun = self.call("POST", path, {"phone": phone} | proof)
        told = {"code": self.code(phone, begun["enrolment_id"]), "password": password}
        self.call("POST", f"/auth/enrolments/{begun['enrolment_id']}/password", told)

    def code(self, phone: str, challenge_id: str) -> str:
        """The code that was sent for this challenge; the phone may get others meanwhile."""
        until = time.monotonic() + _CODE_WAIT_S
        while time.monotonic() < until:
            for text in self._messages(phone):
                if text["message_id"] == challenge_id and text["code"]:
                    return str(text["code"])
            time.sleep(0.05)
        raise TimeoutError(f"no text message with a code came to {phone}")

    def _messages(self, phone: str) -> list[Json]:
        answer = self.http.get(f"{self.partners_url}/sms/{phone}", timeout=_TIMEOUT_S)
        found: list[Json] = answer.json()["messages"]
        return found


@dataclass
class Person:
    """Somebody signed in. Tokens are renewed when they have run out; who has a password signs in
    again when the session has ended too (idle for an hour, or the answer to a renewal was lost).
    """

    bank: Bank
    phone: str
    token: str
    refresh_token: str
    login: str = ""
    password: str = field(default="", repr=False)

    def get(self, path: str) -> Json:
        return self._call("GET", path, None, "")

    def post(self, path: str, body: Json | None = None, key: str = "") -> Json:
        return self._call("POST", path, body, key or uuid.uuid4().hex)

    def put(self, path: str, body: Json, key: str = "") -> Json:
        return self._call("PUT", path, body, key or uuid.uuid4().hex)

    def step_up(self, digest: str) -> str:
        """A token that proves, by a code, that this person means exactly this content."""
        begun = self.post("/auth/step-ups", {"digest": digest})
        code = self.bank.code(self.phone, begun["step_up_id"])
        told = self.post(f"/auth/step-ups/{begun['step_up_id']}/code", {"code": code})
        return str(told["step_up_token"])

    def _call(self, method: str, path: str, body: Json | None, key: str) -> Json:
        try:
            return self.bank.call(method, path, body, token=self.token, key=key)
        except Refused as refusal:
            if refusal.status != 401:
                raise
        self.renew()
        return self.bank.call(method, path, body, token=self.token, key=key)

    def renew(self) -> None:
        """Fresh tokens; raises Refused where the session has ended and no password is known."""
        told = {"refresh_token": self.refresh_token}
        try:
            tokens = self.bank.call("POST", "/auth/refresh", told)
        except Refused as refusal:
            if refusal.code != "session-ended" or not self.password:
                raise
            again = self.bank.sign_in(self.login, self.password, self.phone)
            self.token, self.refresh_token = again.token, again.refresh_token
        else:
            self.token, self.refresh_token = tokens["access_token"], tokens["refresh_token"]


def _read(response: requests.Response) -> Json:
    """The body; raises Refused where it is none of ours (a gateway's own words)."""
    try:
        answer = response.json()
    except requests.JSONDecodeError:
        answer = None
    if not isinstance(answer, dict):
        raise Refused(response.status_code, {"code": "no-json", "detail": response.text[:200]})
    return answer


def _is_long(response: requests.Response) -> bool:
    told = response.headers.get("Retry-After", "")
    return told.isdigit() and int(told) > _LONGEST_PAUSE_S
