"""cdk-nag: what AwsSolutions asks and we do not follow, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aws_cdk import Acknowledgment, App, Stack, Validations
from constructs import IConstruct


def check(app: App) -> None:
    """Every synth of the app fails on a finding that nobody has acknowledged."""
    from cdk_nag import AwsSolutionsChecks  # a second to load, and not every stage needs it

    Validations.of(app).add_plugins(AwsSolutionsChecks(app))


def acknowledge(construct: IConstruct, reasons: dict[str, str]) -> None:
    """`reasons`: rule (with its finding in brackets where it has several) -> why we do
    otherwise.
    """
    rules = (Acknowledgment(id=f"AwsSolutions-{rule}", reason=why) for rule, why in reasons.items())
    Validations.of(construct).acknowledge(*rules)


def acknowledge_template(construct: IConstruct, reasons: dict[str, str]) -> None:
    """The same for what the CDK's own look at the template finds (cfn-lint's numbers)."""
    for number, why in reasons.items():
        rule = Acknowledgment(id=f"CloudFormation-Validate::{number}", reason=why)
        Validations.of(construct).acknowledge(rule)


def acknowledge_wildcards(construct: IConstruct, resources: Iterable[str], why: str) -> None:
    """IAM5 for these resources of a role."""
    resolve = Stack.of(construct).resolve
    rules = {f"IAM5[Resource::{_flat(resolve(resource))}]": why for resource in resources}
    acknowledge(construct, rules)


def _flat(value: Any) -> str:
    """A resolved ARN as cdk-nag spells it: pseudo parameters in angle brackets."""
    if isinstance(value, str):
        return value
    if "Ref" in value:
        return f"<{value['Ref']}>"
    delimiter, parts = value["Fn::Join"]
    return str(delimiter).join(_flat(part) for part in parts)
