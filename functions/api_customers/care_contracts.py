"""Bodies of what staff keep about a customer, and of payout files."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nongxin.customers.care import ContactKind, KycReview, RelationKind, Risk
from nongxin.customers.subsidies.payment import Line
from nongxin.kernel.http import Body, View

# A page of a payout file: as many as are matched within a door's eight seconds.
MOST_LINES = 60
CustomerId = Annotated[str, Field(min_length=36, max_length=36)]
County = Annotated[str, Field(pattern=r"^\d{6}$")]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,60}$")]


class ContactBody(Body):
    kind: Annotated[ContactKind, Field(strict=False)]
    value: Annotated[str, Field(min_length=1, max_length=100)]


class ContactDone(View):
    contact_id: str


class RelationBody(Body):
    other: CustomerId
    kind: Annotated[RelationKind, Field(strict=False, description="what the other is to this one")]
    ended: bool = False


class RelationDone(View):
    person_id: str
    other: str
    kind: str


class TagsBody(Body):
    tags: Annotated[list[str], Field(max_length=20)]


class TagsDone(View):
    person_id: str
    tags: list[str]


class ReviewBody(Body):
    confirmed: bool = Field(description="what the national check (联网核查) said")
    risk: Annotated[Risk, Field(strict=False)]

    def to_review(self) -> KycReview:
        return KycReview(self.confirmed, self.risk)


class ReviewDone(View):
    customer_id: str
    kyc: str
    until: str


class MergeBody(Body):
    into: CustomerId
    reason: Annotated[str, Field(min_length=2, max_length=200)]


class MergeDone(View):
    customer_id: str
    into: str


class PartDone(View):
    customer_id: str
    out_of: str


class LineBody(Body):
    item: Annotated[str, Field(max_length=10)]
    batch: Annotated[str, Field(max_length=30)]
    paid_on: Annotated[str, Field(max_length=10)]
    name: Annotated[str, Field(max_length=30)]
    id_no: Annotated[str, Field(max_length=18)]
    amount_fen: Annotated[int, Field(le=10**10)]

    def to_line(self) -> Line:
        return Line(
            self.item, self.batch, self.paid_on, self.name, self.id_no.upper(), self.amount_fen
        )


class PageBody(Body):
    """A page of a payout file. What a line lacks is told in the file's unmatched list."""

    county: County
    file: FileName
    first_line: Annotated[int, Field(ge=1, le=10**7)]
    lines: Annotated[list[LineBody], Field(min_length=1, max_length=MOST_LINES)]


class PageDone(View):
    lines: int
    matched: int
    unmatched: int


class FileView(View):
    lines: int
    matched: int
    unmatched: int
    amount_fen: int


class UnmatchedView(View):
    line: int
    why: str
    item: str
    batch: str
    paid_on: str
    name: str = Field(description="masked")
    id_no: str = Field(description="masked")
    amount_fen: int


class UnmatchedList(View):
    unmatched: list[UnmatchedView]
    cursor: str | None


class FateView(View):
    category: str
    name_zh: str
    name_en: str
    outcome: str = Field(description="erased, open (business goes on) or kept (until a day)")
    until: str | None = Field(description="the last day on which it is kept; then it is erased")
    law: str


class ErasureDone(View):
    request_id: str
    categories: list[FateView]
