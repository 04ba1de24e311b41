"""The picture of where the time of a run goes, as SVG: a panel per run, a bar per step."""

from collections.abc import Mapping, Sequence
from html import escape

from bench.picture import COLOURS
from bench.profile import Profiled

WIDTH, LEFT, RIGHT = 760, 150, 90
ROW, BAR, HEAD = 20, 14, 44
# Steps that take less than this share of a run are one bar together.
LEAST_SHARE = 0.01
STYLE = "text{font:12px sans-serif;fill:#333}.title{font-size:15px}.axis{stroke:#999}"


def bars(runs: Mapping[str, Sequence[Profiled]], cores: int) -> str:
    """Draw the seconds of each step, and within its bar the time that all cores were busy.

    Args:
        runs: the steps of each run, by its title.
        cores: the number of cores.
    """
    panels, top = [], 0
    for title, steps in runs.items():
        shown = _shown(steps)
        panels += _panel(title, shown, cores, top)
        top += HEAD + ROW * len(shown) + ROW
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" role="img">',
            f"<style>{STYLE}</style>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            *panels,
            "</svg>\n",
        ]
    )


def _shown(steps: Sequence[Profiled]) -> list[tuple[str, float, float]]:
    """Name, seconds and processor seconds of each bar, in the order of the run."""
    total = sum(step.seconds for step in steps)
    is_long = {step.name: step.seconds >= LEAST_SHARE * total for step in steps}
    short = [step for step in steps if not is_long[step.name]]
    shown = [(step.name, step.seconds, step.cpu_seconds) for step in steps if is_long[step.name]]
    if short:
        seconds = sum(step.seconds for step in short)
        shown.append((f"{len(short)} others", seconds, sum(step.cpu_seconds for step in short)))
    return shown


def _panel(
    title: str, shown: Sequence[tuple[str, float, float]], cores: int, top: int
) -> list[str]:
    total = sum(seconds for _, seconds, _ in shown)
    longest = max(seconds for _, seconds, _ in shown)
    head = f"{title}: {total:.1f} s (light), of them {cores} cores busy (dark)"
    parts = [f'<text class="title" x="16" y="{top + 26}">{escape(head)}</text>']
    for at, (name, seconds, cpu) in enumerate(shown):
        y = top + HEAD + ROW * at
        busy = min(cpu / cores, seconds)
        parts += [
            _text(LEFT - 8, y + 11, name, "end"),
            _bar(y, seconds / longest, COLOURS[4]),
            _bar(y, busy / longest, COLOURS[0]),
            _text(
                LEFT + _width(seconds / longest) + 6,
                y + 11,
                f"{seconds:.1f} s, {seconds / total:.0%}",
                "start",
            ),
        ]
    return parts


def _width(share: float) -> float:
    return round((WIDTH - LEFT - RIGHT) * share, 1)


def _bar(y: float, share: float, colour: str) -> str:
    return f'<rect x="{LEFT}" y="{y}" width="{_width(share)}" height="{BAR}" fill="{colour}"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
