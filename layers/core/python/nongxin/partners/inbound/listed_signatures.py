"""Signatures that were refused are listed for ops, of each reason at most one a minute: whoever
sends rubbish shall not make us write.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nongxin.kernel.clock import stamp
from nongxin.kernel.errors import Busy, Problem
from nongxin.kernel.http.signed import Signed
from nongxin.partners.inbound.inbox_store import Inbox, Source
from nongxin.partners.partner import Partner
from nongxin.partners.webhook_signatures import WebhookSignatures


class ListedSignatures:
    """`inbox` is asked when a call comes: a door's import reads nothing."""

    def __init__(self, checked: WebhookSignatures, inbox: Callable[[], Inbox]) -> None:
        self._checked = checked
        self._inbox = inbox
        self._listed: dict[str, str] = {}

    @property
    def headers(self) -> Mapping[str, str]:
        return self._checked.headers

    @property
    def refusals(self) -> tuple[type[Any], ...]:
        return self._checked.refusals

    def check(self, signed: Signed, *, is_question: bool) -> Partner:
        """As WebhookSignatures does."""
        try:
            return self._checked.check(signed, is_question=is_question)
        except Busy:
            raise
        except Problem as problem:
            self._list(signed.path.split("/")[3], problem)
            raise

    def unread(self, problem: Problem, path: Mapping[str, str]) -> None:
        self._list(path.get("partner_id", ""), problem)

    def _list(self, partner_id: str, problem: Problem) -> None:
        partners, clock = self._checked.known()
        partner = partners.find(partner_id)
        if partner is None:
            return
        name, minute = f"{partner.id}#{problem.code}", stamp(clock.now())[:16]
        if self._listed.get(name) != minute:
            self._listed[name] = minute
            inbox = self._inbox()
            source = Source(partner.id, partner.county)
            inbox.storage.commit(inbox.refuse(source, problem, clock.now()))
