"""The templates of a stage as plain data, with the questions that the tests ask of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aws_cdk as cdk

from infra import ROOT
from infra.app import build
from infra.ground import Plan
from infra.stages import Stage, stage_named
from tests.infra.placeholders import places

Json = dict[str, Any]


@dataclass(frozen=True)
class Resource:
    stack: str
    id: str
    body: Json

    @property
    def properties(self) -> Json:
        found: Json = self.body.get("Properties", {})
        return found

    @property
    def where(self) -> str:
        return f"{self.stack}/{self.id}"


@dataclass(frozen=True)
class Templates:
    stage: Stage
    by_stack: dict[str, Json]

    def every(self) -> Iterator[Resource]:
        for stack, template in self.by_stack.items():
            for id_, body in template["Resources"].items():
                yield Resource(stack, id_, body)

    def of(self, type_: str) -> list[Resource]:
        return [resource for resource in self.every() if resource.body["Type"] == type_]

    def text(self) -> str:
        return json.dumps(self.by_stack)


def synthesise(stage: str, region: str, root: Path) -> Templates:
    """The stage over placeholder functions; cdk-nag's findings fail it where the stage
    is checked.
    """
    context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    app = cdk.App(outdir=str(root / "out"), context=context)
    plan = Plan(stage_named(stage, region), region, places(root, stage))
    build(app, plan)
    assembly = app.synth()
    return Templates(plan.stage, {s.stack_name: s.template for s in assembly.stacks})


def flat(value: Any) -> str:
    """An intrinsic as one readable text: {"Ref": "X"} is <X>."""
    if isinstance(value, str):
        return value
    if "Fn::Join" in value:
        delimiter, parts = value["Fn::Join"]
        return str(delimiter).join(flat(part) for part in parts)
    if "Fn::GetAtt" in value:
        return "<" + ".".join(value["Fn::GetAtt"]) + ">"
    if "Fn::ImportValue" in value:
        return f"<{flat(value['Fn::ImportValue'])}>"
    return f"<{value['Ref']}>"


def statements(role: Resource) -> Iterator[tuple[list[str], list[str]]]:
    """Actions and resources of each statement of a role's inline policies."""
    for policy in role.properties.get("Policies", []):
        for statement in policy["PolicyDocument"]["Statement"]:
            yield _list(statement["Action"]), [flat(r) for r in _list(statement["Resource"])]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
