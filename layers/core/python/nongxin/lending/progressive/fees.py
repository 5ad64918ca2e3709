"""Fees and penalties: onto which line they fall, fees that follow the instalment, waivers."""

from __future__ import annotations

from fractions import Fraction

from nongxin.lending.loans.entries import Charge, ChargeWaiver, InstalmentFee
from nongxin.lending.progressive.account import Account
from nongxin.lending.progressive.allocate import Filling
from nongxin.lending.progressive.lines import Line


def take_fee_per_instalment(account: Account, event: InstalmentFee) -> None:
    account.fee_rules.append((account.nr, event))


def follow_fees(account: Account) -> None:
    """Fees that are a share of the instalment follow it while it changes."""
    for nr, line in enumerate(account.normal()):
        whole = line.charged["principal"] + line.charged["interest"]
        for number, rule in account.fee_rules:
            share = rule.of_interest * line.charged["interest"] + rule.of_instalment * whole
            share += rule.of_principal * line.charged["principal"]
            fee = rule.amount_fen + account.product.minor(Fraction(share))
            key = -1000 * (number + 1) - nr
            line.charged["fee"] += fee - account.charges.get(key, (line, "fee", 0))[2]
            line.check(rule.on)
            account.charges[key] = (line, "fee", fee)
            account.charged_on[key] = line.due


def take_charge(account: Account, event: Charge) -> None:
    part = "penalty" if event.penalty else "fee"
    line = account.line_of(event.on)
    if line is None:
        last = account.lines[-1]
        if last.added:
            last.due = max(last.due, event.on)
            line = last
        else:
            line = Line(last.due, event.on, added=True)
            account.lines.append(line)
    line.charged[part] += event.amount_fen
    line.check(event.on)
    account.charges[account.nr] = (line, part, event.amount_fen)
    account.charged_on[account.nr] = event.on
    _use_overpaid(account, event)


def _use_overpaid(account: Account, event: Charge) -> None:
    """A credit balance pays the new charge, as part of the payments that made it."""
    for posting in account.postings:
        if account.overpaid <= 0:
            return
        if posting.overpaid > 0:
            rule = account.product.allocation_of(posting.kind)
            payment = Filling(account, posting.on, rule)
            usable = min(posting.overpaid, account.overpaid)
            rest = payment.fill(usable)
            posting.overpaid -= usable - rest
            account.overpaid -= usable - rest
            for name, paid in payment.parts.items():
                posting.parts[name] += paid


def waive_charge(account: Account, event: ChargeWaiver) -> None:
    line, part, amount = account.charges[event.of]
    let_off = min(amount, line.left(part))
    line.waived[part] += let_off
    line.check(min(event.on, account.charged_on[event.of]))
    account.post(event, "waive_charge", let_off, **{part: let_off})
