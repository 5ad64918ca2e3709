"""What a cold start costs: CPU of importing each door with its layers, against importing boto3.

Fresh processes, one after another, the median of each; only the layers and functions/ are on the
path, with their bytecode. The base is `import boto3; boto3.client("dynamodb")` of the same run.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

from rich.table import Table

from devkit import layers, paths
from tests.bench.show import console, goal

ROUNDS = 11
RATIO_GOAL = 1.3
_BASE = 'import boto3; boto3.client("dynamodb")'
_CPU = "; import resource; r = resource.getrusage(0); print(r.ru_utime + r.ru_stime)"


def main() -> None:
    layers.ensure("local")
    base = _cpu_s(_BASE)
    table = Table(title=f"Import CPU, median of {ROUNDS} fresh processes")
    table.add_column("what", no_wrap=True)
    table.add_column("CPU ms", justify="right")
    table.add_column("ratio", justify="right")
    table.add_row(_BASE, f"{base * 1000:.0f}", "1.00")
    ratios = {}
    for folder in sorted(p.parent.name for p in (paths.ROOT / "functions").glob("*/handler.py")):
        spent = _cpu_s(f"import {folder}.handler")
        ratios[folder] = spent / base
        table.add_row(folder, f"{spent * 1000:.0f}", f"{ratios[folder]:.2f}")
    console.print(table)
    worst = max(ratios, key=lambda folder: ratios[folder])
    goal("the costliest import, as a ratio", round(ratios[worst], 2), RATIO_GOAL, worst)


def _cpu_s(code: str) -> float:
    return statistics.median(_once(code) for _ in range(ROUNDS))


def _once(code: str) -> float:
    """Seconds of CPU, the interpreter's own start taken off."""
    return _spent(code + _CPU) - _spent("pass" + _CPU)


def _spent(code: str) -> float:
    place = paths.LAYERS / "local"
    roots = (place / "vendor" / "python", place / "core" / "python", paths.ROOT / "functions")
    env = {
        "PYTHONPATH": ":".join(map(str, roots)),
        "PATH": "/usr/bin:/bin",
        "AWS_REGION": "cn-northwest-1",
        "AWS_DEFAULT_REGION": "cn-northwest-1",
        "POWERTOOLS_SERVICE_NAME": "bench",
    }
    words = [sys.executable, "-S", "-c", code]
    told = subprocess.run(words, env=env, capture_output=True, text=True, check=True)
    return float(told.stdout)


if __name__ == "__main__":
    main()
