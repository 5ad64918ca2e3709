"""A trained card into the catalogue: a challenger of the card it stands beside, or its successor.

A new code begins as version 1 and challenges; the code of a card that there is becomes that card's
next version, which takes over on the day. Nothing is changed in place.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from devkit import paths
from devkit.tables import DATA, Cells, put, table
from devkit.training.card_files import Head, Model
from devkit.training.fit import Fitted
from devkit.trouble import Trouble
from nongxin.catalog.cards import card, card_codes, score_bands
from nongxin.catalog.facts import fact_schema
from nongxin.decisions.needed import DERIVED

_CARD_FILES = ("scorecards.csv", "score_bins.csv", "card_inputs.csv", "score_bands.csv")
_CHALLENGERS = "challengers.csv"


def head_of(code: str, beside: str | None, valid_from: date) -> Head:
    """Raises Trouble for a card that there is not, or one whose high scores are bad."""
    known = [r for r in table(DATA / "scorecards.csv")[1] if r["code"] == code]
    model = beside or (code if known else None)
    if model is not None and model not in card_codes(valid_from):
        raise Trouble(f"there is no card {model} on {valid_from} to stand beside")
    version = 1 + max((int(row["version"]) for row in known), default=0)
    if model is None:
        return Head(code, version, valid_from.isoformat(), None)
    found = Model(card(model, valid_from), score_bands(model, valid_from))
    if not found.card.high_is_better:
        raise Trouble(f"high scores of {model} are bad ones; what is fitted here has good ones")
    return Head(code, version, valid_from.isoformat(), found)


def release(fitted: Fitted, head: Head, share: int, folder: Path, data: Path) -> list[str]:
    """Puts the files of `folder` into the catalogue at `data`; answers what was done.

    Raises Trouble with what `scripts/rules check` finds, and then nothing is changed.
    """
    begins = date.fromisoformat(head.valid_from)
    unknown = [v.name for v in fitted.variables if v.name not in fact_schema()]
    if unknown:
        raise Trouble(
            f"no facts of facts.csv: {', '.join(unknown)}. Say in "
            f"{paths.shown(folder)}/meaning.csv which they are, and give it by --meaning."
        )
    if unasked := [v.name for v in fitted.variables if v.name in DERIVED]:
        raise Trouble(f"a decision works {', '.join(unasked)} out by itself; no card reads it")
    if head.model is None:
        raise Trouble("--beside says which card it is to challenge")
    written = {name: _with(data / name, folder / name) for name in _CARD_FILES}
    _must_be_first(head, written["scorecards.csv"][1])
    for row in written["scorecards.csv"][1]:
        if row["code"] == head.code and row["version"] != str(head.version):
            row["valid_to"] = row["valid_to"] or (begins - timedelta(days=1)).isoformat()
    done = [f"{head.code} version {head.version} holds from {begins} on"]
    champion = head.model.card.code
    columns, contests = table(data / _CHALLENGERS)
    if champion != head.code and not any(r["challenger"] == head.code for r in contests):
        contests.append(_contest(champion, head, share))
        written[_CHALLENGERS] = (columns, contests)
        done.append(f"and challenges {champion} in {share} % of applications")
    put(written, begins, data)
    return done


def _must_be_first(head: Head, cards: list[Cells]) -> None:
    """Raises Trouble where a version of the card begins on that day or later already."""
    for row in cards:
        if (row["code"] == head.code and row["version"] != str(head.version)
                and row["valid_from"] >= head.valid_from):  # fmt: skip
            raise Trouble(
                f"{head.code} version {row['version']} begins on {row['valid_from']}; what is "
                "fitted anew begins later (--from)"
            )


def _with(file: Path, new: Path) -> tuple[list[str], list[Cells]]:
    columns, rows = table(file)
    return columns, rows + table(new)[1]


def _contest(champion: str, head: Head, share: int) -> Cells:
    return {
        "champion": champion, "challenger": head.code, "share_percent": str(share),
        "valid_from": head.valid_from, "valid_to": "", "evidence": "fitted",
    }  # fmt: skip
