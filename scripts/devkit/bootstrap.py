"""From any `python3` to the project's own environment, with nothing but the standard library.

Every script in this folder starts with `bootstrap.run("devkit.<module>")`: it makes the
environment when it is missing or out of date, starts itself again inside it, and there calls
the module's `main(argv)`. Kept to the oldest Python 3 syntax, so that an old interpreter gets a
sentence and not a SyntaxError.
"""

import contextlib
import importlib
import io
import os
import signal
import subprocess
import sys

from devkit import trouble

OLDEST, NEWEST = (3, 11), (3, 13)
SCRIPTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(os.path.dirname(SCRIPTS), ".local", "venv")
INSIDE = "NONGXIN_BOOTSTRAPPED"


def run(module, environment=True):
    # type: (str, bool) -> None
    """Run `module.main(argv)`; with `environment`, inside the project's venv."""
    try:
        sys.exit(_run(module, environment))
    except KeyboardInterrupt:
        sys.stderr.write("\n%s: interrupted\n" % os.path.basename(sys.argv[0]))
        sys.exit(trouble.INTERRUPTED)
    except BrokenPipeError:  # `scripts/local status | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        failure = trouble.explained(error)
        if failure is None:
            raise
        sys.stderr.write("%s: %s\n" % (os.path.basename(sys.argv[0]), failure.sentence))
        sys.exit(failure.code)


def _run(module, environment):
    # type: (str, bool) -> int
    _need_supported_python()
    signal.signal(signal.SIGTERM, _stop)
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a sign shows `?`
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if environment and os.environ.get(INSIDE) != VENV:
        _enter()
    os.environ.pop(INSIDE, None)
    main = importlib.import_module(module).main
    return int(main(sys.argv[1:]))


def _stop(_number, _frame):
    # type: (int, object) -> None
    """A polite kill ends a script as Ctrl-C does: what it started is stopped first."""
    raise KeyboardInterrupt


def _enter():
    # type: () -> None
    """Make the environment if need be, and replace this process by the same script within it."""
    from devkit import environment

    # Only a script's own words belong on its output: `$(scripts/token …)` may be the first to run.
    with contextlib.redirect_stdout(sys.stderr):
        environment.ensure_venv()
    os.environ.update({INSIDE: VENV, "PYTHONUTF8": "1"})
    python = os.path.join(VENV, "bin", "python")
    _flush()
    os.execve(python, [python, *sys.argv], dict(os.environ))


def _need_supported_python():
    # type: () -> None
    """This interpreter if it is supported, else the first supported one on the PATH."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        python = python_of_minor(minor)
        if python:
            _flush()
            os.execv(python, [python, *sys.argv])
    raise trouble.Trouble(
        "Python 3.11, 3.12 or 3.13 is needed; this is %d.%d (%s) and no other is on the PATH. "
        "Install one (for example the package python3.13) and start this again."
        % (sys.version_info[0], sys.version_info[1], sys.executable),
        trouble.OLD_PYTHON,
    )


def python_of_minor(minor):
    # type: (int) -> str | None
    """The real path of python3.<minor>, or None; a shim without a Python behind it does
    not count.
    """
    probe = "import sys; print(sys.executable if sys.version_info[:2] == (3, %d) else '')" % minor
    try:
        answer = subprocess.check_output(
            ["python3.%d" % minor, "-c", probe], stderr=subprocess.DEVNULL
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.decode().strip() or None


def _flush():
    # type: () -> None
    sys.stdout.flush()
    sys.stderr.flush()
