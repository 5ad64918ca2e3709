"""What if (试算): a kept decision made again with other facts or another request. No effect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from nongxin.catalog.facts import fact_schema
from nongxin.decisions.decide import decide
from nongxin.decisions.decision import Case, Decision
from nongxin.decisions.facts import Facts
from nongxin.decisions.needed import DERIVED
from nongxin.kernel.errors import Malformed


class FactUnknown(Malformed):
    code = "fact-unknown"
    zh = "没有事实“{name}”"
    en = "There is no fact {name}"


class FactDerived(Malformed):
    code = "fact-derived"
    zh = "“{name}”由出生日期或申请推算，请改为假设出生日期、金额或期限"
    en = "{name} follows from birth date or request: suppose those instead"


class Supposed(NamedTuple):
    """What is supposed instead: values by fact, and changes of the request (None: as it was)."""

    facts: Mapping[str, Any]
    amount_fen: int | None = None
    term_months: int | None = None


def what_if(kept: Mapping[str, Any], supposed: Supposed) -> Decision:
    """The decision under the case's own terms and day.

    Raises FactUnknown, FactDerived, or the product's refusals for a request outside its terms.
    """
    for name in supposed.facts:
        if name not in fact_schema():
            raise FactUnknown(name=name[:40])
        if name in DERIVED:
            raise FactDerived(name=name)
    case = Case.from_json(kept["case"])
    request = case.request
    if supposed.amount_fen is not None:
        request = request._replace(amount_fen=supposed.amount_fen)
    if supposed.term_months is not None:
        request = request._replace(term_months=supposed.term_months)
    facts = Facts.from_json(kept["facts"]).but(**supposed.facts)
    return decide(case._replace(request=request), facts)
