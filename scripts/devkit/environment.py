"""The two Python environments, from hashed locks, inside `.local`.

Runs on a bare Python (standard library only), before anything is installed. Each part has a
stamp that names what it was made from, so that a second call costs a few milliseconds.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from devkit import paths, say, trouble
from devkit.trouble import Trouble

STAMP = "nongxin.stamp"
_UNREACHABLE = re.compile(
    r"NewConnectionError|ConnectTimeout|Temporary failure in name resolution|Network is unreachable"
    r"|Could not connect|Connection refused|dns error|error sending request|ENOTFOUND|EAI_AGAIN"
    r"|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|Failed to fetch|No matching distribution found for uv"
)


def variables() -> dict[str, str]:
    """The environment of every child: nothing of it reads or writes a person's own folders."""
    drop = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
    kept = {k: v for k, v in os.environ.items() if k not in drop and not k.startswith("AWS_")}
    cache = paths.CACHE
    bins = [str(paths.VENV / "bin"), kept.get("PATH", os.defpath)]
    return kept | {
        "PATH": os.pathsep.join(bins),
        "PYTHONUTF8": "1",
        "PIP_CACHE_DIR": str(cache / "pip"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "UV_CACHE_DIR": str(cache / "uv"),
        "UV_PYTHON_DOWNLOADS": "never",
        "npm_config_cache": str(cache / "npm"),
        "npm_config_update_notifier": "false",
        "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(cache / "jsii"),
        "CDK_HOME": str(cache / "cdk"),
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "AWS_CONFIG_FILE": str(cache / "no-aws-config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(cache / "no-aws-credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "TMPDIR": str(paths.TMP),
    }


def ensure_venv(refresh: bool = False) -> None:
    """Make `.local/venv` what requirements.lock says.

    An environment in good order is kept whichever supported Python asks; with `refresh` (that is
    `scripts/setup`) it is made anew when the asking Python is another one.
    """
    if _fresh(paths.VENV, paths.DEV_LOCK, _version() if refresh else None):
        return
    with alone("setup"):
        if _fresh(paths.VENV, paths.DEV_LOCK, _version() if refresh else None):
            return
        say.note(f"Making the environment in {paths.shown(paths.LOCAL)} (Python {_version()})")
        _make_venv()
        _sync(paths.VENV, paths.DEV_LOCK)
        _link_sources()
        _stamp(paths.VENV, paths.DEV_LOCK)


def ensure_cloud() -> Path:
    """Make `.local/cloud`, which holds the local cloud alone, with the venv's Python."""
    ensure_venv()
    wanted = _stamped_version(paths.VENV)
    if not _fresh(paths.CLOUD_VENV, paths.CLOUD_LOCK, wanted):
        with alone("setup"):
            if not _fresh(paths.CLOUD_VENV, paths.CLOUD_LOCK, wanted):
                _sync_cloud()
    return paths.CLOUD_VENV / "bin" / "python"


def _make_venv() -> None:
    if _venv_python_version(paths.VENV) == _version():
        return
    if importlib.util.find_spec("ensurepip") is None:
        raise _missing("ensurepip")
    if importlib.util.find_spec("venv") is None:
        raise _missing("venv")
    shutil.rmtree(paths.VENV, ignore_errors=True)
    words = [sys.executable, "-m", "venv", str(paths.VENV)]
    with say.step("an empty environment"):
        call(words, "The environment could not be made")


def _missing(module: str) -> Trouble:
    return Trouble(
        f"this Python ({sys.executable}) has no module {module!r}. Debian and Ubuntu keep it in a "
        f"package of its own: install python{_version()}-venv and start this again.",
        trouble.MISSING_MODULE,
    )


def _sync(venv: Path, lock: Path) -> None:
    """Install exactly the lock, hashes checked, with the uv that the lock itself pins."""
    uv = paths.VENV / "bin" / "uv"
    if not uv.exists():
        _bootstrap_uv()
    words = [str(uv), "pip", "sync", "--quiet", "--require-hashes", "--python"]
    words += [str(venv / "bin" / "python"), str(lock)]
    with say.step(f"packages of {lock.name}"):
        call(words, f"The packages of {lock.name} could not be installed", uv_index())


def _sync_cloud() -> None:
    if _venv_python_version(paths.CLOUD_VENV) != _stamped_version(paths.VENV):
        shutil.rmtree(paths.CLOUD_VENV, ignore_errors=True)
        words = [str(paths.VENV / "bin" / "uv"), "venv", "--quiet", "--python"]
        words += [str(paths.VENV / "bin" / "python"), str(paths.CLOUD_VENV)]
        call(words, "The environment of the local cloud could not be made")
    _sync(paths.CLOUD_VENV, paths.CLOUD_LOCK)
    _stamp(paths.CLOUD_VENV, paths.CLOUD_LOCK)


def _bootstrap_uv() -> None:
    pinned = re.search(r"^uv==.*?(?=^[^\s#])|^uv==.*", paths.DEV_LOCK.read_text(), re.M | re.S)
    if pinned is None:
        raise Trouble(f"{paths.DEV_LOCK.name} does not pin uv; run scripts/lock.")
    paths.TMP.mkdir(parents=True, exist_ok=True)
    wanted = paths.TMP / "uv.txt"
    wanted.write_text(pinned[0])
    words = [str(paths.VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-deps"]
    words += ["--require-hashes", "--only-binary", ":all:", "-r", str(wanted)]
    with say.step("uv, the installer"):
        call(words, "uv could not be installed")


def uv_index() -> dict[str, str]:
    """A package mirror that pip is told to use holds for uv too, which reads no pip settings."""
    if "UV_DEFAULT_INDEX" in os.environ or "UV_INDEX_URL" in os.environ:
        return {}
    mirror = os.environ.get("PIP_INDEX_URL", "")
    return {"UV_DEFAULT_INDEX": mirror} if mirror else {}


def _link_sources() -> None:
    """Let the venv import the project's own folders (nothing is built or copied)."""
    site = next(paths.VENV.glob("lib/python3*/site-packages"))
    (site / "nongxin.pth").write_text("".join(f"{root}\n" for root in paths.IMPORT_ROOTS))


def call(words: list[str], sorry: str, more: dict[str, str] | None = None) -> None:
    """Run a quiet command in the clone; its last words are shown only when it fails."""
    paths.TMP.mkdir(parents=True, exist_ok=True)
    env = variables() | (more or {})
    done = subprocess.run(
        words, env=env, cwd=paths.ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode == 0:
        return
    tail = "\n".join(done.stdout.strip().splitlines()[-15:])
    if _UNREACHABLE.search(done.stdout):
        raise Trouble(
            f"{sorry}: the package registry cannot be reached. Check the network, the proxy or "
            f"the mirror (PIP_INDEX_URL, npm_config_registry) and start this again.\n{tail}",
            trouble.NO_NETWORK,
        )
    raise Trouble(f"{sorry}:\n{tail}")


@contextlib.contextmanager
def alone(what: str) -> Iterator[None]:
    """One process at a time makes `what`; the others wait and then find it made."""
    paths.LOCAL.mkdir(exist_ok=True)
    with (paths.LOCAL / f"{what}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say.note(f"  another script is at work on this too ({what}); waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _version() -> str:
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def _mark(venv: Path, lock: Path) -> str:
    """What an environment is made of; its place counts, since a venv cannot be moved."""
    return f"{digest(lock)} {venv}"


def _fresh(venv: Path, lock: Path, version: str | None) -> bool:
    made = text(venv / STAMP)
    if not (venv / "bin" / "python").exists() or not made:
        return False
    mark, _, stamped = made.rpartition(" python")
    return mark == _mark(venv, lock) and version in (None, stamped)


def _stamp(venv: Path, lock: Path) -> None:
    (venv / STAMP).write_text(f"{_mark(venv, lock)} python{_venv_python_version(venv)}")


def _stamped_version(venv: Path) -> str:
    return text(venv / STAMP).rpartition(" python")[2]


def _venv_python_version(venv: Path) -> str | None:
    """The version of a venv that still works where it lies; None for none or a broken one."""
    probe = "import sys; print(sys.prefix, '%d.%d' % sys.version_info[:2])"
    words = [str(venv / "bin" / "python"), "-c", probe]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    prefix, _, version = done.stdout.strip().rpartition(" ")
    return version if Path(prefix) == venv else None


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def text(path: Path) -> str:
    return path.read_text() if path.exists() else ""
