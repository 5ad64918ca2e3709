"""What every file of the catalogue must be: its columns, what makes a row single, what it names.

`file_checks` holds the files against it. A loader still checks each row that it reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class File(NamedTuple):
    """`columns`: words `name:kind`, `?` where the cell may be empty. `key`: the columns that no two
    rows share, or, where rows have days, no two rows in force at once. `names`: column -> file and
    column in which its value must stand.
    """

    columns: str
    key: str
    names: Mapping[str, str] = {}

    @property
    def kinds(self) -> dict[str, str]:
        return dict(word.split(":") for word in self.columns.split())


_DATED = " valid_from:day valid_to:day?"
_WHY = " evidence:text?"
_FACT, _RULE, _ENTITY = "facts.csv name", "rules.csv code", "legal_entities.csv code"

FILES: Mapping[str, File] = {
    "account_tiers.csv": File(
        "tier:code kind:code name_zh:text most_open:whole balance_most_fen:whole?"
        " in_day_most_fen:whole? in_year_most_fen:whole? out_day_most_fen:whole?"
        " out_year_most_fen:whole? source:text", "tier",
    ),
    "aml_rules.csv": File(
        "code:code kind:code test:code measure:code least_fen:whole times:whole? percent:percent?"
        " name_zh:text" + _WHY, "code",
    ),
    "authorities.csv": File(
        "code:code name_zh:text may_deduct:flag longest_months:whole least_officers:whole" + _WHY,
        "code",
    ),
    "banks.csv": File("code:code name_zh:text" + _WHY, "code"),
    "card_inputs.csv": File(
        "card:code version:whole variable:code facts:code how:code? codes:text? products:text?",
        "card version variable", {"card": "scorecards.csv code", "facts": _FACT},
    ),
    "challengers.csv": File(
        "champion:code challenger:code share_percent:percent" + _DATED + _WHY,
        "champion challenger",
        {"champion": "scorecards.csv code", "challenger": "scorecards.csv code"},
    ),
    "class_floors.csv": File(
        "finding:code class:code name_zh:text name_en:text" + _DATED + _WHY, "finding",
    ),
    "classification.csv": File("class:code dpd_from:whole" + _DATED + _WHY, "class"),
    "collection.csv": File(
        "dpd_from:whole dpd_to:whole? score:text score_from:whole balance:text"
        " balance_from_cny:whole step:code" + _WHY,
        "dpd_from score_from balance_from_cny",
    ),
    "counties.csv": File(
        "code:code name_zh:text name_en:text prefecture_code:code prefecture_zh:text"
        " prefecture_en:text region_zh:text poverty_county:flag rural_households_est:whole"
        " terminals_est:whole archives_est:whole" + _DATED + " successor:code?" + _WHY,
        "code",
    ),
    "county_code_history.csv": File("code:code name:text from_year:whole? to_year:whole?",
                                    "code from_year"),
    "crop_margin.csv": File(
        "crop_code:code crop_zh:text region_zh:text gross_cny_mu:number net_margin_cny_mu:number"
        " local_main:flag" + _WHY, "crop_code region_zh",
    ),
    "customer_tags.csv": File("code:code name_zh:text name_en:text", "code"),
    "deposit_insurance.csv": File("most_fen:whole premium_rate_yearly:number" + _DATED + _WHY, ""),
    "deposit_interest.csv": File(
        "kind:code series:code tenor:code settles_on:text rate_of:code" + _WHY, "kind",
    ),
    "dormancy.csv": File("kind:code idle_days:whole most_fen:whole" + _WHY, "kind"),
    "entity_counties.csv": File(
        "entity:code county:code" + _DATED + _WHY, "county",
        {"entity": _ENTITY, "county": "counties.csv code"},
    ),
    "facts.csv": File(
        "name:code type:code unit:text? codes:text? low:number? high:number? source:code"
        " missing:code name_zh:text name_en:text", "name",
    ),
    "grades.csv": File("product:product grade:code score_from:whole" + _DATED + _WHY,
                       "product grade"),
    "holidays.csv": File("date:day kind:code name:text", "date"),
    "legal_entities.csv": File(
        "code:code name:text short:text type:code hq:code outlets_est:whole" + _DATED
        + " successor:code?" + _WHY + " note:text?", "code", {"hq": "counties.csv code"},
    ),
    "limit_components.csv": File(
        "product:product group:whole code:code fact:code rule:code? times:number by_term:yes?"
        " name_zh:text name_en:text" + _DATED,
        "product group code", {"fact": _FACT, "rule": _RULE},
    ),
    "limit_matrix.csv": File(
        "product:product band:whole village_grade:code? cap_percent:percent" + _DATED + _WHY,
        "product band village_grade",
    ),
    "livestock.csv": File(
        "species:code name_zh:text name_en:text region_zh:text unit_value_cny:number"
        " net_margin_cny:number" + _WHY, "species region_zh",
    ),
    "narratives.csv": File("code:code zh:text en:text", "code"),
    "overridable.csv": File("product:product field:code low:number high:number" + _WHY,
                            "product field"),
    "overrides.csv": File(
        "entity:code product:product version:whole" + _DATED + " field:code value:number" + _WHY,
        "entity product field", {"entity": _ENTITY},
    ),
    "payment_limits.csv": File(
        "channel:code single_fen:whole day_fen:whole day_count:whole step_up_single_fen:whole"
        " step_up_day_fen:whole" + _DATED + _WHY, "channel",
    ),
    "instalments.csv": File("product:product rounding:code multiple_fen:whole holidays:code"
                            + _DATED + _WHY, "product"),
    "interest_subsidies.csv": File(
        "product:product term_from:whole term_to:whole series:code tenor:code most_cny:whole"
        " percent:percent" + _DATED + _WHY, "product term_from",
    ),
    "payment_systems.csv": File(
        "code:code name_zh:text most_fen:whole? opens:text closes:text workdays_only:code" + _WHY,
        "code",
    ),
    "payout_products.csv": File("product:product" + _DATED + _WHY, "product"),
    "price_grid.csv": File(
        "product:product grade:code term_from:whole term_to:whole base:code spread_rule:code?"
        " spread_bp:whole? term_bp:whole" + _DATED + _WHY,
        "product grade term_from", {"spread_rule": _RULE},
    ),
    "product_methods.csv": File(
        "product:product method:code every_months:whole? term_min:whole term_max:whole",
        "product method every_months term_min",
    ),
    "product_purposes.csv": File(
        "product:product purpose:code archive_code:code? name_zh:text name_en:text",
        "product purpose",
    ),
    "products.csv": File(
        "code:product version:whole" + _DATED + " name_zh:text name_en:text card:code"
        " amount_min_cny:whole amount_max_cny:whole legal_max_cny:whole? term_min:whole"
        " term_max:whole drawdown_max:whole guarantees:text day_count:code repay_order:text"
        " repay_order_90:text" + _WHY, "code", {"card": "scorecards.csv code"},
    ),
    "provision_rates.csv": File(
        "class:code rate_pct:number low_pct:number high_pct:number" + _DATED + _WHY, "class",
    ),
    "rate_resets.csv": File("product:product resets:code series:code? tenor:code?" + _DATED
                            + _WHY, "product"),
    "tranches.csv": File("product:product most_further:whole within_months:whole" + _DATED + _WHY,
                         "product"),
    "rates.csv": File("series:code effective_date:day tenor:code rate_pct:number" + _WHY,
                      "series tenor effective_date"),
    "retention.csv": File(
        "category:code name_zh:text name_en:text years:whole law:text", "category"
    ),
    "risk_funds.csv": File(
        "product:product county:code fund_percent:percent bank_percent:percent dpd_from:whole"
        + _DATED + _WHY, "product county",
    ),
    "rule_tunings.csv": File(
        "entity:code code:code product:product" + _DATED + " value:text" + _WHY,
        "entity code product", {"entity": _ENTITY, "code": _RULE},
    ),
    "rules.csv": File(
        "code:code family:code name_zh:text name_en:text kind:code variable:code op:text unit:code?"
        " YND:text? FPD:text? ESD:text? DSD:text? XFD:text? action:code tune:text? reason_zh:text"
        " reason_en:text" + _DATED + " version:whole" + _WHY, "code",
    ),
    "score_bands.csv": File(
        "card:code version:whole band:whole score_from:whole score_to:whole? probability:number"
        " policy:code" + _WHY, "card version band", {"card": "scorecards.csv code"},
    ),
    "score_bins.csv": File(
        "card:code version:whole variable:code when:text points:whole" + _WHY,
        "card version variable when", {"card": "scorecards.csv code"},
    ),
    "scorecards.csv": File(
        "code:code name_zh:text name_en:text high_is:code raw_min:whole raw_max:whole"
        " raw_from:whole raw_to:whole out_from:whole out_to:whole" + _DATED + " version:whole",
        "code",
    ),
    "service_fields.csv": File(
        "name:code type:code pattern:text? guard:code name_zh:text" + _WHY, "name",
    ),
    "commissions.csv": File(
        "service:code flat_fen:whole basis_points:whole most_fen:whole" + _DATED + _WHY,
        "service", {"service": "services.csv code"},
    ),
    "services.csv": File(
        "code:code module:code name_zh:text name_en:text action:code cash:code account:code"
        " float:code fields:text least_fen:whole? step_fen:whole? single_most_fen:whole?"
        " day_most_fen:whole? fee_bp:whole fee_least_fen:whole fee_most_fen:whole auth:text"
        " reversal:code until:text? partner:code settles:code query_first:flag confirm:flag"
        " offline_days:whole by_phone:flag average_fen:whole share_pct:number peak:text?" + _DATED
        + " found:text? evidence:text",
        "code",
    ),
    "shards.csv": File("layout:code prefecture:code shard:code", "layout prefecture"),
    "station_rules.csv": File(
        "code:code test:code services:text least_fen:whole? times:whole? minutes:whole?"
        " days:whole? from:text? until:text? effect:code name_zh:text name_en:text" + _DATED
        + _WHY, "code",
    ),
    "subsidies.csv": File(
        "code:code name_zh:text category:text department:text level:text basis:text"
        " amount_min:number amount_max:number unit:text payments_per_year:text typical_months:text"
        " target:text" + _WHY + " note:text?",
        "code", {"code": "subsidy_treatment.csv code"},
    ),
    "subsidy_treatment.csv": File(
        "code:code name_zh:text treatment:code income_weight:number archive_check:code?" + _WHY,
        "code", {"code": "subsidies.csv code"},
    ),
    "time_deposits.csv": File(
        "code:code name_zh:text kind:code tenor:code months:whole notice_days:whole least_fen:whole"
        + _WHY, "code",
    ),
    "towns.csv": File(
        "code:code name:text type:code county_code:code villages:whole communities:whole"
        " other:whole", "code",
    ),
    "vat_rates.csv": File("seat:code rate_pct:number" + _DATED + _WHY, "seat"),
    "vat_reliefs.csv": File("product:product most_cny:whole" + _DATED + _WHY, "product"),
    "webhook_retries.csv": File("attempt:whole after_s:whole source:text", "attempt"),
}  # fmt: skip
