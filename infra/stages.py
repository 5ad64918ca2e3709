"""All that differs between local, dev and prod, in one typed object. Code elsewhere never asks a
stage's name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from nongxin.catalog.places import shard_map

_DAY_S = 24 * 3600
_MARGIN_S = 15 * 60


@dataclass(frozen=True)
class Channel:
    """Who calls through the same kind of client: an API key and its limits (assumed)."""

    name: str
    rate_per_s: int
    burst: int
    quota_per_day: int


CHANNELS = (
    Channel("mobile", 60, 120, 1_000_000),
    Channel("officers", 20, 40, 300_000),
    Channel("stations", 60, 120, 1_000_000),
    Channel("partners", 60, 120, 500_000),
)


@dataclass(frozen=True)
class Stage:
    """What a stage has. The defaults are production's; the other stages say what they leave out."""

    name: str
    shard_layout: str = "city"  # of nongxin.catalog's shards.csv

    # Data
    keeps_data: bool = True  # RETAIN and deletion protection on everything that holds state
    point_in_time_recovery: bool = True
    evidence_lock: Literal["COMPLIANCE", "GOVERNANCE"] | None = "COMPLIANCE"
    # Five years of the longest loan, and ten after it: 反洗钱法 (2024) art. 34.
    evidence_lock_days: int = 15 * 365
    event_log_days: int = 400
    bucket_access_logs: bool = True

    # Functions
    architecture: Literal["arm64", "x86_64"] = "arm64"
    log_retention_days: int = 400
    traced: bool = True

    # Tokens. The first key signs, the tokens of all count: see nongxin/access/signing.py.
    signing_keys: tuple[str, ...] = ("signing",)

    # Gateway
    channels: tuple[Channel, ...] = CHANNELS
    keys_required: bool = True
    gateway_account_role: bool = True
    responses_in_document: bool = True

    # What the local cloud's CloudFormation refuses
    tide: bool = True
    bus_archive_days: int | None = 90
    event_registry: bool = True
    machine_logs: bool = True
    metric_math: bool = True  # alarms over several metrics
    metrics_bound: bool = True  # roles may tell figures in our own namespace only

    alarms_notify: bool = True
    tls_only: bool = True
    checked_by_nag: bool = True
    uses_cli_credentials: bool = False

    # How long the workflow waits for people. The records hold the true dates: these only have to
    # end
    # after them (refer_application.ANSWER_WITHIN, 2 days; DEC009, at most 60 days), with a margin
    # for
    # a signature made at the last moment to arrive.
    referral_wait_s: int = 2 * _DAY_S + _MARGIN_S
    offer_wait_s: int = 60 * _DAY_S + _MARGIN_S

    # A share of automatic approvals is drawn for an officer's review (DEC008). Not on a developer's
    # machine, where the same farmer shall have the same day each time.
    sample_reviews: bool = True

    # Whether a partner may be called back on the loopback: a developer's machine alone.
    callbacks_on_loopback: bool = False

    # What personal fields are sealed with; sm4-gcm where 商用密码 is asked for. Either opens both.
    cipher: str = "aes-256-gcm"

    # Outside systems (assumed addresses; `-c sms_url=` and so on tell others)
    sms_url: str = "https://sms.nongxin.example"
    bureau_url: str = "https://bureau.nongxin.example"
    network_url: str = "https://payments.nongxin.example"
    billers_url: str = "https://billers.nongxin.example"

    @property
    def shards(self) -> list[str]:
        return sorted(set(shard_map(self.shard_layout).values()))


PROD = Stage("prod")

DEV = Stage(
    "dev",
    shard_layout="two",
    keeps_data=False,
    point_in_time_recovery=True,
    evidence_lock="GOVERNANCE",
    evidence_lock_days=1,
    event_log_days=35,
    log_retention_days=30,
    tide=False,
)

LOCAL = Stage(
    "local",
    shard_layout="two",
    keeps_data=False,
    point_in_time_recovery=False,
    # MiniStack's CloudFormation drops the lock; scripts/local sets it on the bucket after a deploy.
    evidence_lock=None,
    evidence_lock_days=1,
    event_log_days=35,
    bucket_access_logs=False,
    architecture="x86_64",
    log_retention_days=1,
    traced=False,
    keys_required=False,
    gateway_account_role=False,
    responses_in_document=False,
    tide=False,
    bus_archive_days=None,
    event_registry=False,
    machine_logs=False,
    metric_math=False,
    metrics_bound=False,
    alarms_notify=False,
    tls_only=False,
    checked_by_nag=False,
    uses_cli_credentials=True,
    sample_reviews=False,
    callbacks_on_loopback=True,
    sms_url="http://127.0.0.1:4600",
    bureau_url="http://127.0.0.1:4600",
    network_url="http://127.0.0.1:4600",
    billers_url="http://127.0.0.1:4600",
)

STAGES = {stage.name: stage for stage in (LOCAL, DEV, PROD)}


class UnknownStage(Exception):
    """A stage that nobody has described."""


def stage_named(name: str, region: str) -> Stage:
    """The stage as it can be in that region; raises UnknownStage.

    AWS China has no X-Ray for Lambda, so nothing is traced there.
    """
    if name not in STAGES:
        raise UnknownStage(f"stage {name!r} is none of {', '.join(STAGES)}")
    stage = STAGES[name]
    return replace(stage, traced=False) if region.startswith("cn-") else stage
