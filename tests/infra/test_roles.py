"""Roles: exact actions on named things. A function reaches its contexts' tables and no others."""

from __future__ import annotations

import re

from infra.functions import FUNCTIONS
from nongxin.kernel.tables import CONTEXTS
from tests.infra.templates import Resource, Templates, statements

# What AWS defines no narrower resource for; none of it reads or writes anybody's data.
_NO_RESOURCE = re.compile(
    r"logs:\w*(LogDelivery|LogDeliveries|LogGroups|ResourcePolic)\w*|xray:Put\w+"
    r"|states:SendTaskSuccess|dynamodb:ListStreams|cloudwatch:PutMetricData"
)
_TABLE = re.compile(r":table/nongxin-\w+-(\w+)(-\*)?(/stream/\*|/index/work)?$")


def _roles(templates: Templates) -> dict[str, Resource]:
    """folder -> role of its function."""
    return {
        folder: role
        for role in templates.of("AWS::IAM::Role")
        for folder in [_folder(role)]
        if folder
    }


def _folder(role: Resource) -> str | None:
    ids = {f.folder.replace("_", "") + "role": f.folder for f in FUNCTIONS}
    return next((folder for id_, folder in ids.items() if role.id.startswith(id_)), None)


def test_every_function_has_a_role_of_its_own(anywhere: Templates) -> None:
    assert set(_roles(anywhere)) == {f.folder for f in FUNCTIONS}


def test_no_action_is_a_wildcard(anywhere: Templates) -> None:
    for role in anywhere.of("AWS::IAM::Role"):
        for actions, _ in statements(role):
            assert not [a for a in actions if "*" in a], role.where


def test_only_what_knows_no_narrower_resource_is_allowed_on_all(anywhere: Templates) -> None:
    for role in anywhere.of("AWS::IAM::Role"):
        for actions, resources in statements(role):
            if "*" in resources:
                assert all(_NO_RESOURCE.fullmatch(a) for a in actions)


def test_tables_are_named_by_context_as_the_list_says(anywhere: Templates) -> None:
    for function in FUNCTIONS:
        reached = {}
        for actions, resources in statements(_roles(anywhere)[function.folder]):
            for resource in resources:
                found = _TABLE.search(resource)
                if found and not found[3]:
                    reached[found[1]] = actions
        assert set(reached) == {*function.reads, *function.writes}, function.folder
        writing = {c for c, actions in reached.items() if "dynamodb:PutItem" in actions}
        assert writing == set(function.writes), function.folder


def test_dynamodb_is_never_given_but_by_table_name(anywhere: Templates) -> None:
    for role in anywhere.of("AWS::IAM::Role"):
        for actions, resources in statements(role):
            if any(a.startswith("dynamodb:") and a != "dynamodb:ListStreams" for a in actions):
                found = [_TABLE.search(r) for r in resources]
                assert all(m and m[1] in (*CONTEXTS, "directory") for m in found), role.where


def test_nobody_may_change_or_delete_items_in_place(anywhere: Templates) -> None:
    for role in anywhere.of("AWS::IAM::Role"):
        for actions, _ in statements(role):
            assert not {"dynamodb:UpdateItem", "dynamodb:DeleteItem"} & {*actions}


def test_only_the_change_of_keys_reads_whole_tables(anywhere: Templates) -> None:
    sweeping = {
        folder
        for folder, role in _roles(anywhere).items()
        for actions, _ in statements(role)
        if "dynamodb:Scan" in actions
    }
    assert sweeping == {"job_rotate_keys"}


def test_only_the_sign_in_door_signs_tokens(anywhere: Templates) -> None:
    signing = {
        folder
        for folder, role in _roles(anywhere).items()
        for actions, _ in statements(role)
        if "kms:Sign" in actions
    }
    assert signing == {"api_auth"}


def test_there_are_no_policies_beside_the_roles(anywhere: Templates) -> None:
    """A grant helper that slipped in would add one."""
    assert not anywhere.of("AWS::IAM::Policy")
