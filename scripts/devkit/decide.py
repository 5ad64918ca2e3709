"""scripts/decide: the decision on a file of facts, with its reasons; or what decisions rest on.

FACTS.json holds values by the names of the fact schema: flags, whole numbers (money in fen),
decimals as text, codes, days. A key `request` may change what is asked for: product,
amount_fen, term_months, method, every_months, purpose, guarantee. Samples, one and more a product:
scripts/samples/*.json.

--replay makes a kept decision again from its facts and the rows of its day, and says whether every
byte is the same: an application (ap_…) or a hash with its county (610722/6b3f…) of the local cloud,
or a dossier as a file. Exit 1 if not. The hash that it prints is the one in the application's
record: facts that were changed in a file have another, even where they change no answer.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from devkit import arguments, replayed, say
from devkit.trouble import Trouble
from nongxin.catalog import reading
from nongxin.catalog.cards import card, card_codes
from nongxin.catalog.places import entity
from nongxin.catalog.products import purposes
from nongxin.catalog.reading import CatalogError, rows
from nongxin.catalog.rules import PRODUCTS, rules_on
from nongxin.decisions.decide import decide
from nongxin.decisions.decision import Case, Decision
from nongxin.decisions.facts import Facts
from nongxin.kernel.clock import SHANGHAI, SystemClock
from nongxin.kernel.errors import Problem
from nongxin.kernel.money import grouped
from nongxin.kernel.rates import shown
from nongxin.products.factory import terms_of
from nongxin.products.request import LoanRequest
from nongxin.products.terms import ProductTerms

TABLES = (
    "subsidy_treatment.csv", "crop_margin.csv", "livestock.csv", "price_grid.csv",
    "score_bands.csv", "limit_matrix.csv", "collection.csv",
)  # fmt: skip
_MORNING = time(10)
_PRODUCT, _AMOUNT_FEN, _TERM_MONTHS = "YND", 4_000_000, 12
_ASKED: dict[str, type] = {
    "product": str, "amount_fen": int, "term_months": int, "method": str, "every_months": int,
    "purpose": str, "guarantee": str,
}  # fmt: skip


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/decide", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    today = SystemClock().today()
    parser.add_argument("facts", nargs="?", type=Path, metavar="FACTS.json")
    parser.add_argument("--product", choices=PRODUCTS, help="else the file's own, or YND")
    parser.add_argument("--entity", default="2701", help="the legal entity's code (2701)")
    parser.add_argument(
        "--date", type=arguments.day, default=today, metavar="DAY", help="a day, else today"
    )
    parser.add_argument("--list", action="store_true", help="count scorecards, rules and tables")
    parser.add_argument("--rows", action="store_true", help="with --list: every row and its place")
    parser.add_argument("--replay", metavar="APPLICATION|COUNTY/HASH|FILE", help="decide it again")
    parser.add_argument(
        "--catalog", type=arguments.folder, metavar="FOLDER", help="with the rows of another folder"
    )
    told = parser.parse_args(argv)
    if told.catalog is not None:
        reading.use(str(told.catalog))
    if told.replay:
        return replayed.show(told.replay)
    if told.list:
        return _list(told.date, every=told.rows)
    if told.facts is None:
        parser.error("name a file of facts, or --list")
    try:
        decision = _decided(told)
    except (Problem, CatalogError) as refusal:
        raise Trouble(str(refusal)) from None
    for line in _shown(decision):
        say.note(line)
    return 0


def counted(on: date) -> dict[str, list[str]]:
    """What decisions rest on: family or file -> the place of each row, no two alike."""
    found: dict[str, list[str]] = {}
    for rule in rules_on(on):
        places = found.setdefault(rule.family, [])
        places += [f"rules.csv:{rule.line} {rule.code} {product}" for product in rule.cells]
    for file in TABLES:
        found[file] = [f"{file}:{row.line}" for row in rows(file)]
    return found


def _decided(told: argparse.Namespace) -> Decision:
    values = _document(told.facts)
    if entity(told.entity) is None:
        raise Trouble(f"there is no legal entity {told.entity} (2701 to 2794, see "
                      "legal_entities.csv)")  # fmt: skip
    asked = values.pop("request", {})
    _check_asked(asked)
    product = told.product or asked.get("product", _PRODUCT)
    terms = terms_of(product, told.entity, told.date)
    case = Case(
        application="trial",
        request=_request(terms, asked | {"product": product}),
        terms=terms,
        applied_at=datetime.combine(told.date, _MORNING, SHANGHAI),
        on=told.date,
    )
    return decide(case, Facts.of(values, told.facts.name, told.date))


def _document(file: Path) -> dict[str, Any]:
    """A file's one JSON object; raises Trouble in a sentence."""
    try:
        found = json.loads(file.read_text("utf-8-sig"), parse_float=str)
    except OSError as error:
        raise Trouble(f"{file}: {error.strerror}") from None
    except ValueError as error:
        raise Trouble(f"{file}: no JSON in UTF-8: {error}") from None
    if not isinstance(found, dict):
        raise Trouble(f'{file}: one object of facts is wanted: {{"net_income": 6000000, …}}')
    return found


def _request(terms: ProductTerms, asked: dict[str, Any]) -> LoanRequest:
    """The product's usual request, with what the file asks for instead."""
    amount_fen = min(max(_AMOUNT_FEN, terms.amount_min_fen), terms.amount_max_fen)
    months = min(asked.get("term_months", _TERM_MONTHS), terms.term_max_months)
    option = next(
        (o for o in terms.repayment if o.term_min_months <= months <= o.term_max_months),
        terms.repayment[0],
    )
    usual = {
        "amount_fen": amount_fen,
        "term_months": months,
        "method": option.method,
        "every_months": option.every_months,
        "purpose": purposes(terms.product)[0].code,
    }
    return LoanRequest(**(usual | asked))


def _check_asked(asked: Any) -> None:
    if not isinstance(asked, dict):
        raise Trouble(f"request: an object of {', '.join(_ASKED)} is wanted")
    for name, value in asked.items():
        if name not in _ASKED:
            raise Trouble(f"request: there is no {name}; there are {', '.join(_ASKED)}")
        if type(value) is not _ASKED[name] and not (name == "every_months" and value is None):
            what = "a whole number" if _ASKED[name] is int else "a text"
            raise Trouble(f"request: {name} is {what}, not {json.dumps(value)}")


def _shown(decision: Decision) -> Iterator[str]:
    level = f" to {decision.referral.level}" if decision.referral else ""
    yield f"{decision.outcome}{level}: {grouped(decision.amount_fen)} yuan"
    yield f"  limit {grouped(decision.limit_fen)} yuan, {shown(decision.rate_annual)} a year"
    yield f"  grade {decision.grade}, score {decision.score}, fraud score {decision.fraud_score}"
    yield f"  valid until {decision.valid_until}"
    for reason in decision.reasons:
        yield f"  [{reason.action}] {reason.code} {reason.zh} / {reason.en}"
    if decision.asks:
        yield f"  to complete: {', '.join(decision.asks)}"
    yield "  versions " + ", ".join(f"{k} {v}" for k, v in decision.versions.items())


def _list(on: date, *, every: bool) -> int:
    say.note(f"{len(card_codes(on))} scorecards in force on {on}:")
    for code in card_codes(on):
        made = card(code, on)
        say.note(f"  {code} v{made.version} {made.name_zh}: {len(made.variables)} variables")
    families, found = {r.family for r in rules_on(on)}, counted(on)
    say.note(f"Rules ({len(rules_on(on))} templates) by family, then tables, in rows:")
    for name, places in found.items():
        say.note(f"  {name:<22} {len(places):>5}")
        for place in places if every else ():
            say.note(f"    {place}")
    rules = sum(len(places) for name, places in found.items() if name in families)
    distinct = len({place for places in found.values() for place in places})
    say.note(f"{rules} product rules and {distinct - rules} rows of tables: {distinct} in all.")
    return 0
