"""The door object, apart from its routes, so that each family of routes can hang on it."""

from __future__ import annotations

from nongxin.kernel.http import Door
from nongxin.kernel.identity import Role

app = Door("auth")
ANYBODY = tuple(Role)
