"""The API: all doors in one document, tokens where people are asked for, one shape of
every error.
"""

from __future__ import annotations

import json
from typing import Any

from infra.blocks.gateway_document import Door, Gateway, document
from infra.blocks.gateway_responses import RESPONSES
from infra.door_apps import Route
from infra.functions import Trigger, those
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


def test_the_gateway_alone_may_call_the_doors(anywhere: Templates) -> None:
    admitted = [
        p
        for p in anywhere.of("AWS::Lambda::Permission")
        if p.properties["Principal"] == "apigateway.amazonaws.com"
    ]
    assert len(admitted) == len(those(Trigger.HTTP, Trigger.AUTHORIZER))
    assert all("SourceArn" in p.properties for p in admitted)
