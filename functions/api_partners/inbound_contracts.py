"""Bodies and answers of events that partners send. Amounts are whole fen."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from nongxin.kernel.http import Body, View
from nongxin.partners.inbound.kinds import CODES

_SHAPE = {
    "required": ["type", "version", "timestamp", "sequence", "data"],
    "properties": {
        "type": {"enum": list(CODES)},
        "version": {"type": "integer"},
        "timestamp": {"type": "string", "format": "date-time"},
        "sequence": {"type": "integer", "minimum": 1},
        "data": {"type": "object"},
    },
}


class EventBody(BaseModel):
    """An event as events/schemas/partners tells it. What does not fit is refused by name, and
    listed, once its signature is known.
    """

    model_config = ConfigDict(
        extra="allow", frozen=True, defer_build=True, json_schema_extra=_SHAPE
    )


class ReceivedView(View):
    event_id: str


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


class PayoutView(View):
    """`state`: waiting, accepted, settled, refused (`reason` is the refusal's code)."""

    payout: str
    state: str
    reason: str
    amount_fen: int
    repaid_fen: int
    paid_fen: int


class PayoutList(View):
    payouts: list[PayoutView]


class AccountBody(Body):
    account_no: Annotated[str, Field(pattern=r"^[0-9]{16,19}$")]


class AccountView(View):
    partner_id: str
    account_id: str
