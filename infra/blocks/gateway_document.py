"""The gateway's own OpenAPI 3.0.1 document: paths, who may pass, where it goes. No schemas: doors
check bodies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from infra.blocks.gateway_responses import RESPONSES
from infra.door_apps import Route

PEOPLE = "people"
KEY = "channel"
_TIMEOUT_MS = 28_000

Json = dict[str, Any]


@dataclass(frozen=True)
class Door:
    """A door's routes and the URI by which the gateway calls its function."""

    uri: str
    routes: list[Route]


@dataclass(frozen=True)
class Gateway:
    title: str
    doors: list[Door]
    authorizer_uri: str
    keys_required: bool
    responses_in_document: bool


def document(gateway: Gateway) -> Json:
    paths: Json = {}
    for door in gateway.doors:
        for route in door.routes:
            operations = paths.setdefault(route.path, {"options": _preflight(route, door)})
            operations[route.method.lower()] = _operation(route, door, gateway)
    whole: Json = {
        "openapi": "3.0.1",
        "info": {"title": gateway.title, "version": "1"},
        "paths": paths,
        "components": {"securitySchemes": _schemes(gateway)},
    }
    if gateway.responses_in_document:
        whole["x-amazon-apigateway-gateway-responses"] = {
            response.type: response.in_document() for response in RESPONSES
        }
    return whole


def _operation(route: Route, door: Door, gateway: Gateway) -> Json:
    security: Json = {PEOPLE: []} if route.for_people else {}
    if gateway.keys_required:
        security[KEY] = []
    return _call(route, door) | ({"security": [security]} if security else {})


def _preflight(route: Route, door: Door) -> Json:
    """A browser's question needs neither token nor key; the door answers it."""
    return _call(route, door)


def _call(route: Route, door: Door) -> Json:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in route.parameters
    ]
    integration = {
        "type": "aws_proxy",
        "httpMethod": "POST",
        "uri": door.uri,
        "passthroughBehavior": "when_no_match",
        "timeoutInMillis": _TIMEOUT_MS,
    }
    return {
        "parameters": parameters,
        "responses": {},
        "x-amazon-apigateway-integration": integration,
    }


def _schemes(gateway: Gateway) -> Json:
    """One authorizer for people, never caching: its verdict is for one route and one moment."""
    people = {
        "type": "apiKey",
        "name": "Authorization",
        "in": "header",
        "x-amazon-apigateway-authtype": "custom",
        "x-amazon-apigateway-authorizer": {
            "type": "token",
            "authorizerUri": gateway.authorizer_uri,
            "authorizerResultTtlInSeconds": 0,
        },
    }
    channel = {"type": "apiKey", "name": "x-api-key", "in": "header"}
    return {PEOPLE: people} | ({KEY: channel} if gateway.keys_required else {})
