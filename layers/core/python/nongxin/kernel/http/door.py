"""A door: a Chalice app whose routes declare their contract and answer problems in one way.

A view takes the call, its parsed body when the contract names one, and the path's parameters; it
returns its answer model, or `Done` plus a model builder through `answered`.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from chalice.app import Chalice, Request, Response
from pydantic import BaseModel

from nongxin.kernel import deadline, log
from nongxin.kernel.aws import passes
from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.errors import Busy, Missing, Problem
from nongxin.kernel.events import correlation
from nongxin.kernel.http.body import JSON_TYPE, parsed, read_body
from nongxin.kernel.http.call import Call, principal_from
from nongxin.kernel.http.contract import Contract, CsvFile, Query
from nongxin.kernel.http.language import language_of
from nongxin.kernel.http.problem import (
    Internal,
    NoSuchMethod,
    NoSuchRoute,
    render,
)
from nongxin.kernel.identity import Role

if TYPE_CHECKING:
    from nongxin.kernel.http.signed import Signatures

REPLAYED = "Idempotent-Replayed"
# People's tokens travel in a header, never in a cookie, so any page may ask.
ANY_PAGE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Idempotent-Replayed,Retry-After,X-Correlation-Id",
}
_PREFLIGHT = ANY_PAGE | {
    "Access-Control-Allow-Methods": "GET,POST,PUT,DELETE,OPTIONS",
    "Access-Control-Allow-Headers": (
        "Authorization,Content-Type,Idempotency-Key,Accept-Language,X-Api-Key"
    ),
    "Access-Control-Max-Age": "600",
}
_JSON = {"Content-Type": f"{JSON_TYPE}; charset=utf-8", "Cache-Control": "no-store"}
_CSV = {"Content-Type": "text/csv; charset=utf-8", "Cache-Control": "no-store"}

View = Callable[..., Any]
_request: ContextVar[Request | None] = ContextVar("request", default=None)


class Door(Chalice):
    """`name` is the path prefix under /v1 and the door's name in logs. `signatures`:
    how its signed routes are signed.
    """

    def __init__(self, name: str, signatures: Signatures | None = None) -> None:
        super().__init__(app_name=f"api_{name}", configure_logs=False)
        self.prefix = name
        self.signatures = signatures

    # Chalice keeps the request on the app, for all threads: calls side by side would act on each
    # other's paths. (Lambda makes one call at a time in a process.)
    @property
    def current_request(self) -> Request | None:
        return _request.get()

    @current_request.setter
    def current_request(self, request: Request | None) -> None:
        _request.set(request)

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """The gateway's event: its resource path carries /v1/<door>, the routes here do not."""
        request = event["requestContext"]
        if request["httpMethod"] == "OPTIONS":
            return {"statusCode": 204, "headers": _PREFLIGHT, "body": ""}
        path = request["resourcePath"].removeprefix(f"/v1/{self.prefix}") or "/"
        if refusal := self._unrouted(path, request["httpMethod"]):
            return _refused(refusal, event)
        own = event | {"requestContext": request | {"resourcePath": path}}
        answer: dict[str, Any] = super().__call__(own, context)
        if "X-Correlation-Id" in answer["headers"] | answer.get("multiValueHeaders", {}):
            return answer
        log.warn("unanswered", door=self.prefix, status=answer["statusCode"])
        return _refused(Internal(), event)  # Chalice could not call the view and says so in its way

    def _unrouted(self, path: str, method: str) -> Problem | None:
        if path not in self.routes:
            return NoSuchRoute()
        if method not in self.routes[path]:
            return NoSuchMethod(allowed=", ".join(sorted(self.routes[path])))
        return None

    def get(self, path: str, **contract: Any) -> Callable[[View], View]:
        return self._declared("GET", path, changes=False, **contract)

    def post(self, path: str, **contract: Any) -> Callable[[View], View]:
        return self._declared("POST", path, **contract)

    def put(self, path: str, **contract: Any) -> Callable[[View], View]:
        return self._declared("PUT", path, **contract)

    def delete(self, path: str, **contract: Any) -> Callable[[View], View]:
        return self._declared("DELETE", path, **contract)

    def _declared(
        self,
        method: str,
        path: str,
        *,
        returns: type[BaseModel],
        summary: str,
        body: type[BaseModel] | None = None,
        status: int = 200,
        roles: tuple[Role, ...] = (),
        signed: bool = False,
        changes: bool = True,
        query: tuple[Query, ...] = (),
        errors: tuple[type[Problem], ...] = (),
    ) -> Callable[[View], View]:
        contract = Contract(
            method, path, summary, body, returns, status, roles, changes, query, errors, signed
        )

        def register(view: View) -> View:
            def routed(**params: str) -> Response:
                return self._answer(view, contract, params)

            routed.__name__ = view.__name__
            routed.__contract__ = contract  # type: ignore[attr-defined]
            # Any type: it is ours to refuse what is no JSON, in our own words.
            self.route(path, methods=[method], name=view.__name__, content_types=["*/*"])(routed)
            return view

        return register

    def _answer(self, view: View, contract: Contract, params: dict[str, str]) -> Response:
        request = self._request()
        correlation.set(_correlation(request))
        language = language_of(request.headers.get("accept-language", ""))
        began = time.monotonic()
        with deadline.within(deadline.DOOR_SECONDS):
            response = self._guarded(view, contract, params, language)
        response.headers |= {"X-Correlation-Id": correlation.get()} | ANY_PAGE
        log.say(
            "call",
            door=self.prefix,
            route=f"{contract.method} {contract.path}",
            status=response.status_code,
            duration_ms=round((time.monotonic() - began) * 1000),
        )
        return response

    def _request(self) -> Request:
        request = self.current_request
        assert request is not None  # Chalice sets it before it calls a view
        return request

    def _guarded(
        self, view: View, contract: Contract, params: dict[str, str], language: str
    ) -> Response:
        try:
            return self._called(view, contract, params)
        except CountyNotServed as refusal:
            # In a URL it makes a thing as foreign as any other; only who sends a body is told.
            told = [*params.values(), *(self._request().query_params or {}).values()]
            in_url = any(refusal.facts["county"] in text for text in told)
            return _problem(Missing() if in_url else refusal, language)
        except Problem as problem:
            return _problem(problem, language)
        except (ClientError, BotoCoreError) as error:
            if not passes(error):
                return self._bug(error, language)
            log.warn("busy", error=type(error).__name__, door=self.prefix)
            return _problem(Busy(), language)
        except Exception as error:
            return self._bug(error, language)

    def _bug(self, error: Exception, language: str) -> Response:
        log.bug("bug", error, door=self.prefix)
        return _problem(Internal(), language)

    def _called(self, view: View, contract: Contract, params: dict[str, str]) -> Response:
        request = self._request()
        principal = principal_from(request.context)
        with self._unread(contract, params):
            raw, payload = read_body(request, contract)
        call = Call(
            operation=f"{self.prefix}.{view.__name__}",
            principal=principal,
            headers={k.lower(): v for k, v in request.headers.items()},
            query=dict(request.query_params or {}),
            payload=payload,
            path=params,
        )
        if contract.signed:
            call = replace(call, signer=self._signer(contract, call, raw), raw=raw)
        if contract.roles:
            call.person.must_be(*contract.roles)
        if contract.changes and contract.roles:
            _ = call.key  # refused before anything is read
        with self._unread(contract, params):
            arguments = [call] if contract.body is None else [call, parsed(contract.body, raw)]
        return _response(view(*arguments, **params), contract.status)

    @contextmanager
    def _unread(self, contract: Contract, params: dict[str, str]) -> Iterator[None]:
        try:
            yield
        except Problem as problem:
            if contract.signed and self.signatures is not None:
                self.signatures.unread(problem, params)
            raise

    def _signer(self, contract: Contract, call: Call, raw: bytes) -> Any:
        assert self.signatures is not None, contract.path
        # Not at the top: a door that nobody signs for starts without the cipher.
        from nongxin.kernel.http.signed import Signed, path_signed

        resource = f"/v1/{self.prefix}{contract.path}".rstrip("/")
        path = path_signed(resource, call.path, call.query)
        key = str(self._request().context.get("identity", {}).get("apiKeyId") or "")
        signed = Signed(contract.method, path, call.headers, raw, key)
        return self.signatures.check(signed, is_question=not contract.changes)


def _correlation(request: Request) -> str:
    """The id that follows the work from here to workflow and consumers: the gateway's
    request id.
    """
    return str(request.context.get("requestId") or uuid.uuid4())


def _response(answer: Any, status: int) -> Response:
    """A view answers a model, or (model, replayed)."""
    model, replayed = answer if isinstance(answer, tuple) else (answer, False)
    if isinstance(model, CsvFile):
        return _rendered(status, _CSV | _saved_as(model.name), model.text)
    headers = _JSON | ({REPLAYED: "true"} if replayed else {})
    return _rendered(status, headers, model.model_dump_json())


def _saved_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _rendered(status: int, headers: dict[str, str], body: str) -> Response:
    return Response(body=body, status_code=status, headers=dict(headers))


def _problem(problem: Problem, language: str) -> Response:
    return _rendered(*render(problem, language, correlation.get()))


def _refused(problem: Problem, event: dict[str, Any]) -> dict[str, Any]:
    """The answer to an event that no view was called for."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    request_id = str(event["requestContext"].get("requestId", ""))
    status, told, body = render(
        problem, language_of(headers.get("accept-language") or ""), request_id
    )
    told |= {"X-Correlation-Id": request_id} | ANY_PAGE
    return {"statusCode": status, "headers": told, "body": body}
