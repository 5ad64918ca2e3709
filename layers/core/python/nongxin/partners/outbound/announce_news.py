"""Write down, once, what a partner is to be told of an event; sending it is another's work."""

from __future__ import annotations

import json

from nongxin.kernel.commands import CommandKey, Outcome, fingerprint
from nongxin.kernel.events import Envelope, outbox
from nongxin.kernel.records import Write
from nongxin.kernel.value import value
from nongxin.partners.events import NewsWritten
from nongxin.partners.outbound.link_store import Link
from nongxin.partners.outbound.message import Message
from nongxin.partners.outbound.news import News, news_of
from nongxin.partners.outbound.ports import NewsParts
from nongxin.partners.partner import Partner

_VERSION = 1  # of every kind; see bodies.py


def announce_news(event: Envelope, parts: NewsParts) -> bool:
    """Whether it is news to somebody. The same event again writes nothing."""
    found = news_of(event)
    link = parts.links.find(found[0].about) if found else None
    partner = parts.partners.find(link.partner_id) if link else None
    if link is None or partner is None:
        return False
    heard = [news for news in found if partner.hears(news.kind, str(event.data["county"]))]
    for news in heard:
        told = _Told(event, news, link, partner)
        key = CommandKey(f"partners.announce.{news.kind}", partner.id, partner.county, event.id,
                         fingerprint(dict(news.data)))  # fmt: skip
        parts.act(key, lambda told=told: _written(told, parts))  # type: ignore[misc]
    return bool(heard)


@value
class _Told:
    event: Envelope
    news: News
    link: Link
    partner: Partner

    @property
    def id(self) -> str:
        return f"msg_{self.event.id}{'_limit' if self.news.is_limit else ''}"

    @property
    def whose(self) -> str:
        return f"{self.event.data['borrower_id']}#{self.event.data['product']}"


def _written(told: _Told, parts: NewsParts) -> Outcome:
    limit = _limit(told, parts) if told.news.is_limit else []
    if limit is None:
        return Outcome({"sequence": 0})
    partner, event = told.partner, told.event
    last, version = parts.lines.last(partner.id)
    message = Message(
        partner_id=partner.id,
        sequence=last + 1,
        id=told.id,
        kind=told.news.kind,
        county=str(event.data["county"]),
        about=told.news.about,
        body=_body(event, told.news, told.link, last + 1),
        made_at=event.at,
    )
    written = NewsWritten(county=partner.county, partner_id=partner.id, sequence=last + 1)
    writes = parts.lines.append(message, version, outbox([written], parts.clock))
    return Outcome({"sequence": last + 1}, [*writes, *limit])


def _limit(told: _Told, parts: NewsParts) -> list[Write] | None:
    """None where the partner knows it."""
    limit_fen = int(told.news.data["limit_fen"])
    known_fen, version = parts.lines.told_limit(told.partner.id, told.whose)
    if limit_fen == known_fen:
        return None
    return [parts.lines.tell_limit(told.partner.id, told.whose, limit_fen, version)]


def _body(event: Envelope, news: News, link: Link, sequence: int) -> str:
    """As what partners send us: type, version, timestamp, sequence, data."""
    told = {
        "type": news.kind,
        "version": _VERSION,
        "timestamp": event.at,
        "sequence": sequence,
        "data": {"county": event.data["county"], "reference": link.reference, **news.data},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
