"""What scripts keep for the next run survives a kill, and what they find is mended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devkit import kept, saved


@pytest.mark.parametrize("text", ["", "{", '{"run": 1', "[1]", "null", "\udcff"])
def test_what_cannot_be_read_counts_as_none(text: str, tmp_path: Path) -> None:
    file = tmp_path / "demo.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert kept.read(file) == {}


def test_what_is_written_is_read_and_nothing_else_is_left(tmp_path: Path) -> None:
    file = tmp_path / "new" / "demo.json"
    kept.write(file, {"run": 1, "name": "王"})
    kept.write(file, {"run": 2, "name": "王"})
    assert kept.read(file) == {"run": 2, "name": "王"}
    assert [each.name for each in file.parent.iterdir()] == ["demo.json"]


def test_streams_of_a_restarted_cloud_are_read_from_their_start(tmp_path: Path) -> None:
    positions = {"__account_region_scoped__": True, "data": {"a\0b\0'{}'": 2862}}
    payload = {"functions": {"f": "}"}, "dynamodb_stream_positions": positions, "esms": [1]}
    file = tmp_path / "lambda.json"
    file.write_text(json.dumps({"format": 1, "payload": payload}))
    saved.forget_stream_positions(tmp_path)
    after = json.loads(file.read_text())
    assert after == {"format": 1, "payload": payload | {"dynamodb_stream_positions": {}}}


def test_a_cloud_without_a_past_needs_no_mending(tmp_path: Path) -> None:
    saved.forget_stream_positions(tmp_path)
    assert not list(tmp_path.iterdir())
