"""The scripts' own client: enrols only whom it must, waits as told, says who was refused."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from devkit import bank as banks
from devkit.bank import Bank, Person, Refused

Answer = requests.Response | Exception


def answer(status: int, body: Any, **headers: str) -> requests.Response:
    made = requests.Response()
    made.status_code = status
    made._content = body if isinstance(body, bytes) else json.dumps(body).encode()
    made.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return made


@dataclass
class Wire(requests.Session):
    """Answers what `say` says, and remembers what was asked."""

    say: Callable[[str, str], Answer]
    asked: list[str] = field(default_factory=list)
    headers_sent: list[dict[str, str]] = field(default_factory=list)

    def request(  # type: ignore[override]
        self, method: str, url: str, **more: Any
    ) -> requests.Response:
        self.asked.append(f"{method} {url.partition('/v1')[2]}")
        self.headers_sent.append(more.get("headers") or {})
        told = self.say(method, url)
        if isinstance(told, Exception):
            raise told
        return told


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


def a_bank(*answers: Answer) -> tuple[Bank, Wire]:
    left = list(answers)
    wire = Wire(lambda _method, _url: left.pop(0))
    return Bank("http://bank", "http://partners", http=wire), wire


@dataclass
class Door:
    """Signs in who has a password, as the door of the bank does; codes come at once."""

    passwords: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def __call__(self, method: str, url: str) -> requests.Response:
        if "/sms/" in url:
            sent = [{"code": "123456", "message_id": name} for name in self.texts]
            return answer(200, {"messages": [*sent, {"code": "999999", "message_id": "other"}]})
        if url.endswith("/auth/sign-ins") and "G1" not in self.passwords:
            return answer(401, {"code": "wrong-login"})
        if url.endswith("/password"):
            self.passwords["G1"] = "set"
            return answer(201, {})
        self.texts += ["e" if "enrolments" in url else "s"]
        ids = {"sign_in_id": "s", "enrolment_id": "e"}
        return answer(201, ids | {"access_token": "t", "refresh_token": "r"})


def test_who_has_no_password_is_enrolled_once_for_all_runs() -> None:
    wire = Wire(Door())
    bank = Bank("http://bank", "http://partners", http=wire)
    for _ in range(7):
        assert bank.admit("G1", "pass", "19900000000", staff_no="G1").login == "G1"
    assert wire.asked.count("POST /auth/staff-enrolments") == 1
    assert wire.asked.count("POST /auth/sign-ins") == 8


def test_a_lock_is_no_reason_to_enrol() -> None:
    bank, wire = a_bank(answer(429, {"code": "locked"}, Retry_After="800"))
    with pytest.raises(Refused, match="429 locked"):
        bank.admit("G1", "pass", "19900000000", staff_no="G1")
    assert not [path for path in wire.asked if "enrolments" in path]


def test_a_long_pause_is_left_to_a_person_and_a_short_one_is_kept(pauses: list[float]) -> None:
    bank, _ = a_bank(answer(429, {"code": "locked"}, Retry_After="800"))
    with pytest.raises(Refused):
        bank.call("GET", "/loans")
    assert pauses == []
    bank, wire = a_bank(answer(503, {"code": "busy"}, Retry_After="2"), answer(200, {"x": 1}))
    assert bank.call("GET", "/loans") == {"x": 1}
    assert len(wire.asked) == 2


def test_a_lost_answer_is_asked_for_again_with_the_same_key() -> None:
    bank, wire = a_bank(requests.ConnectionError("reset"), answer(200, {}))
    bank.call("POST", "/loans", {}, key="key-1")
    assert [sent["Idempotency-Key"] for sent in wire.headers_sent] == ["key-1", "key-1"]


def test_nobody_there_is_said_in_the_end() -> None:
    bank, wire = a_bank(*[requests.ConnectionError("refused")] * 9)
    with pytest.raises(requests.ConnectionError):
        bank.call("GET", "/loans")
    assert len(wire.asked) == banks._TRIES


@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b"", [1]])
def test_an_answer_that_is_not_ours_is_a_refusal(body: Any) -> None:
    bank, _ = a_bank(answer(200, body))
    with pytest.raises(Refused, match="no-json"):
        bank.call("GET", "/loans")


def test_the_channels_key_is_sent_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(banks.API_KEY_VARIABLE, raising=False)
    bank, wire = a_bank(answer(200, {}))
    bank.call("GET", "/loans")
    monkeypatch.setenv(banks.API_KEY_VARIABLE, "channel-key")
    other, its_wire = a_bank(answer(200, {}))
    other.call("GET", "/loans")
    assert "X-Api-Key" not in wire.headers_sent[0]
    assert its_wire.headers_sent[0]["X-Api-Key"] == "channel-key"
    assert "channel-key" not in repr(Bank("http://bank", "http://partners"))


def test_who_knows_the_password_signs_in_again_after_the_session_ended() -> None:
    ended = answer(401, {"code": "session-ended"})
    out, shows = answer(401, {"code": "unauthenticated"}), answer(200, {"ok": True})
    bank, wire = a_bank(
        out, ended,
        answer(201, {"sign_in_id": "s"}),
        answer(200, {"messages": [{"code": "123456", "message_id": "s"}]}),
        answer(201, {"access_token": "new", "refresh_token": "r2"}),
        shows,
    )  # fmt: skip
    person = Person(bank, "19900000000", "old", "r1", "G1", "pass")
    assert person.get("/loans") == {"ok": True}
    assert wire.headers_sent[-1]["Authorization"] == "Bearer new"
    assert "pass" not in repr(person)


def test_a_session_that_ended_is_over_for_who_knows_no_password() -> None:
    bank, _ = a_bank(
        answer(401, {"code": "unauthenticated"}), answer(401, {"code": "session-ended"})
    )
    with pytest.raises(Refused, match="401 session-ended"):
        Person(bank, "", "old", "r1").get("/loans")


def test_a_refusal_without_a_reason_says_so() -> None:
    told = str(Refused(502, {}))
    assert "502" in told and "None" not in told
    assert str(Refused(409, {"code": "loan-closed", "detail": "paid off"})) == (
        "409 loan-closed: paid off"
    )


def test_a_body_that_does_not_fit_is_told_field_by_field() -> None:
    fields = [{"at": "login", "why": "shape", "zh": "格式不符", "en": "has another shape"}]
    problem = {"code": "invalid-body", "detail_en": "It does not fit", "facts": {"fields": fields}}
    told = "400 invalid-body: It does not fit: login: has another shape"
    assert str(Refused(400, problem)) == told
