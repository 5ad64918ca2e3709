"""Token keys can be changed without a token refused: the first signs, all are known."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import aws_cdk as cdk

from infra import ROOT
from infra.ground import Plan
from infra.stacks.foundation import Foundation
from infra.stages import stage_named
from tests.infra.placeholders import places
from tests.infra.templates import flat


def test_a_second_key_is_known_and_the_first_one_signs(tmp_path: Path) -> None:
    stage = replace(stage_named("dev", "eu-west-1"), signing_keys=("signing-2", "signing"))
    plan = Plan(stage, "eu-west-1", places(tmp_path, "dev"))
    foundation = Foundation(_app(tmp_path), plan)
    settings = foundation.ground.settings
    first, second = foundation.ground.signing_key_arns
    told = [cdk.Stack.of(foundation).resolve(each) for each in (first, second)]
    assert [
        flat(arn).startswith(f"<keyssigning{n}") for arn, n in zip(told, ("2", ""), strict=True)
    ]
    ids = [cdk.Stack.of(foundation).resolve(i) for i in
           (settings.signing_key_id, settings.other_signing_key_ids)]  # fmt: skip
    assert [flat(i) for i in ids] == [flat(arn).replace(".Arn", "") for arn in told]


def test_one_key_signs_and_no_other_is_known() -> None:
    assert stage_named("prod", "cn-northwest-1").signing_keys == ("signing",)


def _app(root: Path) -> cdk.App:
    context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    return cdk.App(outdir=str(root / "out"), context=context)
