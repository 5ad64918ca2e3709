"""A platform with money on the fakes, one merchant of its, and the queue that works its events."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from nongxin.accounts.close_account import CloseAccount, close_account
from nongxin.kernel.events import Envelope
from nongxin.partners.inbound.kinds import CODES
from nongxin.partners.shops.merchant import MerchantKey
from on_partner_event.handler import handler as worker
from tests.builders import platform_events as told
from tests.builders.bank import key
from tests.builders.customers import an_id_no
from tests.builders.lending import COUNTY
from tests.builders.partners import Platform, ops
from tests.builders.payers import Payer, Town
from tests.fakes.gateway import Answer
from tests.fakes.parts import FakeParts

FUNDS_FEN = 1_000_000


@dataclass
class Market:
    """A platform with money, and one merchant of its who has an account with the bank."""

    p: FakeParts
    shop: Platform
    till: Payer
    merchant: Payer
    heard: int = 0

    @classmethod
    def of(cls, p: FakeParts, funds_fen: int = FUNDS_FEN) -> Self:
        town = Town(p)
        till, merchant = town.person(funds_fen), town.person()
        shop = Platform.of(p, counties=[COUNTY], kinds_in=list(CODES))
        shop.pays_out_of(till.number)
        return cls(p, shop, till, merchant)

    @property
    def key(self) -> MerchantKey:
        return MerchantKey(COUNTY, self.shop.id, told.MERCHANT)

    def send(self, body: bytes, **more: Any) -> Answer:
        return self.shop.asks("/events", json.loads(body), **more)

    def work(self) -> None:
        """The queue: everything that was announced since it was last emptied."""
        events = self.p.memory.published("PartnerEventReceived")[self.heard :]
        self.heard += len(events)
        assert take(events) == {"batchItemFailures": []}

    def tell(self, *bodies: bytes) -> None:
        for body in bodies:
            assert self.send(body).status == 202
        self.work()

    def enrolled(self, **more: Any) -> bytes:
        own = {"account_no": self.merchant.number, "id_no": an_id_no(area=COUNTY, sequence=101)}
        return told.enrolled(**(own | more))

    def fen(self, payer: Payer) -> int:
        return self.p.ledger.get(payer.account_id).balance_fen

    def close(self, payer: Payer) -> None:
        closing = key(f"close-{payer.account_id}")
        command = CloseAccount(payer.account_id)
        parts = self.p.closing(lambda _: False)
        self.p.post_money(closing, lambda: close_account(command, closing, parts))

    def refusals(self, **more: Any) -> list[dict[str, Any]]:
        path = {"partner_id": self.shop.id}
        answer = ops("GET", "/{partner_id}/refusals", path=path, **more)
        rows: list[dict[str, Any]] = answer.body["refusals"]
        return rows

    def codes(self) -> list[str]:
        return [row["code"] for row in self.refusals()]


def take(events: list[Envelope]) -> dict[str, Any]:
    records = [{"messageId": e.id, "body": json.dumps({"detail": asdict(e)})} for e in events]
    answer: dict[str, Any] = worker({"Records": records}, None)
    return answer
