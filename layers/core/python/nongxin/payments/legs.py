"""Which accounts a payment moves: one table for all services, by what their rows say."""

from __future__ import annotations

from nongxin.ledger.posting import Leg, credit, debit, general
from nongxin.payments.payment import Payment

SETTLEMENT, FEE = "biller_settlement", "fee_income"


def moved(source: str, target: str, amount_fen: int, fee_fen: int, fee_account: str) -> list[Leg]:
    """`amount_fen` from source to target; the fee on top of it, from the source."""
    legs = [debit(source, amount_fen + fee_fen), credit(target, amount_fen)]
    return [*legs, credit(fee_account, fee_fen)] if fee_fen else legs


def settlement_of(payment: Payment) -> str:
    """What is owed to partners, in the station's county and legal entity."""
    return general(payment.county, payment.entity, SETTLEMENT)


def fees_of(county: str, entity: str) -> str:
    return general(county, entity, FEE)


def sent_legs(payment: Payment) -> list[Leg]:
    """Off the payer before the partner hears of it, never after."""
    fees = fees_of(payment.county, payment.entity)
    return moved(payment.source, settlement_of(payment), payment.amount_fen, payment.fee_fen, fees)


def taken_legs(payment: Payment, target: str) -> list[Leg]:
    """From the partner to the payee. Of cash paid out the fee was taken on top, by the partner; of
    a sale it is the merchant's.
    """
    total_fen = payment.amount_fen + (payment.fee_fen if payment.service.cash == "OUT" else 0)
    legs = [
        debit(settlement_of(payment), total_fen),
        credit(target, total_fen - payment.fee_fen),
    ]
    fees = fees_of(payment.county, payment.entity)
    return [*legs, credit(fees, payment.fee_fen)] if payment.fee_fen else legs
