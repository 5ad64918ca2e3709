"""What a Ⅱ or Ⅲ class account (Ⅱ/Ⅲ类户) has moved so far, held against its class's limits."""

from __future__ import annotations

from dataclasses import field, replace
from datetime import date

from nongxin.catalog.accounts import Tier, tier_named
from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.value import value


class UnknownTier(Rule):
    code = "account-tier-unknown"
    zh = "没有{tier}类账户"
    en = "There is no account class {tier}"


class TierFull(Conflict):
    code = "account-tier-full"
    zh = "同一客户在同一法人机构最多开立{most}个{tier}类户"
    en = "One person has at most {most} accounts of class {tier} at one legal entity"


class BindingInvalid(Rule):
    code = "account-binding-invalid"
    zh = "绑定账户须为本人名下正常的Ⅰ类户，且仅Ⅱ、Ⅲ类户可以绑定"
    en = "A class II or III account is bound to an open class I account of the same person"


class TierBalance(Rule):
    code = "account-tier-balance"
    zh = "{tier}类户余额不得超过{most_yuan}元"
    en = "A class {tier} account holds at most CNY {most_yuan}"


class TierDay(Rule):
    code = "account-tier-day-limit"
    zh = "超过{tier}类户日累计限额，今日尚余{left_yuan}元"
    en = "Beyond the daily limit of a class {tier} account: CNY {left_yuan} are left today"


class TierYear(Rule):
    code = "account-tier-year-limit"
    zh = "超过{tier}类户年累计限额，本年尚余{left_yuan}元"
    en = "Beyond the yearly limit of a class {tier} account: CNY {left_yuan} are left this year"


@value
class TierUse:
    """Sums in fen of business day `day` (ISO text) and its year; `bound_to` an account or ""."""

    account_id: str
    bound_to: str = ""
    day: str = ""
    day_in_fen: int = 0
    day_out_fen: int = 0
    year_in_fen: int = 0
    year_out_fen: int = 0
    record_version: int = field(default=0, compare=False)

    def moved(self, tier: Tier, amount_fen: int, day: date, *, incoming: bool) -> TierUse:
        """With one movement more. Raises TierDay or TierYear."""
        now = self._on(day)
        if incoming:
            of_day = now.day_in_fen + amount_fen
            of_year = now.year_in_fen + amount_fen
            _check_day(tier, tier.in_day_most_fen, of_day, amount_fen)
            _check_year(tier, tier.in_year_most_fen, of_year, amount_fen)
            return replace(now, day_in_fen=of_day, year_in_fen=of_year)
        of_day, of_year = now.day_out_fen + amount_fen, now.year_out_fen + amount_fen
        _check_day(tier, tier.out_day_most_fen, of_day, amount_fen)
        _check_year(tier, tier.out_year_most_fen, of_year, amount_fen)
        return replace(now, day_out_fen=of_day, year_out_fen=of_year)

    def _on(self, day: date) -> TierUse:
        """The sums start anew with a day and with a year, and never with an earlier one."""
        if day.isoformat() <= self.day:
            return self
        same_year = self.day[:4] == f"{day:%Y}"
        return replace(
            self,
            day=day.isoformat(),
            day_in_fen=0,
            day_out_fen=0,
            year_in_fen=self.year_in_fen if same_year else 0,
            year_out_fen=self.year_out_fen if same_year else 0,
        )


@value
class Holdings:
    """How many accounts of each class a person has open at a legal entity, and in which counties
    any account of theirs was ever opened there.
    """

    owner: str
    entity: str
    open_by_tier: tuple[tuple[str, int], ...] = ()
    counties: tuple[str, ...] = ()
    record_version: int = field(default=0, compare=False)

    def opened(self, tier: Tier, county: str) -> Holdings:
        """Raises TierFull."""
        counts = dict(self.open_by_tier)
        if counts.get(tier.code, 0) >= tier.most_open:
            raise TierFull(most=tier.most_open, tier=tier.code)
        counts[tier.code] = counts.get(tier.code, 0) + 1
        return replace(
            self,
            open_by_tier=tuple(sorted(counts.items())),
            counties=tuple(sorted({*self.counties, county})),
        )

    def closed(self, tier: Tier) -> Holdings:
        counts = dict(self.open_by_tier)
        counts[tier.code] = max(0, counts.get(tier.code, 0) - 1)
        return replace(self, open_by_tier=tuple(sorted(counts.items())))


def tier_wanted(code: str) -> Tier:
    """Raises UnknownTier."""
    tier = tier_named(code)
    if tier is None:
        raise UnknownTier(tier=code[:8])
    return tier


def check_balance(tier: Tier, balance_fen: int) -> None:
    """Raises TierBalance."""
    if tier.balance_most_fen is not None and balance_fen > tier.balance_most_fen:
        raise TierBalance(tier=tier.code, most_fen=tier.balance_most_fen)


def _check_day(tier: Tier, most_fen: int | None, sum_fen: int, amount_fen: int) -> None:
    if most_fen is not None and sum_fen > most_fen:
        raise TierDay(tier=tier.code, left_fen=most_fen - sum_fen + amount_fen)


def _check_year(tier: Tier, most_fen: int | None, sum_fen: int, amount_fen: int) -> None:
    if most_fen is not None and sum_fen > most_fen:
        raise TierYear(tier=tier.code, left_fen=most_fen - sum_fen + amount_fen)
