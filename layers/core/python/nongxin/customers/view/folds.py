"""What an event changes in the views of which persons: one row an event, pure.

A view has parts; a part is a JSON document. Every change may come late, twice or out of order: the
store counts each event once, and a change that tells a state leaves a newer one alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from nongxin.kernel.clock import SHANGHAI, parse_stamp
from nongxin.kernel.events import Envelope

Doc = dict[str, Any]
PARTS = ("archive", "accounts", "loans", "behaviour", "stations", "subsidies")
_MONTHS = 12  # of behaviour
_MOST_APPLICATIONS = 12


class Change(NamedTuple):
    """A change of one part of one person's view."""

    person_id: str
    part: str
    change: Callable[[Doc], Doc]


class _Fold(NamedTuple):
    """`whose` names the field with the person, or an account, whose owner it then is."""

    part: str
    whose: str
    change: Callable[[Doc, Envelope], Doc]


OwnerOf = Callable[[str], str]


def changes_of(told: Envelope, owner_of: OwnerOf) -> Iterator[Change]:
    """Those of the event that concern persons. `owner_of` tells an account's owner."""
    for fold in FOLDS.get(told.type, ()):
        field = told.data[fold.whose]
        person = owner_of(field) if fold.whose.endswith("account_id") else field
        if person.startswith("pn_"):
            yield Change(person, fold.part, partial(_changed, fold, told))


def _changed(fold: _Fold, told: Envelope, doc: Doc) -> Doc:
    return fold.change(doc, told)


def day_of(told: Envelope) -> str:
    return parse_stamp(told.at).astimezone(SHANGHAI).date().isoformat()


def _opened(doc: Doc, told: Envelope) -> Doc:
    data = told.data
    return _merged(doc, data["account_id"], kind=data["kind"], entity=data["entity"],
                   opened=day_of(told))  # fmt: skip


def _closed(doc: Doc, told: Envelope) -> Doc:
    return _merged(doc, told.data["account_id"], closed=day_of(told))


def _merged(doc: Doc, name: str, **values: Any) -> Doc:
    """The document with these values of one of its things."""
    return doc | {name: doc.get(name, {}) | values}


def _applied(doc: Doc, told: Envelope) -> Doc:
    """Where the newest of each application's events stands."""
    data, seen = told.data, doc.get("applications", {})
    standing = seen.get(data["application_id"])
    if standing and standing["at"] > told.at:
        return doc
    state = {"product": data["product"], "state": told.type, "at": told.at}
    newest = sorted((seen | {data["application_id"]: state}).items(), key=lambda p: p[1]["at"])
    return doc | {"applications": dict(newest[-_MOST_APPLICATIONS:])}


def _lent(doc: Doc, told: Envelope) -> Doc:
    data = told.data
    loan = {"product": data["product"], "entity": data["entity"], "amount_fen": data["amount_fen"],
            "since": day_of(told)}  # fmt: skip
    return _loan(_applied(doc, told), data["loan_id"], loan)


def _repaid(doc: Doc, told: Envelope) -> Doc:
    """`principal_fen` is what has left the books so far; who closed or opened it last is right."""
    data = told.data
    loan = doc.get("loans", {}).get(data["loan_id"], {})
    changed: Doc = {"principal_fen": loan.get("principal_fen", 0) + data["principal_fen"]}
    if loan.get("closed_at", "") < told.at:
        changed |= {"closed": data["closed"], "closed_at": told.at}
    return _loan(doc, data["loan_id"], changed)


def _classified(doc: Doc, told: Envelope) -> Doc:
    changed = {"class": told.data["after"], "days": told.data["days"], "class_at": told.at}
    return _newer(doc, told, "class_at", changed)


def _overdue(doc: Doc, told: Envelope) -> Doc:
    data = told.data
    changed = {"overdue_days": data["days"], "overdue_fen": data["overdue_fen"], "late_at": told.at}
    return _newer(doc, told, "late_at", changed)


def _newer(doc: Doc, told: Envelope, stamp: str, changed: Doc) -> Doc:
    loan = doc.get("loans", {}).get(told.data["loan_id"], {})
    return doc if loan.get(stamp, "") > told.at else _loan(doc, told.data["loan_id"], changed)


def _loan(doc: Doc, loan_id: str, changed: Doc) -> Doc:
    return doc | {"loans": _merged(doc.get("loans", {}), loan_id, **changed)}


def _moved(measure: str, amount: str = "amount_fen") -> Callable[[Doc, Envelope], Doc]:
    """Counts and sums by month and kind of movement, of twelve months."""

    def change(doc: Doc, told: Envelope) -> Doc:
        month = day_of(told)[:7]
        sums = doc.get(month, {})
        count, fen = sums.get(measure, (0, 0))
        after = doc | {month: sums | {measure: [count + 1, fen + told.data[amount]]}}
        return dict(sorted(after.items())[-_MONTHS:])

    return change


_APPLIED = (_Fold("loans", "borrower_id", _applied),)
FOLDS: Mapping[str, tuple[_Fold, ...]] = {
    "AccountOpened": (_Fold("accounts", "owner", _opened),),
    "AccountClosed": (_Fold("accounts", "account_id", _closed),),
    "DepositPaidOut": (_Fold("accounts", "account_id", _closed),),
    "CashDeposited": (_Fold("behaviour", "account_id", _moved("cash_in")),),
    "CashWithdrawn": (_Fold("behaviour", "account_id", _moved("cash_out")),),
    "TransferMade": (
        _Fold("behaviour", "payer", _moved("transfer_out")),
        _Fold("behaviour", "payee", _moved("transfer_in")),
    ),
    "InterbankSettled": (_Fold("behaviour", "owner", _moved("interbank_out")),),
    "InterbankReceived": (_Fold("behaviour", "owner", _moved("interbank_in")),),
    "ApplicationSubmitted": _APPLIED,
    "ApplicationDeclined": _APPLIED,
    "ApplicationWithdrawn": _APPLIED,
    "ApplicationExpired": _APPLIED,
    "OfferMade": _APPLIED,
    "ContractSigned": _APPLIED,
    "LoanDisbursed": (_Fold("loans", "borrower_id", _lent),),
    "LoanRepaid": (_Fold("loans", "borrower_id", _repaid),),
    "LoanChanged": (_Fold("loans", "borrower_id", _repaid),),
    "LoanClassified": (_Fold("loans", "borrower_id", _classified),),
    "LoanOverdue": (_Fold("loans", "borrower_id", _overdue),),
}


def station_change(told: Envelope, owner_id: str) -> Change:
    """Of StationRegistered and StationTurned: the shop stands in the view of who answers for it."""
    data = told.data

    def change(doc: Doc) -> Doc:
        standing = doc.get(data["station_id"], {})
        if standing.get("at", "") > told.at:
            return doc
        state = {"entity": data["entity"], "state": data.get("status", "registered"), "at": told.at}
        return _merged(doc, data["station_id"], **state)

    return Change(owner_id, "stations", change)


def archive_change(person_id: str, summary: Doc, lives_there: Callable[[], bool]) -> Change:
    """`summary` is what the archive says of the household; an earlier state changes nothing, nor
    does a later one that says the same. `lives_there` is asked after the view was read, so that
    whoever has moved meanwhile is not called back.
    """

    def change(doc: Doc) -> Doc:
        is_old = doc.get("household_id") == summary["household_id"] and (
            doc.get("version", 0) > summary["version"]
        )
        is_news = not is_old and said(doc) != said(summary)
        return summary if is_news and lives_there() else doc

    return Change(person_id, "archive", change)


def said(summary: Doc) -> Doc:
    """What a summary shows: a head's next version may say the same."""
    return {name: told for name, told in summary.items() if name != "version"}


def archive_left(person_id: str, summary: Doc, status: str) -> Change:
    """The person is in that archive no longer; one that they came into since is left alone."""

    def change(doc: Doc) -> Doc:
        is_there = doc.get("household_id") == summary["household_id"]
        if not is_there or doc.get("version", 0) > summary["version"]:
            return doc
        return doc | {"status": status, "version": summary["version"]}

    return Change(person_id, "archive", change)


def joined(part: str, docs: list[Doc]) -> Doc:
    """One person's documents from before a merge, as one: the first is the survivor's."""
    whole: Doc = {}
    for doc in reversed([d for d in docs if d]):
        whole = _sum(whole, doc) if part in ("behaviour", "subsidies") else _union(whole, doc)
    return whole


def _union(one: Doc, other: Doc) -> Doc:
    both = {k for k in one.keys() & other.keys() if isinstance(one[k], dict)}
    return one | other | {k: _union(one[k], other[k]) for k in both}


def _sum(one: Doc, other: Doc) -> Doc:
    return one | {k: _added(one.get(k), v) for k, v in other.items()}


def _added(one: Any, other: Any) -> Any:
    if one is None:
        return other
    if isinstance(other, dict):
        return _sum(one, other)
    if isinstance(other, list):
        return [_added(a, b) for a, b in zip(one, other, strict=True)]
    return max(one, other) if isinstance(other, str) else one + other
