"""The catalogue as one page for people: tables, columns, checks and origins, and no data.

It needs no network, no script and no further package.
"""

from collections.abc import Iterable, Iterator
from html import escape

from jafflegaggle.catalogue.graph import graph_svg
from jafflegaggle.catalogue.records import (
    Catalogue,
    CatalogueCheck,
    CatalogueColumn,
    CatalogueTable,
    Layer,
    Origin,
)

LAYERS: dict[Layer, tuple[str, str]] = {
    "marts": ("Marts", "The tables for people to use."),
    "audit": ("Audit", "The tables that account for the others."),
    "intermediate": ("Steps", "The steps in between, which are not published."),
    "source": ("Sources", "The inputs, with the canonical names of their columns."),
}
STYLE = """
:root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --back: #fff; --line: #d0d7de;
  --link: #0550ae; --marts: #ddf4ff; --audit: #fff1d6; --intermediate: #f2f3f5; --source: #dcf5e0; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #a3adb8; --back: #0d1117;
  --line: #3b434c; --link: #79c0ff; --marts: #12304d; --audit: #40300f; --intermediate: #23282f;
  --source: #12361d; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back);
  margin: 0 auto; max-width: 76rem; padding: 1rem; }
a { color: var(--link); } h3 { margin-top: 2.5rem; } code { font-size: 0.9em; }
.soft { color: var(--soft); } .wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: 0.3rem 0.6rem 0.3rem 0; text-align: left;
  vertical-align: top; }
:target { outline: 2px solid var(--link); outline-offset: 4px; }
svg path { fill: none; stroke: var(--soft); stroke-opacity: 0.5; }
svg text { font: 13px system-ui, sans-serif; fill: var(--text); } svg rect { stroke: var(--line); }
.marts { fill: var(--marts); } .audit { fill: var(--audit); } .source { fill: var(--source); }
.intermediate { fill: var(--intermediate); }
"""


def site(catalogue: Catalogue) -> str:
    """The page as HTML; the same catalogue gives the same bytes."""
    return "\n".join(_page(catalogue)) + "\n"


def _page(catalogue: Catalogue) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Customer 360: the catalogue</title>\n<style>{STYLE}</style>\n</head>\n<body>"
    yield "<main>\n<h1>Customer 360: the catalogue</h1>"
    yield "<p>Times are UTC. A link in the last column of a table leads to what a column is made"
    yield "of; columns that only decide which value it is are behind &ldquo;by&rdquo;.</p>"
    yield "<h2>Graph</h2>"
    yield f'<div class="wide" tabindex="0">{graph_svg(catalogue)}</div>'
    for layer, (title, meaning) in LAYERS.items():
        tables = catalogue.of_layer(layer)
        yield f'<h2 id="layer-{layer}">{title}</h2>\n<p>{meaning}</p>\n<ul>'
        for table in tables:
            yield f"<li>{_link(table.name)}: {escape(table.grain)}</li>"
        yield "</ul>"
        for table in tables:
            yield from _table(table, catalogue)
    yield "</main>\n</body>\n</html>"


def _table(table: CatalogueTable, catalogue: Catalogue) -> Iterator[str]:
    yield f'<section>\n<h3 id="{_text(table.name)}">{_text(table.name)}</h3>'
    key = ", ".join(f"<code>{_text(name)}</code>" for name in table.key) or "none"
    yield f"<p>{_text(table.grain[:1].upper() + table.grain[1:])}. Key: {key}.</p>"
    for what, names in (
        ("Made of", table.upstream),
        ("Read by", catalogue.downstream(table.name)),
    ):
        if names:
            yield f'<p class="soft">{what} {", ".join(map(_link, names))}.</p>'
    yield '<div class="wide" tabindex="0"><table>'
    yield '<tr><th scope="col">column</th><th scope="col">type</th><th scope="col">meaning</th>'
    yield '<th scope="col">made of</th></tr>'
    for column in table.columns:
        yield _column(table, column)
    yield "</table></div>"
    if rows := _origins(table.origins):
        yield f"<details><summary>What decides which rows there are</summary>{rows}</details>"
    if table.checks:
        yield "<h4>Checks</h4>\n<ul>"
        yield from map(_check, table.checks)
        yield "</ul>"
    yield "</section>"


def _column(table: CatalogueTable, column: CatalogueColumn) -> str:
    place = f"{table.name}.{column.name}"
    values = [one for one in column.origins if one.is_direct]
    known = {(one.table, one.column) for one in values}
    decides = _origins(one for one in column.origins if (one.table, one.column) not in known)
    made_of = _origins(values) + (f' <span class="soft">by {decides}</span>' if decides else "")
    facts = [
        *(["never NULL"] if column.is_required else []),
        *(["unique"] if column.is_unique else []),
        *([f"refers to {_place(column.references)}"] if column.references else []),
        *([f"one of {', '.join(map(_text, column.values))}"] if column.values else []),
    ]
    more = f'<br><span class="soft">{"; ".join(facts)}</span>' if facts else ""
    return (
        f'<tr id="{_text(place)}"><td><code>{_text(column.name)}</code></td>'
        f"<td>{_text(column.type)}</td><td>{_text(column.comment)}{more}</td><td>{made_of}</td></tr>"
    )


def _check(check: CatalogueCheck) -> str:
    refers = f" (to {_place(check.references)})" if check.references else ""
    return (
        f"<li><code>{_text(check.key)}</code>, {_text(check.severity)}: "
        f"{_text(check.doc)}{refers}</li>"
    )


def _origins(origins: Iterable[Origin]) -> str:
    places = dict.fromkeys(f"{one.table}.{one.column}" for one in origins)
    return ", ".join(map(_place, places))


def _place(place: str) -> str:
    return f'<a href="#{_text(place)}"><code>{_text(place)}</code></a>'


def _link(table: str) -> str:
    return f'<a href="#{_text(table)}">{_text(table)}</a>'


def _text(text: str) -> str:
    return escape(text, quote=True)
