"""Log lines: one JSON object each, allow-listed fields, and where a fault happened."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from aws_lambda_powertools import Logger

from nongxin.kernel import log


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> io.StringIO:
    stream = io.StringIO()
    logger = Logger(location=None, service=request.node.name, stream=stream)
    monkeypatch.setattr(log, "_logger", logger)
    return stream


def told(stream: io.StringIO) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(stream.getvalue())
    return line


def test_fields_that_are_not_listed_are_dropped(stream: io.StringIO) -> None:
    log.say("call", status=200, name="王小明", phone="13812345678")
    line = told(stream)
    assert line["status"] == 200
    assert {"name", "phone"}.isdisjoint(line)


def test_a_fault_is_told_with_its_place_and_without_its_words(stream: io.StringIO) -> None:
    try:
        int("13812345678x")
    except ValueError as error:
        log.bug("bug", error)
    line = told(stream)
    assert line["error"] == "ValueError"
    assert "test_log.py:" in line["where"]
    assert "13812345678" not in stream.getvalue()
