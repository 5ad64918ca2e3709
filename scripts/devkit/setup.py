"""scripts/setup: everything that the other scripts need, so that they can start at once."""

from __future__ import annotations

import argparse
import sys
import time

from devkit import environment, node, say


def main(argv: list[str]) -> int:
    about = (
        "Make .local/venv and .local/cloud from the lock files, with the Python that runs this, "
        "and install the CDK command line. Every other script does this by itself when needed."
    )
    argparse.ArgumentParser(prog="scripts/setup", description=about).parse_args(argv)
    begun = time.monotonic()
    environment.ensure_venv(refresh=True)
    environment.ensure_cloud()
    node.ensure_cdk()
    version = ".".join(map(str, sys.version_info[:3]))
    say.note(f"Ready in {time.monotonic() - begun:.1f} s (Python {version}).")
    return 0
