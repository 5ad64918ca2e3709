"""scripts/layers: the two Lambda layers, for this machine (`local`) and for AWS (`dev`, `prod`).

    build/layers/<target>/vendor/python/…   third-party packages of layers/vendor/requirements.lock
    build/layers/<target>/core/python/…     the project's own package `nongxin`

Both carry bytecode that is trusted as it is (`unchecked-hash`): in Lambda /opt is read-only and a
deployment resets the times of files, so that ordinary bytecode would never be used. Two builds
from the same inputs are equal, byte for byte. `<layer>.stamp` beside each folder holds the
SHA-256 of what it was built from.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from devkit import environment, paths, say
from devkit.bootstrap import python_of_minor
from devkit.trouble import Trouble

SERVICES = frozenset("cloudwatch dynamodb events kms lambda s3 sqs ssm stepfunctions sts".split())
# As endpoints.json names them.
_ADDRESSES = SERVICES - {"cloudwatch", "stepfunctions"} | {"monitoring", "states"}
# What a folder of packages holds that no Lambda reads, or that differs from build to build.
_DROP: tuple[str, ...] = (
    "bin",
    ".lock",
    "*.dist-info/RECORD",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
)
_DROP += ("boto3/examples", "chalice/cli", "chalice/templates", "**/__pycache__")


@dataclass(frozen=True)
class Target:
    """The interpreter that will read a layer: its version, and the platform of its wheels."""

    name: str
    python_version: str
    wheels: str | None  # None: this machine's own

    def python(self) -> str | None:
        """An interpreter of the target's version on this machine, for the bytecode."""
        if self.wheels is None:
            return sys.executable
        return python_of_minor(int(self.python_version.split(".")[1]))

    def tag(self) -> str:
        machine = self.wheels or f"{platform.system()}-{platform.machine()}"
        return f"python{self.python_version} {machine} pyc={self.python() is not None}"


def _targets() -> dict[str, Target]:
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    aws = ("3.13", "aarch64-manylinux_2_28")
    return {
        "local": Target("local", here, None),
        "dev": Target("dev", *aws),
        "prod": Target("prod", *aws),
    }


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/layers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    choices = (*_targets(), "all")
    parser.add_argument("targets", nargs="*", choices=choices, default="all", metavar="target")
    wanted = parser.parse_args(argv).targets
    everything = wanted in ("all", ["all"])
    for name in _targets() if everything else wanted:
        ensure(name)
        say.note(f"{paths.shown(paths.LAYERS / name)}: {_sizes(paths.LAYERS / name)}")
    return 0


def ensure(name: str) -> Path:
    """Build what is missing or out of date of target `name`; returns its folder."""
    target = _targets()[name]
    with environment.alone("layers"):
        _ensure_layer(target, "vendor", _vendor_mark(target), _fill_vendor)
        _ensure_layer(target, "core", _core_mark(target), _fill_core)
    return paths.LAYERS / name


def _ensure_layer(
    target: Target, layer: str, mark: str, fill: Callable[[Target, Path], None]
) -> None:
    place = paths.LAYERS / target.name / layer
    stamp = place.with_suffix(".stamp")
    if place.is_dir() and stamp.exists() and stamp.read_text() == mark:
        return
    work = paths.LAYERS / f".{target.name}-{layer}"
    shutil.rmtree(work, ignore_errors=True)
    with say.step(f"layer {layer} for {target.name} ({target.tag()})"):
        twin = _twin(target, layer, mark)
        if twin:
            shutil.copytree(twin, work, copy_function=os.link)
        else:
            fill(target, work / "python")
            _compile(target, work)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    shutil.rmtree(place, ignore_errors=True)
    work.rename(place)
    stamp.write_text(mark)


def _twin(target: Target, layer: str, mark: str) -> Path | None:
    """The same layer built for another target: dev and prod run on the same Lambda."""
    for stamp in paths.LAYERS.glob(f"*/{layer}.stamp"):
        if stamp.parent.name != target.name and stamp.read_text() == mark:
            return stamp.with_suffix("")
    return None


def _fill_vendor(target: Target, folder: Path) -> None:
    words = [str(paths.VENV / "bin" / "uv"), "pip", "install", "--quiet", "--no-deps"]
    words += ["--require-hashes", "--only-binary", ":all:", "--link-mode", "copy"]
    words += ["--python", sys.executable, "--target", str(folder)]
    if target.wheels:
        words += ["--python-version", target.python_version, "--python-platform", target.wheels]
    environment.call(
        [*words, "-r", str(paths.VENDOR_LOCK)],
        f"The packages of {paths.shown(paths.VENDOR_LOCK)} could not be installed",
        environment.uv_index(),
    )
    _trim(folder)


def _trim(folder: Path) -> None:
    for pattern in _DROP:
        for found in list(folder.glob(pattern)):
            _remove(found)
    for data in (folder / "botocore" / "data", folder / "boto3" / "data"):
        for service in [each for each in data.iterdir() if each.is_dir()]:
            if service.name not in SERVICES:
                _remove(service)
    _trim_endpoints(folder / "botocore" / "data" / "endpoints.json")


def _trim_endpoints(file: Path) -> None:
    """Of 1.2 MB of addresses, which every cold start reads whole, those of our services."""
    told = json.loads(file.read_text("utf-8"))
    for partition in told["partitions"]:
        services = partition["services"]
        partition["services"] = {name: services[name] for name in services if name in _ADDRESSES}
    file.write_text(json.dumps(told, separators=(",", ":")), "utf-8")


def _remove(found: Path) -> None:
    if found.is_dir():
        shutil.rmtree(found)
    else:
        found.unlink(missing_ok=True)


def catalogue_faults() -> str:
    """What is wrong with the catalogue, line by line: it never gets into a layer."""
    from nongxin.decisions.checks import check_catalog
    from nongxin.kernel.clock import SystemClock

    found = check_catalog(SystemClock().today())
    return "\n".join(f"{f.file}:{f.line}: {f.why}" for f in found if f.is_error)


def _fill_core(_target: Target, folder: Path) -> None:
    if faults := catalogue_faults():
        raise Trouble(f"the catalogue is not sound:\n{faults}")
    shutil.copytree(paths.CORE, folder, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))


def _compile(target: Target, layer: Path) -> None:
    """Bytecode by the target's own interpreter, naming the files as Lambda will (/opt/python)."""
    python = target.python()
    if python is None:
        say.note(
            f"  no python{target.python_version} on this machine: the layer has no bytecode, "
            "so cold starts are slower. Build on a machine that has it before deploying."
        )
        return
    words = [python, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    words += ["-s", str(layer), "-p", "/opt", str(layer / "python")]
    # Sets in constants are written in hash order: a fixed seed keeps two builds equal.
    env = environment.variables() | {"PYTHONHASHSEED": "0"}
    done = subprocess.run(words, env=env, text=True, capture_output=True)
    if done.returncode:
        raise Trouble(f"{layer} does not compile:\n{done.stdout.strip()}{done.stderr.strip()}")


def _vendor_mark(target: Target) -> str:
    return _digest(target.tag().encode(), paths.VENDOR_LOCK.read_bytes(), _this_file())


def _core_mark(target: Target) -> str:
    parts = [target.tag().encode(), _this_file()]
    for file in sorted(paths.CORE.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".pyc":
            parts += [str(file.relative_to(paths.CORE)).encode(), file.read_bytes()]
    return _digest(*parts)


def _this_file() -> bytes:
    return Path(__file__).read_bytes()


def _digest(*parts: bytes) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def _sizes(folder: Path) -> str:
    def megabytes(layer: Path) -> float:
        return sum(each.stat().st_size for each in layer.rglob("*") if each.is_file()) / 1e6

    return ", ".join(f"{name} {megabytes(folder / name):.1f} MB" for name in ("vendor", "core"))
