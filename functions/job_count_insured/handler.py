"""Count what deposit insurance covers at an entity, {"entity": "2758"}, and keep the report."""

from __future__ import annotations

from typing import Any

from nongxin.accounts.insurance.count_insured import count_insured
from nongxin.parts import parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    p = parts()
    report = count_insured(str(event["entity"]), p.insured)
    p.storage.commit(p.insurance.save(report))
    return report.told
