"""财政贴息 by hand: 50,000.00 yuan, lent while the LPR of one year was 3.45 %."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from nongxin.lending.aftercare.claims.interest_subsidy import borne
from nongxin.lending.aftercare.claims.subsidy_claim import due_from_finance
from nongxin.lending.aftercare.documents import statement
from nongxin.lending.loans import changes
from nongxin.lending.loans.history import History
from nongxin.lending.loans.loan import Loan
from nongxin.lending.reckoning.schedule import DueDate
from nongxin.lending.reckoning.terms import Method
from tests.unit.lending.examples import a_loan

LENT = date(2024, 3, 21)


def poverty_loan(rate: str = "0.0345", product: str = "FPD", **terms: Any) -> Loan:
    usual: dict[str, Any] = {"principal_fen": 5_000_000, "method": Method.INTEREST_QUARTERLY}
    loan = a_loan(LENT, rate_annual=Decimal(rate), **(usual | terms))
    return replace(loan, identity=replace(loan.identity, product=product))


def test_at_the_base_rate_finance_bears_all() -> None:
    """92 days to 06-21 are 440.83 yuan."""
    lines = borne(poverty_loan())
    assert (lines[0].due_on, lines[0].finance_fen, lines[0].borrower_fen) == (
        date(2024, 6, 21), 44_083, 0,
    )  # fmt: skip
    assert [line.borrower_fen for line in lines] == [0] * 4


def test_above_the_base_rate_the_borrower_bears_the_rest() -> None:
    """At 4.60 % three quarters: of 587.78 yuan."""
    first = borne(poverty_loan("0.046"))[0]
    assert (first.finance_fen, first.borrower_fen) == (44_084, 14_694)


def test_longer_than_a_year_the_base_is_that_of_five() -> None:
    """3.95 % on that day: at 4.00 % finance bears 3.95 of 4.00."""
    first = borne(poverty_loan("0.04", term_months=24))[0]
    assert (first.finance_fen, first.borrower_fen) == (50_472, 639)


def test_other_products_have_none() -> None:
    assert borne(poverty_loan(product="YND")) == ()
    assert due_from_finance(poverty_loan(product="YND"), date(2025, 3, 21)) == 0


def test_an_interest_free_loan_has_nothing_to_bear() -> None:
    assert {line.finance_fen for line in borne(poverty_loan("0"))} == {0}


def test_what_is_paid_is_due_from_finance() -> None:
    loan = poverty_loan()
    ends = [due.row.due_on for due in loan.dues]
    assert due_from_finance(loan, ends[-1]) == 0
    paid = loan.take(loan.dues[0].row.interest_fen, ends[0]).loan
    assert due_from_finance(paid, ends[0] - timedelta(days=1)) == 0
    assert due_from_finance(paid, ends[-1]) == loan.dues[0].row.interest_fen


def test_days_of_an_extension_are_the_borrower_s() -> None:
    """184 days to 09-21, then 91 more to 12-21: 88,167 and 43,604 fen of 131,771."""
    loan = poverty_loan(method=Method.BULLET, term_months=6)
    until = date(2024, 12, 21)
    longer = changes.replan(loan, date(2024, 9, 1), [DueDate(until, until)], capitalise=False)
    (line,) = borne(longer)
    assert (line.finance_fen, line.borrower_fen) == (88_167, 43_604)


def test_late_or_diverted_it_bears_nothing_more() -> None:
    loan = poverty_loan(method=Method.BULLET, term_months=6)
    late = loan.take(100, date(2024, 10, 21)).loan
    assert borne(late) == borne(loan)
    (line,) = borne(changes.divert(loan, date(2024, 6, 1)))
    assert line.finance_fen == 0


def test_the_statement_says_who_bears_what() -> None:
    paper = statement(History(poverty_loan(), (), 1), "张三", "精准扶贫贷", LENT)
    (section,) = [s for s in paper.sections if s.heading == "财政贴息"]
    assert section.rows[0] == ("1", "2024年6月21日", "440.83", "0.00")
