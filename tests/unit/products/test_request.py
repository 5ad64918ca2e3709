from __future__ import annotations

from datetime import date

import pytest

from nongxin.kernel.errors import Problem
from nongxin.products.factory import terms_of
from nongxin.products.problems import (
    AmountOutOfRange,
    GuaranteeNotAccepted,
    MethodNotOffered,
    ProductUnknown,
    PurposeNotAllowed,
    TermOutOfRange,
)
from nongxin.products.request import LoanRequest, check_request
from tests.builders.facts import a_request

TERMS = terms_of("YND", "2758", date(2026, 11, 25))


def test_a_fitting_request_names_its_option() -> None:
    option = check_request(TERMS, a_request())
    assert (option.method, option.every_months) == ("interest_first", 1)
    assert option.name("zh") == "按月先息后本"
    assert LoanRequest.from_json(a_request().to_json()) == a_request()


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"product": "XFD"}, ProductUnknown),
        ({"amount_fen": 499_999}, AmountOutOfRange),
        ({"amount_fen": 30_000_001}, AmountOutOfRange),
        ({"term_months": 2}, TermOutOfRange),
        ({"term_months": 37}, TermOutOfRange),
        ({"method": "equal_principal"}, MethodNotOffered),
        ({"method": "equal_instalment", "term_months": 12}, MethodNotOffered),
        ({"method": "bullet", "every_months": None, "term_months": 7}, MethodNotOffered),
        ({"every_months": None}, MethodNotOffered),
        ({"purpose": "house"}, PurposeNotAllowed),
        ({"guarantee": "diamonds"}, GuaranteeNotAccepted),
    ],
)
def test_what_does_not_fit_says_why_in_both_languages(
    changed: dict[str, object], problem: type[Problem]
) -> None:
    with pytest.raises(problem) as refused:
        check_request(TERMS, a_request(**changed))
    assert refused.value.sentence("zh") != refused.value.sentence("en")


@pytest.mark.parametrize(
    "changed",
    [
        {"amount_fen": 500_000},
        {"amount_fen": 30_000_000},
        {"term_months": 3},
        {"term_months": 36},
        {"method": "equal_instalment", "term_months": 13},
        {"method": "bullet", "every_months": None, "term_months": 6},
    ],
)
def test_the_edges_are_inside(changed: dict[str, object]) -> None:
    check_request(TERMS, a_request(**changed))
