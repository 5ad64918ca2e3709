"""Bodies of the partners door, as ops send them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nongxin.kernel.http import Body, View
from nongxin.partners.inbound.kinds import CODES
from nongxin.partners.partner import NEWS

Name = Annotated[str, Field(min_length=2, max_length=60)]
County = Annotated[str, Field(pattern=r"^[0-9]{6}$", description="GB/T 2260")]
Kind = Annotated[str, Field(pattern=f"^({'|'.join(CODES)})$", max_length=60)]
News = Annotated[str, Field(pattern=f"^({'|'.join(NEWS)})$")]
Address = Annotated[str, Field(max_length=300)]


class ReachBody(Body):
    """Where a partner works and what it does there. The first county is its home, for ever."""

    counties: Annotated[tuple[County, ...], Field(min_length=1, max_length=107)]
    kinds_in: Annotated[tuple[Kind, ...], Field(max_length=40)] = ()
    kinds_out: Annotated[tuple[News, ...], Field(max_length=20)] = ()
    callbacks: Annotated[tuple[Address, ...], Field(max_length=5, description="allow-list")] = ()
    callback: Annotated[Address, Field(description="the one in use, or empty")] = ""
    api_key_id: Annotated[str, Field(pattern=r"^[a-z0-9]{0,20}$")] = ""


class EnrolBody(ReachBody):
    """`legal_name` and `credit_code` (统一社会信用代码) are those of the company behind it."""

    name: Name
    legal_name: Name
    credit_code: Annotated[str, Field(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]


class ChangeBody(ReachBody):
    name: Name


class EnrolledView(View):
    partner_id: str


class StatusBody(Body):
    status: Literal["active", "suspended"]
    reason: Annotated[str, Field(min_length=2, max_length=100)]


class StatusView(View):
    partner_id: str
    status: str


class SecretBody(Body):
    """`in`: the partner signs with it; `out`: we do. `given`: one that the partner made."""

    direction: Literal["in", "out"]
    overlap_h: Annotated[int, Field(ge=0, le=168, description="how long earlier ones count")] = 24
    given: Annotated[str, Field(max_length=120)] = ""


class SecretView(View):
    """`secret` is shown once."""

    secret: str
    others_until: str


class SecretRow(View):
    direction: str
    good_until: str = Field(description="empty for the newest")


class PartnerView(View):
    partner_id: str
    name: str
    legal_name: str
    credit_code: str
    counties: list[str]
    kinds_in: list[str]
    kinds_out: list[str]
    callbacks: list[str]
    callback: str
    api_key_id: str
    status: str
    reason: str
    secrets: list[SecretRow]


class PartnerList(View):
    partners: list[PartnerView]
    cursor: str | None
