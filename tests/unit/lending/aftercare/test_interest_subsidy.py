"""财政贴息 by hand: 50,000.00 yuan, lent while the LPR of one year was 3.45 %."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from nongxin.lending.aftercare.documents import statement
from nongxin.lending.aftercare.interest_subsidy import borne, claim_fen
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
    assert claim_fen(poverty_loan(product="YND"), LENT, date(2025, 3, 21)) == 0


def test_an_interest_free_loan_has_nothing_to_bear() -> None:
    assert {line.finance_fen for line in borne(poverty_loan("0"))} == {0}


def test_a_quarter_is_claimed_once() -> None:
    loan = poverty_loan()
    ends = [LENT, *(due.row.due_on for due in loan.dues)]
    claims = [claim_fen(loan, *quarter) for quarter in pairwise(ends)]
    assert claims == [due.row.interest_fen for due in loan.dues]
    assert sum(claims) == claim_fen(loan, LENT, ends[-1])


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
