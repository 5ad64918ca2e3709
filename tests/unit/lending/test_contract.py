from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from nongxin.lending.contracts.contract import (
    CURRENT_TEMPLATE,
    FLEXIBLE_TEMPLATE,
    digest,
    render,
    schedule_table,
)
from nongxin.lending.reckoning.allocation import ORDER, Orders
from nongxin.lending.reckoning.floating import Floating, ResetDay
from nongxin.lending.reckoning.terms import Method
from tests.unit.lending.examples import a_terms, contract_facts


def test_the_same_facts_give_the_same_bytes() -> None:
    first, second = render(contract_facts()), render(contract_facts())
    assert first == second
    assert first.sha256 == digest(first.text)
    assert first.template_version == CURRENT_TEMPLATE


def test_the_shipped_text_has_not_changed() -> None:
    """A text that was signed stays as it is: a change is a new version of the template."""
    expected = "1ec70cb5f6e226c74e0fa9562dc156cbb5643cc4ec7cd6ff630f7214e46538d8"
    assert render(contract_facts()).sha256 == expected


def test_all_is_filled_in() -> None:
    text = render(contract_facts()).text
    assert "$" not in text
    assert len(re.findall(r"^第.{1,3}条  ", text, re.MULTILINE)) == 15


def test_the_orders_of_repayment_are_the_loan_s() -> None:
    facts = contract_facts()
    orders = Orders((*ORDER[1:], "fee_fen"), ORDER)
    text = render(replace(facts, terms=replace(facts.terms, orders=orders))).text
    assert "以下顺序清偿：复利、罚息、利息、本金、实现债权的费用。" in text
    assert "贷款人先扣收费用，再按复利、罚息、利息、本金的顺序扣收。" in text


def test_what_must_be_seen_is_seen() -> None:
    text = render(contract_facts()).text
    for shown in (
        "人民币5,000.00元（大写：人民币伍仟元整）",
        "合同年利率（单利）：6.00%",
        "年化利率（内部收益率法，复利）：6.23%",
        "罚息年利率9.00%",
        "按季付息到期还本",
        "双基联动优农贷",
        "610722198001010013",
        "2026年3月22日10:00（北京时间）",
    ):
        assert shown in text


def test_a_floating_rate_is_told_with_its_base_its_days_and_its_ceiling() -> None:
    floating = Floating("LPR", "1Y", Decimal("0.026"), ResetDay.JANUARY)
    text = render(contract_facts(terms=a_terms(floating=floating)))
    assert text.template_version == FLEXIBLE_TEMPLATE
    rule = "一年期贷款市场报价利率（LPR）加260个基点"
    assert rule in text.text
    assert "于每年1月1日按" in text.text
    assert "最高不超过24.00%" in text.text
    assert "固定不变。\n（二）" not in text.text
    assert "$" not in text.text


def test_the_whole_plan_stands_in_the_text() -> None:
    facts = contract_facts()
    table = schedule_table(facts.schedule)
    assert table in render(facts).text
    assert table.count("\n") == len(facts.schedule.rows) + 1
    assert table.splitlines()[-1] == "合计｜｜5,000.00｜304.17｜5,304.17｜"


@pytest.mark.parametrize(("compound", "clause"), [(True, "计收复利。"), (False, "不计收复利。")])
def test_compound_interest_is_an_entity_switch(compound: bool, clause: str) -> None:
    terms = a_terms(method=Method.BULLET, compound=compound)
    assert clause in render(contract_facts(terms=terms)).text


def test_another_fact_is_another_text() -> None:
    assert render(contract_facts(purpose="养殖")).sha256 != render(contract_facts()).sha256
