"""What the routes may refuse, for their documents."""

from __future__ import annotations

from nongxin.access.problems import StepUpNeeded
from nongxin.accounts.tiers.tiers import TierBalance, TierDay, TierYear
from nongxin.accounts.transfers.transfer import PayeeNotMatched, TooManyMisses
from nongxin.kernel.commands import ReversedBefore
from nongxin.kernel.errors import KeyReused, Missing, Problem
from nongxin.ledger.account import AccountNotOpen, InsufficientFunds
from nongxin.ledger.store import AlreadyReversed
from nongxin.lending.intakes.intake import IntakeStands
from nongxin.payments import problems
from nongxin.payments.gateways import BillNotFound
from nongxin.payments.held_card import CardHeld, CardLost
from nongxin.payments.watch import StoppedByWatch
from nongxin.stations.operator import NotOperator, NotSignedOn
from nongxin.stations.station import OutsideHours, StationShut

Refusals = tuple[type[Problem], ...]

STATION: Refusals = (StationShut, OutsideHours, NotOperator, NotSignedOn)
TYPED: Refusals = (problems.NoSuchService, problems.FieldWrong, problems.ProofNeeded)
PIN: Refusals = (problems.NoSuchCard, problems.WrongPin, problems.PinLocked, CardLost)
LIMITS: Refusals = (
    problems.AmountTooSmall, problems.AmountNotMultiple, problems.AboveSingle, problems.AboveDay,
    TierDay, TierYear, TierBalance,
)  # fmt: skip
WATCHED: Refusals = (StoppedByWatch, CardHeld)
ACCOUNTS: Refusals = (
    Missing, InsufficientFunds, AccountNotOpen, PayeeNotMatched, TooManyMisses, problems.NotOwn,
)  # fmt: skip
ASKING: Refusals = (*STATION, *TYPED, *PIN, Missing, BillNotFound, problems.NotAskable)
PAYING: Refusals = (
    *STATION, *TYPED, *PIN, *LIMITS, *ACCOUNTS, *WATCHED, KeyReused, ReversedBefore,
    problems.RefusedBefore,
    problems.DateFar, problems.NotPayable, problems.NotTheOwner, IntakeStands,
)  # fmt: skip
READING: Refusals = (Missing, ReversedBefore, problems.RefusedBefore, problems.FieldWrong)
TAKING_BACK: Refusals = (
    Missing, problems.FieldWrong, problems.NotReversibleNow, problems.PaymentMoved,
    AlreadyReversed, InsufficientFunds,
)  # fmt: skip
BILL: Refusals = (
    Missing, problems.NoSuchService, problems.NotByPhone, problems.FieldWrong, BillNotFound,
)  # fmt: skip
PAYING_BILL: Refusals = (
    Missing, problems.NoSuchService, problems.NotByPhone, problems.FieldWrong, *LIMITS,
    InsufficientFunds, AccountNotOpen, StepUpNeeded, KeyReused,
)  # fmt: skip
