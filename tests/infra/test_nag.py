"""cdk-nag does look: an app with a finding that nobody acknowledged does not synthesise."""

from __future__ import annotations

from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_sqs as sqs

from infra import nag


def _app(out: Path) -> tuple[cdk.App, sqs.Queue]:
    app = cdk.App(outdir=str(out))
    stack = cdk.Stack(app, "one")
    queue = sqs.Queue(stack, "bare", enforce_ssl=True)
    nag.check(app)
    return app, queue


def test_a_finding_stops_the_synthesis(tmp_path: Path) -> None:
    app, _ = _app(tmp_path)
    with pytest.raises(RuntimeError, match="SQS3"):
        app.synth()


def test_a_reason_lets_it_pass(tmp_path: Path) -> None:
    app, queue = _app(tmp_path)
    nag.acknowledge(queue, {"SQS3": "A test."})
    assert app.synth()
