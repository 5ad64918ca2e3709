"""Documents as data, ready to be set as PDF: every text in Chinese and whole, amounts in yuan.

A renderer needs no word, rule or figure of its own; what it shows is what stands here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from nongxin.catalog import places
from nongxin.kernel.money import grouped
from nongxin.kernel.rates import shown
from nongxin.kernel.value import value
from nongxin.lending.aftercare.claims.interest_subsidy import borne
from nongxin.lending.contracts.capitals import capitals
from nongxin.lending.loans.entries import Repayment, Reversal
from nongxin.lending.loans.history import History
from nongxin.lending.loans.loan import Loan, LoanStatus
from nongxin.lending.reckoning.allocation import Parts
from nongxin.lending.reckoning.due import Due

_STATUS = {
    LoanStatus.ACTIVE: "未结清",
    LoanStatus.CLOSED: "已结清",
    LoanStatus.WRITTEN_OFF: "已核销",
}


_SUBSIDISED = "利息由借款人按期支付，财政部门按季贴息；罚息、复利及展期后的利息不予贴息。"


@value
class Section:
    """Paragraphs, then labelled facts, then a table; any of them may be empty."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@value
class Document:
    title: str
    issuer: str
    number: str
    made_on: str
    sections: tuple[Section, ...]
    closing: tuple[str, ...] = ()


def statement(history: History, borrower: str, product: str, on: date) -> Document:
    """贷款对账单 on a day: what was agreed, what was paid, what is left."""
    loan, payments = history.loan(), tuple(_payments(history))
    return Document(
        title="个人贷款对账单",
        issuer=_name_of(loan.identity.entity),
        number=loan.identity.id,
        made_on=day_zh(on),
        sections=(
            Section("借款信息", facts=_agreed(loan, borrower, product)),
            Section("结欠情况", facts=_owed(loan, on)),
            Section(
                "还款计划",
                columns=("期次", "到期日", "应还本金（元）", "应还利息（元）", "尚欠（元）"),
                rows=tuple(_planned(due) for due in loan.dues),
            ),
            *_subsidised(loan),
            Section(
                "还款记录",
                paragraphs=() if payments else ("尚无还款记录。",),
                columns=("序号", "日期", "还款金额（元）", "备注"),
                rows=payments,
            ),
        ),
        closing=(
            f"本对账单按{day_zh(on)}的账务记录编制。",
            "如对内容有异议，请自收到之日起三十日内向贷款人提出。",
        ),
    )


def contract_document(text: str, number: str, made_on: date) -> Document:
    """The contract as it was signed, line by line, under its own headings: not a word is new."""
    issuer, title, *lines = text.splitlines()
    sections: list[Section] = []
    heading, paragraphs = "", list[str]()
    for line in lines:
        if _is_heading(line):
            sections.append(Section(heading, tuple(paragraphs)))
            heading, paragraphs = line, []
        elif line.strip():
            paragraphs.append(line)
    sections.append(Section(heading, tuple(paragraphs)))
    return Document(
        title=title,
        issuer=issuer,
        number=number,
        made_on=day_zh(made_on),
        sections=tuple(each for each in sections if each.heading or each.paragraphs),
    )


def day_zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _is_heading(line: str) -> bool:
    return line.startswith(("第", "一、", "═")) and len(line) <= 40 and not line.endswith("。")


def _name_of(entity: str) -> str:
    bank = places.entity(entity)
    return bank.name if bank else entity


def _subsidised(loan: Loan) -> Iterator[Section]:
    rows = tuple(
        (str(line.nr), day_zh(line.due_on), grouped(line.finance_fen), grouped(line.borrower_fen))
        for line in borne(loan)
    )
    if rows:
        columns = ("期次", "到期日", "财政承担利息（元）", "借款人承担利息（元）")
        yield Section("财政贴息", (_SUBSIDISED,), columns=columns, rows=rows)


def _agreed(loan: Loan, borrower: str, product: str) -> tuple[tuple[str, str], ...]:
    terms = loan.terms
    return (
        ("借款人", borrower),
        ("贷款品种", product),
        ("借款金额", _both(terms.agreed_fen)),
        ("年利率（单利）", shown(terms.rate_annual)),
        ("还款方式", terms.method.zh),
        ("放款日", day_zh(loan.lent_on)),
        ("到期日", day_zh(loan.matures_on)),
        ("状态", _STATUS[loan.status]),
    )


def _owed(loan: Loan, on: date) -> tuple[tuple[str, str], ...]:
    due, payoff = loan.due_on(on), loan.payoff_on(on)
    days = loan.overdue_days(on)
    facts = [("本金余额", _yuan(loan.claim_fen)), ("当日应还", _yuan(due.total_fen))]
    facts += _split(due)
    facts += [("逾期天数", f"{days}天" if days else "无逾期")]
    facts += [("当日结清金额", _both(payoff.total_fen))]
    facts += [("累计已还", _yuan(loan.received.total_fen))]
    return tuple(facts)


def _split(due: Parts) -> list[tuple[str, str]]:
    named = (
        ("其中：本金", due.principal_fen),
        ("其中：利息", due.interest_fen),
        ("其中：罚息", due.penalty_fen),
        ("其中：复利", due.compound_fen),
        ("其中：费用", due.fee_fen),
    )
    return [(name, _yuan(fen)) for name, fen in named if fen]


def _planned(due: Due) -> tuple[str, ...]:
    row = due.row
    amounts = (row.principal_fen, row.interest_fen, due.unpaid.total_fen)
    return (str(row.nr), day_zh(row.due_on), *map(grouped, amounts))


def _payments(history: History) -> Iterator[tuple[str, ...]]:
    undone = _reversed(history.entries)
    for nr, entry in enumerate(history.entries, start=1):
        if isinstance(entry, Repayment):
            remark = "已冲正" if nr in undone else "银行扣款" if entry.by == "bank" else ""
            yield str(nr), day_zh(entry.on), grouped(entry.amount_fen), remark


def _reversed(entries: Sequence[object]) -> set[int]:
    return {entry.of for entry in entries if isinstance(entry, Reversal)}


def _yuan(fen: int) -> str:
    return f"{grouped(fen)}元"


def _both(fen: int) -> str:
    return f"{_yuan(fen)}（大写：人民币{capitals(fen)}）"
