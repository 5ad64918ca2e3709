"""Events as the bus carries them to the views, and the customers door asked as people ask it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from ulid import ULID

from api_customers.handler import handler as door
from nongxin.kernel.clock import stamp
from nongxin.kernel.events import Envelope
from nongxin.kernel.identity import Principal, Role
from on_customer_event.handler import handler as worker
from tests.builders.lending import COUNTY, an_officer
from tests.fakes.gateway import Answer, ask

OFFICER, TELLER = an_officer(11), an_officer(12, Role.TELLER)
APPROVER, AUDITOR = an_officer(13, Role.COUNTY_APPROVER), an_officer(14, Role.AUDITOR)
START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def an_event(kind: str, minutes: int = 0, /, **data: Any) -> Envelope:
    at = START + timedelta(minutes=minutes)
    return Envelope(str(ULID.from_datetime(at)), kind, 1, stamp(at), "", {"county": COUNTY} | data)


def tell(*events: Envelope) -> None:
    """To the worker, as a batch; every one must be taken."""
    records = [{"messageId": e.id, "body": json.dumps({"detail": vars(e)})} for e in events]
    assert worker({"Records": records}, None) == {"batchItemFailures": []}


def asks(
    by: Principal, method: str, path: str, customer_id: str = "", named: str = "", /, **told: Any
) -> Answer:
    """`path` is below the customer, or below the door where none is named."""
    route = f"/v1/customers/{{customer_id}}{path}" if customer_id else f"/v1/customers{path}"
    params = {"customer_id": customer_id} if customer_id else {}
    more: dict[str, Any] = {"key": named or "key-000001"} if method != "GET" else {}
    return ask(door, method, route, by=by, path=params | told.pop("path", {}), **more, **told)


def sees(by: Principal, customer_id: str, purpose: str = "loan") -> Any:
    """The 360° view."""
    answer = asks(by, "GET", "/view", customer_id, query={"purpose": purpose})
    assert answer.status == 200, answer.text
    return answer.body
