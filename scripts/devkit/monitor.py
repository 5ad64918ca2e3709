"""scripts/monitor: is a card still what it was? Scores a file of facts and looks at the scores.

    scripts/monitor M1 NOW.csv --then BEFORE.csv            drift (PSI) of one month against another
    scripts/monitor M1 LOANS.csv --label paid --bad no      separation (KS, AUC), bads by band

Columns are named as in facts.csv, in its units (money in fen), or --meaning says what they are; an
empty cell, or a column that is not there, is a missing fact, as in a decision. Exit 1 where the
drift is an alarm.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from devkit import arguments, say
from devkit.training.meaning import NOTHING, Meaning, read_meaning
from devkit.training.samples import cells_of, value_of
from devkit.trouble import Trouble
from nongxin.catalog.cards import card_codes, score_bands
from nongxin.catalog.facts import fact_schema
from nongxin.catalog.rules import PRODUCTS
from nongxin.decisions.facts import Value
from nongxin.decisions.monitor import Drift, deciles, drift_of, histogram, psi, separation
from nongxin.decisions.scorecards import CompiledCard, compiled
from nongxin.kernel.clock import SystemClock

_SAID = {
    Drift.STEADY: "steady",
    Drift.WATCH: "to be watched (0.10 and more)",
    Drift.ALARM: "an alarm: the card meets other people (0.25 and more)",
}


@dataclass(frozen=True)
class Scored:
    """Scores by row; `labels` are the cells of the label's column, empty where there is none."""

    scores: list[int]
    labels: list[str]
    lacking: tuple[str, ...]


def main(argv: list[str]) -> int:
    told = _parser().parse_args(argv)
    if told.card not in card_codes(told.date):
        raise Trouble(f"there is no card {told.card} on {told.date}")
    card = compiled(told.card, told.date)
    meaning = read_meaning(told.meaning) if told.meaning else NOTHING
    now = scored(told.file, card, told.product, meaning, told.label)
    say.note(f"{told.card} v{card.source.version}: {len(now.scores):,} households, "
             f"mean score {sum(now.scores) / len(now.scores):.0f}")  # fmt: skip
    if now.lacking:
        say.note(f"  missing for all: {', '.join(now.lacking)}")
    bads = [label == told.bad for label in now.labels]
    for line in _by_band(now, bads, told.card, told.date):
        say.note(line)
    if bads:
        say.note(_separated(now, bads, card.source.high_is_better))
    if told.then is None:
        return 0
    then = scored(told.then, card, told.product, meaning, None)
    drift = psi_of(then.scores, now.scores)
    say.note(f"drift: PSI {drift:.3f}, {_SAID[drift_of(drift)]}")
    return int(drift_of(drift) is Drift.ALARM)


def scored(
    file: Path, card: CompiledCard, product: str, meaning: Meaning, label: str | None
) -> Scored:
    """Raises Trouble, with the line, for a cell that its fact cannot have."""
    table, lines = cells_of(file, gaps=True)
    if label is not None and label not in table:
        raise Trouble(f"{file} has no column {label!r}")
    if not lines:
        raise Trouble(f"{file} has no rows")
    wanted = card.facts(product)
    columns = {meaning.facts.get(c, c): c for c in table if meaning.facts.get(c, c) in wanted}
    households: list[dict[str, Value]] = [{} for _ in lines]
    for fact, column in columns.items():
        codes = meaning.codes.get(column) or {}
        for line, cell, values in zip(lines, table[column], households, strict=True):
            if cell:
                value = value_of(codes.get(cell, cell), fact_schema()[fact])
                if value is None:
                    raise Trouble(f"{file}:{line}: {column} {cell!r} is no {fact}")
                values[fact] = value
    scores = [card.score(values, product).score for values in households]
    return Scored(scores, table[label] if label else [], tuple(sorted(wanted - columns.keys())))


def psi_of(then: list[int], now: list[int]) -> float:
    """Over the deciles of what was."""
    edges = deciles(Counter(then))
    return psi(histogram(Counter(then), edges), histogram(Counter(now), edges))


def _separated(now: Scored, bads: list[bool], high_is_better: bool) -> str:
    good, bad = (
        Counter(s for s, is_bad in zip(now.scores, bads, strict=True) if is_bad == which)
        for which in (False, True)
    )
    if not good or not bad:
        raise Trouble("the label tells no goods, or no bads, apart")
    found = separation(good, bad)
    auc = found.auc if high_is_better else 1 - found.auc
    return f"separation: AUC {auc:.3f}, KS {found.ks:.3f} at score {found.at_score}"


def _by_band(now: Scored, bads: list[bool], code: str, on: date) -> Iterator[str]:
    bands = score_bands(code, on)
    tops = [10**6, *(band.score_from for band in bands)]
    for band, (top, low) in zip(bands, pairwise(tops), strict=True):
        held = [i for i, score in enumerate(now.scores) if low <= score < top]
        line = f"  band {band.band} from {low:>3}: {len(held) / len(now.scores):6.1%}"
        if bads and held:
            share = sum(bads[i] for i in held) / len(held)
            line += f", of whom {share:.1%} went bad ({float(band.probability):.1%} expected)"
        yield line


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/monitor", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    today = SystemClock().today()
    parser.add_argument("card", metavar="CARD", help="a card of scorecards.csv, such as M1")
    parser.add_argument("file", type=arguments.file, metavar="FACTS.csv", help="to score")
    parser.add_argument("--then", type=arguments.file, metavar="FACTS.csv", help="to compare with")
    parser.add_argument("--label", help="the column that says who paid")
    parser.add_argument("--bad", default="bad", help="its value for those who did not")
    parser.add_argument(
        "--meaning", type=arguments.file, metavar="FILE", help="the facts of the columns"
    )
    parser.add_argument("--product", choices=PRODUCTS, default="YND")
    parser.add_argument(
        "--date",
        type=arguments.day,
        default=today,
        metavar="DAY",
        help="the card's day, else today",
    )
    return parser
