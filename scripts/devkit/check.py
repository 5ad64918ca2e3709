"""scripts/check: style, house rules, types, imports, no stray host name, every stage's templates.

Every step runs, also after one that failed; what a step says is shown only when it failed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from devkit import cdk, layers, node, paths, say
from devkit.trouble import FAILED_STEP, Trouble

# Stage and region of each assembly; production must do in both partitions.
SYNTHS = (
    ("local", "cn-northwest-1"),
    ("dev", "cn-northwest-1"),
    ("prod", "cn-northwest-1"),
    ("prod", "ap-southeast-1"),
)
_CHINESE = "cn-"
_LINES_SHOWN = 60
_CDK_ALWAYS = ("W3005",)  # the CDK writes dependencies out that a reference already makes
# cfn-lint's schema of state machines knows no ARN whose partition is a parameter.
_PARTITION_LEFT_OPEN = re.compile(r"'arn:\$\{Partition\}:states:::[\w:.]+' does not match")
# Hosts that a committed file may name: examples, schema ids, licences, the loopback, AWS.
_HOST = re.compile(r"https?://(?:[^/\s\"'`@]*@)?(?P<host>[A-Za-z0-9.-]+\.[A-Za-z]{2,})")
_REGISTRY = re.compile(
    r"(^|\.)(pypi\.org|pythonhosted\.org|npmjs\.(org|com)|npmmirror\.com|yarnpkg\.com|crates\.io)$"
    r"|(^|\.)(mirrors?|registry|nexus|artifactory|proxy)\."
)

Step = Callable[[], str]


def main(argv: list[str]) -> int:
    steps = _steps()
    parser = argparse.ArgumentParser(
        prog="scripts/check",
        description=__doc__,
        epilog="Steps: " + ", ".join(steps),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("only", nargs="*", metavar="step", help="these steps alone")
    wanted = parser.parse_args(argv).only or list(steps)
    unknown = [name for name in wanted if name not in steps]
    if unknown:
        parser.error(f"no such step: {', '.join(unknown)} (there are {', '.join(steps)})")
    failed = [name for name in wanted if not _passes(name, steps[name])]
    say.note(f"\n{len(wanted) - len(failed)} of {len(wanted)} steps are ok.")
    return FAILED_STEP if failed else 0


def _steps() -> dict[str, Step]:
    steps: dict[str, Step] = {
        "format": lambda: _tool("ruff", "format", "--check", "--output-format", "concise", "."),
        "lint": lambda: _tool("ruff", "check", "--output-format", "concise", "."),
        "tidy": lambda: _tool("pytest", "--quiet", "--tb=short", "tests/unit/test_tidy.py"),
        "types": lambda: _tool("mypy"),
        "imports": _imports,
        "hosts": _hosts,
        "catalogue": layers.catalogue_faults,
    }
    for stage, region in SYNTHS:
        steps[f"synth-{stage}-{region}"] = partial(_synth, stage, region)
    steps["partition"] = _partition
    steps["cfn-lint"] = _cfn_lint
    return steps


def _passes(name: str, step: Step) -> bool:
    begun = time.monotonic()
    try:
        said = step()
    except Trouble as failure:
        said = failure.sentence or "it failed without a word"
    word = "failed" if said else "ok"
    say.note(f"{name:<28} {word:<6} {time.monotonic() - begun:6.1f} s")
    if said:
        lines = said.strip().splitlines()
        more = f"… and {len(lines) - _LINES_SHOWN} lines more" if len(lines) > _LINES_SHOWN else ""
        for line in filter(None, [*lines[:_LINES_SHOWN], more]):
            say.note(f"    {line}")
    return not said


def _tool(name: str, *words: str, more: dict[str, str] | None = None) -> str:
    """What the tool says when it fails; nothing when it passes."""
    env = node.for_cdk() | (more or {})
    done = subprocess.run(
        [str(paths.VENV / "bin" / name), *words],
        cwd=paths.ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return (done.stdout or f"{name} ended with {done.returncode}") if done.returncode else ""


def _imports() -> str:
    roots = os.pathsep.join(map(str, paths.IMPORT_ROOTS))
    cache = str(paths.CACHE / "import-linter")
    said = _tool("lint-imports", "--cache-dir", cache, more={"PYTHONPATH": roots})
    return said[said.find("Contracts\n") :] if said else ""


def _synth(stage: str, region: str) -> str:
    layers.ensure(stage)
    cdk.assembly(_assembly_name(stage, region), _context(stage, region), region, validate=True)
    return ""


def _partition() -> str:
    """AWS China has its own partition: a literal ARN of the other one would fail silently."""
    bad = []
    for template in _templates(_CHINESE):
        text = template.read_text()
        bad += [f"{template.name}: {found[0]}" for found in re.finditer(r"arn:aws:[^\"]*", text)]
    return "\n".join(bad)


def _cfn_lint() -> str:
    return "\n".join(
        f"{each['Rule']['Id']} {Path(each['Filename']).name}"
        f":{each['Location']['Start']['LineNumber']}"
        f" {each['Message']}"
        for region in sorted({region for _, region in SYNTHS})
        for each in _linted(region)
        if not _PARTITION_LEFT_OPEN.match(each["Message"])
    )


def _linted(region: str) -> list[dict[str, Any]]:
    files = [str(each) for each in _one_shard_each(_templates(region))]
    words = ("--regions", region, "--ignore-checks", *_CDK_ALWAYS, "--format", "json", "--", *files)
    said = _tool("cfn-lint", *words)
    try:
        found: list[dict[str, Any]] = json.loads(said or "[]")
    except json.JSONDecodeError:
        raise Trouble(said) from None
    return found


def _one_shard_each(templates: list[Path]) -> Iterator[Path]:
    """The shards of a stage are alike but for their names: one speaks for all (a minute less)."""
    seen = set()
    for template in templates:
        kind = (template.parent, re.sub(r"-shard-\w+", "-shard", template.name))
        if kind not in seen:
            seen.add(kind)
            yield template


def _hosts() -> str:
    """No registry's or mirror's address in a committed file: clones install from their own."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=paths.ROOT, capture_output=True, text=True, check=True
    ).stdout
    bad = []
    for name in filter(None, listed.split("\0")):
        bad += [f"{name}: {host}" for host in _registries_in(paths.ROOT / name)]
    return "\n".join(bad)


def _registries_in(file: Path) -> list[str]:
    try:
        text = file.read_text()
    except (UnicodeDecodeError, OSError):
        return []
    return [m["host"] for m in _HOST.finditer(text) if _REGISTRY.search(m["host"])]


def _templates(region: str) -> list[Path]:
    """The templates of every stage that goes to AWS, in the regions that begin with `region`."""
    found: list[Path] = []
    for stage, where in SYNTHS:
        if stage != "local" and where.startswith(region):
            folder = cdk.ASSEMBLIES / _assembly_name(stage, where)
            found += sorted(folder.glob("*.template.json"))
    if not found:
        raise Trouble("there is no template to look at: the synth step failed or did not run.")
    return found


def _assembly_name(stage: str, region: str) -> str:
    return f"check-{stage}-{region}"


def _context(stage: str, region: str) -> dict[str, str]:
    return {"stage": stage, "region": region}
