"""Settings: what a deployment tells the code. Infra writes them, cold start reads them, one class
for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from nongxin.kernel.value import value

_PREFIX = "NONGXIN_"


class SettingMissing(Exception):
    """A name that the function needs is not in its environment; raised at cold start."""


@value
class Settings:
    stage: str
    shard_layout: str
    bus_name: str
    event_log_bucket: str
    evidence_bucket: str
    signing_key_id: str
    data_key_id: str
    failure_queue_url: str
    uploads_bucket: str = ""
    approval_machine_arn: str = ""
    subsidy_machine_arn: str = ""
    # Ids with commas between: keys that sign no token any more, or not yet, but whose tokens count.
    other_signing_key_ids: str = ""
    # "yes": a share of what the rules approve is drawn for an officer's review (DEC008).
    sample_reviews: str = "yes"
    # What personal fields are sealed with from now on: aes-256-gcm or sm4-gcm.
    cipher: str = "aes-256-gcm"
    # "yes": a partner may be called back on this very machine (a developer's).
    callbacks_on_loopback: str = ""
    sms_url: str = ""
    bureau_url: str = ""
    network_url: str = ""
    billers_url: str = ""

    def to_env(self) -> dict[str, str]:
        return {_PREFIX + f.name.upper(): str(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        values = {f.name: env.get(_PREFIX + f.name.upper()) for f in fields(cls)}
        absent = [_PREFIX + name.upper() for name, value in values.items() if value is None]
        if absent:
            raise SettingMissing("not in the environment: " + ", ".join(sorted(absent)))
        return cls(**{name: value for name, value in values.items() if value is not None})
