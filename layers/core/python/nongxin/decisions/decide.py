"""decide(case, facts): the whole decision, from facts to an answer with its reasons.

Reject beats refer beats offer. What is missing refers (or refuses, if the schema says so) and never
counts for the applicant; but nobody is refused for a low score or limit that missing facts explain.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from nongxin.catalog.rules import Parameters, parameters
from nongxin.decisions import reasons
from nongxin.decisions.challenge import card_for
from nongxin.decisions.decision import LEVELS, Case, Decision, Referral
from nongxin.decisions.facts import Facts, Gap, Value, typed
from nongxin.decisions.limit import MATRIX, SERVICE, Limit, Standing, limit_of
from nongxin.decisions.needed import DERIVED, needed
from nongxin.decisions.pricing import Price, price_of
from nongxin.decisions.reasons import Reason
from nongxin.decisions.rules import rule_set
from nongxin.decisions.scorecards import (
    FRAUD_CARD,
    REASONS_SHOWN,
    Score,
    band_of,
    compiled,
    grade_of,
)
from nongxin.decisions.versions import versions_used
from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.dates import add_months
from nongxin.kernel.money import grouped
from nongxin.products.request import check_request

_NIGHT_ENDS_AT = 5  # o'clock; rule FRD014
_WORST_GRADE = "D"  # priced for officers only (assumed)


class _Findings:
    """What has been found so far: reasons, and the highest level that one of them calls for."""

    def __init__(self) -> None:
        self.reasons: list[Reason] = []
        self.level = -1

    def add(self, reason: Reason, level: str = "manual") -> None:
        self.reasons.append(reason)
        if reason.action == "refer":
            self.level = max(self.level, LEVELS.index(level))

    @property
    def is_rejected(self) -> bool:
        return any(r.action == "reject" for r in self.reasons)


class _Assessment(NamedTuple):
    """What the figures say of the applicant."""

    values: dict[str, Value]
    gaps: list[Gap]
    score: Score
    fraud: Score
    grade: str
    price: Price
    limit: Limit
    amount_fen: int


def decide(case: Case, facts: Facts) -> Decision:
    """The decision on a case. Deterministic: the same case and facts give the same bytes.

    Raises the product's problems for a request outside its terms, RateNotPublished for a day before
    the first base rate, CatalogError for a catalogue that cannot be right.
    """
    check_request(case.terms, case.request)
    assessed = _assess(case, facts)
    rows = parameters(case.terms.product, case.terms.entity, case.on)
    found = _Findings()
    for gap in assessed.gaps:
        found.add(reasons.of_gap(gap))
    _apply_rules(case, assessed.values, found)
    _apply_scores(rows, assessed, found)
    _apply_limit(case, rows, assessed, found)
    if not found.is_rejected:
        _apply_authority(case, rows, assessed, found)
    return _decision(case, assessed, found)


def draw_of(application: str) -> int:
    """A number 0..9999 that an application always draws: who is reviewed by sample."""
    import hashlib  # not at the top: most cold starts never draw

    return int.from_bytes(hashlib.sha256(application.encode()).digest()[:8]) % 10_000


def derived(case: Case) -> dict[str, object]:
    """Facts that the request itself answers, without the ages."""
    hour = case.applied_at.astimezone(SHANGHAI).hour
    return {
        "night": hour < _NIGHT_ENDS_AT,
        "product_on": True,
        "purpose_allowed": case.request.purpose in case.terms.purposes,
    }


def age_on(birth: date, day: date) -> int:
    """Full years lived."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _values(case: Case, facts: Facts) -> tuple[dict[str, Value], list[Gap]]:
    terms = case.terms
    known = facts.without(*DERIVED) | Facts.of(derived(case), "request", case.on)
    wanted = needed(terms.product, terms.entity, case.on)
    values, gaps = typed(known, wanted | {"night", "product_on", "purpose_allowed"})
    birth = values.get("birth_date")
    if isinstance(birth, date):
        values["age"] = age_on(birth, case.on)
        values["age_at_maturity"] = age_on(birth, add_months(case.on, case.request.term_months))
    return values, gaps


def _assess(case: Case, facts: Facts) -> _Assessment:
    terms, request = case.terms, case.request
    values, gaps = _values(case, facts)
    card = card_for(terms.card, case.application, case.on)
    score = compiled(card, case.on).score(values, terms.product)
    fraud = compiled(FRAUD_CARD, case.on).score(values, terms.product)
    grade = grade_of(terms.product, score.score, case.on)
    price = price_of(request, terms, grade, values)
    standing = Standing(band_of(card, score.score, case.on), price.rate_annual)
    limit = limit_of(request, terms, values, standing)
    return _Assessment(
        values=values,
        gaps=gaps,
        score=score,
        fraud=fraud,
        grade=grade,
        price=price,
        limit=limit,
        amount_fen=min(request.amount_fen, limit.limit_fen),
    )


def _apply_rules(case: Case, values: dict[str, Value], found: _Findings) -> None:
    rules = rule_set(case.terms.product, case.terms.entity, case.on)
    for firing in rules.evaluate(values):
        found.add(reasons.of_firing(firing, firing.rule.row.action.lower()))


def _apply_scores(rows: Parameters, a: _Assessment, found: _Findings) -> None:
    def said(code: str, action: str, value: int) -> Reason:
        return reasons.of_rule(
            rows.rule(code), action, value=str(value), threshold=rows.text(code) or ""
        )

    # `best` gives missing facts the benefit of the doubt: they refer, they do not refuse.
    if a.score.best < rows.number("DEC002"):
        found.add(said("DEC002", "reject", a.score.score))
    elif a.score.score < rows.number("DEC001"):
        found.add(
            said("DEC001", "refer", a.score.score),
            "county" if a.grade == _WORST_GRADE else "manual",
        )
    if a.fraud.best >= rows.number("DEC006"):
        found.add(said("DEC006", "reject", a.fraud.score))
    elif a.fraud.score >= rows.number("DEC007"):
        found.add(said("DEC007", "refer", a.fraud.score))
    for cost in a.score.costs[:REASONS_SHOWN]:
        found.add(reasons.of_cost(a.score.card, cost))


def _apply_limit(case: Case, rows: Parameters, a: _Assessment, found: _Findings) -> None:
    requested, limit = case.request.amount_fen, a.limit.limit_fen
    if limit < requested:
        found.add(_lowered(limit, requested))
        if a.limit.binding:
            found.add(_held_by(rows, a))
    smallest = max(rows.fen("LIM003") or 0, case.terms.amount_min_fen)
    if a.amount_fen < smallest and not a.gaps:
        found.add(
            reasons.of_rule(
                rows.rule("LIM003"), "reject", value=grouped(limit), threshold=grouped(smallest)
            )
        )


def _lowered(limit_fen: int, requested_fen: int) -> Reason:
    value, threshold = grouped(limit_fen), grouped(requested_fen)
    return Reason(
        code="LIMIT",
        action="limit",
        fact="limit",
        value=value,
        threshold=threshold,
        zh=f"核定额度{value}元，低于申请金额{threshold}元",
        en=f"The limit comes to CNY {value}, below the CNY {threshold} asked for",
    )


def _held_by(rows: Parameters, a: _Assessment) -> Reason:
    """The ceiling that held the limit, in the words of its rule."""
    cap = a.limit.binding
    assert cap is not None
    shown = grouped(cap.of_fen)
    if cap.rule == MATRIX:
        zh, en = f"按评分等级额度不超过{shown}元", f"The score's band allows up to CNY {shown}"
        return Reason(MATRIX, "limit", "score", str(a.score.score), shown, zh, en)
    if cap.rule == SERVICE:
        zh, en = f"按偿债能力额度不超过{shown}元", f"Income carries instalments on CNY {shown}"
        return Reason(SERVICE, "limit", "dsr", "", shown, zh, en)
    row = rows.rule(cap.rule)
    value = a.values.get(row.variable)
    threshold = rows.text(cap.rule) if row.unit == "" else shown
    shown_value = "" if value is None else reasons.shown(value, row.unit in ("wan", "cny"))
    return reasons.of_rule(row, "limit", value=shown_value, threshold=threshold or "")


def _apply_authority(case: Case, rows: Parameters, a: _Assessment, found: _Findings) -> None:
    """The amount's ceilings, and the sample: the machine approves alone only below and outside."""
    ceilings = (("DEC005", "provincial"), ("DEC004", "county"), ("DEC003", "quick"))
    for code, level in ceilings:
        ceiling = rows.fen(code)
        if ceiling is not None and a.amount_fen > ceiling:
            value, threshold = grouped(a.amount_fen), grouped(ceiling)
            found.add(
                reasons.of_rule(rows.rule(code), "refer", value=value, threshold=threshold), level
            )
            break
    sampled = case.draw is not None and case.draw < rows.number("DEC008") * 100
    if sampled and found.level < 0:
        found.add(reasons.of_rule(rows.rule("DEC008"), "refer"), "quick")


def _decision(case: Case, a: _Assessment, found: _Findings) -> Decision:
    terms = case.terms
    outcome = "decline" if found.is_rejected else "refer" if found.level >= 0 else "offer"
    # Rules by code, so that the order of rows is no part of an answer; then what cost most first.
    ruled = {r.rank(): r for r in found.reasons if r.action != "score"}
    scored = [r for r in found.reasons if r.action == "score"]
    return Decision(
        application=case.application,
        outcome=outcome,
        referral=Referral.to(LEVELS[found.level]) if outcome == "refer" else None,
        amount_fen=0 if outcome == "decline" else a.amount_fen,
        limit_fen=0 if outcome == "decline" else a.limit.limit_fen,
        term_months=case.request.term_months,
        rate_annual=Decimal(a.price.to_json()["rate_annual"]),
        grade=a.grade,
        score=a.score.score,
        fraud_score=a.fraud.score,
        reasons=(*(ruled[rank] for rank in sorted(ruled)), *scored),
        asks=tuple(sorted(gap.fact for gap in a.gaps if gap.means == "ask")),
        decided_on=case.on,
        valid_until=case.on + timedelta(days=terms.offer_days),
        working={
            "limit": a.limit.to_json(),
            "price": a.price.to_json(),
            "scores": [_score_json(s) for s in (a.score, a.fraud)],
        },
        versions={
            "terms": terms.version,
            **versions_used(terms.product, terms.entity, case.on, a.score.card),
        },
    )


def _score_json(score: Score) -> dict[str, object]:
    shown = score._asdict()
    shown["missing"] = list(score.missing)
    shown["costs"] = [[c.variable, c.value, c.points, c.lost] for c in score.costs]
    return shown
