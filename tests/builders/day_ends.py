"""A till whose partners deliver their files of the day, and the night that matches them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from api_payments.handler import handler as payments
from api_settlements.handler import handler as door
from devkit.simulators.service import Asked
from job_end_payments.handler import handler as job
from nongxin.ledger.posting import general
from nongxin.payments.day_end.gateways import HttpSettlementFiles
from on_payment.handler import handler as note
from tests.builders.stations import Till
from tests.fakes.gateway import Answer, ask


@dataclass
class Evening(Till):
    """`noted` events are with the day's rows."""

    noted: int = 0
    calls: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        made = replace(self.p.ending_days, files=self._files)
        self.p.__dict__["ending_days"] = made

    def register(self, **changed: Any) -> Answer:
        """A shop that is open around the clock."""
        return super().register(opens="00:00", closes="23:59", **changed)

    def _files(self, code: str) -> HttpSettlementFiles:
        return HttpSettlementFiles(code, self.billers)  # type: ignore[arg-type]

    def differs(self, code: str, number: str, how: str) -> None:
        body = {"number": number, "difference": how}
        told = self.billers.services[code](Asked("POST", ("desk", "differences"), body))
        assert told.status == 200, told

    def sent_no(self, nth: int = -1, code: str = "power") -> str:
        """By which the partner knows a payment, in the order of sending."""
        return str(self.billers.payments(code)[nth]["number"])

    def note(self) -> None:
        """The events so far, through the queue; what comes again changes nothing."""
        found = [e for e in self.p.memory.published() if e.type.startswith("Payment")]
        for told in found:
            detail = json.dumps({"detail": asdict(told)})
            answer = note({"Records": [{"messageId": "1", "body": detail}]}, None)
            assert not answer["batchItemFailures"]

    def report(self, lines: list[tuple[str, str, int]], on: str = "") -> Answer:
        told = [{"trace": t, "service": s, "amount_fen": fen} for t, s, fen in lines]
        body = {"date": on or self.today, "lines": told}
        return self.signed(payments, "POST", "/v1/payments/day-ends", body)

    def night(self, days: int = 1) -> dict[str, Any]:
        """So many days pass, and the job runs after each."""
        self.note()
        for _ in range(days):
            self.p.fixed.pass_time(timedelta(days=1))
            told: dict[str, Any] = job({"county": self.county}, None)
        return told

    @property
    def yesterday(self) -> date:
        return self.p.fixed.today() - timedelta(days=1)

    def differences(self, on: date | None = None) -> list[dict[str, Any]]:
        query = {"county": self.county, "on": (on or self.yesterday).isoformat()}
        told = ask(door, "GET", "/v1/settlements/differences/days", by=self.officer, query=query)
        assert told.status == 200, told.text
        return list(told.body["differences"])

    def settle(self, what: str, of: dict[str, Any], **told: Any) -> Answer:
        self.calls += 1
        by = told.pop("by", self.officer if what == "targets" else self.approver)
        named = {"county": self.county} | {n: of[n] for n in ("on", "against", "number")}
        return ask(door, "POST", f"/v1/settlements/differences/{what}", by=by,
                   key=f"settle-call-{self.calls:04d}", body=named | told)  # fmt: skip

    def general_fen(self, kind: str) -> int:
        """Credit less debit."""
        account = general(self.county, self.entity, kind)
        return sum(
            int(item["amount_fen"]["N"]) * (1 if item["side"]["S"] == "credit" else -1)
            for item in self.p.memory.items("ledger")
            if item.get("account", {}).get("S") == account
        )
