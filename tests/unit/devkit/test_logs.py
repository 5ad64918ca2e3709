"""Logs for people: by time, without what says nothing; and a word where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from devkit import logs
from devkit.cloud import LocalCloud
from devkit.ports import free_port

CALL = '{"level":"INFO","message":"call","timestamp":"t","service":"s","status":201,"kind":""}'


class Client:
    """As much of CloudWatch Logs as is asked."""

    def get_paginator(self, name: str) -> Client:
        return self

    def paginate(self, **asked: object) -> list[dict[str, object]]:
        if not asked:
            return [{"logGroups": [{"logGroupName": "/aws/lambda/nongxin-local-api_auth"}]}]
        said = ["START RequestId: 1", CALL, "END RequestId: 1", "Traceback\n"]
        events = [{"logStreamName": "s", "timestamp": 1000, "message": line} for line in said]
        return [{"events": events}]


class Cloud(LocalCloud):
    def running(self) -> bool:
        return True

    def client(self, service: str) -> Client:
        return Client()


def test_a_line_is_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.show(Cloud(tmp_path, free_port()), 10, follow=False)
    said = [line[13:] for line in capsys.readouterr().out.splitlines()]
    assert said == [f"{'api_auth':<24} Traceback", f"{'api_auth':<24} INFO call status=201"]


def test_no_more_lines_than_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cloud.log").write_text("one\ntwo\n")
    logs.show(Cloud(tmp_path, free_port()), 1, follow=False)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "cloud: two"
    assert len(said) == 2


def test_a_cloud_at_rest_says_why_there_is_little(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.show(LocalCloud(tmp_path, free_port()), 10, follow=True)
    assert "does not run" in capsys.readouterr().out.splitlines()[0]
