"""scripts/close-loans [COUNTY …]: the day close of loans on the local cloud, as LoanDay does it.

Calls the deployed job (`job_close_loans`) for each county until its day is whole; what was closed
today already is found so. Without a county: all of them, one after another. With --machine it
starts the state machine instead and tells its execution.
"""

from __future__ import annotations

import argparse
import json
import os
from typing import Any

from devkit import cloud as clouds
from devkit import say
from devkit.trouble import Trouble
from nongxin.catalog.places import entity_of
from nongxin.kernel.clock import SystemClock

_JOB = "nongxin-local-job_close_loans:live"
_MACHINE = "nongxin-local-loan-day"
_RUNS = 500


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/close-loans",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "county", nargs="*", metavar="COUNTY", help="a county's code; all where none is named"
    )
    parser.add_argument("--machine", action="store_true", help="start LoanDay, which closes all")
    told = parser.parse_args(argv)
    cloud = clouds.main()
    if not cloud.running() or not cloud.outputs():
        raise Trouble("the local cloud is not there; scripts/local seed makes and fills it.")
    os.environ.update(cloud.variables())
    if told.machine:
        return _start()
    named = told.county or [each["county"] for each in _call({})["counties"]]
    today = SystemClock().today()
    if unknown := [county for county in named if entity_of(county, today) is None]:
        raise Trouble(f"no bank serves {', '.join(unknown)}")
    for county in named:
        _close(county)
    return 0


def _close(county: str) -> None:
    loans = 0
    for _ in range(_RUNS):
        told = _call({"county": county})
        loans += told["loans"]
        if told["whole"]:
            refused = f", {len(told['refused'])} refused" if told["refused"] else ""
            say.note(f"{county}: {told['day']} is closed, {loans} loans looked at{refused}")
            return
    raise Trouble(f"the day of {county} does not come to an end")


def _call(payload: dict[str, Any]) -> dict[str, Any]:
    import boto3
    from botocore.config import Config

    # A run takes minutes, and one that was asked for twice would only be in its own way.
    patient = Config(read_timeout=900, retries={"total_max_attempts": 1})
    functions = boto3.client("lambda", config=patient)
    answer = functions.invoke(FunctionName=_JOB, Payload=json.dumps(payload).encode())
    told: dict[str, Any] = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise Trouble(f"{_JOB}: {told.get('errorMessage', told)}")
    return told


def _start() -> int:
    import boto3

    machines = boto3.client("stepfunctions")
    known = machines.list_state_machines()["stateMachines"]
    found = next((m for m in known if m["name"] == _MACHINE), None)
    if found is None:
        raise Trouble(f"{_MACHINE} is not deployed; scripts/local deploy does that.")
    run = machines.start_execution(stateMachineArn=found["stateMachineArn"])
    say.note(run["executionArn"])
    return 0
