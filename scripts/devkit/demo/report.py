"""The demo's last page: what became of each application, and what the first borrower owes."""

from __future__ import annotations

import re
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from devkit.bank import Bank, Json
from devkit.demo.platform import ORDER_FEN, ORDERS, PlatformTale
from devkit.demo.story import Tale
from nongxin.kernel.money import grouped

_LINES_SHOWN = 4
_NARROWEST = 104
_BEFORE_NUMBER = re.compile("(?<=[\u4e00-\u9fff])(?=[0-9])")


def show(tales: list[Tale], bank: Bank) -> None:
    console = Console()
    console.width = max(console.width, _NARROWEST)
    console.print()
    console.print(_outcomes(tales, bank.language))
    first = next((tale for tale in tales if tale.schedule), None)
    if first is not None:
        console.print()
        console.print(_schedule(first))
        console.print(_money(first))


def show_platform(tale: PlatformTale) -> None:
    """The order loan in a few lines."""
    application, quote, payout = tale.application, tale.quote, tale.payout
    lines = [
        (
            f"七公里: {tale.merchant} buys from {tale.seller} on credit "
            f"({tale.seconds:.1f} s for all of it)"
        ),
        f"  {ORDERS} orders of {grouped(ORDER_FEN)} yuan in six months, told by signed webhooks",
        (
            f"  quoted {grouped(quote['amount_fen'])} yuan for {quote['term_days']} days: interest "
            f"{grouped(quote['interest_least_fen'])} to {grouped(quote['interest_most_fen'])} yuan"
        ),
        f"  application: {application['status']}",
    ]
    if payout:
        lines.append(
            f"  the next payout of {grouped(payout['amount_fen'])} yuan: "
            f"{grouped(payout['repaid_fen'])} to the loan, {grouped(payout['paid_fen'])} to the "
            "merchant"
        )
    if tale.heard:
        lines.append(f"  七公里 heard, in order: {', '.join(tale.heard)}")
    Console().print("\n".join(["", *lines]), soft_wrap=True)


def _outcomes(tales: list[Tale], language: str) -> Table:
    table = Table(title="优农贷: what became of the applications", show_lines=True)
    table.add_column("applicant, wish", no_wrap=True)
    table.add_column("decision", max_width=18)
    table.add_column("reasons", overflow="fold")
    table.add_column("limit\nin yuan", justify="right", no_wrap=True)
    table.add_column("annualised\n(contract)", justify="right", no_wrap=True)
    table.add_column("decided\npaid after", justify="right", no_wrap=True)
    for tale in tales:
        application = tale.application
        table.add_row(
            f"{tale.name}\n{grouped(tale.wish.amount_fen)} yuan\n{tale.wish.term_months} months",
            _decision(tale),
            _reasons(application, language),
            _limit(application),
            _rates(application["offer"]),
            _times(tale),
        )
    return table


def _limit(application: Json) -> str:
    """None for who is declined: a limit of nothing is no limit."""
    limit_fen = application["limit_fen"]
    return grouped(limit_fen) if limit_fen else "–"


def _times(tale: Tale) -> str:
    paid = "–" if tale.to_money_s is None else f"{tale.to_money_s:.1f} s"
    return f"{tale.to_decision_s:.1f} s\n{paid}"


def _decision(tale: Tale) -> str:
    status = str(tale.application["status"])
    how = (
        "by rule" if not tale.judged_by else "referred; approved by " + " and ".join(tale.judged_by)
    )
    return f"{status}\n({how})"


def _reasons(application: Json, language: str) -> str:
    which = "en" if language.startswith("en") else "zh"
    told = [f"{r['code']} {r[which]}" for r in application["reasons"]]
    # A line may end before a number of a Chinese sentence, and never within one.
    return _BEFORE_NUMBER.sub(" ", "\n".join(told)) or "every rule passed"


def _rates(offer: Json | None) -> str:
    if offer is None:
        return "–"
    rate, annualised = Decimal(offer["rate_annual"]), Decimal(offer["annualised_rate"])
    return f"{annualised:.2%}\n({rate:.2%})"


def _schedule(tale: Tale) -> Table:
    rows = tale.schedule["instalments"]
    table = Table(title=f"{tale.name}: the plan after the first repayment, in yuan")
    for name in ("nr", "due", "principal", "interest", "unpaid", "balance after"):
        table.add_column(name, justify="right")
    shown = rows if len(rows) <= _LINES_SHOWN + 1 else [*rows[:_LINES_SHOWN], None, rows[-1]]
    for row in shown:
        if row is None:
            table.add_row(*["…"] * 6)
            continue
        amounts = ("principal_fen", "interest_fen", "unpaid_fen", "balance_fen")
        table.add_row(str(row["nr"]), row["due_on"], *(grouped(row[name]) for name in amounts))
    return table


def _money(tale: Tale) -> str:
    paid = tale.repayment["paid"]
    lines = [f"  account {when}: {grouped(fen)} yuan" for when, fen in tale.balances_fen]
    lines.append(
        f"  repaid {grouped(tale.repayment['amount_fen'])} yuan: "
        f"principal {grouped(paid['principal_fen'])}, interest {grouped(paid['interest_fen'])}; "
        f"left {grouped(tale.repayment['principal_left_fen'])} yuan"
    )
    return "\n".join(lines)
