"""Faults of a section: every one named with its place and a sentence in zh and en, at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nongxin.kernel.errors import Rule
from nongxin.kernel.value import value

_SHOWN = 100

_SENTENCES: dict[str, tuple[str, str]] = {
    "required": ("必填", "is required"),
    "unknown-field": ("档案中没有此项", "is no field of this section"),
    "not-text": ("须为文本", "must be a text"),
    "too-short": ("少于{low}个字符", "has fewer than {low} characters"),
    "too-long": ("超过{high}个字符", "has more than {high} characters"),
    "forbidden-character": (
        "含有不可见字符或尖括号",
        "holds invisible characters or angle brackets",
    ),
    "formula": ("不能以 = + - @ 开头", "may not begin with =, +, - or @"),
    "pattern": ("格式不符", "does not have the right form"),
    "not-a-code": ("不是规定的代码", "is not one of the codes"),
    "not-an-integer": ("须为整数", "must be a whole number"),
    "not-a-decimal": ("须为文本形式的数字，如“12.50”", 'must be a number as text, like "12.50"'),
    "too-many-digits": (
        "最多{digits}位数字，其中{places}位小数",
        "has at most {digits} digits, {places} of them decimals",
    ),
    "out-of-range": ("须在{low}至{high}之间", "must be from {low} to {high}"),
    "not-a-date": ("须为日期，如2026-11-25", "must be a date like 2026-11-25"),
    "not-a-time": ("须为带时区的时间，如2026-11-25T09:30:00+08:00", "must be a time with its zone"),
    "in-the-future": ("不能晚于今天", "may not lie in the future"),
    "not-a-bool": ("须为是或否（true/false）", "must be true or false"),
    "not-a-file": ("须为文件的 SHA-256（64位小写十六进制）", "must be a file's SHA-256 in hex"),
    "not-a-polygon": ("须为首尾相接的 GeoJSON 多边形", "must be a closed GeoJSON polygon"),
    "not-a-point": ("须为陕西境内的经纬度", "must be a place in Shaanxi: lng and lat as texts"),
    "name": ("须为2至30个汉字", "must be 2 to 30 Chinese characters"),
    "id-number": ("身份证号码有误", "is no valid resident ID number"),
    "id-number-area": ("身份证号码的地区代码从未使用", "has an area code that was never in use"),
    "mobile": ("手机号码有误", "is no mobile number"),
    "check-digit": ("校验位不符", "has a wrong check digit"),
    "not-a-subsidy": ("不在惠农补贴目录中", "is no item of the subsidy catalogue"),
    "differs-from-id": ("与身份证号码不一致", "does not agree with the ID number"),
    "differs-from-archive": ("与档案不一致", "does not agree with the archive"),
    "too-old": ("早于{low}年", "lies before {low}"),
    "two-heads": ("户主只能有一人", "names a second head of the household"),
    "two-spouses": ("户主的配偶只能有一人", "names a second spouse of the head"),
    "age-against-relation": (
        "年龄与和户主的关系不符，应相差至少{years}岁",
        "does not fit the relation to the head: {years} years lie between them at least",
    ),
    "married-too-young": (
        "未达法定婚龄（男22周岁、女20周岁）",
        "is below the age of marriage (22 for men, 20 for women)",
    ),
    "labour-too-young": ("未满16周岁不计为劳力", "counts nobody under 16 as a worker"),
    "leased-out-above-contract": (
        "流转出的耕地多于承包和自留的{wanted}亩",
        "leases out more arable land than the {wanted} mu that are the household's",
    ),
    "polygon-against-area": (
        "地块边界的面积与填报面积相差超过15%",
        "encloses an area that differs from the stated one by more than 15 %",
    ),
    "net-value-differs": (
        "与按购价、年限直线折旧的现值相差过大",
        "is far from the price less straight-line depreciation",
    ),
    "uscc-kind": ("与主体类型不符", "does not begin as this kind of entity's code does"),
    "veto-grade": ("有一票否决时村评等级须为D", "must be D where there is a veto"),
    "before-signing": ("早于签署时间", "lies before the signature"),
    "not-unique": ("序号重复", "is there twice"),
    "too-few-rows": ("至少须有{low}条记录", "needs at least {low} rows"),
    "too-many-rows": ("最多{high}条记录", "has more than {high} rows"),
    "from-after-to": ("起始日期晚于截止日期", "lies after the end"),
    "above-price": ("高于购价", "is above the price"),
    "large-flag": ("与机械类型、功率不一致", "does not agree with type and power"),
    "cost-above-income": ("高于毛收入的1.5倍", "is above 1.5 times the gross income"),
    "not-taken": ("档案此后已有变化，未能写入", "was not taken: the archive has changed since"),
    "section-missing": ("此部分尚未采集", "has not been captured"),
    "head-missing": ("户主不在家庭成员中", "names no member of the household"),
    "head-without-phone": ("户主须有手机号", "the head of the household needs a mobile number"),
    "labour-differs": (
        "与家庭成员不一致，应为{wanted}",
        "does not follow from the members: it is {wanted}",
    ),
    "above-land": ("大于土地总面积", "is more than the household's land"),
    "consent-missing": ("缺少有效授权：{wanted}", "consent of kind {wanted} is missing or over"),
}


@value
class Fault:
    """`at` is section.row.field ("M.2.id_no", rows counted from 1); never the value itself."""

    at: str
    code: str
    facts: tuple[tuple[str, str], ...] = ()

    def told(self) -> dict[str, str]:
        zh, en = _SENTENCES[self.code]
        facts = dict(self.facts)
        return {
            "at": self.at,
            "code": self.code,
            "zh": zh.format(**facts),
            "en": en.format(**facts),
        }


def fault(at: str, code: str, **facts: object) -> Fault:
    return Fault(at, code, tuple((name, str(value)) for name, value in facts.items()))


class ArchiveFaulty(Rule):
    """Facts: `count` of all faults and `faults`, the first hundred as {at, code, zh, en}."""

    code = "archive-faulty"
    zh = "档案有{count}处不符合要求，见 faults"
    en = "{count} places of the archive do not fit, see `faults`"

    @classmethod
    def of(cls, faults: Sequence[Fault]) -> ArchiveFaulty:
        shown: list[dict[str, Any]] = [dict(f.told()) for f in faults[:_SHOWN]]
        return cls(count=len(faults), faults=shown)
