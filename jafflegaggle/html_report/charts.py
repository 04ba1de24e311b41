"""Charts as SVG, drawn by Vega-Lite; the style sheet of the page colours them, light or dark."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import vl_convert
from markupsafe import Markup, escape

# Colours that stand for variables of the style sheet.
TEXT, GRID = "#010101", "#020202"
SERIES = ("#030301", "#030302", "#030303", "#030304")
_VARIABLES = {TEXT: "--muted", GRID: "--line"} | {
    color: f"--series-{number}" for number, color in enumerate(SERIES, 1)
}
_FONT = "of-the-page"
_CONFIG = {
    "background": None,
    "font": _FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": TEXT,
        "titleColor": TEXT,
        "gridColor": GRID,
        "domainColor": GRID,
        "tickColor": GRID,
        "labelFontSize": 11,
    },
    "text": {"color": TEXT, "fontSize": 11},
    "legend": {
        "labelColor": TEXT,
        "labelFontSize": 11,
        "labelLimit": 0,
        "orient": "bottom",
        "title": None,
        "columns": 2,
        "symbolType": "square",
    },
}
Row = Mapping[str, Any]


def line(points: Sequence[tuple[str, int]], label: str, number: int) -> Markup:
    """A number over days.

    Args:
        points: dates as `YYYY-MM-DD`, and numbers.
        label: what it shows, for those who do not see it.
        number: which chart of the page it is.
    """
    rows = [{"date": date, "value": value} for date, value in points]
    dates = {"format": "%b %e", "labelFlush": True, "tickCount": 4, "grid": False}
    if len({date[:4] for date, _ in points}) > 1:
        dates["format"] = "%b %Y"
    scale = {"zero": False, "nice": True, "padding": 4}
    whole = {"tickCount": 3, "format": ",d", "tickMinStep": 1, "domain": False, "ticks": False}
    encoding = {
        "x": {"field": "date", "type": "temporal", "timeUnit": "utcyearmonthdate"}
        | {"scale": {"type": "utc"}, "axis": dates | {"title": None}},
        "y": {"field": "value", "type": "quantitative", "scale": scale}
        | {"axis": whole | {"title": None}},
    }
    mark = {"type": "line", "color": SERIES[0], "strokeWidth": 2}
    mark["point"] = {"color": SERIES[0], "size": 25}
    fit = {"type": "fit", "contains": "padding"}
    shown = {"width": 340, "height": 150, "autosize": fit, "mark": mark}
    return _drawn(shown, rows, encoding, label, number)


def bars(rows: Sequence[tuple[str, int]], label: str, number: int) -> Markup:
    """A number for each of a few names, in their order."""
    values = [{"name": name, "value": value, "text": f"{value:,}"} for name, value in rows]
    names = {"title": None, "domain": False, "ticks": False, "labelPadding": 8}
    encoding = {
        "y": {"field": "name", "type": "nominal", "sort": None, "axis": names},
        "x": {"field": "value", "type": "quantitative", "axis": None},
    }
    shown: dict[str, Any] = {"width": 320, "height": {"step": 24}}
    shown["layer"] = [
        {"mark": {"type": "bar", "color": SERIES[0], "cornerRadiusEnd": 2, "height": 14}},
        {
            "mark": {"type": "text", "align": "left", "dx": 5},
            "encoding": {"text": {"field": "text"}},
        },
    ]
    return _drawn(shown, values, encoding, label, number)


def stacked(rows: Mapping[str, Mapping[str, int]], label: str, number: int) -> Markup:
    """For each name the shares of its parts, as one bar; the parts are in the order of a table."""
    parts = list(dict.fromkeys(part for of in rows.values() for part in of))
    values = [
        {"name": name, "part": part, "value": value, "order": parts.index(part)}
        for name, of in rows.items()
        for part, value in of.items()
    ]
    names = {"title": None, "domain": False, "ticks": False, "labelPadding": 8}
    shares = {"title": None, "format": "%", "tickCount": 4}
    colors = {"domain": parts, "range": [SERIES[at % len(SERIES)] for at in range(len(parts))]}
    encoding = {
        "y": {"field": "name", "type": "nominal", "sort": None, "axis": names},
        "x": {"field": "value", "type": "quantitative", "stack": "normalize", "axis": shares},
        "color": {"field": "part", "type": "nominal", "scale": colors},
        "order": {"field": "order"},
    }
    mark = {"type": "bar", "height": 18}
    shown = {"width": 480, "height": {"step": 30}, "mark": mark}
    return _drawn(shown, values, encoding, label, number)


def _drawn(
    shown: Mapping[str, Any],
    rows: Sequence[Row],
    encoding: Mapping[str, Any],
    label: str,
    number: int,
) -> Markup:
    spec = {"data": {"values": list(rows)}, "encoding": encoding, "config": _CONFIG, **shown}
    svg: str = vl_convert.vegalite_to_svg(spec)
    return Markup(styled(svg, label, number))  # Vega escapes text, and so do we


def styled(svg: str, label: str, number: int) -> str:
    """A drawing with the colours of the page, one image with a label, its ids those of its own.

    >>> styled('<svg class="marks"><path fill="#030301" clip-path="url(#clip0)"/></svg>', "x<y", 2)
    '<svg role="img" aria-label="x&lt;y" class="marks"><path fill="var(--series-1)" \
clip-path="url(#chart2-clip0)"/></svg>'
    """
    for color, variable in _VARIABLES.items():
        svg = svg.replace(f'"{color}"', f'"var({variable})"')
    svg = svg.replace(f'font-family="{_FONT}"', "")
    # Inside an image nothing has a role of its own.
    svg = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)
    svg = re.sub(r'(id="|url\(#)', rf"\g<1>chart{number}-", svg)
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(label)}"', 1)
