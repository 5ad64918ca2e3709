"""Loans that came through a partner, what happens to them, and the workers that tell of it."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any, cast

import job_send_news.handler
import on_loan_news.handler
import on_news_written.handler
from nongxin.kernel.clock import stamp
from nongxin.kernel.events import Envelope
from nongxin.partners.outbound.link_store import Link
from tests.builders.partners import NORTH, Platform, ops
from tests.fakes.callback import PartnerInbox
from tests.fakes.parts import FakeParts

_TAIL = "01JDHX3Q8Z6V7K2M5N9P4R"


def tail(number: int) -> str:
    return f"{_TAIL}{number:04d}"


class NewsWorld:
    """A platform with an address that answers, and one loan after another."""

    def __init__(self, p: FakeParts, **changed: Any) -> None:
        self.p = p
        self.shop = Platform.of(p, **changed)
        self.inbox = PartnerInbox(p.fixed, [self.shop.secret_out])
        put = cast(Any, p)
        put.partner_news = replace(p.partner_news, callback=self.inbox)
        self._events = 0

    def link(self, number: int, county: str = NORTH, partner_id: str = "") -> None:
        """The loan came through the platform, or through another one."""
        told = Link(partner_id or self.shop.id, f"order-{number}")
        self.p.storage.commit(self.p.partner_news.links.add(f"ap_{county}_{tail(number)}", told))

    def event(self, kind: str, number: int, county: str = NORTH, **data: Any) -> Envelope:
        self._events += 1
        whole = _DATA[kind] | data
        ids = {"application_id": f"ap_{county}_{tail(number)}"} | (
            {"loan_id": f"ln_{county}_{tail(number)}"} if kind in _OF_LOANS else {}
        )
        known = ids | {"county": county, "borrower_id": f"pn_{county}_{tail(1)}"}
        event_id = f"01JE{self._events:022d}"
        return Envelope(event_id, kind, 1, stamp(self.p.fixed.now()), "rq-1", known | whole)

    def happens(self, kind: str, number: int = 1, county: str = NORTH, **data: Any) -> Envelope:
        told = self.event(kind, number, county, **data)
        self.announce(told)
        return told

    def announce(self, *events: Envelope) -> None:
        assert not batch(on_loan_news.handler.handler, *events)

    def deliver(self) -> None:
        """What the outbox has published of lines and messages reaches its worker."""
        published = self.p.memory.published()
        told = [e for e in published if e.type in ("NewsWritten", "LineTurned")]
        assert not batch(on_news_written.handler.handler, *told)

    def minute(self) -> dict[str, Any]:
        answer: dict[str, Any] = job_send_news.handler.handler({}, None)
        return answer


def listed(world: NewsWorld, **told: Any) -> list[dict[str, Any]]:
    path = {"partner_id": told.pop("partner_id", world.shop.id)}
    found: list[dict[str, Any]] = ops("GET", "/{partner_id}/news", path=path, **told).body["news"]
    return found


def batch(handler: Any, *events: Envelope) -> list[Any]:
    """What a queue's worker reports as failed."""
    records = [
        {"messageId": str(n), "body": json.dumps({"detail": asdict(event)})}
        for n, event in enumerate(events)
    ]
    failed: list[Any] = handler({"Records": records}, None)["batchItemFailures"]
    return failed


_OF_LOANS = ("LoanDisbursed", "RepaymentDue", "LoanRepaid", "LoanOverdue")
_DATA: dict[str, dict[str, Any]] = {
    "OfferMade": {"amount_fen": 500_000, "valid_until": "2026-12-05T08:00:00.000Z"},
    "ApplicationDeclined": {"reasons": ["CRB002"]},
    "ApplicationWithdrawn": {},
    "ApplicationExpired": {},
    "LoanDisbursed": {"amount_fen": 500_000},
    "RepaymentDue": {"due_on": "2026-12-20", "amount_fen": 100_000, "on": "2026-12-17"},
    "LoanRepaid": {"amount_fen": 100_000, "principal_fen": 98_000, "interest_fen": 2_000,
                   "closed": False},
    "LoanOverdue": {"on": "2026-12-21", "days": 1, "overdue_fen": 100_000, "step": "sms"},
}  # fmt: skip
KINDS = tuple(_DATA)
