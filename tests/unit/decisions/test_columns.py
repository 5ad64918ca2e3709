"""Scores over columns are those of the single form, household by household."""

from __future__ import annotations

import random
import subprocess
import sys
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from devkit.paths import CORE
from nongxin.catalog.cards import card_codes
from nongxin.catalog.facts import FactSpec, fact_schema
from nongxin.catalog.rules import PRODUCTS
from nongxin.decisions import columns as c
from nongxin.decisions.facts import Value
from nongxin.decisions.scorecards import compiled
from tests.builders.facts import TODAY

ROWS = 400


def _values(spec: FactSpec, cuts: list[Any], chance: random.Random) -> list[Value | None]:
    known: list[Any] = list(spec.codes) or [False, True]
    if spec.type in ("int", "fen"):
        known = [int(cut) + d for cut in cuts for d in (-1, 0, 1)]
    elif spec.type == "decimal":
        known = [Decimal(cut) + Decimal(d) / 100 for cut in cuts for d in (-100, -1, 0, 1, 50)]
    # `typed` lets no value below a fact's lowest through.
    known = [v for v in known if spec.low is None or v >= spec.low]
    return [None if chance.random() < 0.05 else chance.choice(known) for _ in range(ROWS)]


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("code", card_codes(TODAY))
def test_columns_score_as_the_single_form_does(code: str, product: str) -> None:
    card, chance = compiled(code, TODAY), random.Random(f"{code} {product}")
    cuts = {f: list(v.cuts) or [0] for v in card.variables for f in v.source.facts}
    values = {f: _values(fact_schema()[f], cuts[f], chance) for f in sorted(card.facts(product))}
    batch = c.CardColumns(card, product).score({f: c.column_of(f, v) for f, v in values.items()})
    for row in range(ROWS):
        known = {f: v[row] for f, v in values.items() if v[row] is not None}
        assert batch[row] == card.score(known, product).score


def test_narrow_columns_and_many_chunks_change_nothing() -> None:
    card, chance = compiled("M6", TODAY), random.Random(3)
    batch = c.CardColumns(card, "YND")
    wide = {
        f: c.column_of(f, _values(fact_schema()[f], [0, 1, 30, 90], chance)) for f in batch.facts
    }
    many = {f: np.tile(v, 400) for f, v in wide.items()}
    narrow = {
        f: np.where(v == np.iinfo(v.dtype).min, np.iinfo(np.int32).min, v.astype(int)).astype(
            np.int32
        )
        for f, v in many.items()
    }
    assert len(many[batch.facts[0]]) > 2 * c.CHUNK_ROWS
    expected = np.tile(batch.score(wide), 400)
    assert (batch.score(many) == expected).all()
    assert (batch.score(narrow) == expected).all()


def test_a_value_finer_than_a_column_is_refused() -> None:
    with pytest.raises(ValueError, match="face_score"):
        c.column_of("face_score", [Decimal("93.00001")])


def test_deciding_loads_no_numpy() -> None:
    code = "import sys, nongxin.decisions.decide; sys.exit('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(CORE)}, check=False)
    assert done.returncode == 0
