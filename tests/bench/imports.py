"""CPU of a cold start: importing a handler, then making its clients, beside plain boto3 with one.

Medians over fresh processes. They see what Lambda does, the layers with their bytecode and the
function's own folder; the base is boto3 as pip installs it, with its bytecode. Processor time, user
and system, each round measuring all of them, so that a busy machine disturbs all alike.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from statistics import median

from rich.table import Table

from devkit import layers, paths
from infra.functions import FUNCTIONS, Function, May, Trigger, those
from infra.stages import LOCAL
from nongxin.kernel.settings import Settings
from tests.bench.show import console, goal

GOAL = 1.3
ROUNDS = 11
WORKER_ROUNDS = 5  # nobody waits for a worker, so its figure may be rougher
# What rights let a function make, beside the DynamoDB client of a shard.
_CLIENTS = {
    May.SIGN_TOKENS: "kms",
    May.CHECK_TOKENS: "kms",
    May.OPEN_PERSONAL_DATA: "kms",
    May.KEEP_EVIDENCE: "s3",
    May.READ_EVIDENCE: "s3",
    May.LOG_EVENTS: "s3",
    May.READ_EVENT_LOG: "s3",
    May.PUBLISH_EVENTS: "events",
    May.START_APPROVAL: "stepfunctions",
    May.ANSWER_APPROVAL: "stepfunctions",
}
_COUNTED = """
import resource
def spent():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
begun = spent()
{first}
half = spent()
{then}
print(half - begun, spent() - begun)
"""

Spent = tuple[float, float]


def main() -> None:
    layers.ensure(LOCAL.name)
    found: dict[str, list[Spent]] = {name: [] for name in ("", *(f.folder for f in FUNCTIONS))}
    people = {"", *(f.folder for f in those(Trigger.HTTP, Trigger.AUTHORIZER))}
    for number in range(ROUNDS + 1):  # the first one fills the disk's cache and is not counted
        for name, times in found.items():
            if name in people or number <= WORKER_ROUNDS:
                times.append(_once(name))
    show({name: _medians(times[1:]) for name, times in found.items()})


def show(spent: dict[str, Spent]) -> None:
    base = spent[""][1]
    table = Table(title=f"CPU of a cold start in ms; boto3 and a client: {base * 1000:.0f}")
    table.add_column("function", no_wrap=True)
    for name in ("import", "ratio", "and clients", "ratio"):
        table.add_column(name, justify="right")
    for function in FUNCTIONS:
        cells = [c for s in spent[function.folder] for c in (f"{s * 1000:.0f}", f"{s / base:.2f}")]
        table.add_row(function.folder, *cells)
    console.print(table)
    for function in those(Trigger.HTTP, Trigger.AUTHORIZER):
        imported, whole = spent[function.folder]
        note = f"with every client {whole / base:.2f}"
        goal(f"import of {function.folder}", round(imported / base, 2), GOAL, note)


def _once(folder: str) -> Spent:
    """Seconds after the import and after the clients; of the base where no folder is named."""
    first, then = _code(next((f for f in FUNCTIONS if f.folder == folder), None))
    done = subprocess.run(
        [sys.executable, "-S", "-c", _COUNTED.format(first=first, then=then)],
        env=_environment(folder), cwd=paths.TMP, text=True, capture_output=True, check=True,
    )  # fmt: skip
    imported, whole = done.stdout.split()[-2:]
    return float(imported), float(whole)


def _code(function: Function | None) -> tuple[str, str]:
    if function is None:
        return "import boto3", "boto3.client('dynamodb')"
    services = sorted({_CLIENTS[may] for may in function.may if may in _CLIENTS})
    made = [f"aws.client({name!r})" for name in services]
    made += ["aws.dynamodb('north')"] if function.reads or function.writes else []
    then = ["from nongxin.parts import parts", "aws = parts().aws", *made]
    return f"import {function.folder}.handler", "\n".join(then)


def _environment(folder: str) -> dict[str, str]:
    layer = paths.LAYERS / LOCAL.name
    roots = [paths.ROOT / "functions", layer / "core" / "python", layer / "vendor" / "python"]
    if not folder:
        roots = [Path(sysconfig.get_path("purelib"))]
    settings = Settings(LOCAL.name, LOCAL.shard_layout, "b", "b", "b", "k", "k", "https://q")
    return settings.to_env() | {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(str(root) for root in roots),
        "AWS_DEFAULT_REGION": "cn-northwest-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
    }


def _medians(times: list[Spent]) -> Spent:
    return median(first for first, _ in times), median(whole for _, whole in times)
