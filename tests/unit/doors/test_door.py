"""The HTTP edge: what is refused before a view is called, and how problems are told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from nongxin.kernel.errors import Busy, Missing, Rule, TooMany
from nongxin.kernel.http import Body, Call, Door, View
from nongxin.kernel.identity import Principal, Role
from tests.fakes.aws import refusal
from tests.fakes.gateway import Answer, ask

CUSTOMER = Principal(
    "pn_610722_01JDHX3Q8Z6V7K2M5N9P4R1S0T", Role.CUSTOMER, "610722", "2758",
    frozenset({"610722"}), "ss_1",
)  # fmt: skip
TELLER = Principal("st_1", Role.TELLER, "610722", "2758", frozenset({"*"}), "ss_2")
LIMIT = 64 * 1024


class TooDear(Rule):
    code = "too-dear"
    zh = "{price_fen}分太贵"
    en = "{price_fen} fen is too much"


class ThingBody(Body):
    name: str
    count: int = 1


class ThingView(View):
    said: str


FAULTS: dict[str, Exception] = {
    "rule": TooDear(price_fen=5),
    "missing": Missing(),
    "busy": Busy(),
    "too-many": TooMany(retry_after_s=30),
    "bug": KeyError("13812345678"),
    "throttled": refusal("ThrottlingException"),
    "silent": ReadTimeoutError(endpoint_url="x"),
    "forbidden": refusal("AccessDeniedException"),
}


def a_door() -> Door:
    door = Door("things")

    @door.post("/", body=ThingBody, returns=ThingView, status=201, roles=(Role.CUSTOMER,),
               summary="Make one")  # fmt: skip
    def make(call: Call, body: ThingBody) -> Any:
        if body.name in FAULTS:
            raise FAULTS[body.name]
        return ThingView(said=f"{body.name} {body.count}"), body.name == "again"

    @door.get("/{thing_id}", returns=ThingView, roles=(Role.CUSTOMER, Role.TELLER), summary="One")
    def look(call: Call, thing_id: str) -> Any:
        return ThingView(said=f"{thing_id} {call.limit} {call.after}")

    return door


door = a_door()


def post(body: Any, **told: Any) -> Answer:
    return ask(
        door, "POST", "/v1/things", **({"body": body, "by": CUSTOMER, "key": "key-00001"} | told)
    )


def look(**told: Any) -> Answer:
    return ask(
        door, "GET", "/v1/things/{thing_id}", path={"thing_id": "t1"}, **({"by": TELLER} | told)
    )


def test_a_good_request() -> None:
    answer = post({"name": " 苹果 ", "count": 3})
    assert (answer.status, answer.body) == (201, {"said": "苹果 3"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Correlation-Id"] == "rq-1"
    assert "Idempotent-Replayed" not in answer.headers


def test_a_replayed_answer_says_so() -> None:
    assert post({"name": "again"}).headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "not-json"),
        ("", 400, "not-json"),
        ("\ufeff{}", 400, "not-json"),
        ("[" * 30_000, 400, "json-too-deep"),
        ("[]", 400, "invalid-body"),
        ("null", 400, "invalid-body"),
        ({"name": "x", "colour": "red"}, 400, "invalid-body"),
        ({"count": 1}, 400, "invalid-body"),
        ({"name": 1}, 400, "invalid-body"),
        ({"name": "x", "count": "1"}, 400, "invalid-body"),
        ({"name": "x", "count": 1.0}, 400, "invalid-body"),
        ({"name": "x", "count": True}, 400, "invalid-body"),
        ('{"name": "\\ud800"}', 400, "json-half-character"),
        ('{"\\udfff": "x"}', 400, "json-half-character"),
        ('{"name": "x", "more": ["\\ud83d"]}', 400, "json-half-character"),
        ('{"name": "x", "count": 1' + "0" * 5000 + "}", 400, "json-number-out-of-range"),
        ('{"name": "x", "count": 9007199254740992}', 400, "json-number-out-of-range"),
        ('{"name": "x", "count": 1e400}', 400, "json-number-out-of-range"),
        ('{"name": "x", "count": NaN}', 400, "not-json"),
        ('{"name": "x", "count": -Infinity}', 400, "not-json"),
        ('{"name": "x", "name": "x"}', 400, "json-duplicate-name"),
        ('{"name": "x", "more": [{"a": 1, "\\u0061": 2}]}', 400, "json-duplicate-name"),
        ('{"name": ' + "[" * 40 + "]" * 40 + "}", 400, "json-too-deep"),
        ('{"name": ' + '{"a":' * 3000 + "1" + "}" * 3001, 400, "json-too-deep"),
        ("\ud800", 400, "not-json"),
        (json.dumps({"name": "x" * LIMIT}), 413, "body-too-large"),
    ],
)
def test_a_bad_body_is_refused(body: Any, status: int, code: str) -> None:
    answer = post(body)
    assert (answer.status, answer.body["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_largest_body_is_taken() -> None:
    frame = len(json.dumps({"name": ""}))
    assert post({"name": "x" * (LIMIT - frame)}).status == 201
    assert post({"name": "x" * (LIMIT - frame + 1)}).status == 413


def test_a_refusal_names_fields_and_never_tells_what_was_sent() -> None:
    answer = post({"name": 13812345678, "phone": "13812345678"})
    at = {f["at"] for f in answer.body["facts"]["fields"]}
    assert at == {"name", "phone"}
    assert "13812345678" not in answer.text


@pytest.mark.parametrize("key", ["", "short", "x" * 81, "has space", "中文中文中文中文"])
def test_a_change_needs_a_key(key: str) -> None:
    answer = post({"name": "x"}, key=key)
    assert (answer.status, answer.body["code"]) == (400, "idempotency-key-needed")


def test_who_is_nobody_or_has_another_role() -> None:
    assert post({"name": "x"}, by=None).status == 401
    assert post({"name": "x"}, by=TELLER).status == 403
    assert look().status == 200


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [("rule", 422, "too-dear"), ("missing", 404, "not-found"), ("busy", 503, "busy"),
     ("too-many", 429, "too-many-requests"), ("bug", 500, "internal"), ("throttled", 503, "busy"),
     ("silent", 503, "busy"), ("forbidden", 500, "internal")],
)  # fmt: skip
def test_every_kind_of_problem_has_its_status(name: str, status: int, code: str) -> None:
    answer = post({"name": name})
    assert (answer.status, answer.body["status"], answer.body["code"]) == (status, status, code)
    assert answer.body["type"] == f"urn:nongxin:problem:{code}"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_bug_tells_nothing_of_itself() -> None:
    answer = post({"name": "bug"})
    assert "13812345678" not in answer.text
    assert "KeyError" not in answer.text
    assert answer.body["instance"] == "rq-1"


@pytest.mark.parametrize(("name", "seconds"), [("busy", "2"), ("too-many", "30"), ("silent", "2")])
def test_who_may_come_again_hears_when(name: str, seconds: str) -> None:
    assert post({"name": name}).headers["Retry-After"] == seconds


@pytest.mark.parametrize(
    ("asked", "title", "detail", "told"),
    [("", "不符合规定", "5分太贵", "zh-CN"), ("zh-CN,en", "不符合规定", "5分太贵", "zh-CN"),
     ("en-US,en;q=0.9", "Against a rule", "5 fen is too much", "en")],
)  # fmt: skip
def test_a_problem_in_the_language_asked_for(
    asked: str, title: str, detail: str, told: str
) -> None:
    answer = post({"name": "rule"}, headers={"Accept-Language": asked})
    assert (answer.body["title"], answer.body["detail"]) == (title, detail)
    assert (answer.body["detail_zh"], answer.body["detail_en"]) == ("5分太贵", "5 fen is too much")
    assert answer.headers["Content-Language"] == told
    assert answer.body["facts"] == {"price_fen": 5}


def test_a_browser_may_ask_first() -> None:
    answer = ask(door, "OPTIONS", "/v1/things")
    assert answer.status == 204
    assert "Idempotency-Key" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(("limit", "seen"), [(None, 20), ("1", 1), ("100", 100), ("007", 7)])
def test_the_size_of_a_page(limit: str | None, seen: int) -> None:
    query = {} if limit is None else {"limit": limit}
    assert look(query=query).body["said"].split()[1] == str(seen)


@pytest.mark.parametrize(
    "limit", ["0", "101", "-1", "", "1.0", "ten", "٣", "0100000", "00001000000", "5\n"]
)
def test_a_page_of_no_size(limit: str) -> None:
    answer = look(query={"limit": limit})
    assert (answer.status, answer.body["code"]) == (400, "bad-page")


def test_headers_are_known_in_any_case() -> None:
    answer = ask(
        door, "POST", "/v1/things", body={"name": "x"}, by=CUSTOMER,
        headers={"idempotency-KEY": "key-00001"},
    )  # fmt: skip
    assert answer.status == 201
