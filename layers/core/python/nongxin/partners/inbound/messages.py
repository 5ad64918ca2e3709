"""Events as partners send them, a body per kind: the JSON Schemas of events/schemas/partners are
made from these.

A whole event is `{"type", "version", "timestamp", "sequence", "data"}` after Standard Webhooks. The
timestamp is when it happened, with its offset; the sequence rises by the source's own count for
each merchant, order, payout or batch. Amounts are whole fen; refunds and returns tell the total so
far.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, Field, ValidationError, create_model, model_validator

from nongxin.kernel.http.contract import Body
from nongxin.kernel.http.problem import InvalidBody
from nongxin.kernel.http.strict_json import NotJson, read_json
from nongxin.kernel.value import value
from nongxin.partners.inbound.kinds import KINDS, Kind
from nongxin.partners.problems import KindUnknown, PayoutUneven
from nongxin.partners.shops.payout import MOST_LINES

Fen = Annotated[int, Field(gt=0, le=10_000_000_000, description="whole fen (分)")]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
County = Annotated[str, Field(pattern=r"^[0-9]{6}$", description="GB/T 2260")]
Account = Annotated[str, Field(pattern=r"^[0-9]{16,19}$", description="an account with the bank")]
Sequence = Annotated[int, Field(gt=0, lt=2**53)]


class OfMerchant(Body):
    county: County
    merchant: Code


class OfOrder(OfMerchant):
    order: Code


class Enrolled(OfMerchant):
    """`id_no` and `account_no` say who it is with the bank; both are kept sealed."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    id_no: Annotated[str, Field(pattern=r"^[0-9]{17}[0-9X]$")]
    account_no: Account


class Changed(OfMerchant):
    status: Literal["active", "suspended", "left"]
    account_no: Account | None = None


class Placed(OfOrder):
    """`buyer` is the platform's own code for the buyer, no name and no number."""

    buyer: Code
    amount_fen: Fen


class Paid(OfOrder):
    paid_fen: Fen


class Shipped(OfOrder):
    carrier: Code
    waybill: Code


class Signed(OfOrder):
    pass


class Returned(OfOrder):
    returned_fen: Fen = Field(description="the value of all goods that came back so far, fen")


class Refunded(OfOrder):
    refunded_fen: Fen = Field(description="all that the buyer has had back so far, fen")


class Milestone(OfOrder):
    waybill: Code
    milestone: Literal["collected", "in_transit", "delivering", "delivered", "rejected", "lost"]


class Line(Body):
    order: Code
    amount_fen: Fen


class PaidOut(OfMerchant):
    payout: Code
    amount_fen: Fen
    orders: Annotated[list[Line], Field(min_length=1, max_length=MOST_LINES)]

    @model_validator(mode="after")
    def _names_each_order_once(self) -> Self:
        if len({line.order for line in self.orders}) < len(self.orders):
            raise ValueError("an order stands twice")
        return self


class Rated(OfMerchant):
    """`complaints_bp`: complaints per ten thousand orders; `fake_index`: of forged trade, 0–100."""

    grade: Literal["A", "B", "C", "D"]
    complaints_bp: Annotated[int, Field(ge=0, le=10_000)]
    fake_index: Annotated[int, Field(ge=0, le=100)]


class Provenance(OfMerchant):
    """`origin` is the code of the village or town that the goods come from (GB/T 10114)."""

    product: Code
    batch: Code
    origin: Annotated[str, Field(pattern=r"^[0-9]{9}([0-9]{3})?$")]
    harvested_on: date
    certificate_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


_DATA: dict[str, type[OfMerchant]] = {
    "merchant.enrolled.v1": Enrolled,
    "merchant.changed.v1": Changed,
    "order.placed.v1": Placed,
    "order.paid.v1": Paid,
    "order.shipped.v1": Shipped,
    "order.signed.v1": Signed,
    "order.returned.v1": Returned,
    "order.refunded.v1": Refunded,
    "logistics.milestone.v1": Milestone,
    "settlement.payout.v1": PaidOut,
    "platform.rating.v1": Rated,
    "product.provenance.v1": Provenance,
}


@value
class Message:
    """An event as it was understood. `data` are JSON values without county and merchant."""

    kind: Kind
    at: datetime
    sequence: int
    county: str
    merchant: str
    data: dict[str, Any]


@cache
def body_of(kind: Kind) -> type[Body]:
    """The whole event's model, built when its kind first comes."""
    return create_model(
        kind.name,
        __base__=Body,
        __doc__=f"{kind.zh}: {kind.en}.",
        type=(Literal[kind.code], ...),
        version=(Literal[kind.version], ...),
        timestamp=(AwareDatetime, ...),
        sequence=(Sequence, ...),
        data=(_DATA[kind.name], ...),
    )


def read_message(raw: bytes) -> Message:
    """Raises what read_json refuses, NotJson, KindUnknown, InvalidBody, PayoutUneven."""
    kind = _kind(read_json(raw))
    try:
        told: Any = body_of(kind).model_validate_json(raw)
    except ValidationError as error:
        raise InvalidBody.from_pydantic(error) from None
    if isinstance(told.data, PaidOut):
        _must_be_even(told.data)
    data = told.data.model_dump(mode="json", exclude_none=True)
    county, merchant = data.pop("county"), data.pop("merchant")
    return Message(kind, told.timestamp, told.sequence, county, merchant, data)


def _kind(body: Any) -> Kind:
    if not isinstance(body, dict):
        raise NotJson()
    code, version = body.get("type"), body.get("version")
    found = None
    if isinstance(code, str) and type(version) is int:
        found = KINDS.get((code, version))
    if found is None:
        raise KindUnknown(kind=str(code)[:40], version=str(version)[:8])
    return found


def _must_be_even(payout: PaidOut) -> None:
    sum_fen = sum(line.amount_fen for line in payout.orders)
    if sum_fen != payout.amount_fen:
        raise PayoutUneven(amount_fen=payout.amount_fen, sum_fen=sum_fen)
