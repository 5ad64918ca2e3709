"""What the bank's own books say of an applicant (行内数据): accounts, flows of twelve months, earlier
loans.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.value import value
from nongxin.ledger.store import EntryRecord, LedgerAccounts
from nongxin.lending.applications.application import Application
from nongxin.lending.loans.loan import Loan, LoanStatus

_YEAR = timedelta(days=365)
_NEWEST_ENTRIES = 200  # a year of a farmer's account; older lines of a busier one do not count
_LENT = "LOAN_DISBURSED"
_NPL_DAYS = 90  # 五级分类2023: more than 90 days overdue is substandard
_RECENT = timedelta(days=1)


@value
class Flows:
    """Twelve months of one's own accounts, in fen: money in (loans not counted), balance on
    average.
    """

    accounts: int
    inflow_fen: int
    average_fen: int
    payees_after_loan: int


def flows_of(account_ids: Sequence[str], ledger: LedgerAccounts, today: date) -> Flows:
    lines = [line for account in account_ids for line in ledger.newest(account, _NEWEST_ENTRIES)]
    since = (today - _YEAR).isoformat()
    year = [line for line in lines if str(line.value_date) >= since]
    came_in = [line for line in year if line.side == "credit" and line.text != _LENT]
    return Flows(
        accounts=len(account_ids),
        inflow_fen=sum(int(line.amount_fen) for line in came_in),
        average_fen=_average(year, today),
        payees_after_loan=_transfers_after_loan(year),
    )


def own_book_facts(
    application: Application,
    archive: Mapping[str, Any],
    flows: Flows,
    earlier: Sequence[Loan],
) -> dict[str, Any]:
    """Facts of the sources core, accounts and lending for an application.

    `earlier` are the loans that the applicant had until now.
    """
    parties = application.parties
    today = application.submitted_at.astimezone(SHANGHAI).date()
    return person_facts(today, archive, flows, earlier) | {
        "station_apply_1d": 0 if parties.applied_by == parties.borrower_id else 1,
        "edit_30d": 0,  # an application cannot be edited, only withdrawn and made anew
    }


def person_facts(
    today: date, archive: Mapping[str, Any], flows: Flows, earlier: Sequence[Loan]
) -> dict[str, Any]:
    """What they say of a person anyway. Ratios as decimal text, gaps in percent."""
    owed = sum(loan.claim_fen for loan in earlier)
    return {
        "own_account": flows.accounts > 0,
        "avg_deposit": flows.average_fen,
        "household_active_loans": sum(loan.status is not LoanStatus.CLOSED for loan in earlier),
        "household_debt": owed,
        "prov_total": owed,
        "own_npl": sum(_bad(loan, today) for loan in earlier),
        "own_writeoff": any(loan.written_off_on for loan in earlier),
        "loan_history": _history(earlier, today),
        "ontime_years": _ontime_years(earlier, today),
        "cluster_out": flows.payees_after_loan,
    } | _against_income(flows.inflow_fen, archive.get("annual_income"))


def _against_income(inflow_fen: int, income_fen: Any) -> dict[str, str]:
    """Does the money that passed the accounts bear out the income that the archive claims?"""
    if not isinstance(income_fen, int) or income_fen <= 0:
        return {}
    ratio = Decimal(inflow_fen) / income_fen
    short = max(Decimal(0), 1 - ratio)
    return {"acct_flow_12m_ratio": f"{ratio:.2f}", "income_flow_gap": f"{short * 100:.1f}"}


def _average(lines: Sequence[EntryRecord], today: date) -> int:
    """The balance over the days since the oldest line, weighted by how long each balance stood."""
    newest_first = sorted(lines, key=lambda line: (str(line.account), line.seq), reverse=True)
    fen_days, until = 0, {str(line.account): today for line in lines}
    for line in newest_first:
        day = date.fromisoformat(line.value_date)
        fen_days += int(line.balance_fen or 0) * max((until[str(line.account)] - day).days, 0)
        until[str(line.account)] = day
    days = max((today - min(until.values(), default=today)).days, 1)
    return fen_days // days


def _transfers_after_loan(lines: Sequence[EntryRecord]) -> int:
    """Transfers out on the day of a disbursement or the day after."""
    lent = {date.fromisoformat(line.value_date) for line in lines if line.text == _LENT}
    out = [date.fromisoformat(n.value_date) for n in lines if n.text == "TRANSFER_OUT"]
    return sum(any(timedelta(0) <= day - on <= _RECENT for on in lent) for day in out)


def _bad(loan: Loan, today: date) -> int:
    return loan.claim_fen if loan.overdue_days(today) > _NPL_DAYS else 0


def _history(earlier: Sequence[Loan], today: date) -> str:
    worst = max((loan.overdue_days(today) for loan in earlier), default=0)
    if worst > _NPL_DAYS:
        return "dpd_over_90"
    if worst > 0:
        return "dpd_30" if worst <= 30 else "dpd_90"
    closed = sum(loan.status is LoanStatus.CLOSED for loan in earlier)
    return ("none", "repaid_1", "repaid_2")[min(closed, 2)]


def _ontime_years(earlier: Sequence[Loan], today: date) -> int:
    """Full years since the first loan, if none is late."""
    if not earlier or any(loan.overdue_days(today) for loan in earlier):
        return 0
    return (today - min(loan.lent_on for loan in earlier)).days // 365
