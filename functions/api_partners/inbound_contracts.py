"""Bodies and answers of events that partners send. Amounts are whole fen."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from nongxin.kernel.http import Body, View
from nongxin.partners.inbound.kinds import CODES
from nongxin.partners.inbound.messages import Sequence


class EventBody(Body):
    """The head of an event; events/schemas/partners tells the whole of each kind."""

    type: Annotated[str, Field(max_length=60, json_schema_extra={"enum": list(CODES)})]
    version: int
    timestamp: AwareDatetime
    sequence: Sequence
    data: dict[str, Any]


class ReceivedView(View):
    event_id: str


class KeptView(View):
    """`body` is the text whose signature was checked."""

    event_id: str
    kind: str
    received_at: str
    body: str


class RefusalView(View):
    """`event_id` is empty for what nobody signed: of that, one row a minute and reason."""

    at: str
    event_id: str
    kind: str
    code: str
    zh: str
    en: str


class RefusalList(View):
    refusals: list[RefusalView]
    cursor: str | None
