"""Run a module as `python -m` would, and end it when the process that started it is gone.

Standard input is a pipe whose other end the starter holds: it closes when the starter ends, however
it ends (also by kill -9). Then this process gets SIGTERM, so that a local cloud saves its state.
Started by `processes.Process`; needs nothing but the standard library.
"""

import os
import runpy
import signal
import sys
import threading
import time

_GRACE_S = 20


def _watch(pipe: int) -> None:
    while os.read(pipe, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_S)
    os._exit(1)


if __name__ == "__main__":
    leash = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    threading.Thread(target=_watch, args=(leash,), daemon=True).start()
    module, sys.argv = sys.argv[1], sys.argv[1:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
