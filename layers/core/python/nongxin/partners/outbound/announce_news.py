"""Write down, once, what a partner is to be told of an event; sending it is another's work."""

from __future__ import annotations

import json

from nongxin.kernel.commands import CommandKey, Outcome, fingerprint
from nongxin.kernel.events import Envelope, outbox
from nongxin.partners.events import NewsWritten
from nongxin.partners.outbound.link_store import Link
from nongxin.partners.outbound.message import Message
from nongxin.partners.outbound.news import News, news_of
from nongxin.partners.outbound.ports import NewsParts
from nongxin.partners.partner import Partner

_VERSION = 1


def announce_news(event: Envelope, parts: NewsParts) -> bool:
    """Whether it is news to somebody. The same event again writes nothing."""
    news = news_of(event)
    link = parts.links.find(news.about) if news else None
    if news is None or link is None:
        return False
    partner = parts.partners.find(link.partner_id)
    if partner is None or not partner.hears(news.kind, str(event.data["county"])):
        return False
    key = CommandKey("partners.announce", partner.id, partner.county, event.id,
                     fingerprint([news.kind, dict(news.data)]))  # fmt: skip
    parts.act(key, lambda: _written(event, news, link, partner, parts))
    return True


def _written(
    event: Envelope, news: News, link: Link, partner: Partner, parts: NewsParts
) -> Outcome:
    last, version = parts.lines.last(partner.id)
    sequence, county = last + 1, str(event.data["county"])
    message = Message(
        partner_id=partner.id,
        sequence=sequence,
        id=f"msg_{event.id}",
        kind=news.kind,
        county=county,
        about=news.about,
        body=_body(event, news, link, sequence),
        made_at=event.at,
    )
    told = NewsWritten(county=partner.county, partner_id=partner.id, sequence=sequence)
    writes = parts.lines.append(message, version, outbox([told], parts.clock))
    return Outcome({"sequence": sequence}, writes)


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
