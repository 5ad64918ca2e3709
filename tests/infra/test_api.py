"""The API: all doors in one document, tokens where people are asked for, one shape of
every error.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.blocks.gateway_document import Door, Gateway, document
from infra.blocks.gateway_responses import RESPONSES
from infra.door_apps import Route
from infra.functions import Trigger, those
from nongxin.kernel.errors import Busy, Denied, Malformed, Problem, TooMany, Unauthenticated
from nongxin.kernel.http.door import ANY_PAGE
from nongxin.kernel.http.problem import BodyTooLarge, Internal, NoSuchRoute, NotJsonType, render
from tests.infra.templates import Templates

_PER_DOOR = 3


def _body(templates: Templates) -> dict[str, Any]:
    (api,) = templates.of("AWS::ApiGateway::RestApi")
    body: dict[str, Any] = api.properties["Body"]
    return body


def a_gateway(**changes: Any) -> Gateway:
    routes = [Route("GET", "/v1/things/{thing_id}", "show", for_people=True)]
    facts: dict[str, Any] = {
        "title": "test",
        "doors": [Door("uri", routes)],
        "authorizer_uri": "asked",
        "keys_required": True,
        "responses_in_document": True,
    }
    return Gateway(**(facts | changes))


def test_a_route_for_people_needs_a_token_and_the_channels_key() -> None:
    path = document(a_gateway())["paths"]["/v1/things/{thing_id}"]
    assert path["get"]["security"] == [{"people": [], "channel": []}]
    assert [p["name"] for p in path["get"]["parameters"]] == ["thing_id"]


def test_a_preflight_needs_neither_and_goes_to_the_door() -> None:
    asked = document(a_gateway())["paths"]["/v1/things/{thing_id}"]["options"]
    assert "security" not in asked
    assert asked["x-amazon-apigateway-integration"]["uri"] == "uri"


def test_the_authorizer_never_caches(anywhere: Templates) -> None:
    people = _body(anywhere)["components"]["securitySchemes"]["people"]
    authorizer = people["x-amazon-apigateway-authorizer"]
    assert (authorizer["type"], authorizer["authorizerResultTtlInSeconds"]) == ("token", 0)


def test_public_routes_have_no_authorizer_and_others_do(anywhere: Templates) -> None:
    paths = _body(anywhere)["paths"]
    assert "people" not in json.dumps(paths["/v1/loans/public"]["get"].get("security", []))
    assert "people" in json.dumps(paths["/v1/loans"]["post"]["security"])


def test_resources_do_not_grow_with_routes(anywhere: Templates) -> None:
    assert len(_body(anywhere)["paths"]) == len(those(Trigger.HTTP)) * _PER_DOOR
    assert not anywhere.of("AWS::ApiGateway::Method")
    assert not anywhere.of("AWS::ApiGateway::Resource")


def test_the_api_is_regional(anywhere: Templates) -> None:
    (api,) = anywhere.of("AWS::ApiGateway::RestApi")
    assert api.properties["EndpointConfiguration"]["Types"] == ["REGIONAL"]


def test_calls_are_throttled_logged_and_their_bodies_are_not(anywhere: Templates) -> None:
    (stage,) = anywhere.of("AWS::ApiGateway::Stage")
    (every,) = stage.properties["MethodSettings"]
    assert every["ThrottlingRateLimit"] > 0
    assert every["DataTraceEnabled"] is False
    assert json.loads(stage.properties["AccessLogSetting"]["Format"])["requestId"]


def test_each_channel_has_a_key_without_a_value_and_a_plan(anywhere: Templates) -> None:
    plans, keys = (anywhere.of(f"AWS::ApiGateway::{kind}") for kind in ("UsagePlan", "ApiKey"))
    assert len(plans) == len(keys) == len(anywhere.stage.channels)
    assert not [key for key in keys if "Value" in key.properties]
    assert all({"Throttle", "Quota"} <= set(plan.properties) for plan in plans)


def test_what_the_gateway_refuses_is_problem_json(local: Templates, prod: Templates) -> None:
    said = _body(prod)["x-amazon-apigateway-gateway-responses"]
    assert set(said) == {response.type for response in RESPONSES}
    assert "x-amazon-apigateway-gateway-responses" not in _body(local)
    assert len(local.of("AWS::ApiGateway::GatewayResponse")) == len(RESPONSES)
    for response in RESPONSES:
        problem = json.loads(response.template)
        assert problem["status"] == response.status
        assert problem["type"] == f"urn:nongxin:problem:{problem['code']}"
        for one in ("detail_zh", "detail_en"):
            assert problem[one] in problem["detail"]


# As https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types
KINDS = (
    "ACCESS_DENIED API_CONFIGURATION_ERROR AUTHORIZER_CONFIGURATION_ERROR AUTHORIZER_FAILURE "
    "BAD_REQUEST_BODY BAD_REQUEST_PARAMETERS DEFAULT_4XX DEFAULT_5XX EXPIRED_TOKEN "
    "INTEGRATION_FAILURE INTEGRATION_TIMEOUT INVALID_API_KEY INVALID_SIGNATURE "
    "MISSING_AUTHENTICATION_TOKEN QUOTA_EXCEEDED REQUEST_TOO_LARGE RESOURCE_NOT_FOUND THROTTLED "
    "UNAUTHORIZED UNSUPPORTED_MEDIA_TYPE WAF_FILTERED"
).split()


def test_every_refusal_that_the_gateway_knows_is_ours_to_word() -> None:
    assert sorted(response.type for response in RESPONSES) == KINDS


def test_a_page_may_read_what_the_gateway_refuses_as_what_a_door_refuses() -> None:
    for response in RESPONSES:
        told = response.parameters
        for name, value in ANY_PAGE.items():
            assert told[f"gatewayresponse.header.{name}"] == f"'{value}'"
        assert ("gatewayresponse.header.Retry-After" in told) == (response.status in (429, 503))
        assert ("gatewayresponse.header.WWW-Authenticate" in told) == (response.status == 401)


@pytest.mark.parametrize(
    "problem",
    [Unauthenticated, Denied, NoSuchRoute, BodyTooLarge, NotJsonType, TooMany, Busy, Malformed,
     Internal],
)  # fmt: skip
def test_gateway_and_doors_say_one_thing_under_one_code(problem: type[Problem]) -> None:
    facts = {"limit_bytes": 1, "retry_after_s": 2}
    said = [json.loads(r.template) for r in RESPONSES if r.refusal.code == problem.code]
    assert said
    for language in ("zh", "en"):
        status, _, body = render(problem(**facts), language, "")
        door = json.loads(body)
        for gateway in said:
            assert gateway["status"] == status
            assert set(gateway) == set(door)
            assert door["title"] in gateway["title"]
            if "{" not in problem.zh:
                assert door["detail"] in gateway["detail"]


def test_the_gateway_alone_may_call_the_doors(anywhere: Templates) -> None:
    admitted = [
        p
        for p in anywhere.of("AWS::Lambda::Permission")
        if p.properties["Principal"] == "apigateway.amazonaws.com"
    ]
    assert len(admitted) == len(those(Trigger.HTTP, Trigger.AUTHORIZER))
    assert all("SourceArn" in p.properties for p in admitted)
