"""The doors' Chalice apps, loaded from their folders for their routes alone."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from chalice.app import Chalice

_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Route:
    """`path` as the gateway knows it, /v1/<door>/…. `for_people`: a person's token is needed."""

    method: str
    path: str
    name: str
    for_people: bool

    @property
    def parameters(self) -> list[str]:
        return _PARAMETER.findall(self.path)


def load_app(functions: Path, folder: str) -> Chalice:
    """The `app` of functions/<folder>/handler.py. The module must import without AWS and
    environment. Whoever else imports it meets nothing of this.
    """
    with _forgotten(folder):
        package = ModuleType(folder)
        package.__path__ = [str(functions / folder)]
        sys.modules[folder] = package  # so that `<folder>.contracts` is found, as in Lambda
        file = functions / folder / "handler.py"
        spec = importlib.util.spec_from_file_location(f"{folder}.handler", file)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        app: Chalice = module.app
        return app


@contextmanager
def _forgotten(folder: str) -> Iterator[None]:
    """No module of a folder is known meanwhile; afterwards those that were before."""
    before = _take_out(folder)
    try:
        yield
    finally:
        _take_out(folder)
        sys.modules.update(before)


def _take_out(folder: str) -> dict[str, ModuleType]:
    names = [name for name in sys.modules if f"{name}.".startswith(f"{folder}.")]
    return {name: sys.modules.pop(name) for name in names}


def routes_of(app: Chalice, door: str) -> list[Route]:
    """The door's routes under /v1/<door>, in order of path and method."""
    return sorted(_routes(app, door), key=lambda route: (route.path, route.method))


def _routes(app: Chalice, door: str) -> Iterator[Route]:
    for path, methods in app.routes.items():
        for method, entry in methods.items():
            contract: Any = getattr(entry.view_function, "__contract__", None)
            for_people = bool(contract.roles) if contract else entry.authorizer is not None
            yield Route(method, f"/v1/{door}{path}".rstrip("/"), entry.view_name, for_people)
