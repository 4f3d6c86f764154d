"""The web page of a plan before a plan is in it, and how pages look on a screen and on paper."""

from __future__ import annotations

import hashlib
from base64 import b64encode

from jtai_tui.exchange.outgoing.shading import HEADER_FILL, HEADER_INK

STYLE = f"""
html {{ color: #1a1a1a; background: #ffffff; font: 15px/1.4 Arial, Helvetica, sans-serif; }}
body {{ margin: 0 auto; max-width: 90rem; padding: 1.5rem; }}
h1, h2 {{ color: #{HEADER_FILL}; line-height: 1.2; break-after: avoid; }}
h1 {{ margin: 0 0 .2rem; }}
h2 {{ margin: 2rem 0 .5rem; }}
p, ul, ol {{ margin: 0 0 .5rem; }}
ul, ol {{ padding-left: 1.2rem; }}
nav ul {{ columns: 18rem; }}
a {{ color: #0b4f9c; }}
.front {{ max-width: 60rem; }}
.version, .others {{ margin-bottom: 1rem; }}
table {{ border-collapse: collapse; width: 100%; font-size: .87rem; }}
table.key {{ width: auto; }}
caption {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }}
th, td {{ border: 1px solid #8a94a3; padding: .35rem .5rem; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; }}
td > :last-child, th > :last-child {{ margin-bottom: 0; }}
thead th {{ background: #{HEADER_FILL}; color: #{HEADER_INK}; overflow-wrap: normal; }}
tbody th {{ font-weight: bold; }}
@page {{ size: A4 landscape; margin: 12mm 12mm 15mm;
  @bottom-center {{ content: counter(page) " / " counter(pages); font: 8pt Arial, sans-serif; }} }}
@media print {{
  html {{ font-size: 9pt; }}
  body {{ max-width: none; padding: 0; }}
  nav {{ display: none; }}
  table {{ font-size: 8.5pt; }}
  thead {{ display: table-header-group; }}
  tr {{ break-inside: avoid; }}
  * {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
}}
@media (max-width: 50rem) {{ .actions {{ display: block; overflow-x: auto; min-width: 60rem; }} }}
"""
"""How every page looks, on a screen and on paper."""

PLAN_STYLE = """\
.actions { table-layout: fixed; }
.actions th:nth-child(1) { width: 5%; }
.actions th:nth-child(2), .actions th:nth-child(3) { width: 17%; }
.actions th:nth-child(4) { width: 11%; }
.actions th:nth-child(5) { width: 10%; }
.actions th:nth-child(7) { width: 9%; }
"""
"""The columns of a plan's tables."""

TEXT = """\
{% macro text(parts, dated=false) %}
{% for block in parts %}
{% if block.kind == "bullets" %}
<ul>{% for line in block.lines %}<li>{{ line }}</li>{% endfor %}</ul>
{% elif block.kind == "numbers" %}
<ol>{% for line in block.lines %}<li>{{ line }}</li>{% endfor %}</ol>
{% else %}
<p>{% for line in block.lines %}
{%- if dated and is_head(line) %}<strong>{{ line }}</strong>{% else %}{{ line }}{% endif %}
{%- if not loop.last %}<br>{% endif %}
{%- endfor %}</p>
{% endif %}
{% endfor %}
{% endmacro %}
"""
"""The macro by which each page sets text: paragraphs, lists, the line that dates progress."""

HEAD = """\
<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src \
'{{ fingerprint }}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{{ title }}</title>
<style>{{ style|safe }}</style>
</head>
"""
"""What each page starts with: it allows its own style and nothing else."""

PAGE = (
    f"{TEXT}{HEAD}"
    + """\
<body>
<header class="front">
<h1>{{ plan.title }}</h1>
{% if version %}
<p class="version">{{ version }}</p>
{% endif %}
</header>
<main>
{% for name, parts in front %}
<section class="front">
<h2>{{ name }}</h2>
{{ text(parts) }}
</section>
{% endfor %}
<section>
<h2>{{ key_name }}</h2>
<table class="key">
<caption>The letter, the name and the meaning of each rating</caption>
<thead><tr>{% for words in key_headings %}<th scope="col">{{ words }}</th>{% endfor %}</tr></thead>
<tbody>
{% for class, rating, meaning in key %}
<tr><td class="{{ class }}">{{ rating.letter }}</td>
<th scope="row" class="{{ class }}">{{ rating.name }}</th>
<td>{{ text(meaning) }}</td></tr>
{% endfor %}
</tbody>
</table>
</section>
{% if agencies %}
<nav aria-label="Agencies">
<h2>Agencies</h2>
<ul>
{% for agency in agencies %}
<li><a href="#agency-{{ loop.index }}">{{ agency.name }}</a></li>
{% endfor %}
</ul>
</nav>
{% endif %}
{% for agency in agencies %}
<section id="agency-{{ loop.index }}">
<h2>{{ agency.name }}</h2>
{% if agency.others %}
<p class="others">{{ agency.others }}</p>
{% endif %}
{% if agency.empty %}
<p>{{ no_actions }}</p>
{% else %}
<table class="actions">
<caption>Actions of {{ agency.name }}</caption>
<thead><tr>{% for words in headings %}<th scope="col">{{ words }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in agency.rows %}
<tr>
{% for cell in row %}
{% if loop.first %}
<th scope="row">{{ text(cell.blocks) }}</th>
{% else %}
<td{% if cell.colour %} class="{{ cell.colour }}"{% endif %}>
{% if cell.label %}
<p><strong>{{ cell.label }}</strong></p>
{% endif %}
{{ text(cell.blocks, cell.dated) }}
</td>
{% endif %}
{% endfor %}
</tr>
{% endfor %}
</tbody>
</table>
{% endif %}
</section>
{% endfor %}
</main>
</body>
</html>
"""
)


def fingerprint(style: str) -> str:
    """Return by what the page's own rule knows this style, so that it takes no other."""
    return "sha256-" + b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
