"""Bodies of the payments door. Amounts are whole fen."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from nongxin.kernel.http import Body, View

Fen = Annotated[int, Field(gt=0, le=10_000_000_000, description="whole fen (分)")]
Day = Annotated[date, Field(strict=False, description="the terminal's own date")]
Trace = Annotated[str, Field(pattern=r"^[0-9]{6}$", description="the terminal's trace number")]
Fields = Annotated[
    dict[str, Annotated[str, Field(max_length=2048)]],
    Field(max_length=24, description="as services.csv lists them for the service"),
]


class AskBody(Body):
    """`operator_id`: who serves: appointed at the station, and signed on at the terminal."""

    service: Annotated[str, Field(pattern=r"^[A-Z][0-9]{2}$")]
    operator_id: Annotated[str, Field(max_length=40)]
    fields: Fields
    id_shown: bool = False


class PayBody(AskBody):
    """Date and trace number name the attempt for ever. `bill_no` is that of the question."""

    date: Day
    trace: Trace
    amount_fen: Fen | None = None
    bill_no: Annotated[str, Field(max_length=60)] = ""


class OfflineBody(PayBody):
    """`taken_at`: when the customer stood there, by the terminal's clock, on its `date`."""

    taken_at: Annotated[AwareDatetime, Field(strict=False)]


class BatchBody(Body):
    """What was taken without a line; each order stands for itself."""

    orders: Annotated[list[OfflineBody], Field(min_length=1, max_length=20)]


class DayLineBody(Body):
    """A number of the terminal whose receipt says done, to_confirm or exception."""

    trace: Trace
    service: Annotated[str, Field(pattern=r"^[A-Z][0-9]{2}$")]
    amount_fen: Annotated[int, Field(ge=0, le=10_000_000_000)]


class DayBody(Body):
    date: Day
    lines: Annotated[list[DayLineBody], Field(max_length=600)]


class DayDifferenceView(View):
    """`kind`: only_ours, only_theirs (the terminal's), amount_differs. null: that side has none."""

    number: str
    service: str
    kind: str
    ours_fen: int | None
    theirs_fen: int | None


class DayView(View):
    """What was kept, and what our books say of it now; events may be seconds late, and the night's
    match counts. `payments` and cash (fees apart) are those of the books.
    """

    date: str
    lines: int
    agrees: bool
    payments: int
    cash_in_fen: int
    cash_out_fen: int
    differences: list[DayDifferenceView]


class TakeBackBody(Body):
    """`how`: reversal when nothing was heard of the payment, void by hand."""

    how: Literal["reversal", "void"]


class ConfirmBody(Body):
    written: bool


class AnswerView(View):
    """`amount_fen` is the balance, or what is due. `items` are lines to print."""

    service: str
    amount_fen: int
    bill_no: str
    name: str
    items: list[str]
    facts: dict[str, Any]


class PaymentView(View):
    """A receipt: the same words on both sides. `status`: done, failed, reversed, to_confirm,
    exception; sent, unknown and reversing are still open: ask again by the number.
    """

    number: str
    service: str
    status: str
    amount_fen: int
    fee_fen: int
    card: str
    reason: str
    partner_no: str
    result: dict[str, Any]


class UploadedView(View):
    """`status`: taken (with its receipt), refused (with the code and why), or later: keep it and
    send it again as it is.
    """

    number: str
    status: Literal["taken", "refused", "later"]
    receipt: PaymentView | None
    code: str
    detail_zh: str
    detail_en: str


class BatchView(View):
    orders: list[UploadedView]


class TakenBackView(View):
    """`status`: reversed, voided (it never moved anything and never will), still reversing, or
    done: the partner keeps it.
    """

    number: str
    status: str
    amount_fen: int


class ServiceView(View):
    code: str
    name_zh: str
    name_en: str
    fields: list[str]
    auth: list[str]
    reversal: str
    query_first: bool
    offline_days: int
    single_most_fen: int | None
    day_most_fen: int | None


class ServiceList(View):
    services: list[ServiceView]
    server_time: str


class HeldCardView(View):
    """`rule`: see the catalogue's station_rules.csv."""

    account_id: str
    rule: str
    station_id: str
    since: str


class HeldCardList(View):
    cards: list[HeldCardView]
    cursor: str | None


class ReleaseBody(Body):
    reason: Annotated[str, Field(min_length=2, max_length=200)]


class ReleasedView(View):
    account_id: str


class BillBody(Body):
    """`fields` without card and PIN. `amount_fen` where the service lets its customer choose."""

    service: Annotated[str, Field(pattern=r"^[A-Z][0-9]{2}$")]
    account_id: Annotated[str, Field(max_length=40)]
    fields: Fields
    amount_fen: Fen | None = None


class QuoteBody(BillBody):
    """`payment_key`: the Idempotency-Key under which it is going to be paid."""

    payment_key: Annotated[str, Field(max_length=128)]


class QuoteView(View):
    """`items` are lines to read. Pay with this `bill_no` and `amount_fen`."""

    service: str
    bill_no: str
    amount_fen: int
    fee_fen: int
    name: str
    items: list[str]
    step_up_needed: bool
    digest: str = Field(description="SHA-256 of the payment: what a step-up token is bound to")


class PayBillBody(BillBody):
    bill_no: Annotated[str, Field(max_length=60)] = ""
    step_up_token: Annotated[str, Field(max_length=4096)] = ""


class BillView(View):
    """A receipt. `status` as in PaymentView."""

    payment_id: str
    service: str
    status: str
    amount_fen: int
    fee_fen: int
    reason: str
    partner_no: str
    at: str


class ServedView(View):
    """A payment at a station that stands; `operator_id`: who served."""

    terminal_id: str
    number: str
    service: str
    amount_fen: int
    operator_id: str


class ServedList(View):
    payments: list[ServedView]
    cursor: str | None


class ReceiptView(View):
    """`number` is the entry's in the account; `is_back`: it took an earlier one back."""

    number: int
    at: str
    service: str
    name: str
    side: str
    amount_fen: int
    is_back: bool
    payment_id: str


class ReceiptList(View):
    receipts: list[ReceiptView]
    cursor: str | None
