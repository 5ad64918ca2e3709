"""The door itself, which the route files share."""

from __future__ import annotations

from nongxin.kernel.http import Door

app = Door("archives")
