"""The platform's chapter: a merchant's six months of orders carry an order loan, and the platform's
next payout repays it. 七公里 plays itself: it signs what it sends, and hears what becomes of it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from devkit import ports, say
from devkit.bank import Json
from devkit.demo.cast import Cast
from devkit.demo.story import DECIDED, Tale, awaited, judge, sign, until
from devkit.qigongli.desk import Desk, serving
from devkit.qigongli.enrolled import Platform
from devkit.qigongli.market import Market, Merchant
from devkit.qigongli.sender import Sender, plainly
from devkit.qigongli.till import Staff, open_till
from devkit.trouble import Trouble
from nongxin.kernel.money import grouped

ORDERS, ORDER_FEN = 15, 1_000_000
CREDIT_FEN, TERM_DAYS = 2_000_000, 30
_SETTLED = 12  # orders of the first payout; the others repay the loan
_HEARD = ("application.decided", "loan.disbursed", "repayment.received")
_FOLLOWED = 4  # of every so many orders one is told of to its end
_AT_ONCE = 2


@dataclass
class PlatformTale:
    merchant: str
    seller: str
    seconds: float = 0.0
    quote: Json = field(default_factory=dict)
    application: Json = field(default_factory=dict)
    payout: Json = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)


@dataclass
class _Stage:
    cast: Cast
    platform: Platform
    sender: Sender
    market: Market
    buyer: Merchant
    seller: Merchant

    def send(self, bodies: list[Json]) -> None:
        """Side by side, so in any order: what belongs together is joined by its own numbers."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            statuses = list(pool.map(self.sender.send, plainly(bodies)))
        if set(statuses) != {202}:
            raise Trouble("the bank did not take all that the platform told it; see above.")

    def paid_out(self, number: int) -> Json:
        """The merchant's payout of that number once it is settled, as ops see it."""
        path = f"/partners/{self.platform.partner_id}/merchants/{self.buyer.county}"

        def look() -> Json | None:
            found = self.cast.ops.get(f"{path}/{self.buyer.code}/payouts")["payouts"]
            name = f"P{self.market.run}-{number:03d}"
            return next((p for p in found if p["payout"] == name and p["state"] == "settled"), None)

        told: Json = until(look)
        return told


def tell(cast: Cast, platform: Platform, buyer: Tale, seller: Tale) -> PlatformTale:
    """`buyer` asks for the loan, `seller` is paid by it; both are customers with accounts."""
    tale = PlatformTale(buyer.name, seller.name)
    market = Market(f"{cast.run:06d}")
    sender = Sender(platform, cast.bank.url, is_quiet=True)
    people = (_merchant(cast, "M", buyer), _merchant(cast, "S", seller))
    stage = _Stage(cast, platform, sender, market, *people)
    begun = time.monotonic()
    with _desk(platform) as desk:
        _six_months(stage)
        _loan(stage, tale, buyer)
        _repaid(stage, tale, desk)
    tale.seconds = time.monotonic() - begun
    return tale


def _six_months(stage: _Stage) -> None:
    now, market, buyer = datetime.now(UTC), stage.market, stage.buyer
    with say.step("七公里: six months of orders come in by signed webhooks, and a payout of them"):
        partner_id = stage.platform.partner_id
        staff = Staff(stage.cast.officer, stage.cast.ops, stage.cast.approver)
        open_till(staff, partner_id, buyer.county, stage.cast.run)
        bodies = [
            market.enrols(buyer, now - timedelta(days=200)),
            market.enrols(stage.seller, now - timedelta(days=200)),
            market.rates(buyer, now - timedelta(days=1)),
            market.places(stage.seller, 900, CREDIT_FEN, now, buyer.code),
        ]
        for number in range(ORDERS):
            life = market.life(buyer, number, ORDER_FEN, now - _ago(number))
            bodies += life if number % _FOLLOWED == 0 else islice(life, 2)  # placed and paid
        stage.send([*bodies, market.pays(buyer, 1, range(_SETTLED), ORDER_FEN, now)])
        stage.paid_out(1)


def _ago(number: int) -> timedelta:
    """Two orders early in the half year, the others spread over its second half."""
    return timedelta(days=170 - 30 * number if number < 2 else 86 - 6 * (number - 2))


def _loan(stage: _Stage, tale: PlatformTale, buyer: Tale) -> None:
    cast, sender, order = stage.cast, stage.sender, stage.market.order(900)
    merchant = buyer.person
    assert merchant is not None
    amount = grouped(CREDIT_FEN)
    with say.step(f"{buyer.name}: links the shop in the bank's app, consents"):
        text = merchant.get("/partners/links/consent")["text"]
        told = {"partner_id": stage.platform.partner_id, "merchant": stage.buyer.code,
                "agreed": True, "text": text}  # fmt: skip
        merchant.post("/partners/links", told)
    with say.step(f"{buyer.name}: {amount} yuan at check-out: quoted, applied for, decided"):
        asked = {"county": stage.buyer.county, "amount_fen": CREDIT_FEN, "term_days": TERM_DAYS}
        tale.quote = sender.ask("quotes", {"type": "credit.quote", **asked})
        del asked["county"]
        wanted = {"type": "credit.application", "merchant": stage.buyer.code,
                  "seller": stage.seller.code, "order": order, **asked}  # fmt: skip
        application_id = sender.ask("applications", wanted)["application_id"]
        own = replace(buyer, judged_by=[])
        own.application = awaited(merchant, application_id, DECIDED)
    if own.application["status"] == "referred":
        with say.step(f"{buyer.name}: referred, judged by two officers"):
            judge(cast, merchant, own)
    tale.application = own.application
    if tale.application["status"] == "offered":
        with say.step(f"{buyer.name}: signs in the bank's app, {stage.seller.name} is paid"):
            sign(merchant, own)
            tale.application = own.application


def _repaid(stage: _Stage, tale: PlatformTale, desk: Desk | None) -> None:
    if tale.application["status"] != "disbursed":
        return
    orders, now = range(_SETTLED, ORDERS), datetime.now(UTC)
    with say.step("七公里: the next payout repays the loan first, and hears of it"):
        stage.send([stage.market.pays(stage.buyer, 2, orders, ORDER_FEN, now)])
        tale.payout = stage.paid_out(2)
        if desk is not None:
            tale.heard = until(lambda: _heard(desk, stage.market.order(900)))


def _heard(desk: Desk, order: str) -> list[str] | None:
    kinds = desk.kinds(order)
    return kinds if set(_HEARD) <= set(kinds) else None


def _merchant(cast: Cast, letter: str, tale: Tale) -> Merchant:
    return Merchant(
        code=f"{letter}{cast.county}{cast.run:06d}",
        county=cast.county,
        name=tale.name,
        id_no=tale.id_no,
        account_no=tale.account_no,
    )


@contextmanager
def _desk(platform: Platform) -> Iterator[Desk | None]:
    """七公里's address, unless scripts/qigongli desk has it: then that one hears the news."""
    port = ports.QIGONGLI.wanted()
    if not ports.is_free(port):
        yield None
        return
    with serving(ports.listen(port), Desk(platform.secret_out, is_quiet=True)) as desk:
        yield desk
