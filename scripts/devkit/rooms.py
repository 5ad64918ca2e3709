"""Who may import whom in `nongxin` and `infra`: contract types for import-linter.

Every context is a room with the same few kinds of file. The kind is told by the name: `store`, a
verb (called like the function that it defines, as `submit_loan.py`, or after one of `VERBS`), an
edge (works with a store or with something outside without being either: `gateways`, `ports` and
`EDGES`), and all else a noun.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from typing import Any

from importlinter import Contract, ContractCheck, fields, output

from devkit import paths

AWS = ("boto3", "botocore", "pynamodb")
WEB = ("chalice",)
# Known to all rooms; the ledger is a library, used inside a context's own transaction.
SHARED = ("kernel", "catalog", "ledger")
VERBS = frozenset(
    "answer capture challenge check close deposit disburse find get list open pay read register "
    "repay reverse sign submit transfer withdraw".split()
)
# Besides `gateways` and `ports`. Add to it with care: an edge may import more than a noun may.
EDGES = frozenset(
    (
        "access.signing",  # tokens, signed by KMS
        "accounts.reach",  # the account that a caller may touch, through the ledger's store
        "accounts.tiers.tier_limits",  # counts of limited accounts, written with a posting
        "ledger.post",  # entries of a posting, after reading the accounts
        "lending.applications.desk",  # reads an application, saves its next version
        "lending.approval.dossiers",  # keeps what a decision stood on as evidence
        "lending.approval.own_books",  # reads the bank's own accounts and loans of an applicant
        "lending.loans.villages",  # a view with records of its own, fed by events
        "lending.approval.workflow",  # starts and answers executions
        "partners.inbound.listed_signatures",  # lists what the check below refuses
        "partners.webhook_signatures",  # who signed a call, through the partners' store
    )
)
_ROOT = "nongxin."


class Rooms(Contract):
    """`rule` names the check."""

    rule = fields.StringField()

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        broken = sorted(getattr(self, f"_{self.rule}")(graph))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} must not import {imported}")

    def _walls(self, graph: Any) -> Iterator[tuple[str, str]]:
        """A context never uses another context's store, verbs or edges."""
        for importer, imported in _imports(graph, _ROOT):
            own, other = _room(importer), _room(imported)
            if not own or not other or own == other or other in SHARED:
                continue
            if own in SHARED or _kind(imported) != "noun":
                yield importer, imported

    def _nouns(self, graph: Any) -> Iterator[tuple[str, str]]:
        """Nouns are pure: other nouns, the kernel and the catalog only."""
        for importer, imported in _imports(graph, _ROOT):
            if _kind(importer) == "noun" and (
                _kind(imported) in ("store", "verb", "edge") or imported.split(".")[0] in AWS + WEB
            ):
                yield importer, imported

    def _stores(self, graph: Any) -> Iterator[tuple[str, str]]:
        """Stores map; they start no use case, and they alone know the database."""
        for importer, imported in _imports(graph, _ROOT):
            kind = _kind(importer)
            if kind == "store" and _kind(imported) in ("verb", "edge"):
                yield importer, imported
            if kind == "verb" and imported.split(".")[0] in AWS + WEB:
                yield importer, imported

    def _parts(self, graph: Any) -> Iterator[tuple[str, str]]:
        """The parts are joined for the doors: nothing inside knows who joins them."""
        for importer, imported in _imports(graph, _ROOT):
            if _is_parts(imported) and not _is_parts(importer):
                yield importer, imported

    def _infra(self, graph: Any) -> Iterator[tuple[str, str]]:
        """What is deployed shares names and settings with what runs, and nothing else."""
        allowed = ("nongxin.kernel.settings", "nongxin.kernel.tables", "nongxin.catalog")
        for importer, imported in _imports(graph, "infra"):
            if imported.startswith(_ROOT) and not imported.startswith(allowed):
                yield importer, imported


def _kind(module: str) -> str:
    room = _room(module)
    if room is None or room in ("kernel", "catalog"):
        return "other"
    name = module.removeprefix(_ROOT)
    if name in EDGES or name.split(".")[-1] in ("gateways", "ports"):
        return "edge"
    if name.endswith(("store", "mapping")):
        return "store"
    return "verb" if _is_verb(module) else "noun"


def _room(module: str) -> str | None:
    """The package below nongxin, or None for what is not in one. The parts join all of them."""
    names = module.split(".")
    if names[0] != "nongxin" or len(names) < 3 or _is_parts(module):
        return None
    return names[1]


def _is_parts(module: str) -> bool:
    return f"{module}.".startswith("nongxin.parts.")


@cache
def _is_verb(module: str) -> bool:
    name = module.split(".")[-1]
    if "_" in name and name.split("_")[0] in VERBS:
        return True
    file = paths.CORE.joinpath(*module.split(".")).with_suffix(".py")
    if ("_" not in name and name not in VERBS) or not file.is_file():
        return False
    tree = ast.parse(file.read_text())
    return any(isinstance(each, ast.FunctionDef) and each.name == name for each in tree.body)


def _imports(graph: Any, prefix: str) -> Iterator[tuple[str, str]]:
    for importer in sorted(graph.modules):
        if importer.startswith(prefix):
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                yield importer, imported
