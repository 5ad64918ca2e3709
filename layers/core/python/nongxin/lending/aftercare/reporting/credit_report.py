"""征信报送: the rows that the bank reports of a loan, one per event (T+1).

Fields and codes follow the second-generation collection format for 个人借贷账户 (recalled, not
checked against the standard's text): 报告时点 10 new account, 20 closed, 31 month end, 32 repaid,
33 class changed, 49 other (here: arrears began). Amounts are reported in whole yuan, half up.

Of arrears the borrower is told before they are reported (征信业管理条例第十五条): LoanOverdue is in
the transaction that adds the row, and the row goes out on the next day at the earliest.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from nongxin.kernel.money import FEN_PER_YUAN, rounded
from nongxin.kernel.value import value
from nongxin.lending.aftercare.care import Care
from nongxin.lending.aftercare.standing import Standing

# 五级分类 of the format, by rank; 9 is "not classified" and never ours.
_CLASS_CODES = ("1", "2", "3", "4", "5")
# 当前逾期: how old each part of it is, in days, both ends included.
_AGES = ((31, 60), (61, 90), (91, 180))
_DAY = timedelta(days=1)


class Moment(Enum):
    OPENED = "10"
    CLOSED = "20"
    MONTH_END = "31"
    REPAID = "32"
    CLASSIFIED = "33"
    OVERDUE = "49"


class AccountStatus(Enum):
    NORMAL = "1"
    OVERDUE = "2"
    CLOSED = "3"
    WRITTEN_OFF = "4"


@value
class CreditRow:
    """One row. `repayment_status` is N (in time), 1 to 7 (months overdue), C (closed), G (ended
    otherwise); `overdue_by_age` are yuan of unpaid principal 31–60, 61–90, 91–180 and over 180 days
    late.
    """

    loan_id: str
    borrower_id: str
    entity: str
    moment: Moment
    on: date
    status: AccountStatus
    five_class: str
    balance_yuan: int
    paid_yuan: int
    overdue_months: int
    overdue_yuan: int
    overdue_by_age: tuple[int, int, int, int]
    repayment_status: str


def rows_of(before: Care, after: Care, standing: Standing) -> list[CreditRow]:
    """The rows of a day, from the care before it and after it; none on most days."""
    paid_fen = max(after.received_fen - before.received_fen, 0)
    moments = _moments(before, after, paid_fen)
    return [_row(moment, after, standing, paid_fen) for moment in moments]


def _moments(before: Care, after: Care, paid_fen: int) -> Iterator[Moment]:
    if not before.version:
        yield Moment.OPENED
    if paid_fen:
        yield Moment.REPAID
    if after.overdue_days and not before.overdue_days:
        yield Moment.OVERDUE
    if after.loan_class is not before.loan_class and not after.is_closed:
        yield Moment.CLASSIFIED
    if after.is_closed:
        yield Moment.CLOSED
    elif (after.day + _DAY).day == 1:
        yield Moment.MONTH_END


def _row(moment: Moment, care: Care, standing: Standing, paid_fen: int) -> CreditRow:
    late = standing.late_principal
    ones, twos, threes = (
        _yuan(sum(fen for days, fen in late if low <= days <= high)) for low, high in _AGES
    )
    oldest = _yuan(sum(fen for days, fen in late if days > _AGES[-1][1]))
    return CreditRow(
        loan_id=care.borrowing.loan_id,
        borrower_id=care.borrowing.borrower_id,
        entity=care.borrowing.entity,
        moment=moment,
        on=care.day,
        status=_status(care, standing),
        five_class=_CLASS_CODES[care.loan_class.rank],
        balance_yuan=_yuan(care.principal_fen),
        paid_yuan=_yuan(paid_fen),
        overdue_months=months_overdue(care.overdue_days),
        overdue_yuan=_yuan(care.overdue_fen),
        overdue_by_age=(ones, twos, threes, oldest),
        repayment_status=_repayment_status(care, standing),
    )


def months_overdue(days: int) -> int:
    """当前逾期期数: 1 for 1 to 30 days, 2 for 31 to 60 …, at most 7 (over 180 days)."""
    return min(-(-days // 30), 7)


def _status(care: Care, standing: Standing) -> AccountStatus:
    if care.is_closed:
        return AccountStatus.CLOSED
    if standing.is_written_off:
        return AccountStatus.WRITTEN_OFF
    return AccountStatus.OVERDUE if care.overdue_days else AccountStatus.NORMAL


def _repayment_status(care: Care, standing: Standing) -> str:
    if care.is_closed:
        return "C"
    if standing.is_written_off:
        return "G"
    return str(months_overdue(care.overdue_days)) if care.overdue_days else "N"


def _yuan(fen: int) -> int:
    return rounded(Decimal(fen) / FEN_PER_YUAN)
