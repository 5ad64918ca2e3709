"""What a platform's word says of a merchant as a borrower (平台经营事实): pure, from orders and payouts.

Windows end on the day of the decision. Sums are whole fen, ratios decimal text. How seasons and
forged trade are graded is assumed; the platform's own rating is taken as it was told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from nongxin.kernel.dates import add_months
from nongxin.kernel.value import value
from nongxin.partners.shops.merchant import ACTIVE, Merchant
from nongxin.partners.shops.order import Order
from nongxin.partners.shops.payout import Payout, PayoutState

_HALF_YEAR_DAYS = 182
_QUARTER_DAYS = 90
_TOP_BUYERS = 5
# The grades of what varies, by their upper ends (assumed): monthly sales' coefficient of variation,
# and the platform's index of forged trade.
_SEASONS = ((Decimal("0.4"), "low"), (Decimal("0.8"), "mid"))
_FORGED = ((Decimal(20), "low"), (Decimal(50), "mid"))


@value
class Shop:
    """One merchant's books with a platform. `is_own`: its account is here and the borrower's."""

    merchant: Merchant
    orders: Sequence[Order]
    payouts: Sequence[Payout]
    is_own: bool


def told_on(shops: Iterable[Shop]) -> str:
    """The day of the newest word (ISO text), or "" if there is none."""
    instants = [
        told.at
        for shop in shops
        for slots in (shop.merchant.told, *(order.told for order in shop.orders))
        for told in slots.values()
    ]
    return max(instants, default="")[:10]


def shop_facts(shops: Sequence[Shop], today: date) -> dict[str, Any]:
    """Values by the names of the fact schema, of all the borrower's shops together."""
    codes = {shop.merchant.key.merchant for shop in shops}
    sold = [order for shop in shops for order in shop.orders if order.is_paid and order.placed_on]
    paid_out = [p for shop in shops for p in shop.payouts if p.state is PayoutState.SETTLED]
    half = _since(sold, add_months(today, -6))
    return (
        _sales(sold, half, today)
        | _settled(paid_out, today)
        | _buyers(half, codes)
        | _open(sold, half)
        | _rated([shop.merchant for shop in shops])
        | {
            "settle_acct_own": all(shop.is_own for shop in shops),
            "merchant_exit": any(shop.merchant.standing != ACTIVE for shop in shops),
        }
    )


def _sales(sold: Sequence[Order], half: Sequence[Order], today: date) -> dict[str, Any]:
    quarter = _since(sold, add_months(today, -3))
    days = {order.placed_on for order in _since(sold, today - timedelta(days=_QUARTER_DAYS))}
    signed = [order for order in half if "signed" in order.told]
    matched = sum(order.is_delivered_as_shipped for order in signed)
    gross = sum(order.paid_fen for order in half)
    return {
        "orders_3m": sum(_is_valid(order) for order in quarter),
        "refund_rate": _percent(sum(map(_back_fen, half)), gross),
        "active_months": len({order.placed_on[:7] for order in sold if _is_valid(order)}),
        "order_days_ratio": _ratio(len(days), _QUARTER_DAYS),
        "gmv_drop": _drop(sold, today),
        "season_volatility": _season(sold, today),
    } | ({"logistics_match": _percent(matched, len(signed))} if signed else {})


def _settled(paid_out: Sequence[Payout], today: date) -> dict[str, Any]:
    def since(months: int) -> int:
        first = add_months(today, -months).isoformat()
        return sum(each.amount_fen for each in paid_out if each.at[:10] >= first)

    return {"settled_3m": since(3), "gmv_6m": since(6), "settled_12m": since(12)}


def _buyers(half: Sequence[Order], own: set[str]) -> dict[str, Any]:
    spent: Counter[str] = Counter()
    for order in half:
        spent[order.buyer] += order.paid_fen
    orders = Counter(order.buyer for order in half)
    top = sum(fen for _, fen in spent.most_common(_TOP_BUYERS))
    return {
        "buyer_concentration_top5": _percent(top, sum(spent.values())),
        "buyers_6m": len(spent),
        "repeat_buyers_6m": sum(count > 1 for count in orders.values()),
        "self_trade": bool(own & set(spent)),
    }


def _open(sold: Sequence[Order], half: Sequence[Order]) -> dict[str, Any]:
    """What the platform still owes; in days of half a year's sales."""
    owed = sum(max(o.paid_fen - o.refunded_fen - o.settled_fen, 0) for o in sold)
    net = sum(order.paid_fen - _back_fen(order) for order in half)
    days = _ratio(owed * _HALF_YEAR_DAYS, net) if net > 0 else "0.00"
    return {"open_receivables": owed, "receivable_days": days}


def _rated(merchants: Sequence[Merchant]) -> dict[str, Any]:
    """By the worst of the ratings; nothing where there is none."""
    ratings = [merchant.rating.data for merchant in merchants if merchant.rating]
    if not ratings:
        return {}
    forged = max(int(rating["fake_index"]) for rating in ratings)
    complaints = max(int(rating["complaints_bp"]) for rating in ratings)
    return {
        "platform_grade": max(str(rating["grade"]) for rating in ratings),
        "complaints_rate": _percent(complaints, 10_000),
        "fake_tx": forged,
        "self_trade_index": _graded(Decimal(forged), _FORGED),
    }


def _back_fen(order: Order) -> int:
    """Of what was paid: a slip of the platform's makes no rate above all of it."""
    return min(order.refunded_fen, order.paid_fen)


def _is_valid(order: Order) -> bool:
    return order.refunded_fen < order.paid_fen


def _since(orders: Iterable[Order], first: date) -> list[Order]:
    return [order for order in orders if order.placed_on >= first.isoformat()]


def _drop(sold: Sequence[Order], today: date) -> str:
    """By how much sales of thirty days fell short of the thirty before; 0 where they did not."""
    month = timedelta(days=30)
    last, both = _since(sold, today - month), _since(sold, today - 2 * month)
    now = sum(order.paid_fen for order in last)
    before = sum(order.paid_fen for order in both) - now
    return _percent(max(before - now, 0), before)


def _season(sold: Sequence[Order], today: date) -> str:
    sums: Counter[str] = Counter()
    for order in _since(sold, add_months(today, -12)):
        sums[order.placed_on[:7]] += order.paid_fen
    if not sums:
        return _SEASONS[0][1]
    mean = Decimal(sum(sums.values())) / len(sums)
    variance = sum(((fen - mean) ** 2 for fen in sums.values()), Decimal(0)) / len(sums)
    return _graded(variance.sqrt() / mean, _SEASONS)


def _graded(figure: Decimal, grades: tuple[tuple[Decimal, str], ...]) -> str:
    return next((name for end, name in grades if figure < end), "high")


def _percent(part: int, whole: int) -> str:
    return _ratio(part * 100, whole)


def _ratio(part: int, whole: int) -> str:
    found = Decimal(part) / whole if whole else Decimal(0)
    return str(found.quantize(Decimal("0.01"), ROUND_HALF_UP))
