"""Bodies of what partners are told: the list, the line, and what is asked of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nongxin.kernel.http import Body, View

Sequence = Annotated[int, Field(ge=1, lt=2**53)]


class TryView(View):
    """`status` 0: there was no answer; `why` then says what was in the way."""

    at: str
    status: int
    why: str
    ms: int


class NewsView(View):
    sequence: int
    id: str = Field(description="the webhook's id: the same in every attempt")
    kind: str
    county: str
    about: str = Field(description="the application or loan")
    made_at: str
    state: str = Field(description="waiting, delivered, dead or dismissed")
    body: str = Field(description="what was signed, to the byte")
    tries: list[TryView]


class NewsList(View):
    """Newest first. `before`: ask with it for what is older; 0 at the end."""

    news: list[NewsView]
    before: int


class LineView(View):
    """`sent`: every message up to this number is through; `last` is the latest one written."""

    partner_id: str
    state: str = Field(description="open or paused")
    why: str = Field(description="of a pause: down, gone, ops or partner")
    sent: int
    last: int
    in_vain: int = Field(description="how often the next message was sent in vain")
    due_at: str = Field(description="when it is sent again; empty: at once")
    again: list[int] = Field(description="numbers that will be sent once more")
    given_up: int


class LineBody(Body):
    state: Literal["open", "paused"]


class LineStateView(View):
    partner_id: str
    state: str


class ResendBody(Body):
    """From one number to another, both included; a hundred at most."""

    first: Sequence
    last: Sequence


class ResendView(View):
    partner_id: str
    waiting: int = Field(description="how many messages will be sent again")


class DismissedView(View):
    sequence: int
    state: str


class OwnNewsBody(Body):
    """Signed by the partner. `before` 0: the newest."""

    type: Literal["news.list"]
    before: Annotated[int, Field(ge=0, lt=2**53)] = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class OwnLineBody(Body):
    """Signed by the partner: `line.open` once it is up again, `line.pause` before it goes down."""

    type: Literal["line.look", "line.open", "line.pause"]


class OwnResendBody(ResendBody):
    """Signed by the partner."""

    type: Literal["news.resend"]
