"""What staff keep about a customer beside the profile: contact points, relations, tags, reviews.

Rules only; the verbs beside this file write them down.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import ClassVar

from nongxin.kernel.dates import add_months
from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.personal import is_mobile
from nongxin.kernel.value import value
from nongxin.kernel.wording import Words

MOST_CONTACTS, MOST_RELATIONS, MOST_TAGS = 10, 40, 20


class ContactInvalid(Rule):
    code = "contact-invalid"
    zh = "联系方式与其类型不符"
    en = "This is no contact point of that kind"


class ContactsFull(Rule):
    code = "contacts-full"
    zh = "联系方式最多{most}条，请先停用旧的"
    en = "There are {most} contact points already: end one first"


class RelationToOneself(Rule):
    code = "relation-to-oneself"
    zh = "不能与本人建立关系"
    en = "Nobody is related to themselves"


class RelationsFull(Rule):
    code = "relations-full"
    zh = "关系人最多{most}名"
    en = "There are {most} relations already"


class TagUnknown(Rule):
    code = "tag-unknown"
    zh = "客户标签“{tag}”不在目录中"
    en = "No such tag: {tag}"


class CannotMerge(Conflict):
    """`why`: itself, merged (one of them is in another already), verified (both were confirmed)."""

    code = "customers-cannot-merge"
    zh = "两个客户不能合并（{why}）"
    en = "These two customers cannot be merged ({why})"
    words: ClassVar[Words] = {
        "why": {
            "itself": ("同一客户", "they are the same"),
            "merged": ("已合并过", "one of them was merged before"),
            "verified": ("身份均已核实，为不同的人", "both were confirmed, as two people"),
        }
    }


class NotMerged(Conflict):
    code = "customers-not-merged"
    zh = "该客户未被合并"
    en = "This customer is not merged"


class ContactKind(StrEnum):
    MOBILE = "mobile"
    LANDLINE = "landline"
    ADDRESS = "address"
    WECHAT = "wechat"


_FORMS = {
    ContactKind.LANDLINE: re.compile(r"0\d{2,3}-?\d{7,8}", re.ASCII),
    ContactKind.WECHAT: re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}", re.ASCII),
    # Anything that a letter finds: no control characters, no markup.
    ContactKind.ADDRESS: re.compile(r"[^\x00-\x1f\x7f<>]{4,100}"),
}


def checked_contact(kind: ContactKind, value: str) -> str:
    """Raises ContactInvalid."""
    form = _FORMS.get(kind)
    if not (is_mobile(value) if form is None else form.fullmatch(value)):
        raise ContactInvalid()
    return value


class RelationKind(StrEnum):
    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    GUARANTOR = "guarantor"
    GUARANTEED = "guaranteed"
    EMPLOYER = "employer"
    EMPLOYEE = "employee"
    OTHER = "other"


# If B is A's spouse, A is B's spouse; if B is A's parent, A is B's child.
INVERSE = {
    RelationKind.PARENT: RelationKind.CHILD,
    RelationKind.CHILD: RelationKind.PARENT,
    RelationKind.GUARANTOR: RelationKind.GUARANTEED,
    RelationKind.GUARANTEED: RelationKind.GUARANTOR,
    RelationKind.EMPLOYER: RelationKind.EMPLOYEE,
    RelationKind.EMPLOYEE: RelationKind.EMPLOYER,
}


def inverse(kind: RelationKind) -> RelationKind:
    return INVERSE.get(kind, kind)


class Risk(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


# Months until the next review. 银发〔2018〕130号 asks for high-risk customers at least half-yearly
# (recalled); the other two are assumed.
_REVIEW_MONTHS = {Risk.LOW: 36, Risk.MEDIUM: 12, Risk.HIGH: 6}


@value
class KycReview:
    """What an officer found out: `confirmed` by the national check, or refuted."""

    confirmed: bool
    risk: Risk

    def until(self, today: date) -> date:
        return add_months(today, _REVIEW_MONTHS[self.risk])
