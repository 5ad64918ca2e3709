"""Why an event cannot enter a loan's history, or a product make a loan: one name each."""

from __future__ import annotations

from nongxin.kernel.errors import Conflict, Rule


class FutureDated(Rule):
    code = "event-in-the-future"
    zh = "业务日期{on}晚于当前营业日{today}"
    en = "The value date {on} is after the business date {today}"


class BeforeLending(Rule):
    code = "event-before-lending"
    zh = "业务日期{on}早于放款日{lent_on}"
    en = "The value date {on} is before the loan was lent on {lent_on}"


class AmountNotAboveZero(Rule):
    code = "amount-not-above-zero"
    zh = "金额必须大于零"
    en = "An amount is above zero"


class AmountOutsideProduct(Rule):
    code = "amount-outside-product"
    zh = "放款后本金{amount_yuan}元超出合同金额{limit_yuan}元"
    en = "Lending brings the principal to CNY {amount_yuan}, above the contract's CNY {limit_yuan}"


class LoanIsSettled(Conflict):
    code = "loan-settled"
    zh = "该贷款在{on}已结清"
    en = "The loan is settled on {on}"


class RateAbsurd(Rule):
    code = "rate-absurd"
    zh = "年利率{rate}不在0与{ceiling}之间"
    en = "An annual rate of {rate} is not between 0 and {ceiling}"


class NothingToReverse(Conflict):
    code = "nothing-to-reverse"
    zh = "没有可冲正的第{nr}笔业务"
    en = "There is no event {nr} that could be reversed"
