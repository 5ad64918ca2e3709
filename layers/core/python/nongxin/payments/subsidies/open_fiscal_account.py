"""Open a bureau's account for subsidies (财政补贴专户)."""

from __future__ import annotations

from nongxin.catalog.places import entity_of
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import new_id
from nongxin.ledger.account import Account
from nongxin.ledger.post import opening
from nongxin.ledger.store import JournalRecord
from nongxin.payments.subsidies.ports import SubsidyParts
from nongxin.payments.subsidies.subsidy_file import FISCAL
from nongxin.payments.subsidies.subsidy_store import FiscalAccount


def open_fiscal_account(county: str, name: str, by: Principal, parts: SubsidyParts) -> Outcome:
    """Raises Missing for a county out of reach."""
    entity = entity_of(county, parts.clock.today())
    if not by.serves(county) or entity is None:
        raise Missing()
    account_id = new_id("ac", county, parts.clock)
    account = Account(account_id, FISCAL, entity, account_id)
    kept = parts.files.add_account(county, FiscalAccount(account_id, name, entity))
    answer = {"account_id": account_id, "name": name, "balance_fen": 0}
    return Outcome(answer, [kept, opening(account, parts.books)], JournalRecord())
