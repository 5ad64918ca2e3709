"""Bodies and answers of merchants' consents to platforms."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nongxin.kernel.http import Body, View
from nongxin.partners.inbound.messages import Code


class LinkBody(Body):
    partner_id: Annotated[str, Field(pattern=r"^pt_[0-9]{6}_[0-9A-Z]{26}$")]
    merchant: Code
    agreed: bool = Field(description="同意平台授权书 / consent to the platform's text")
    text: Annotated[str, Field(max_length=40, description="the version shown")]


class LinkView(View):
    partner_id: str
    merchant: str
    given_at: str
    taken_back_at: str | None


class LinkList(View):
    links: list[LinkView]


class ConsentView(View):
    text: str
    wording: str
