"""A field that does not fit is told in words, in both languages, without what was sent."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError

from nongxin.kernel.http.contract import Body
from nongxin.kernel.http.field_words import OTHER
from nongxin.kernel.http.problem import InvalidBody
from tests.unit.doors.test_open_routes import contracts

SECRET = "612501199001011234"


class Form(Body):
    kind: Literal["extension", "waiver"]
    amount_fen: int = Field(gt=0, le=1_000)
    name: str = Field(min_length=2, max_length=4, pattern="^[a-z]+$")
    on: date


def _faults(model: type[BaseModel], body: Any) -> dict[str, dict[str, str]]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate_json(json.dumps(body))
    fields = InvalidBody.from_pydantic(caught.value).facts["fields"]
    return {field["at"]: field for field in fields}


@pytest.mark.parametrize(
    ("at", "sent", "why", "zh", "en"),
    [
        (
            "kind",
            "gift",
            "literal_error",
            "应为以下之一：'extension' or 'waiver'",
            "must be one of",
        ),
        ("amount_fen", 0, "greater_than", "应大于0", "must be above 0"),
        ("amount_fen", 1_001, "less_than_equal", "应不大于1000", "must be at most 1000"),
        ("amount_fen", SECRET, "int_type", "应为整数", "must be a whole number"),
        ("name", "x", "string_too_short", "至少2个字符", "at least 2 characters"),
        ("name", SECRET, "string_too_long", "至多4个字符", "at most 4 characters"),
        ("on", SECRET, "date_parsing", "应为日期", "must be a date"),
        (SECRET[:3], 1, "extra_forbidden", "没有这个字段", "no such field"),
    ],
)
def test_each_in_both_languages(at: str, sent: Any, why: str, zh: str, en: str) -> None:
    whole = {"kind": "waiver", "amount_fen": 1, "name": "ab", "on": "2026-11-25"}
    fault = _faults(Form, whole | {at: sent})[at]
    assert (fault["why"], zh in fault["zh"], en in fault["en"]) == (why, True, True), fault
    assert SECRET not in str(fault)


def test_what_is_missing_is_named() -> None:
    assert {f["zh"] for f in _faults(Form, {}).values()} == {"必填"}


@pytest.mark.parametrize("sent", [None, 0.5, True, "\x00", [], {}], ids=repr)
def test_no_field_of_any_door_is_without_words(sent: Any) -> None:
    wordless = set()
    for body in {told.body for told in contracts().values() if told.body}:
        faults = _faults(body, dict.fromkeys(body.model_fields, sent) | {"no_such_field": 1})
        wordless |= {f["why"] for f in faults.values() if f["zh"] == OTHER[0]}
    assert not wordless
