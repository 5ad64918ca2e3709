"""Why a request does not fit a product."""

from __future__ import annotations

from typing import ClassVar

from nongxin.kernel.errors import Missing, Rule
from nongxin.kernel.wording import Names, Words

# As products.csv spells them.
GUARANTEE_WORDS: Names = {
    "credit": ("信用", "none (on credit)"),
    "guarantor": ("保证人", "a guarantor"),
    "group": ("联保小组", "a guarantee group"),
    "farm_right": ("农村产权抵押", "a farm right"),
    "platform": ("平台担保", "the platform"),
    "receivables": ("应收账款质押", "receivables"),
}


class ProductUnknown(Missing):
    code = "product-unknown"
    zh = "没有产品{product}"
    en = "There is no product {product}"


class ProductClosed(Rule):
    code = "product-closed"
    zh = "本机构目前未开办{name_zh}"
    en = "This bank does not offer the {name_en} at present"


class AmountOutOfRange(Rule):
    code = "amount-out-of-range"
    zh = "申请金额须在{low_yuan}元至{high_yuan}元之间"
    en = "The amount must lie between CNY {low_yuan} and CNY {high_yuan}"


class TermOutOfRange(Rule):
    code = "term-out-of-range"
    zh = "申请期限须在{low_months}个月至{high_months}个月之间"
    en = "The term must lie between {low_months} and {high_months} months"


class MethodNotOffered(Rule):
    code = "repayment-method-not-offered"
    zh = "期限{term_months}个月时不提供该还款方式，可选：{offered_zh}"
    en = "This repayment method is not offered for {term_months} months; offered: {offered_en}"


class PurposeNotAllowed(Rule):
    code = "purpose-not-allowed"
    zh = "本产品不支持该用途，可选：{allowed_zh}"
    en = "This product is not for that purpose; allowed: {allowed_en}"


class GuaranteeNotAccepted(Rule):
    code = "guarantee-not-accepted"
    zh = "本产品不接受该担保方式，可选：{accepted}"
    en = "This product does not take that guarantee; taken: {accepted}"
    words: ClassVar[Words] = {"accepted": GUARANTEE_WORDS}
