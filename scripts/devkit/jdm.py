"""Rule rows as a GoRules decision (JDM) and back, so that its editor and its engine can read them.

One decision table a family. A rule has a line for each product that it concerns: `product`, the
condition under which it fires, over facts as the engine sees them (money in fen), and the row's
other cells. Parameters have a threshold instead of a condition.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from devkit.tables import Cells
from nongxin.catalog.facts import FactSpec, fact_schema
from nongxin.catalog.rules import FEN_PER_UNIT, PRODUCTS
from nongxin.decisions.tables import Range, Table

_KIND = "application/vnd.gorules.decision"
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
# Cells of a row that are the same for every product, as they stand.
_SHARED = (
    "code", "family", "name_zh", "name_en", "kind", "variable", "op", "unit", "action", "tune",
    "reason_zh", "reason_en", "valid_from", "valid_to", "version", "evidence",
)  # fmt: skip
_COLUMNS = (*_SHARED, "threshold")
_TUNINGS = "tunings"
TUNING = ("entity", "code", "product", "value", "valid_from", "valid_to", "evidence")
_NUMBER = re.compile(r"^(\w+) (<|<=|>|>=) (-?[\d.]+)$")
_UNEQUAL = re.compile(r"^(\w+) < (-?[\d.]+) or \1 > \2$")
_FLAG = re.compile(r"^(\w+) == (true|false)$")
_CODES = re.compile(r"^(\w+) in (\[.*\])$")


class Unreadable(Exception):
    """A line of a decision that is no rule of ours; the message names the rule."""


def document_of(rows: Iterable[Cells], tunings: Iterable[Cells] = ()) -> dict[str, Any]:
    """Rows of rules.csv as one decision, with entities' own thresholds as its last table.

    `rows_of` and `tunings_of` give the same rows again.
    """
    families: dict[str, list[Cells]] = {}
    for row in rows:
        families.setdefault(row["family"], []).extend(_lines(row))
    tables = [
        _table_node(name, _inputs(), _outputs(_COLUMNS), lines) for name, lines in families.items()
    ]
    own = [{"_id": "-".join(_by_entity(t))} | {c: _quoted(t[c]) for c in TUNING} for t in tunings]
    if own:
        inputs = [{"id": c, "name": c, "field": c} for c in TUNING[:3]]
        tables.append(_table_node(_TUNINGS, inputs, _outputs(TUNING[3:]), own))
    return _decision(tables)


def rows_of(document: Mapping[str, Any]) -> list[Cells]:
    """The rows of rules.csv that a decision holds; raises Unreadable."""
    found: dict[str, Cells] = {}
    for node in document["nodes"]:
        if node["type"] == "decisionTableNode" and node["name"] != _TUNINGS:
            for line in node["content"]["rules"]:
                _fold(line, found)
    return list(found.values())


def tunings_of(document: Mapping[str, Any]) -> list[Cells]:
    """The rows of rule_tunings.csv that a decision holds; raises Unreadable."""
    lines = [
        line
        for node in document["nodes"]
        if node["type"] == "decisionTableNode" and node["name"] == _TUNINGS
        for line in node["content"]["rules"]
    ]
    try:
        return [{column: _unquoted(line.get(column, "")) for column in TUNING} for line in lines]
    except ValueError as error:
        raise Unreadable(f"{_TUNINGS}: {error}") from None


def _by_entity(tuning: Cells) -> tuple[str, ...]:
    return tuple(tuning[c] for c in ("entity", "code", "product", "valid_from"))


def document_of_table(table: Table[Any]) -> dict[str, Any]:
    """A decision table of our engine; a hit's `row` is its place, from 0."""
    variables = list(dict.fromkeys(v for row in table.rows for v in row.when))
    inputs = [{"id": v, "name": v, "field": v} for v in variables]
    lines: list[Cells] = []
    for index, row in enumerate(table.rows):
        line = {v: _cell(row.when[v]) if v in row.when else "" for v in variables}
        lines.append({"_id": str(index), "row": str(index)} | line)
    return _decision([_table_node("table", inputs, _outputs(("row",)), lines)])


def condition(row: Cells, cell: str) -> str:
    """When a test fires, as an expression."""
    name, spec = row["variable"], fact_schema()[row["variable"]]
    fires_if_held = row["kind"] == "when"
    if spec.type == "flag":
        return f"{name} == {'true' if (cell == '1') == fires_if_held else 'false'}"
    if spec.type == "code":
        named = cell.split(",")
        chosen = named if fires_if_held else [c for c in spec.codes if c not in named]
        return f"{name} in {json.dumps(chosen, ensure_ascii=False)}"
    number = _scaled(cell, row["unit"])
    if row["op"] == "=":
        if fires_if_held:
            return f"{name} == {number}"
        return f"{name} < {number} or {name} > {number}"
    return f"{name} {row['op'] if fires_if_held else _OPPOSITE[row['op']]} {number}"


def _lines(row: Cells) -> Iterator[Cells]:
    shared = {column: _quoted(row[column]) for column in _SHARED}
    for product in PRODUCTS:
        if not row[product]:
            continue
        is_test = row["kind"] != "param"
        yield shared | {
            "_id": f"{row['code']}-{row['version']}-{product}",
            "product": _quoted(product),
            "when": condition(row, row[product]) if is_test else "",
            "threshold": "" if is_test else _quoted(row[product]),
        }


def _fold(line: Mapping[str, str], found: dict[str, Cells]) -> None:
    try:
        row = {column: _unquoted(line.get(column, "")) for column in _SHARED}
        product, threshold = _unquoted(line["product"]), _unquoted(line.get("threshold", ""))
        cell = threshold if row["kind"] == "param" else _threshold(row, line["when"])
    except (KeyError, ValueError) as error:
        raise Unreadable(f"{line.get('_id', '?')}: {error}") from None
    if product not in PRODUCTS:
        raise Unreadable(f"{line['_id']}: there is no product {product}")
    known = found.setdefault(f"{row['code']}-{row['version']}", row | dict.fromkeys(PRODUCTS, ""))
    if {c: known[c] for c in _SHARED} != row:
        raise Unreadable(f"{line['_id']}: differs from the same rule for another product")
    known[product] = cell


def _threshold(row: Cells, expression: str) -> str:
    """The threshold as rules.csv spells it; raises ValueError for a condition that is not ours."""
    cell = _read(row, fact_schema()[row["variable"]], expression.strip())
    if condition(row, cell) != expression.strip():
        raise ValueError(f"{expression!r} does not fit {row['kind']} {row['variable']} {row['op']}")
    return cell


def _read(row: Cells, spec: FactSpec, expression: str) -> str:
    if spec.type == "flag" and (flag := _FLAG.match(expression)):
        return "1" if (flag[2] == "true") == (row["kind"] == "when") else "0"
    if spec.type == "code" and (codes := _CODES.match(expression)):
        chosen: list[str] = json.loads(codes[2])
        held = chosen if row["kind"] == "when" else [c for c in spec.codes if c not in chosen]
        return ",".join(held)
    if number := _NUMBER.match(expression) or _UNEQUAL.match(expression):
        text = number[number.lastindex or 0]
        factor = FEN_PER_UNIT.get(row["unit"])
        return text if factor is None else f"{(Decimal(text) / factor).normalize():f}"
    raise ValueError(f"{expression!r} is not understood")


def _scaled(cell: str, unit: str) -> str:
    factor = FEN_PER_UNIT.get(unit)
    return cell if factor is None else f"{(Decimal(cell) * factor).normalize():f}"


def _quoted(text: str) -> str:
    if '"' in text or "\\" in text:
        raise Unreadable(f"{text!r} has a sign that a text of a decision cannot hold")
    return f'"{text}"' if text else ""


def _unquoted(cell: str) -> str:
    text = cell.strip()
    if not text:
        return ""
    if len(text) < 2 or text[0] not in "\"'" or text[-1] != text[0]:
        raise ValueError(f"{cell!r} is no text in quotes")
    return text[1:-1]


def _cell(test: Any) -> str:
    """A condition in a column that has a field."""
    if not isinstance(test, Range):
        return ", ".join(json.dumps(v, ensure_ascii=False) for v in sorted(test))
    if test.low is None and test.high is None:
        return "$ != null"
    if test.high is None:
        return f"{'>=' if test.low_closed else '>'} {test.low}"
    if test.low is None:
        return f"{'<=' if test.high_closed else '<'} {test.high}"
    left, right = "[" if test.low_closed else "(", "]" if test.high_closed else ")"
    return f"{left}{test.low}..{test.high}{right}"


def _inputs() -> list[Cells]:
    return [
        {"id": "product", "name": "product", "field": "product"},
        {"id": "when", "name": "when"},
    ]


def _outputs(columns: Sequence[str]) -> list[Cells]:
    return [{"id": column, "name": column, "field": column} for column in columns]


def _table_node(
    name: str, inputs: list[Cells], outputs: list[Cells], lines: list[Cells]
) -> dict[str, Any]:
    content = {
        "hitPolicy": "collect",
        "inputs": inputs,
        "outputs": outputs,
        "rules": lines,
        "outputPath": name,
        "executionMode": "single",
        "passThrough": False,
    }
    return {"id": name, "name": name, "type": "decisionTableNode", "content": content}


def _decision(tables: list[dict[str, Any]]) -> dict[str, Any]:
    """Input, the tables side by side, output."""
    ends = [{"id": "in", "name": "facts", "type": "inputNode"},
            {"id": "out", "name": "fired", "type": "outputNode"}]  # fmt: skip
    nodes = [ends[0], *tables, ends[1]]
    for index, node in enumerate(nodes):
        column = {"inputNode": 0, "outputNode": 800}.get(node["type"], 400)
        node["position"] = {"x": column, "y": 0 if column != 400 else 120 * index}
    edges = []
    for table in tables:
        name = table["id"]
        edges.append({"id": f"in-{name}", "type": "edge", "sourceId": "in", "targetId": name})
        edges.append({"id": f"{name}-out", "type": "edge", "sourceId": name, "targetId": "out"})
    return {"contentType": _KIND, "nodes": nodes, "edges": edges}
