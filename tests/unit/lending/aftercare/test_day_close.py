from __future__ import annotations

from datetime import date, timedelta

from nongxin.lending.aftercare.classes import LoanClass
from tests.builders.lending import ACCOUNT, COUNTY
from tests.builders.loan_days import METHODS, LoanDays, Oracle

LENT = date(2026, 11, 25)


def test_the_first_night_of_a_loan() -> None:
    days = LoanDays()
    loan_id = days.lend(3_600_000)
    days.go_to(LENT + timedelta(days=1))
    run = days.close_all()
    assert (run.loans, run.refused) == (1, {})
    # 36,000.00 yuan at 5.6 % a year of 360 days: 5.60 yuan a night; 1 % is set aside.
    assert days.care(loan_id).figures.row == [560, 0, 0, 560, 0, 36_000]
    assert days.balance("interest_receivable") == 560
    assert -days.balance("interest_income") == 560
    assert days.balance("impairment_loss") == 36_000


def test_a_loan_lent_today_waits_for_tomorrow() -> None:
    days = LoanDays()
    days.lend()
    assert days.close_all().loans == 1
    assert days.booked() == {}


def test_what_is_due_is_taken_as_far_as_it_goes() -> None:
    days = LoanDays()
    loan_id = days.lend(3_600_000)
    due_on = days.loan(loan_id).dues[0].row.due_on
    due_fen = days.loan(loan_id).dues[0].row.due_fen
    days.leave(due_fen - 100)
    days.go_to(due_on)
    days.close_all()
    assert days.balance_fen() == 0
    assert days.debits() == {(loan_id, due_on): due_fen - 100}
    days.leave(5_000)
    late_on = days.loan(loan_id).dues[0].row.payable_by + timedelta(days=1)
    days.go_to(late_on)
    days.close_all()
    loan = days.loan(loan_id)
    assert not loan.overdue_days(late_on)
    assert days.debits()[loan_id, late_on] == 5_000 - days.balance_fen() >= 100


def test_arrears_are_told_and_listed_until_they_are_paid() -> None:
    days = LoanDays()
    loan_id = days.lend(3_600_000)
    days.leave(0)
    days.go_to(days.loan(loan_id).dues[0].row.payable_by + timedelta(days=1))
    days.close_all()
    assert [e.data["step"] for e in days.storage.published("LoanOverdue")] == ["sms"]
    (told,) = days.storage.published("LoanClassified")
    assert (told.data["before"], told.data["after"]) == ("normal", "special_mention")
    assert len(days.cares.overdue(COUNTY, 10, None).items) == 1
    days.leave(100_000)
    days.go_to(days.today + timedelta(days=1))
    days.close_all()
    assert days.cares.overdue(COUNTY, 10, None).items == []
    assert days.care(loan_id).loan_class is LoanClass.NORMAL


def test_every_instalment_is_announced_once_and_told_late_once() -> None:
    days = LoanDays()
    loan_id = days.lend(3_600_000)
    days.leave(0)
    dues = [due.row.due_on for due in days.loan(loan_id).dues[:3]]
    left_out = {dues[0] - timedelta(days=3), dues[1] - timedelta(days=1)}
    for ahead in (*range(26, 39), 57, 58, 59, 60, 61, 62, 63, *range(85, 96)):
        days.go_to(LENT + timedelta(days=ahead))
        if days.today not in left_out:
            days.close_all()
    told = days.storage.published("RepaymentDue")
    assert [e.data["due_on"] for e in told][:3] == [str(due_on) for due_on in dues]
    ahead = [
        due_on - date.fromisoformat(e.data["on"]) for due_on, e in zip(dues, told, strict=False)
    ]
    assert [each.days for each in ahead] == [2, 3, 3]
    late = [(e.data["days"], e.data["step"]) for e in days.storage.published("LoanOverdue")]
    # Every new step, and on the 32nd and 63rd day the second and the third instalment.
    assert late == [(1, "sms"), (8, "call"), (31, "visit"), (32, "visit"), (63, "visit")]


def test_a_due_date_that_is_moved_is_announced_again() -> None:
    days = LoanDays()
    loan_id = days.lend(3_600_000)
    due_on = days.loan(loan_id).dues[0].row.due_on
    days.go_to(due_on - timedelta(days=2))
    days.close_all()
    days.move_due_date(loan_id, due_on + timedelta(days=10))
    for ahead in (5, 9, 10):
        days.go_to(due_on + timedelta(days=ahead))
        days.close_all()
    told = [e.data["due_on"] for e in days.storage.published("RepaymentDue")]
    assert told == [str(due_on), str(due_on + timedelta(days=10))]


def test_a_year_of_days_against_loans_replayed_one_by_one() -> None:
    days = LoanDays()
    for nr in range(8):
        product = "XFD" if nr % 3 == 0 else "YND"
        days.lend(1_000_000 + nr * 77_777, METHODS[nr % 4], (6, 12)[nr % 2], product)
    days.leave(900_000)
    oracle = Oracle(days)
    # From one end of a month to the next, a quarter of arrears, then all is paid.
    for ahead in (1, 2, 29, 31, 58, 60, 93, 150, 151, 210, 300, 380):
        days.go_to(LENT + timedelta(days=ahead))
        if ahead == 380:
            days.leave(20_000_000)
        held_fen = days.balance_fen()
        days.close_all()
        oracle.close(days.today, held_fen)
        oracle.check()
    assert {care.is_closed for care in oracle.cares.values()} == {True}
    assert days.balance("loan_loss_provision") == 0
    assert any(figures.off_balance_fen > 0 for figures in days.booked().values())


def test_a_day_twice_is_a_day_once() -> None:
    days = LoanDays()
    days.lend()
    days.go_to(LENT + timedelta(days=40))
    days.close_all()
    before = days.storage.items("ledger"), days.storage.items("lending")
    again = days.close()
    assert (again.is_whole, again.loans) == (True, 0)
    assert (days.storage.items("ledger"), days.storage.items("lending")) == before


def test_a_day_that_was_begun_is_finished_before_the_next() -> None:
    days = LoanDays()
    for _ in range(4):
        days.lend()
    oracle = Oracle(days)
    days.go_to(LENT + timedelta(days=3))
    looks = iter([False] * 4 + [True] * 100)
    days.must_stop = lambda: next(looks)
    assert not days.close().is_whole
    days.must_stop = lambda: False
    begun_on = days.today
    days.go_to(begun_on + timedelta(days=1))
    assert days.close_all().day == begun_on
    assert days.close_all().day == days.today
    for day in (begun_on, days.today):
        oracle.close(day, 0)
    oracle.check()


def test_rows_for_the_credit_bureau_are_there_once() -> None:
    days = LoanDays()
    loan_id = days.lend()
    days.go_to(LENT + timedelta(days=1))
    days.close_all()
    days.close_all()
    page = days.credit_rows.page(COUNTY, days.today, 10, None)
    (row,) = days.credit_rows.read(page)
    assert (row["loan_id"], row["moment"], row["balance_yuan"]) == (loan_id, "10", 40_000)


def test_a_balance_that_is_short_is_told_three_days_ahead() -> None:
    days = LoanDays()
    loan_id = days.lend(3_600_000)
    due = days.loan(loan_id).dues[0].row
    days.leave(due.due_fen - 1)
    for ahead in (4, 3, 2):
        days.go_to(due.due_on - timedelta(days=ahead))
        days.close_all()
    (told,) = days.storage.published("LoanWarned")
    assert (told.data["rule"], told.data["consequence"]) == ("WRN012", "WARN")
    assert told.data["on"] == str(due.due_on - timedelta(days=3))


def test_a_balance_that_suffices_warns_of_nothing() -> None:
    days = LoanDays()
    due_on = days.loan(days.lend(3_600_000)).dues[0].row.due_on
    days.go_to(due_on - timedelta(days=3))
    days.close_all()
    assert days.storage.published("LoanWarned") == []


def test_a_correction_that_opens_a_loan_again_counts_from_the_next_day() -> None:
    days = LoanDays()
    loan_id = days.lend(1_000_000, "bullet", 3)
    days.leave(5_000_000)
    days.go_to(days.loan(loan_id).dues[0].row.due_on)
    days.close_all()
    assert days.care(loan_id).is_closed
    income_fen = -days.balance("interest_income")
    days.go_to(days.today + timedelta(days=1))
    days.take_back(loan_id, 1)
    days.close_all()
    assert days.care(loan_id).is_closed
    days.leave(0)
    days.go_to(days.today + timedelta(days=1))
    days.close_all()
    care = days.care(loan_id)
    assert (care.is_closed, care.loan_class) == (False, LoanClass.SPECIAL_MENTION)
    assert care.principal_fen == 1_000_000
    # Earned and unpaid instead of paid: income stays, the borrower owes it.
    assert -days.balance("interest_income") == income_fen == days.balance("interest_receivable")
    assert -days.balance("loan_loss_provision") == 30_000


def test_a_frozen_account_keeps_nobody_waiting() -> None:
    days = LoanDays()
    loan_id = days.lend()
    freeze(days)
    days.go_to(days.loan(loan_id).dues[0].row.due_on)
    run = days.close_all()
    assert (run.is_whole, run.refused, days.debits()) == (True, {}, {})
    assert days.care(loan_id).day == days.today


def freeze(days: LoanDays) -> None:
    from nongxin.kernel.commands import CommandKey, fingerprint, perform
    from nongxin.ledger.account import AccountState
    from nongxin.ledger.change_state import ChangeState, change_state
    from nongxin.ledger.store import JournalRecord

    key = CommandKey("test.freeze", "st_1", COUNTY, "k", fingerprint("k"))
    command = ChangeState(ACCOUNT, AccountState.FROZEN, "TEST")
    perform(lambda: change_state(command, key, days.books), key, JournalRecord, days.storage)
