"""A graph and its tables as one HTML page that needs no other file and no script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["page", "table"]

STYLE = """
:root { color-scheme: light dark; --ink: #1d2430; --soft: #5c6675; --paper: #fbfaf7;
  --card: #ffffff; --line: #dfe1e6; --good: #1b6e53; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaf0; --soft: #a2acbb;
  --paper: #14171d; --card: #1d2129; --line: #363d49; --good: #6fd3ae; } }
body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 72rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 .3rem; } h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
p { color: var(--soft); margin: 0 0 1.5rem; max-width: 44rem; }
figure { margin: 0 0 1.5rem; padding: 1rem; overflow-x: auto; background: var(--card);
  border: 1px solid var(--line); border-radius: .6rem; }
figure svg { display: block; margin: 0 auto; max-width: 100%; height: auto; min-width: 46rem; }
.tables { display: grid; gap: 1.25rem; align-items: start;
  grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); }
section { padding: 1rem 1.1rem; overflow-x: auto; background: var(--card);
  border: 1px solid var(--line); border-radius: .6rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: right; font-weight: 500; font-size: .85rem; color: var(--soft); }
td { text-align: right; padding: .12rem 0 .12rem .8rem; border-top: 1px solid var(--line);
  white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
.good { color: var(--good); font-weight: 600; }
@media print { :root { --ink: #000; --soft: #444; --paper: #fff; --card: #fff; --good: #060; }
  body { padding: 0; } figure, section { break-inside: avoid; } figure svg { min-width: 0; } }
"""


def page(title: str, summary: str, svg: str, tables: Iterable[str]) -> str:
    """The page as text; `svg` is put into it as it is, without its XML prolog.

    >>> page("F", "", "<?xml?><svg></svg>", []).count("<svg")
    1
    """
    picture = svg[svg.index("<svg") :]
    picture = re.sub(r"<style>\s*</style>", "", picture)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<h1>{escape(title)}</h1>
<p>{escape(summary)}</p>
<figure>
{picture}
</figure>
<div class="tables">
{"".join(tables)}
</div>
</body>
</html>
"""


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """One table of the page; a tick is marked as good.

    >>> "<td>2</td>" in table("T", ["name", "value"], [["x", "2"]])
    True
    """
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>\n" for row in rows)
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    return (
        f"<section><h2>{escape(title)}</h2>\n<table><thead><tr>{names}</tr></thead>\n"
        f"<tbody>{body}</tbody></table></section>\n"
    )


def _cell(text: str) -> str:
    return '<td class="good">✓</td>' if text == "✓" else f"<td>{escape(text)}</td>"
