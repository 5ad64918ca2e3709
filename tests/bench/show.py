"""How the figures are printed: tables, and one line per figure with its goal."""

from __future__ import annotations

from rich.console import Console

console = Console()
console.width = max(console.width, 110)


def goal(name: str, figure: float | str, limit: float | None = None, note: str = "") -> None:
    """One figure; `limit` is the most that it should be."""
    text = figure if isinstance(figure, str) else f"{figure:g}"
    aim = "" if limit is None else f"goal ≤ {limit:g}"
    mark = ""
    if limit is not None and not isinstance(figure, str):
        mark = "met" if figure <= limit else "MISSED"
    console.print(f"  {name:<46} {text:>12}  {aim:<12} {mark:<7} {note}".rstrip(), highlight=False)
