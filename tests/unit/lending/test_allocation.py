from __future__ import annotations

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from nongxin.catalog.products import templates
from nongxin.lending.reckoning.allocation import (
    ORDER,
    ORDER_IN_ARREARS,
    Orders,
    Parts,
    allocated,
    total,
)
from nongxin.lending.reckoning.terms import Method
from tests.unit.lending.histories import a_history, day

PARTS = st.builds(Parts, *[st.integers(0, 1_000)] * 5)


def test_part_by_part_the_oldest_first() -> None:
    owed = [Parts(interest_fen=10, principal_fen=100), Parts(interest_fen=20, principal_fen=100)]
    assert allocated(40, owed, ORDER) == [
        Parts(interest_fen=10, principal_fen=10), Parts(interest_fen=20),
    ]  # fmt: skip


def test_in_arrears_principal_first() -> None:
    owed = [Parts(fee_fen=5, interest_fen=10, principal_fen=100)]
    assert allocated(103, owed, ORDER_IN_ARREARS) == [Parts(fee_fen=3, principal_fen=100)]


def test_the_order_turns_on_the_ninetieth_day() -> None:
    orders = Orders()
    assert (orders.on(89), orders.on(90)) == (ORDER, ORDER_IN_ARREARS)


def test_every_product_is_repaid_in_the_order_of_the_contract() -> None:
    """Article 8 of the contract tells it to the borrower, the product's row to the bank."""
    for product in chain.from_iterable(templates().values()):
        assert tuple(f"{part}_fen" for part in product.repay_order) == ORDER
        assert tuple(f"{part}_fen" for part in product.repay_order_90) == ORDER_IN_ARREARS


def test_a_loan_is_repaid_in_its_own_orders() -> None:
    """Due by 2024-02-01: 186.00 of interest; on 2024-06-10 the loan is 130 days late."""
    turned = Orders(tuple(reversed(ORDER)), ORDER)
    loan = a_history(method=Method.EQUAL_PRINCIPAL, orders=turned).loan()
    assert loan.take(10_000, day(2, 1)).loan.received == Parts(principal_fen=10_000)
    late = loan.due_on(day(6, 10))
    assert loan.take(late.compound_fen, day(6, 10)).loan.received == Parts(
        compound_fen=late.compound_fen
    )


@given(
    st.integers(0, 20_000), st.lists(PARTS, max_size=5), st.sampled_from([ORDER, ORDER_IN_ARREARS])
)
def test_a_payment_pays_all_it_can_and_no_more(
    amount_fen: int, owed: list[Parts], order: tuple[str, ...]
) -> None:
    paid = allocated(amount_fen, owed, order)
    assert total(paid).total_fen == min(amount_fen, total(owed).total_fen)
    for mine, debt in zip(paid, owed, strict=True):
        assert all(v >= 0 for v in vars(mine).values())
        assert min(vars(debt - mine).values()) >= 0
