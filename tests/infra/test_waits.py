"""The workflow waits at least as long as the records allow people to take."""

from __future__ import annotations

from datetime import date

from infra.stages import STAGES
from nongxin.catalog.rules import PRODUCTS
from nongxin.lending.approval.refer_application import ANSWER_WITHIN
from nongxin.products.factory import terms_of

DAY_S = 24 * 3600


def test_waits_outlast_what_the_records_allow():
    longest = max(terms_of(p, "2766", date(2026, 11, 25)).offer_days for p in PRODUCTS)
    for stage in STAGES.values():
        assert stage.offer_wait_s > longest * DAY_S
        assert stage.referral_wait_s > ANSWER_WITHIN.total_seconds()
