"""Answers about payments and statements."""

from __future__ import annotations

from api_accounts.payment_contracts import LineView, OrderLine, ReversalLine, SlipView
from nongxin.accounts.interbank.interbank import Order
from nongxin.accounts.reversals.reversal import Reversal
from nongxin.accounts.statements.slip import Slip
from nongxin.accounts.statements.statement import StatementLine
from nongxin.catalog.clearing import banks
from nongxin.catalog.payments import narrative
from nongxin.kernel.clock import stamp
from nongxin.kernel.identity import Role
from nongxin.kernel.privacy import masked, masked_name


def line_view(each: StatementLine, role: Role) -> LineView:
    line = each.line
    return LineView(
        number=line.seq,
        side=line.side,
        amount_fen=line.amount_fen,
        balance_fen=line.balance_fen,
        text=line.text,
        value_date=line.value_date,
        booking_date=line.booking_date,
        at=line.at,
        summary=narrative(line.text),
        slip=_slip(each.slip, role) if each.slip else None,
    )


def reversal_line(reversal: Reversal) -> ReversalLine:
    return ReversalLine(
        account_id=reversal.account_id,
        number=reversal.number,
        status=reversal.status.value,
        amount_fen=reversal.amount_fen,
        reason=reversal.reason,
        asked_by=reversal.asked_by,
        asked_at=stamp(reversal.asked_at),
    )


def order_line(order: Order, role: Role) -> OrderLine:
    bank, to = banks().get(order.to.bank_code), order.to
    return OrderLine(
        order_id=order.id,
        status=order.status.value,
        amount_fen=order.amount_fen,
        bank_name=bank.name_zh if bank else to.bank_code,
        payee_name=masked_name(to.name) if role is Role.AUDITOR else to.name,
        payee_number=masked(to.number, 4, 4),
        remark=order.remark,
        requested_at=stamp(order.requested_at),
        reason=order.reason,
    )


def _slip(slip: Slip, role: Role) -> SlipView:
    """The auditor, who serves nobody, sees names masked."""
    is_masked = role is Role.AUDITOR
    return SlipView(
        party_name=masked_name(slip.party_name) if is_masked else slip.party_name,
        party_number=masked(slip.party_number, 4, 4),
        remark=slip.remark,
    )
