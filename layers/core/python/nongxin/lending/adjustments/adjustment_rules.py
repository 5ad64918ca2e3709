"""What each kind of adjustment may do, and the entry that it becomes. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from nongxin.catalog.aftercare import class_bands
from nongxin.kernel.dates import add_months
from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.value import value
from nongxin.lending.adjustments.adjustment import Adjustment, Details, Kind
from nongxin.lending.adjustments.further_dates import dates_after, dates_from
from nongxin.lending.adjustments.tranches import next_tranche
from nongxin.lending.loans.entries import (
    ChargeOff,
    Diversion,
    Entry,
    NewPlan,
    Pause,
    RateChange,
    Repayment,
    Reversal,
    Waiver,
    WriteOff,
)
from nongxin.lending.loans.history import History
from nongxin.lending.loans.loan import Loan, LoanClosed, LoanStatus
from nongxin.lending.loans.refusals import LoanMatured, LoanOverdue
from nongxin.lending.reckoning.allocation import ORDER
from nongxin.lending.reckoning.due_dates import IsWorkingDay
from nongxin.lending.reckoning.replan import Ahead
from nongxin.lending.reckoning.terms import RateOutOfRange

# 贷款通则 (1996) 第十二条: a short-term loan (to one year) may be extended by its own term, a
# medium-term one (to five years) by half of it, a long-term one by three years; all told.
SHORT_MONTHS, MEDIUM_MONTHS, LONG_EXTENSION_MONTHS = 12, 60, 36
# Assumed: a renewal is made in the last month, a reschedule spans ten years at most, a pause one.
RENEWAL_DAYS, MOST_MONTHS, MOST_PAUSE_DAYS = 30, 120, 366


class ExtensionTooLong(Rule):
    code = "loan-extension-too-long"
    zh = "展期后的到期日不得晚于{latest}（贷款通则第十二条）"
    en = "With the extension the loan may mature on {latest} at the latest (Lending Rules, art. 12)"


class RenewalNotDue(Rule):
    code = "loan-renewal-not-due"
    zh = "无还本续贷须在到期前{days}天内办理，且仅限到期还本的贷款"
    en = "A renewal is made in the last {days} days of a loan whose principal is due at the end"


class TermTooLong(Rule):
    code = "loan-adjustment-term"
    zh = "期限须为1至{most}个月"
    en = "The term is 1 to {most} months"


class WaiverAboveDue(Rule):
    code = "loan-waiver-above-due"
    zh = "减免金额超过今日应还的息费，本金不予减免"
    en = "A waiver is of interest and charges due today, and of no principal"


class PauseNotUsable(Rule):
    code = "loan-pause-not-usable"
    zh = "停息须止于起始日之后{most}天内"
    en = "A pause ends after it begins, within {most} days"


class DiversionAboveClaim(Rule):
    code = "loan-diversion-above-claim"
    zh = "挪用金额超过未还本金{owed_yuan}元"
    en = "CNY {owed_yuan} of principal are owed: no more can be diverted"


class DueDateNotUsable(Rule):
    code = "loan-due-date-not-usable"
    zh = "新还款日须在{earliest}至{latest}之间，且仅限分期还款或付息的贷款"
    en = "The next due date is from {earliest} to {latest}, of a loan that has more than one"


class InterestFree(Rule):
    code = "loan-interest-free"
    zh = "免息贷款不适用"
    en = "The loan bears no interest"


class AlreadySo(Conflict):
    code = "loan-adjusted-already"
    zh = "该贷款已办理此项变更"
    en = "This has been done to the loan already"


class NotBadEnough(Rule):
    code = "loan-not-bad-enough"
    zh = "逾期{days}天，须达到{least}天方可办理"
    en = "The loan is {days} days overdue; this is for {least} days and more"


@value
class Case:
    """A loan on the business date, before an adjustment."""

    history: History
    loan: Loan
    today: date
    works: IsWorkingDay

    @property
    def overdue_days(self) -> int:
        return self.loan.overdue_days(self.today)


def entry_of(adjustment: Adjustment, case: Case) -> Entry:
    """The entry that the adjustment becomes today. Raises LoanClosed and the refusals above."""
    kind, loan = adjustment.kind, case.loan
    if loan.status is LoanStatus.CLOSED and kind is not Kind.REVERSAL:
        raise LoanClosed()
    if loan.written_off_on and kind not in (Kind.REVERSAL, Kind.REPAYMENT):
        raise AlreadySo()
    return _ENTRIES[kind](adjustment.details, case, adjustment.id)


def latest_extension(loan: Loan) -> date:
    """The last day on which the loan may mature, all extensions told (art. 12)."""
    original = loan.terms.maturity(loan.lent_on)
    months = (original.year - loan.lent_on.year) * 12 + original.month - loan.lent_on.month
    if months <= SHORT_MONTHS:
        return _own_term_after(loan, original)
    return add_months(original, months // 2 if months <= MEDIUM_MONTHS else LONG_EXTENSION_MONTHS)


def _own_term_after(loan: Loan, day: date) -> date:
    """As long again as the loan was meant to be."""
    if loan.terms.term_months:
        return add_months(day, loan.terms.term_months)
    return day + (loan.terms.maturity(loan.lent_on) - loan.lent_on)


def _repayment(d: Details, case: Case, by: str) -> Entry:
    account = case.loan.identity.account_id
    on, ahead = _day(d), d.ahead or Ahead.REDUCE_INSTALMENT
    return Repayment(on, case.today, by, d.amount_fen, account, ahead)


def _reversal(d: Details, case: Case, by: str) -> Entry:
    return Reversal(case.today, case.today, by, d.entry)


def _waiver(d: Details, case: Case, by: str) -> Entry:
    due = case.loan.due_on(case.today)
    if d.waived.principal_fen or any(getattr(d.waived, n) > getattr(due, n) for n in ORDER):
        raise WaiverAboveDue()
    return Waiver(case.today, case.today, by, d.waived)


def _rate(d: Details, case: Case, by: str) -> Entry:
    rate, terms = d.rate_annual or Decimal(0), case.loan.terms
    _must_bear_interest(case.loan)
    if not 0 <= rate <= terms.rate_ceiling:
        raise RateOutOfRange(rate=str(rate), ceiling=str(terms.rate_ceiling))
    if _day(d) >= case.loan.matures_on > case.today:
        raise LoanMatured(matured_on=case.loan.matures_on.isoformat())
    return RateChange(_day(d), case.today, by, rate)


def _tranche(d: Details, case: Case, by: str) -> Entry:
    return next_tranche(case.history, d.amount_fen, case.today, by)


def _diversion(d: Details, case: Case, by: str) -> Entry:
    _must_bear_interest(case.loan)
    if case.loan.rates.diverted_on:
        raise AlreadySo()
    if d.amount_fen > case.loan.claim_fen:
        raise DiversionAboveClaim(owed_fen=case.loan.claim_fen)
    return Diversion(_day(d), case.today, by, d.amount_fen)


def _pause(d: Details, case: Case, by: str) -> Entry:
    _must_bear_interest(case.loan)
    on = _day(d)
    if d.until is None or not on < d.until <= on + timedelta(days=MOST_PAUSE_DAYS):
        raise PauseNotUsable(most=MOST_PAUSE_DAYS)
    return Pause(on, case.today, by, d.until)


def _extension(d: Details, case: Case, by: str) -> Entry:
    """Asked for before maturity, by a borrower who is not late."""
    last_due = _prolonged(d, case)
    latest = latest_extension(case.loan)
    if last_due > latest:
        raise ExtensionTooLong(latest=latest.isoformat())
    return _new_plan(Kind.EXTENSION, last_due, case, by)


def _renewal(d: Details, case: Case, by: str) -> Entry:
    """无还本续贷: as long again as the loan was meant to be, at most."""
    loan = case.loan
    last_due = _prolonged(d, case)
    days_left = (loan.matures_on - case.today).days
    if days_left > RENEWAL_DAYS or not loan.terms.method.principal_at_end:
        raise RenewalNotDue(days=RENEWAL_DAYS)
    if last_due > _own_term_after(loan, loan.matures_on):
        raise TermTooLong(most=max(loan.terms.term_months, 1))
    return _new_plan(Kind.RENEWAL, last_due, case, by)


def _reschedule(d: Details, case: Case, by: str) -> Entry:
    if not 1 <= d.months <= MOST_MONTHS:
        raise TermTooLong(most=MOST_MONTHS)
    return _new_plan(Kind.RESCHEDULE, add_months(case.today, d.months), case, by)


def _due_date(d: Details, case: Case, by: str) -> Entry:
    """Any day until the due date after the next one (assumed), so that none is skipped."""
    loan, first = case.loan, case.today + timedelta(days=1)
    if days := case.overdue_days:
        raise LoanOverdue(days=days)
    later = [due.row.due_on for due in loan.dues if due.row.due_on > case.today]
    last = later[1] - timedelta(days=1) if len(later) > 1 else case.today
    if d.until is None or not first <= d.until <= last:
        raise DueDateNotUsable(earliest=first.isoformat(), latest=last.isoformat())
    dates = dates_from(loan, d.until, case.works)
    return NewPlan(case.today, case.today, by, Kind.DUE_DATE.value, dates)


def _charge_off(_: Details, case: Case, by: str) -> Entry:
    if case.loan.charged_off_on:
        raise AlreadySo()
    _must_be_as_bad_as("substandard", case)
    return ChargeOff(case.today, case.today, by)


def _write_off(_: Details, case: Case, by: str) -> Entry:
    """Of a loan that its days overdue make a loss, by the bands in force (分类办法)."""
    _must_be_as_bad_as("loss", case)
    return WriteOff(case.today, case.today, by)


def _day(details: Details) -> date:
    assert details.on is not None, "the kind asks for it: see `Adjustment.checked`"
    return details.on


def _prolonged(d: Details, case: Case) -> date:
    loan, days = case.loan, case.overdue_days
    if not 1 <= d.months <= MOST_MONTHS:
        raise TermTooLong(most=MOST_MONTHS)
    if case.today >= loan.matures_on:
        raise LoanMatured(matured_on=loan.matures_on.isoformat())
    if days:
        raise LoanOverdue(days=days)
    return add_months(loan.matures_on, d.months)


def _new_plan(kind: Kind, last_due: date, case: Case, by: str) -> Entry:
    dates = dates_after(case.loan, case.today, last_due, case.works)
    return NewPlan(case.today, case.today, by, kind.value, dates)


def _must_bear_interest(loan: Loan) -> None:
    if not loan.terms.rate_annual:
        raise InterestFree()


def _must_be_as_bad_as(class_code: str, case: Case) -> None:
    """By the bands in force; days alone made no loss before 2023-07: then a year and more."""
    bands = {code: days for days, code in class_bands(case.today)}
    least = bands.get(class_code, 361)
    if case.overdue_days < least:
        raise NotBadEnough(days=case.overdue_days, least=least)


_ENTRIES: dict[Kind, Callable[[Details, Case, str], Entry]] = {
    Kind.REPAYMENT: _repayment,
    Kind.REVERSAL: _reversal,
    Kind.WAIVER: _waiver,
    Kind.RATE: _rate,
    Kind.TRANCHE: _tranche,
    Kind.DIVERSION: _diversion,
    Kind.PAUSE: _pause,
    Kind.EXTENSION: _extension,
    Kind.RENEWAL: _renewal,
    Kind.RESCHEDULE: _reschedule,
    Kind.DUE_DATE: _due_date,
    Kind.CHARGE_OFF: _charge_off,
    Kind.WRITE_OFF: _write_off,
}
