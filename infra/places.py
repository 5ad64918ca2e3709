"""Where synth finds what it deploys: the functions, the built layers, the event schemas."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from infra import ROOT


class LayersNotBuilt(Exception):
    """A layer folder that `scripts/layers` has not made yet."""


@dataclass(frozen=True)
class Places:
    functions: Path = ROOT / "functions"
    layers: Path = ROOT / "build" / "layers"
    schemas: Path = ROOT / "events" / "schemas"

    def layer(self, target: str, name: str) -> Path:
        """The folder that holds `python/`; raises LayersNotBuilt."""
        place = self.layers / target / name
        if not (place / "python").is_dir():
            raise LayersNotBuilt(f"{place}/python is missing: run scripts/layers {target}")
        return place
