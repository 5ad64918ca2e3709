"""Open a time deposit (开立定期存款) out of a demand deposit of the same person."""

from __future__ import annotations

from dataclasses import asdict, replace

from nongxin.accounts.events import AccountOpened
from nongxin.accounts.open_account import OpenAccount, OpeningParts, new_card
from nongxin.accounts.time_deposits.deposit import begun, check_least, product_named
from nongxin.accounts.time_deposits.deposit_store import DynamoDeposits
from nongxin.catalog.accounts import tiers
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Rule
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.ledger.account import Account
from nongxin.ledger.post import Books, book
from nongxin.ledger.posting import NewAccount, Posting, check_amount, credit, debit


class SourceInvalid(Rule):
    code = "time-deposit-source-invalid"
    zh = "定期存款须由Ⅰ类户或Ⅱ类户转入"
    en = "A time deposit is opened out of a class I or II account"


@value
class OpenDeposit:
    """`renews`: at maturity, principal and interest for as long again (自动转存)."""

    source: Account
    product: str
    amount_fen: int
    renews: bool = False


@value
class DepositParts:
    opening: OpeningParts
    deposits: DynamoDeposits
    books: Books


def open_deposit(command: OpenDeposit, key: CommandKey, parts: DepositParts) -> Outcome:
    """Answers the account's card with the certificate's number, rate and maturity.

    Money that becomes a deposit of the same person does not count against the limits of a Ⅱ class
    account (银发〔2015〕392号: it may buy deposits). Raises UnknownProduct, BelowLeast, SourceInvalid,
    InsufficientFunds, AccountNotOpen.
    """
    check_amount(command.amount_fen)
    product = product_named(command.product)
    check_least(product, command.amount_fen)
    source = command.source
    tier = tiers().get(source.kind_code)
    if tier is None or tier.balance_most_fen is not None:
        raise SourceInvalid()
    county, today = county_of(source.id), parts.books.day(source.entity).today
    card = new_card(OpenAccount(source.owner, source.entity, county), product.kind, parts.opening)
    serial = parts.opening.numbers.next(county, "certificate")
    certificate = f"{source.entity}{county}{serial:08d}"
    deposit = replace(
        begun(product, card.id, certificate, today), renews=command.renews, pays_to=source.id
    )
    new = NewAccount(product.kind, source.entity, source.owner)
    legs = [
        debit(source.id, command.amount_fen),
        credit(card.id, command.amount_fen, new),
    ]
    opened = AccountOpened(
        county=county, account_id=card.id, owner=card.owner, entity=card.entity, kind=card.kind
    )
    events = outbox([opened], parts.books.calendar.clock)
    booked = book(Posting("TIME_DEPOSIT", None, None, legs), key, parts.books, events)
    opening = parts.opening
    blind = opening.vault.blind("account", card.number)
    return booked.outcome(
        asdict(card)
        | {
            "certificate": certificate,
            "rate_annual": str(deposit.rate),
            "matures_on": deposit.matures_on.isoformat() if deposit.matures_on else None,
        },
        opening.accounts.add(card, "[]"),
        opening.directory.claim("account", blind, card.id),
        parts.deposits.save(deposit),
    )
