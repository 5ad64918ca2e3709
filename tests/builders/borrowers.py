"""A loan in the whole bank over memory, lent to a customer who is there already."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from nongxin.kernel.ids import sibling
from nongxin.lending.contracts.disburse_loan import disburse_loan
from tests.builders.lending import a_signed, an_offer, application_id
from tests.builders.payers import Payer
from tests.fakes.parts import FakeParts


def lend(p: FakeParts, payer: Payer, amount_fen: int = 4_000_000, number: int = 1) -> str:
    """The loan's id; the money is on the payer's account."""
    signed = a_signed(number)
    parties = replace(signed.parties, borrower_id=payer.who.id)
    offer = an_offer(amount_fen=amount_fen, account_id=payer.account_id)
    write = p.applications.add(replace(signed, parties=parties, offer=offer), "[]")
    cast(Any, write.record).version = signed.version
    p.storage.commit(write)
    disburse_loan(application_id(number), p.disbursing)
    return sibling(application_id(number), "ln")
