"""MiniStack, quicker: its settings come by the environment (devkit/cloud.py)."""

import os

from ministack.app import main

from devkit.emulator import key_conditions, layers

if __name__ == "__main__":
    os.environ.pop("PYTHONPATH", None)
    key_conditions.compare_at_once()
    layers.unpack_once()
    main()
