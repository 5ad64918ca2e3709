"""Event schemas as EventBridge's registry takes them: our files are JSON Schema
2020-12, it knows draft 4.
"""

from __future__ import annotations

from typing import Any

_DRAFT_4 = "http://json-schema.org/draft-04/schema#"
# Bounds that became numbers of their own, and what they were a flag of.
_BOUNDS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def draft_4(schema: dict[str, Any]) -> dict[str, Any]:
    """The same schema in the older words; it accepts the same events."""
    whole: dict[str, Any] = _older(schema)
    return whole | {"$schema": _DRAFT_4}


def _older(node: Any) -> Any:
    if isinstance(node, list):
        return [_older(each) for each in node]
    if not isinstance(node, dict):
        return node
    words: dict[str, Any] = {}
    for word, value in node.items():
        if word == "const":
            words["enum"] = [value]
        elif word in _BOUNDS and not isinstance(value, (bool, dict)):
            words |= {_BOUNDS[word]: value, word: True}
        else:
            words[word] = _older(value)
    return words
