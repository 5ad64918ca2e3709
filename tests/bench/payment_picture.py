"""Load and latency over time as one SVG, drawn by hand: no library, any browser shows it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

_WIDTH, _HEIGHT, _LEFT, _GAP = 720, 180, 60, 50
_LOAD, _P50, _P95, _GOAL, _INK = "#7aa874", "#3b6ea5", "#c0504d", "#999999", "#333333"


class Bin(NamedTuple):
    """A 24th of the time: operations a second, and seconds that they took."""

    rate: float
    p50: float
    p95: float


def draw(title: str, bins: list[Bin], goal_s: float, seconds: float, file: Path) -> None:
    top = max(*(each.rate for each in bins), 0.1)
    slow = max(*(each.p95 for each in bins), goal_s) * 1.1
    bottom = _GAP + _HEIGHT
    under = bottom + _GAP + _HEIGHT
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDTH + 20}" '
            f'height="{under + 60}" font-family="sans-serif" font-size="12" fill="{_INK}">'
        ),
        '<rect width="100%" height="100%" fill="white"/>',
        _text(_LEFT, 20, title, 15),
        _text(_LEFT, _GAP - 8, "operations a second"),
        *_bars(bins, top, bottom),
        *_axis(top, bottom, "{:.1f}"),
        _text(_LEFT, bottom + _GAP - 8, "seconds from due to answered"),
        _text(_LEFT + 230, bottom + _GAP - 8, "p50", colour=_P50),
        _text(_LEFT + 270, bottom + _GAP - 8, "p95", colour=_P95),
        _text(_LEFT + 310, bottom + _GAP - 8, f"goal of p95: {goal_s:g} s", colour=_GOAL),
        _line([(0, goal_s), (len(bins), goal_s)], len(bins), slow, under, _GOAL, dashed=True),
        _line(_points(bins, "p50"), len(bins), slow, under, _P50),
        _line(_points(bins, "p95"), len(bins), slow, under, _P95),
        *_axis(slow, under, "{:.2f}"),
        *_hours(len(bins), under),
        _text(_LEFT, under + 40, f"24 parts of the time; all of it took {seconds / 60:g} minutes"),
        "</svg>",
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(parts), "utf-8")


def _bars(bins: list[Bin], top: float, bottom: int) -> list[str]:
    width = _WIDTH / len(bins)
    return [
        f'<rect x="{_LEFT + number * width + 1:.1f}" y="{bottom - each.rate / top * _HEIGHT:.1f}" '
        f'width="{width - 2:.1f}" height="{each.rate / top * _HEIGHT:.1f}" fill="{_LOAD}"/>'
        for number, each in enumerate(bins)
    ]


def _points(bins: list[Bin], name: str) -> list[tuple[float, float]]:
    """In the middle of each part; one in which nothing was due is left out."""
    return [(n + 0.5, getattr(each, name)) for n, each in enumerate(bins) if each.rate]


def _line(
    points: list[tuple[float, float]], count: int, top: float, bottom: int, colour: str,
    *, dashed: bool = False,
) -> str:  # fmt: skip
    told = " ".join(
        f"{_LEFT + x / count * _WIDTH:.1f},{bottom - y / top * _HEIGHT:.1f}" for x, y in points
    )
    dash = ' stroke-dasharray="6 4"' if dashed else ""
    return f'<polyline points="{told}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'


def _axis(top: float, bottom: int, shape: str) -> list[str]:
    found = [(f'<path d="M{_LEFT} {bottom - _HEIGHT}V{bottom}H{_LEFT + _WIDTH}" fill="none" '
             f'stroke="{_INK}"/>')]  # fmt: skip
    for part in (0, 0.5, 1):
        y = bottom - part * _HEIGHT + 4
        told = shape.format(top * part)
        found.append(f'<text x="{_LEFT - 6}" y="{y:.0f}" text-anchor="end">{told}</text>')
    return found


def _hours(count: int, bottom: int) -> list[str]:
    return [
        f'<text x="{_LEFT + (n + 0.5) / count * _WIDTH:.1f}" y="{bottom + 16}" '
        f'text-anchor="middle">{n}</text>'
        for n in range(0, count, 2)
    ]


def _text(x: float, y: float, text: str, size: int = 12, colour: str = _INK) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}">{safe}</text>'
