"""Names of the tables: stage, context, shard. The one place that spells them, for code and infra
alike.
"""

from __future__ import annotations

# Contexts that are sharded by county, one table each per shard.
CONTEXTS = (
    "access",
    "accounts",
    "aml",
    "archives",
    "audit",
    "customers",
    "ledger",
    "lending",
    "partners",
    "payments",
    "stations",
)
# Contexts that keep personal fields, sealed under their county's data key.
SEALED_CONTEXTS = (
    "access", "accounts", "aml", "archives", "customers", "lending", "partners", "payments",
    "stations",
)  # fmt: skip
# Contexts whose records officers look up by what is to be done (a sparse index named `work`).
WITH_WORK_INDEX = ("accounts", "archives", "lending", "payments")
WORK_INDEX = "work"
TTL_ATTRIBUTE = "expires_at"


def table_name(stage: str, context: str, shard: str) -> str:
    return f"nongxin-{stage}-{context}-{shard}"


def directory_table(stage: str) -> str:
    """The province-wide table: look-ups by blind index, business dates, the county map, keys."""
    return f"nongxin-{stage}-directory"
