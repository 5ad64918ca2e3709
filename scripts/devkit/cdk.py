"""Synthesise and deploy the CDK app with the pinned command line.

An assembly is kept in `build/assemblies/<name>` and made anew only when something that it is made
from has changed, so that a second cloud (a test's own) need not wait for a second synthesis.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from devkit import environment, kept, layers, node, paths, say
from devkit.cloud import LocalCloud
from devkit.trouble import Trouble

Context = Mapping[str, str]
ASSEMBLIES = paths.ROOT / "build" / "assemblies"
_SOURCES = ("infra", "functions", "events", "cdk.json", "requirements.lock", "package-lock.json")
_SHOWN = re.compile(r"^\s*(✅|❌)\s")
_LOG_LINES_SHOWN = 40
_QUALIFIER = "hnb659fds"  # the CDK's default


def assembly(name: str, context: Context, region: str, validate: bool = False) -> Path:
    """The synthesised app for `context` (with `stage` in it); `name` is its folder.

    Raises Trouble with the CDK's own words when the app does not synthesise.
    """
    layers.ensure(context["stage"])
    folder = ASSEMBLIES / name
    stamp = folder.with_suffix(".stamp")
    mark = fingerprint(context, [region, str(validate)])
    with environment.alone(f"synthesis-{name}"):
        if not (folder.is_dir() and stamp.exists() and stamp.read_text() == mark):
            stamp.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
            _synthesise(folder, context, region, validate)
            stamp.write_text(mark)
    return folder


def deploy(cloud: LocalCloud, context: Context | None = None, force: bool = False) -> bool:
    """Deploy stage `local` into a running local cloud; False when nothing had changed."""
    context = {"stage": "local", **(context or {})}
    layers.ensure("local")
    mark = fingerprint(context, [cloud.identity()])
    done = cloud.home / "deployed.json"
    if not force and kept.read(done).get("mark") == mark:
        return False
    done.unlink(missing_ok=True)
    with say.step("templates and assets for stage local"):
        folder = assembly(_name(context), context, _region_of(cloud))
    _need_asset_bucket(cloud)
    words = ["deploy", "--all", "--app", str(folder), "--require-approval", "never"]
    words += ["--outputs-file", str(cloud.home / "outputs.json"), *_words(context)]
    _run(words, cloud.variables(), cloud.home / "deploy.log")
    _lock_evidence(cloud)
    kept.write(done, {"mark": mark})
    return True


def _lock_evidence(cloud: LocalCloud) -> None:
    """The local cloud's CloudFormation drops a bucket's lock; so it is set as AWS would have it."""
    rule = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}
    for values in cloud.outputs().values():
        if bucket := values.get("EvidenceBucket"):
            cloud.client("s3").put_object_lock_configuration(
                Bucket=bucket,
                ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule},
            )


def _need_asset_bucket(cloud: LocalCloud) -> None:
    """The one thing of `cdk bootstrap` that a deployment with the caller's own rights needs."""
    s3 = cloud.client("s3")
    account = cloud.client("sts").get_caller_identity()["Account"]
    region = _region_of(cloud)
    bucket = f"cdk-{_QUALIFIER}-assets-{account}-{region}"
    if bucket not in [each["Name"] for each in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})


def fingerprint(context: Context, more: Iterable[str] = ()) -> str:
    """One hash over everything that a deployment with `context` is made from."""
    whole = hashlib.sha256(json.dumps([sorted(context.items()), list(more)]).encode())
    for file in _source_files():
        whole.update(f"{file.relative_to(paths.ROOT)}\0".encode())
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    for stamp in sorted((paths.LAYERS / context["stage"]).glob("*.stamp")):
        whole.update(stamp.read_bytes())
    return whole.hexdigest()


def _source_files() -> list[Path]:
    found = []
    for name in _SOURCES:
        place = paths.ROOT / name
        found += [place] if place.is_file() else list(place.rglob("*"))
    return sorted(f for f in found if f.is_file() and "__pycache__" not in f.parts)


def _name(context: Context) -> str:
    """A folder per context, so that two clouds with different ones do not push each other out."""
    others = {k: v for k, v in context.items() if k != "stage"}
    digest = hashlib.sha256(json.dumps(others, sort_keys=True).encode()).hexdigest()[:8]
    return f"{context['stage']}-{digest}" if others else context["stage"]


def _region_of(cloud: LocalCloud) -> str:
    return cloud.variables()["AWS_REGION"]


def _words(context: Context) -> list[str]:
    words = [word for pair in context.items() for word in ("-c", f"{pair[0]}={pair[1]}")]
    return ["--no-notices", "--no-version-reporting", *words]


def _synthesise(folder: Path, context: Context, region: str, validate: bool) -> None:
    words = ["synth", "--quiet", "--output", str(folder), *_words(context)]
    words += [] if validate else ["--no-validation"]
    env = {"AWS_REGION": region, "AWS_DEFAULT_REGION": region, "CDK_DEFAULT_REGION": region}
    _run(words, env, folder.with_suffix(".log"))


def _run(words: list[str], env: Mapping[str, str], log: Path) -> None:
    """Run the CDK's command line, its words going to `log`, its milestones to the screen."""
    log.parent.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    with log.open("w") as kept:
        child = subprocess.Popen(
            [*node.ensure_cdk(), *words, "--ci"],
            env={**node.for_cdk(), **env},
            cwd=paths.ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a Ctrl-C reaches us alone, and we end the whole family
        )
        try:
            for line in child.stdout or ():
                kept.write(line)
                if _SHOWN.search(line):
                    say.note(f"    {time.monotonic() - begun:5.1f} s  {line.strip()}")
        except BaseException:
            os.killpg(child.pid, signal.SIGTERM)
            raise
        finally:
            child.wait()
    if child.returncode:
        raise Trouble(f"cdk {words[0]} failed ({paths.shown(log)}):\n{_reason(log.read_text())}")


def _reason(said: str) -> str:
    """What failed, without the roll-back that follows; else the last lines."""
    at = said.rfind("Failed resources:")
    return said[at:].strip() if at >= 0 else "\n".join(said.splitlines()[-_LOG_LINES_SHOWN:])
