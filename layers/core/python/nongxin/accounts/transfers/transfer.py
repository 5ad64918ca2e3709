"""A transfer (转账) and its refusals: to whom, how much, and what its payer confirms."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from nongxin.catalog.accounts import tiers
from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.value import value
from nongxin.ledger.account import Account, AccountNotOpen, AccountState

LONGEST_REMARK = 60
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_TAKES = frozenset({AccountState.OPEN, AccountState.RECEIVE_ONLY, AccountState.DORMANT})


class PayeeNotMatched(Rule):
    """One answer for an unknown number, another's name and a closed account: it tells nothing."""

    code = "payee-not-matched"
    zh = "收款账号与户名不符，请核对后重试"
    en = "The payee's account number and name do not belong together"


class PayeeCannotReceive(Conflict):
    code = "payee-cannot-receive"
    zh = "收款账户暂不能收款"
    en = "The payee's account cannot take money at present"


class SameAccount(Rule):
    code = "same-account"
    zh = "收款账户与付款账户相同"
    en = "Payer's and payee's account are the same"


class NotATransferAccount(Rule):
    code = "account-kind-cannot-transfer"
    zh = "账户种类{kind}不能转账"
    en = "An account of kind {kind} cannot be used for transfers"


class BadRemark(Rule):
    code = "remark-invalid"
    zh = "附言最多{most}个字，且不含控制字符"
    en = "A remark has at most {most} characters and no control characters"


class TooManyMisses(Rule):
    """Whoever guesses names or numbers is stopped for the day: to send it again is of no use."""

    code = "payee-checks-used-up"
    zh = "今日收款人信息核对失败次数过多，请明日再试"
    en = "Too many payees did not match today: try again tomorrow"


@value
class TransferMoney:
    """`payment_key` is the command's Idempotency-Key: what is confirmed is this one payment."""

    account_id: str
    payee_number: str
    payee_name: str
    amount_fen: int
    remark: str
    payment_key: str
    step_up_token: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over the payment's fields, a line each: what a step-up token is bound to.

        A token given for one payment therefore serves no other, not even the same one again.
        """
        lines = ("transfer", self.account_id, self.payee_number, self.payee_name,
                 str(self.amount_fen), self.remark, self.payment_key)  # fmt: skip
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@value
class Payee:
    account: Account
    number: str
    name: str


def same_name(told: str, known: str) -> bool:
    """Names compare in canonical form (NFKC) without blanks; the dot of a name may be any dot."""
    return _plain(told) == _plain(known)


def is_transfer_kind(kind_code: str) -> bool:
    """Settlement accounts of persons (Ⅰ、Ⅱ、Ⅲ类户): what is saved for a term does not move so."""
    return kind_code in tiers()


def check_remark(remark: str) -> None:
    """Raises BadRemark."""
    if len(remark) > LONGEST_REMARK or _CONTROL.search(remark):
        raise BadRemark(most=LONGEST_REMARK)


def check_payer(account: Account) -> None:
    """Raises NotATransferAccount, or AccountNotOpen, which names the state."""
    if not is_transfer_kind(account.kind_code):
        raise NotATransferAccount(kind=account.kind_code)
    if account.state is not AccountState.OPEN:
        raise AccountNotOpen(state=account.state.value)


def takes_money(account: Account) -> bool:
    return account.state in _TAKES


def check_payee(account: Account) -> None:
    """Raises PayeeCannotReceive, which does not tell a stranger why."""
    if not takes_money(account):
        raise PayeeCannotReceive()


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name)
    return re.sub(r"[\u2022\u30fb\u2027\u22c5.]", "·", re.sub(r"\s", "", folded))
