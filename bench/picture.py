"""The picture of time against scale, as SVG: both axes in powers of ten."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 64, 210, 40, 52
# A colour-blind-safe palette (Okabe and Ito).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000")
STYLE = (
    "text{font:13px sans-serif;fill:#333}.title{font-size:15px}.grid{stroke:#ddd}"
    "polyline{fill:none;stroke-width:2.5}"
)
LABEL_HEIGHT = 17

Times = Mapping[str, Mapping[int, float]]


@dataclass(frozen=True)
class Axis:
    """An axis in powers of ten: `low` and `high` are exponents, `start` and `end` coordinates."""

    low: int
    high: int
    start: float
    end: float

    def place(self, value: float) -> float:
        """The coordinate of a value."""
        share = (log10(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self) -> list[float]:
        """The powers of ten."""
        return [10.0**exponent for exponent in range(self.low, self.high + 1)]


def picture(times: Times) -> str:
    """Draw seconds against scale, one line per contestant.

    Args:
        times: the seconds of each contestant, by scale.
    """
    scales = [float(scale) for of_one in times.values() for scale in of_one]
    seconds = [value for of_one in times.values() for value in of_one.values()]
    across = _axis(scales, LEFT, WIDTH - RIGHT)
    upward = _axis(seconds, HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<style>{STYLE}</style>",
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text class="title" x="{LEFT}" y="22">Seconds for a whole run, by scale</text>',
        *_grid(across, upward),
        *_lines(times, across, upward),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _axis(values: list[float], start: float, end: float) -> Axis:
    low = floor(log10(min(values)))
    return Axis(low, max(ceil(log10(max(values))), low + 1), start, end)


def _grid(across: Axis, upward: Axis) -> list[str]:
    parts = []
    for tick in across.ticks():
        x = across.place(tick)
        parts.append(_line(x, upward.start, x, upward.end))
        parts.append(_text(x, upward.start + 20, f"{tick:g}", "middle"))
    for tick in upward.ticks():
        y = upward.place(tick)
        parts.append(_line(across.start, y, across.end, y))
        parts.append(_text(across.start - 8, y + 4, f"{tick:g} s", "end"))
    middle = (across.start + across.end) / 2
    return [*parts, _text(middle, HEIGHT - 10, "scale (1: the demo's size)", "middle")]


def _lines(times: Times, across: Axis, upward: Axis) -> list[str]:
    parts, ends = [], []
    for colour, (name, of_one) in zip(_colours(len(times)), times.items(), strict=True):
        points = [
            (across.place(scale), upward.place(value)) for scale, value in sorted(of_one.items())
        ]
        drawn = " ".join(f"{x},{y}" for x, y in points)
        parts.append(f'<polyline points="{drawn}" stroke="{colour}"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>' for x, y in points]
        ends.append((points[-1][1], name, colour))
    # Names are at the ends of the lines, moved down where they would overlap.
    below = float(TOP)
    for y, name, colour in sorted(ends):
        below = max(y + 4, below)
        parts.append(
            f'<text x="{across.end + 12}" y="{below}" style="fill:{colour}">{escape(name)}</text>'
        )
        below += LABEL_HEIGHT
    return parts


def _colours(number: int) -> list[str]:
    return [COLOURS[place % len(COLOURS)] for place in range(number)]


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="grid" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
