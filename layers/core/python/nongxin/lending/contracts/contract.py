"""The loan contract as text: a versioned template filled with the terms, always the same bytes.

What the borrower signs is the SHA-256 of this text in UTF-8, so nothing in it may depend on when
or where it is rendered.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from hashlib import sha256
from importlib import resources
from string import Template

from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.money import Rounding, grouped
from nongxin.kernel.rates import shown
from nongxin.kernel.value import value
from nongxin.lending.contracts.capitals import capitals
from nongxin.lending.reckoning.allocation import Orders
from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.disclosure import Disclosure
from nongxin.lending.reckoning.due_dates import HolidayRule
from nongxin.lending.reckoning.floating import Floating
from nongxin.lending.reckoning.schedule import Schedule
from nongxin.lending.reckoning.terms import LoanTerms

CURRENT_TEMPLATE = "loan_contract.v1"
# Has places for a rate that floats and for tranches.
FLEXIBLE_TEMPLATE = "loan_contract.v2"

_DAY_COUNTS = {
    DayCount.ACT_360: "按实际天数计息，日利率＝年利率÷360",
    DayCount.THIRTY_360: "整月按月计息，月利率＝年利率÷12，不足一月的按其天数占该月的比例计算",
    DayCount.ACT_365: "按实际天数计息，日利率＝年利率÷365",
    DayCount.ACT_ACT: "按实际天数计息，日利率＝年利率÷当年实际天数",
    DayCount.ACT_ACT_FEB29: "按实际天数计息，日利率＝年利率÷365，含2月29日的期间为年利率÷366",
    DayCount.ACT_364: "按实际天数计息，日利率＝年利率÷364",
}
_ROUNDINGS = {
    Rounding.HALF_UP: "四舍五入",
    Rounding.HALF_EVEN: "四舍六入五成双",
    Rounding.UP: "向上取整",
    Rounding.DOWN: "向下取整",
}
_HOLIDAYS = {
    HolidayRule.NONE: "还款日不变",
    HolidayRule.GRACE: "于其后第一个工作日还款的，视为按期还款，不计收罚息",
    HolidayRule.MOVE: "还款日顺延至其后第一个工作日，利息计算至顺延后的还款日",
}
_PARTS = {
    "fee_fen": "费用",
    "compound_fen": "复利",
    "penalty_fen": "罚息",
    "interest_fen": "利息",
    "principal_fen": "本金",
}
_TENORS = {"1Y": "一年期", "5Y": "五年期以上"}
_COMPOUND = "对未按期支付的利息，在借款期限内按合同年利率、在借款到期后按罚息年利率计收复利。"
_NO_COMPOUND = "本合同项下借款不计收复利。"


@value
class Side:
    """A party as the contract names it. `number` is an ID card (borrower) or stays empty."""

    name: str
    address: str
    phone: str
    number: str = ""


@value
class ContractFacts:
    """All that a contract says. `schedule` is reckoned from the day the text is drawn up."""

    contract_no: str
    lender: Side
    borrower: Side
    product: str
    purpose: str
    forbidden_uses: tuple[str, ...]
    guarantee: str
    account_no: str
    terms: LoanTerms
    schedule: Schedule
    disclosure: Disclosure
    drawn_on: date
    valid_until: datetime
    disburse_within: str = "一个工作日"


@value
class ContractText:
    text: str
    sha256: str
    template_version: str


def render(facts: ContractFacts, version: str = "") -> ContractText:
    """The contract of these facts on a template that ships with the bank: the current one, if
    none is named.
    """
    is_plain = not (facts.terms.floating or facts.terms.committed_fen)
    version = version or (CURRENT_TEMPLATE if is_plain else FLEXIBLE_TEMPLATE)
    fields = _parties(facts) | _money(facts) | _rules(facts.terms) | _dates(facts)
    text = _template(version).substitute(
        fields,
        version=version,
        contract_no=facts.contract_no,
        product=facts.product,
        purpose=facts.purpose,
        forbidden_uses="、".join(facts.forbidden_uses),
        guarantee=facts.guarantee,
        schedule=schedule_table(facts.schedule),
    )
    return ContractText(text, digest(text), version)


def digest(text: str) -> str:
    """What is signed: SHA-256 of the text in UTF-8, in hex."""
    return sha256(text.encode()).hexdigest()


def schedule_table(schedule: Schedule) -> str:
    """The plan as lines of text, amounts in yuan."""
    lines = ["期次｜还款日｜应还本金｜应还利息｜应还合计｜剩余本金"]
    for row in schedule.rows:
        amounts = (row.principal_fen, row.interest_fen, row.due_fen, row.balance_fen)
        lines.append("｜".join([str(row.nr), row.due_on.isoformat(), *map(grouped, amounts)]))
    total = (schedule.principal_fen, schedule.interest_fen)
    lines.append("｜".join(["合计", "", *map(grouped, (*total, sum(total))), ""]))
    return "\n".join(lines)


@cache
def _template(version: str) -> Template:
    path = resources.files("nongxin.lending.templates") / f"{version}.txt"
    return Template(path.read_text(encoding="utf-8"))


def _parties(facts: ContractFacts) -> dict[str, str]:
    return {
        "lender": facts.lender.name,
        "lender_address": facts.lender.address,
        "service_phone": facts.lender.phone,
        "borrower": facts.borrower.name,
        "borrower_address": facts.borrower.address,
        "borrower_phone": facts.borrower.phone,
        "borrower_id_number": facts.borrower.number,
        "account_no": facts.account_no,
    }


def _money(facts: ContractFacts) -> dict[str, str]:
    terms, costs = facts.terms, facts.disclosure
    return {
        "amount": grouped(terms.agreed_fen),
        "amount_capitals": capitals(terms.agreed_fen),
        "rate_annual": shown(terms.rate_annual),
        "annualised": shown(costs.effective),
        "annualised_simple": shown(costs.simple),
        "cost": grouped(costs.cost_fen),
        "rate_penalty": shown(terms.rate_penalty),
        "rate_diverted": shown(terms.rate_diverted),
        "penalty_uplift": shown(terms.penalty_uplift, 0),
        "diverted_uplift": shown(terms.diverted_uplift, 0),
    }


def _rules(terms: LoanTerms) -> dict[str, str]:
    grace = f"还款日后有{terms.grace_days}天宽限期。" if terms.grace_days else ""
    return {
        "method": terms.method.zh,
        "term": f"{terms.term_months}个月" if terms.term_months else f"{terms.term_days}天",
        "day_count": _DAY_COUNTS[terms.day_count],
        "rounding": _ROUNDINGS[terms.rounding],
        "holiday_rule": _HOLIDAYS[terms.holidays],
        "grace_rule": grace,
        "compound_rule": _COMPOUND if terms.compound else _NO_COMPOUND,
        "rate_rule": _rate_rule(terms.floating),
        "tranche_rule": _tranche_rule(terms),
        **_order_rule(terms.orders),
    }


def _order_rule(orders: Orders) -> dict[str, str]:
    """Claims in arrears begin with one part, then the others in their order."""
    names = _PARTS | {"fee_fen": "实现债权的费用"}
    first, *others = (_PARTS[name] for name in orders.in_arrears)
    return {
        "repay_order": "、".join(names[name] for name in orders.usual),
        "arrears_first": first,
        "arrears_order": "、".join(others),
    }


def _rate_rule(floating: Floating | None) -> str:
    if floating is None:
        return "即本合同签订时适用的定价基准加点形成，合同期内固定不变。"
    points = floating.spread * 10_000
    spread = f"{'加' if points >= 0 else '减'}{abs(points).normalize():f}个基点"
    tenor = _TENORS.get(floating.tenor, floating.tenor)
    base = f"{tenor}贷款市场报价利率（{floating.series}）"
    return (
        f"为浮动利率，即本合同签订时适用的{base}{spread}形成，\n加点数值在合同期内固定不变；"
        f"合同期内于{floating.resets.zh}按当日最近一次公布的{base}重新确定合同年利率，\n"
        f"最高不超过{shown(floating.ceiling)}。重新确定后，尚未到期各期的应还金额相应调整，"
        "贷款人以短信通知借款人。"
    )


def _tranche_rule(terms: LoanTerms) -> str:
    """The plan in the text is that of the first tranche."""
    if not terms.committed_fen:
        return ""
    rest_fen = terms.committed_fen - terms.principal_fen
    return (
        f"\n（三）借款分次发放：首次发放人民币{grouped(terms.principal_fen)}元，"
        f"其余人民币{grouped(rest_fen)}元自首次发放之日起{terms.tranche_months}个月内，"
        f"\n经贷款人核实用途后至多分{terms.tranches}次发放。每次发放后，尚未到期各期的应还金额"
        "按新的借款余额重新计算，\n还款日和到期日不变；第六条所列还款计划为首次发放部分的还款计划。"
    )


def _dates(facts: ContractFacts) -> dict[str, str]:
    valid_until = facts.valid_until.astimezone(SHANGHAI)
    return {
        "drawn_on": _zh(facts.drawn_on),
        "lent_on": _zh(facts.schedule.lent_on),
        "matures_on": _zh(facts.schedule.matures_on),
        "valid_until": f"{_zh(valid_until.date())}{valid_until:%H:%M}（北京时间）",
        "disburse_within": facts.disburse_within,
    }


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
