"""scripts/preapprove: the limits that a county's archives and our own books carry (批量授信).

Runs the deployed job (`job_preapprove`) on the seeded local cloud until its pass over the county is
through, then prints the list as officers read it at GET /v1/loans/preapprovals. Nobody outside is
asked, and an application is decided anew.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from devkit import say
from devkit.trouble import Trouble
from nongxin.catalog.places import entity_of
from nongxin.catalog.rules import PRODUCTS
from nongxin.kernel.money import grouped
from nongxin.kernel.rates import shown

if TYPE_CHECKING:
    from nongxin.lending.preapprovals.preapproval import Listed
    from nongxin.parts import Parts

_JOB = "nongxin-local-job_preapprove:live"
_PAGE = 100
_RUNS = 500


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/preapprove",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--county", default="610425", metavar="CODE", help="a seeded county (610425)"
    )
    parser.add_argument("--product", choices=PRODUCTS, default="YND", help="of the list (YND)")
    parser.add_argument("--list", action="store_true", help="read the list, renew nothing")
    told = parser.parse_args(argv)
    p = _parts()
    if entity_of(told.county, p.clock.today()) is None:
        raise Trouble(f"no bank serves {told.county}")
    if not told.list:
        _renew(told.county)
    return _show(told.county, told.product, p)


def _renew(county: str) -> None:
    """One pass, in as many runs of the job as it takes."""
    import boto3
    from botocore.config import Config

    # A run takes minutes, and one that was asked for twice would only be in its own way.
    patient = Config(read_timeout=900, retries={"total_max_attempts": 1})
    functions = boto3.client("lambda", config=patient)
    for _ in range(_RUNS):
        payload = json.dumps({"county": county}).encode()
        answer = functions.invoke(FunctionName=_JOB, Payload=payload)
        told: dict[str, Any] = json.loads(answer["Payload"].read())
        if "FunctionError" in answer or "is_through" not in told:
            raise Trouble(f"{_JOB}: {told.get('errorMessage', told)}")
        say.note(f"{told['looked_at']} archives looked at, {told['limits']} limits of all products")
        if told["is_through"]:
            return
    raise Trouble(f"the pass over {county} does not come to an end")


def _show(county: str, product: str, p: Parts) -> int:
    limits = []
    for each in _listed(county, product, p):
        limits.append(each.limit_fen)
        amount, rate = f"{grouped(each.limit_fen):>12} yuan", shown(each.rate_annual)
        standing = f"{each.grade} {each.score}  until {each.valid_until}"
        say.note(f"{each.village}  {each.household_id}  {amount}  {rate}  {standing}")
    say.note(
        f"{product} in {county}: {len(limits)} households, {grouped(sum(limits))} yuan in all."
    )
    return 0


def _listed(county: str, product: str, p: Parts) -> Iterator[Listed]:
    today, after = p.clock.today(), None
    standing = p.preapprovals.standing(county, today)
    while True:
        page = p.preapprovals.page((county, product, ""), _PAGE, after)
        yield from p.preapprovals.read(page, standing, today)
        after = page.last_key
        if after is None:
            return


def _parts() -> Parts:
    from devkit.seed import running_settings
    from nongxin.parts import Parts

    return Parts(running_settings())
