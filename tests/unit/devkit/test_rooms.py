"""The import rules catch what they are there for."""

from __future__ import annotations

import pytest

from devkit.rooms import Rooms

Edge = tuple[str, str]


class Graph:
    """As much of import-linter's graph as the rules ask for."""

    def __init__(self, *edges: Edge) -> None:
        self._edges = edges
        self.modules = {module for edge in edges for module in edge}

    def find_modules_directly_imported_by(self, module: str) -> set[str]:
        return {imported for importer, imported in self._edges if importer == module}


def broken(rule: str, importer: str, imported: str) -> bool:
    contract = Rooms("a rule", {}, {"rule": rule})
    return not contract.check(Graph((importer, imported)), verbose=False).kept


@pytest.mark.parametrize(
    ("rule", "importer", "imported"),
    [
        ("walls", "nongxin.lending.applications.offer", "nongxin.accounts.store"),
        (
            "walls",
            "nongxin.lending.applications.submit_application",
            "nongxin.accounts.open_account",
        ),
        ("walls", "nongxin.lending.applications.offer", "nongxin.messages.gateways"),
        ("walls", "nongxin.kernel.money", "nongxin.lending.applications.offer"),
        ("walls", "nongxin.ledger.posting", "nongxin.lending.applications.offer"),
        ("nouns", "nongxin.lending.applications.offer", "nongxin.lending.applications.store"),
        (
            "nouns",
            "nongxin.lending.applications.offer",
            "nongxin.lending.applications.submit_application",
        ),
        ("nouns", "nongxin.lending.applications.offer", "boto3"),
        ("stores", "nongxin.lending.applications.submit_application", "pynamodb.models"),
        (
            "stores",
            "nongxin.lending.applications.store",
            "nongxin.lending.applications.submit_application",
        ),
        ("parts", "nongxin.lending.applications.offer", "nongxin.parts"),
        ("parts", "nongxin.lending.applications.offer", "nongxin.parts.loans"),
        ("infra", "infra.stacks.shard", "nongxin.lending.applications.offer"),
    ],
)
def test_what_must_not_be_imported(rule: str, importer: str, imported: str) -> None:
    assert broken(rule, importer, imported)


@pytest.mark.parametrize(
    ("rule", "importer", "imported"),
    [
        ("walls", "nongxin.lending.contracts.disburse_loan", "nongxin.ledger.store"),
        ("walls", "nongxin.lending.applications.offer", "nongxin.products.terms"),
        ("walls", "nongxin.parts", "nongxin.lending.applications.store"),
        ("walls", "nongxin.parts.loans", "nongxin.lending.applications.store"),
        ("parts", "nongxin.parts", "nongxin.parts.loans"),
        ("nouns", "nongxin.lending.applications.offer", "nongxin.kernel.money"),
        (
            "nouns",
            "nongxin.lending.applications.submit_application",
            "nongxin.lending.applications.store",
        ),
        ("stores", "nongxin.lending.applications.store", "pynamodb.models"),
        ("infra", "infra.stacks.shard", "nongxin.kernel.tables"),
    ],
)
def test_what_may_be_imported(rule: str, importer: str, imported: str) -> None:
    assert not broken(rule, importer, imported)
