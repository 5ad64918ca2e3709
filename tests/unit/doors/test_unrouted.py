"""What no view answers is told as views tell it: problem+json, a code, the caller's language."""

from __future__ import annotations

from typing import Any

import pytest

from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.http import Call, Door, View
from nongxin.kernel.http.language import language_of
from nongxin.kernel.identity import Role
from tests.fakes.gateway import Answer, ask
from tests.unit.doors.test_door import CUSTOMER, post

ELSEWHERE = "th_999999_01JDHX3Q8Z6V7K2M5N9P4R1S0T"


class ThingView(View):
    said: str


def a_door() -> Door:
    door = Door("things")

    @door.get("/{thing_id}", returns=ThingView, roles=(Role.CUSTOMER,), summary="One")
    def look(call: Call, thing_id: str) -> Any:
        raise CountyNotServed(county="999999")

    return door


door = a_door()


def look(path: dict[str, str] | None, **told: Any) -> Answer:
    return ask(door, "GET", "/v1/things/{thing_id}", path=path, by=CUSTOMER, **told)


def must_be_told(answer: Answer, status: int, code: str) -> None:
    assert (answer.status, answer.body["status"], answer.body["code"]) == (status, status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Correlation-Id"] == answer.body["instance"] == "rq-1"
    assert answer.body["detail"] == answer.body["detail_en"] != answer.body["detail_zh"]


ENGLISH = {"Accept-Language": "en"}


def test_a_route_that_is_not_there() -> None:
    must_be_told(ask(door, "GET", "/v1/others", headers=ENGLISH), 404, "no-such-route")


def test_a_method_that_the_route_has_not() -> None:
    answer = ask(door, "PATCH", "/v1/things/{thing_id}", headers=ENGLISH)
    must_be_told(answer, 405, "no-such-method")
    assert answer.headers["Allow"] == "GET"


def test_what_the_framework_trips_over() -> None:
    must_be_told(look(None, headers=ENGLISH), 500, "internal")


@pytest.mark.parametrize("type_", ["text/plain", "application/xml", "application/jsonp", "json"])
def test_a_body_of_another_type(type_: str) -> None:
    headers = ENGLISH | {"Content-Type": type_}
    must_be_told(post({"name": "x"}, headers=headers), 415, "not-json-type")


@pytest.mark.parametrize("type_", ["", "application/json;charset=UTF-8", "Application/JSON"])
def test_a_body_that_is_json(type_: str) -> None:
    assert post({"name": "x"}, headers={"Content-Type": type_}).status == 201


@pytest.mark.parametrize("accepts", ["application/octet-stream", "image/png", "text/html"])
def test_a_caller_that_accepts_other_things_is_answered_in_json(accepts: str) -> None:
    assert post({"name": "x"}, headers={"Accept": accepts}).body == {"said": "x 1"}


def test_a_county_that_is_not_served_is_told_of_bodies_only() -> None:
    must_be_told(look({"thing_id": ELSEWHERE}, headers=ENGLISH), 404, "not-found")
    asked = look({"thing_id": "t1"}, query={"county": "999999"}, headers=ENGLISH)
    must_be_told(asked, 404, "not-found")
    must_be_told(look({"thing_id": "t1"}, headers=ENGLISH), 422, "county-not-served")


def test_who_is_not_signed_in_hears_how() -> None:
    assert post({"name": "x"}, by=None).headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("accepts", "language"),
    [("", "zh"), ("*", "zh"), ("en", "en"), ("EN-us", "en"), ("fr, en;q=0.5", "en"),
     ("zh;q=0.2,en;q=0.9", "en"), ("en;q=0.2,zh-CN;q=0.9", "zh"), ("en;q=0", "zh"),
     ("zh,en", "zh"), ("english", "zh"), (",;q=1,en;q=x", "zh"), ("en;q=1.000", "en")],
)  # fmt: skip
def test_the_language_that_a_caller_reads_best(accepts: str, language: str) -> None:
    assert language_of(accepts) == language
