"""What does not fit a field of a body, in words: pydantic's error types as sentences.

The sentences name limits and the values that are allowed, never what was sent.
"""

from __future__ import annotations

from typing import Any

OTHER = ("内容不符合要求", "does not fit")

_INSTANT = (
    "应为带时区的时间，如 2026-11-25T10:30:00+08:00",
    "must be an instant with its offset, as 2026-11-25T10:30:00+08:00",
)
_DATE = ("应为日期，如 2026-11-25", "must be a date, as 2026-11-25")
_WHOLE = ("应为整数", "must be a whole number")
_DECIMAL = ('应为十进制数的文本，如 "0.0460"', 'must be a decimal as text, as "0.0460"')

# By pydantic's error type; what stands in braces is of the error's context.
_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("必填", "is required"),
    "extra_forbidden": ("没有这个字段", "there is no such field"),
    "string_type": ("应为文本", "must be a text"),
    "string_too_short": ("至少{min_length}个字符", "must have at least {min_length} characters"),
    "string_too_long": ("至多{max_length}个字符", "must have at most {max_length} characters"),
    "string_pattern_mismatch": ("格式应为 {pattern}", "must match {pattern}"),
    "literal_error": ("应为以下之一：{expected}", "must be one of {expected}"),
    "enum": ("应为以下之一：{expected}", "must be one of {expected}"),
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "bool_type": ("应为 true 或 false", "must be true or false"),
    "list_type": ("应为列表", "must be a list"),
    "tuple_type": ("应为列表", "must be a list"),
    "dict_type": ("应为对象", "must be an object"),
    "model_type": ("应为对象", "must be an object"),
    "too_short": ("至少{min_length}项", "must have at least {min_length} items"),
    "too_long": ("至多{max_length}项", "must have at most {max_length} items"),
    "greater_than": ("应大于{gt}", "must be above {gt}"),
    "greater_than_equal": ("应不小于{ge}", "must be at least {ge}"),
    "less_than": ("应小于{lt}", "must be below {lt}"),
    "less_than_equal": ("应不大于{le}", "must be at most {le}"),
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "datetime_type": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_from_date_parsing": _INSTANT,
    "datetime_object_invalid": _INSTANT,
    "timezone_aware": _INSTANT,
    "decimal_type": _DECIMAL,
    "decimal_parsing": _DECIMAL,
}


def in_words(kind: str, context: dict[str, Any]) -> dict[str, str]:
    """The sentence of an error type in both languages, as `zh` and `en`."""
    zh, en = _WORDS.get(kind, OTHER)
    try:
        return {"zh": zh.format_map(context), "en": en.format_map(context)}
    except KeyError:
        return {"zh": OTHER[0], "en": OTHER[1]}
