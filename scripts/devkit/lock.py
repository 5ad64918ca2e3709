"""scripts/lock: write the lock files anew, after pyproject.toml or package.json was changed.

    requirements.lock                  packages of .local/venv: building and testing
    requirements-cloud.lock            packages of .local/cloud: the local cloud
    layers/vendor/requirements.lock    packages that run in Lambda
    package-lock.json                  the CDK command line

A version that is locked now stays while pyproject.toml allows it. The locks hold versions and
hashes for every supported Python and machine, and no registry's address, so that a mirror works
unchanged. The package registries must be within reach.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess

from devkit import environment, node, paths, say
from devkit.trouble import Trouble

OLDEST_PYTHON = "3.11"
# Chalice declares what only its command line uses; the vendor layer leaves it out.
CLI_ONLY = ("click", "inquirer", "pip", "pyyaml", "setuptools", "wheel")
_ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/lock",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    newest = "take the newest version of every Python package that pyproject.toml allows"
    parser.add_argument("--upgrade", action="store_true", help=newest)
    upgrade = ["--upgrade"] if parser.parse_args(argv).upgrade else []
    _compile(paths.DEV_LOCK, ["--group", "dev", "pyproject.toml", *upgrade])
    _compile(paths.CLOUD_LOCK, ["--group", "cloud", *upgrade])
    _compile(paths.VENDOR_LOCK, ["pyproject.toml", "--excludes", _excludes(), *upgrade])
    _lock_node()
    return 0


def _excludes() -> str:
    paths.TMP.mkdir(parents=True, exist_ok=True)
    file = paths.TMP / "excludes.txt"
    file.write_text("".join(f"{name}\n" for name in CLI_ONLY))
    return str(file)


def _compile(lock: os.PathLike[str], what: list[str]) -> None:
    words = [str(paths.VENV / "bin" / "uv"), "pip", "compile", "--quiet", "--universal"]
    words += ["--python-version", OLDEST_PYTHON, "--generate-hashes", "--no-header"]
    words += ["--output-file", str(lock), *what]
    with say.step(os.path.relpath(lock, paths.ROOT)):
        _call(words, environment.uv_index())
    with open(lock) as written:
        if _ADDRESS.search(written.read()):
            raise Trouble(f"{lock} names a registry's address; it must not.")


def _lock_node() -> None:
    runs = node.ensure_node()
    words = [str(runs), str(node.npm_of(runs)), "install", "--package-lock-only"]
    with say.step("package-lock.json"):
        _call(words, {})


def _call(words: list[str], more: dict[str, str]) -> None:
    env = environment.variables() | more
    done = subprocess.run(words, env=env, cwd=paths.ROOT, text=True, capture_output=True)
    if done.returncode:
        raise Trouble(f"{words[1]} {words[2]} failed:\n{done.stderr.strip()}")
