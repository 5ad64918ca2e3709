"""The double entry of a row of the book, by the accounts that the reference names."""

from __future__ import annotations

from devkit.reference.book import Booked

Line = tuple[str, int, int]  # account, debit, credit

_LOANS, _RECEIVABLE = "Loans Receivable", "Interest/Fee Receivable"
_CLEARING, _OVERPAID = "Suspense/Clearing account", "Overpayment account"
_INTEREST_OFF, _FEE_OFF = "Interest Income Charge Off", "Fee Charge Off"
_LOSS, _RECOVERIES = "Credit Loss/Bad Debt", "Recoveries"


def journal_of(row: Booked, charge_off: Booked | None, *, fraud: bool) -> list[Line]:
    """Debits and credits; a reversed row is followed by its mirror image."""
    after = charge_off is not None and (row.on, row.nr or 0) > (charge_off.on, charge_off.nr or 0)
    lines = [line for line in _lines(row, after=after, fraud=fraud) if line[1] or line[2]]
    if row.reversed:
        lines += [(account, credit, debit) for account, debit, credit in lines]
    return lines


def _lines(row: Booked, *, after: bool, fraud: bool) -> list[Line]:
    principal, interest = row.parts.get("principal", 0), row.parts.get("interest", 0)
    fees = row.parts.get("fee", 0) + row.parts.get("penalty", 0)
    if row.type == "Disbursement":
        return [(_LOANS, row.amount, 0), (_CLEARING, 0, row.amount)]
    if row.type == "Accrual":
        return [
            (_RECEIVABLE, row.amount, 0), ("Interest Income", 0, interest), ("Fee Income", 0, fees),
        ]  # fmt: skip
    if row.type == "Repayment (at time of disbursement)":
        return [("Fee Income", 0, row.amount), (_CLEARING, row.amount, 0)]
    if row.type == "Charge-off":
        loss = _LOSS + ("-Fraud" if fraud else "")
        return [
            (_LOANS, 0, principal), (_RECEIVABLE, 0, interest + fees), (loss, principal, 0),
            (_INTEREST_OFF, interest, 0), (_FEE_OFF, fees, 0),
        ]  # fmt: skip
    if row.type == "Close (as written-off)":
        return _written_off(principal, interest, fees, after=after)
    return _paid(row, principal, interest, fees, after=after)


def _written_off(principal: int, interest: int, fees: int, *, after: bool) -> list[Line]:
    gone = ("Written off", principal + interest + fees, 0)
    if after:
        return [(_LOSS, 0, principal), (_INTEREST_OFF, 0, interest), (_FEE_OFF, 0, fees), gone]
    return [(_LOANS, 0, principal), (_RECEIVABLE, 0, interest + fees), gone]


def _paid(row: Booked, principal: int, interest: int, fees: int, *, after: bool) -> list[Line]:
    credits = [(_LOANS, 0, principal), (_RECEIVABLE, 0, interest + fees)]
    if after:
        credits = [(_RECOVERIES, 0, principal + interest + fees)]
    if after and row.type == "Interest Payment Waiver":
        credits = [(_INTEREST_OFF, 0, principal + interest + fees)]
    credits.append((_OVERPAID, 0, row.overpaid))
    if row.type in ("Interest Payment Waiver", "Interest Refund"):
        return [*credits, ("Interest Income", row.amount, 0)]
    if row.type == "Goodwill Credit":
        return [
            *credits, ("Goodwill Expense Account", principal + row.overpaid, 0),
            (_INTEREST_OFF, interest, 0), (_FEE_OFF, fees, 0),
        ]  # fmt: skip
    return [*credits, (_CLEARING, row.amount, 0)]
