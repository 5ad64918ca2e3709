"""Routes of what partners are told. Ops come with tokens; the partner's own calls are signed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from api_partners.door import OPS, READERS, app, signed_key, signer
from api_partners.news_contracts import (
    DismissedView,
    LineBody,
    LineStateView,
    LineView,
    NewsList,
    NewsView,
    OwnLineBody,
    OwnNewsBody,
    OwnResendBody,
    ResendBody,
    ResendView,
    TryView,
)
from nongxin.kernel.clock import stamp
from nongxin.kernel.errors import BadPage, KeyReused, Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.contract import PAGING, Query
from nongxin.partners.outbound.dismiss_news import dismiss_news
from nongxin.partners.outbound.line import LineState, LineStateSame, TooManyAgain
from nongxin.partners.outbound.message import Message
from nongxin.partners.outbound.resend_news import ResendNews, resend_news
from nongxin.partners.outbound.turn_line import TurnLine, turn_line
from nongxin.partners.partner import Partner
from nongxin.parts import parts

BEFORE = Query("before", {"type": "integer", "minimum": 0}, "Only what is older than this number")
_OPENED = {"line.open": LineState.OPEN, "line.pause": LineState.PAUSED}


@app.get("/{partner_id}/news", returns=NewsList, roles=READERS, query=(BEFORE, PAGING[1]),
         errors=(Missing, BadPage),
         summary="What a partner was told, and what became of it")  # fmt: skip
def news(call: Call, partner_id: str) -> Any:
    partner = parts().enrolling_partners.reached(partner_id, call.person)
    before = call.query.get("before", "0")
    if not before.isdecimal() or not before.isascii() or len(before) > 15:
        raise BadPage()
    return _list(partner, int(before), call.limit)


@app.get("/{partner_id}/line", returns=LineView, roles=READERS, errors=(Missing,),
         summary="How far a partner's messages are, and what holds them")  # fmt: skip
def line(call: Call, partner_id: str) -> Any:
    return _line(parts().enrolling_partners.reached(partner_id, call.person))


@app.post("/{partner_id}/line", body=LineBody, returns=LineStateView, roles=OPS,
          errors=(Missing, LineStateSame),
          summary="Open a partner's line, what waits is sent at once; or pause it")  # fmt: skip
def turn(call: Call, body: LineBody, partner_id: str) -> Any:
    p = parts()
    partner = p.enrolling_partners.reached(partner_id, call.person)
    command = TurnLine(LineState(body.state), "ops")
    done = p.perform_in("partners", call.key, lambda: turn_line(command, partner, p.partner_news))
    return LineStateView(**done.answer), done.replayed


@app.post("/{partner_id}/resends", body=ResendBody, returns=ResendView, roles=OPS,
          errors=(Missing, TooManyAgain),
          summary="Send messages once more, also such as were given up")  # fmt: skip
def resend(call: Call, body: ResendBody, partner_id: str) -> Any:
    p = parts()
    partner = p.enrolling_partners.reached(partner_id, call.person)
    command = ResendNews(body.first, body.last, "ops")
    done = p.perform_in("partners", call.key, lambda: resend_news(command, partner, p.partner_news))
    return ResendView(**done.answer), done.replayed


@app.post("/{partner_id}/news/{sequence}/dismissal", returns=DismissedView, roles=OPS,
          errors=(Missing,),
          summary="Nothing is to be done about a message that was given up")  # fmt: skip
def dismiss(call: Call, partner_id: str, sequence: str) -> Any:
    p = parts()
    partner = p.enrolling_partners.reached(partner_id, call.person)
    number = int(sequence) if sequence.isdecimal() and len(sequence) <= 12 else 0
    done = p.perform_in("partners", call.key, lambda: dismiss_news(number, partner, p.partner_news))
    return DismissedView(**done.answer), done.replayed


@app.post("/{partner_id}/own/news", body=OwnNewsBody, returns=NewsList, signed=True,
          changes=False, summary="A partner reads what it was told")  # fmt: skip
def own_news(call: Call, body: OwnNewsBody, partner_id: str) -> Any:
    return _list(signer(call), body.before, body.limit)


@app.post("/{partner_id}/own/line", body=OwnLineBody, returns=LineView, signed=True,
          errors=(LineStateSame, KeyReused),
          summary="A partner looks at its line, opens or pauses it")  # fmt: skip
def own_line(call: Call, body: OwnLineBody, partner_id: str) -> Any:
    p, partner = parts(), signer(call)
    if body.type not in _OPENED:
        return _line(partner)
    command = TurnLine(_OPENED[body.type], "partner")
    done = p.perform_in(
        "partners", signed_key(call), lambda: turn_line(command, partner, p.partner_news)
    )
    return _line(partner), done.replayed


@app.post("/{partner_id}/own/resends", body=OwnResendBody, returns=ResendView, signed=True,
          errors=(Missing, TooManyAgain, KeyReused),
          summary="A partner has messages sent once more")  # fmt: skip
def own_resend(call: Call, body: OwnResendBody, partner_id: str) -> Any:
    p, partner = parts(), signer(call)
    command = ResendNews(body.first, body.last, "partner")
    done = p.perform_in(
        "partners", signed_key(call), lambda: resend_news(command, partner, p.partner_news)
    )
    return ResendView(**done.answer), done.replayed


def _list(partner: Partner, before: int, limit: int) -> NewsList:
    found = parts().partner_news.lines.newest(partner.id, before, limit)
    more = len(found) == limit and found[-1].sequence > 1
    return NewsList(news=[_news(each) for each in found], before=found[-1].sequence if more else 0)


def _news(message: Message) -> NewsView:
    return NewsView(
        sequence=message.sequence,
        id=message.id,
        kind=message.kind,
        county=message.county,
        about=message.about,
        made_at=message.made_at,
        state=message.state.value,
        body=message.body,
        tries=[TryView(at=t.at, status=t.status, why=t.why, ms=t.ms) for t in message.tries],
    )


def _line(partner: Partner) -> LineView:
    lines = parts().partner_news.lines
    found, (last, _) = lines.line(partner.id), lines.last(partner.id)
    due = stamp(datetime.fromtimestamp(found.due_at, UTC)) if found.vain else ""
    return LineView(
        partner_id=partner.id,
        state=found.state.value,
        why=found.why,
        sent=found.sent,
        last=last,
        in_vain=found.vain,
        due_at=due,
        again=list(found.again),
        given_up=found.dead,
    )
