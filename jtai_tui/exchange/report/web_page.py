"""The web page of a report before a report is in it, and what it looks like beside a plan's."""

from __future__ import annotations

from jtai_tui.exchange.outgoing.shading import HEADER_FILL
from jtai_tui.exchange.outgoing.web_page import HEAD, TEXT

REPORT_STYLE = f"""\
h3 {{ color: #{HEADER_FILL}; font-size: 1rem; margin: 1.2rem 0 .35rem; break-after: avoid; }}
.front {{ max-width: none; }}
.lines p {{ margin: 0; }}
section > p, section > ul, section > ol {{ max-width: 60rem; }}
table {{ table-layout: fixed; margin: .4rem 0 1rem; }}
nav {{ margin-top: 1rem; }}
.strong {{ font-weight: bold; }}
.number {{ text-align: right; font-variant-numeric: tabular-nums; }}
tr.total > * {{ border-top: 2px solid #{HEADER_FILL}; }}
figure {{ margin: .4rem 0 1rem; max-width: 75rem; break-inside: avoid; }}
figure svg {{ display: block; width: 100%; height: auto; font: 13px Arial, Helvetica, sans-serif; }}
footer {{ margin-top: 2rem; border-top: 1px solid #8a94a3; padding-top: .5rem; font-size: .87rem; }}
@media screen and (max-width: 50rem) {{
  section {{ overflow-x: auto; }}
  table {{ min-width: 60rem; }}
}}
@media print {{
  h1 {{ font-size: 1.5rem; }}
  section > p, section > ul, section > ol {{ max-width: none; }}
  h3 + p, h2 + p {{ break-after: avoid; }}
  #plan {{ break-before: page; }}
  h2 {{ margin-top: 1.2rem; }}
  table.short {{ break-inside: avoid; }}
  thead tr {{ break-after: avoid; }}
  tbody tr:first-child {{ break-before: avoid; }}
  th, td {{ padding: .18rem .35rem; }}
  td p, td ul, td ol {{ margin-bottom: .25rem; }}
  figure {{ max-width: 22cm; }}
}}
"""

_PART = """\
{% macro part(bit, height) %}
<g>{% if bit.title %}<title>{{ bit.title }}</title>{% endif %}
<rect x="{{ bit.x|round(1) }}" y="{{ bit.y|round(1) }}" width="{{ bit.width|round(1) }}"\
 height="{{ height }}" fill="{{ bit.fill }}" stroke="#5b6472"/>
{% if bit.text %}
<text x="{{ (bit.x + bit.width / 2)|round(1) }}" y="{{ (bit.y + height / 2)|round(1) }}"\
 text-anchor="middle" dominant-baseline="central" fill="{{ bit.ink }}">{{ bit.text }}</text>
{% endif %}
</g>
{% endmacro %}
"""
"""The macro by which a part of a bar is drawn: by attributes, which need no style of their own."""

REPORT_PAGE = (
    f"{_PART}{TEXT}{HEAD}"
    + """\
<body>
<header class="front">
<h1>{{ title }}</h1>
<div class="lines">
{% for line in lines %}
<p>{{ line }}</p>
{% endfor %}
</div>
</header>
<main>
<nav aria-label="Sections">
<ul>
{% for section in sections %}
<li><a href="#{{ section.key }}">{{ section.heading }}</a></li>
{% endfor %}
</ul>
</nav>
{% for section in sections %}
<section id="{{ section.key }}">
<h2>{{ section.heading }}</h2>
{% for block in section.blocks %}
{% if block.kind == "heading" %}
<h3>{{ block.words }}</h3>
{% elif block.kind == "prose" %}
{{ text(block.blocks) }}
{% elif block.kind == "table" %}
<table class="{{ block.name }}">
<caption>{{ block.caption }}</caption>
<thead><tr>
{% for column in block.columns %}
<th scope="col"{% if column.classes %} class="{{ column.classes }}"{% endif %}>
{{- column.heading }}</th>
{% endfor %}
</tr></thead>
<tbody>
{% for row in block.rows %}
<tr{% if block.total and loop.last %} class="total"{% endif %}>
{% for one in row %}
<{% if loop.first %}th scope="row"{% else %}td{% endif %}
{%- if one.classes %} class="{{ one.classes }}"{% endif %}>
{% if one.line is not none %}<p>{{ one.line }}</p>{% else %}{{ text(one.blocks) }}{% endif %}
</{% if loop.first %}th{% else %}td{% endif %}>
{% endfor %}
</tr>
{% endfor %}
</tbody>
</table>
{% else %}
<figure>
{% for drawing in block.drawings %}
<svg viewBox="0 0 {{ drawing.width }} {{ drawing.height }}" role="img" aria-labelledby="\
{{ block.name }}-{{ loop.index }}-title{% if drawing.words %} {{ block.name }}-{{ loop.index }}\
-words{% endif %}">
<title id="{{ block.name }}-{{ loop.index }}-title">{{ drawing.title }}</title>
{% if drawing.words %}
<desc id="{{ block.name }}-{{ loop.index }}-words">{{ drawing.words }}</desc>
{% endif %}
{% for bit in drawing.key %}
{{ part(bit, drawing.bar) }}
{% endfor %}
{% for bar in drawing.bars %}
{% for y, line in bar.names %}
<text x="280" y="{{ y|round(1) }}" text-anchor="end" dominant-baseline="central"\
 fill="#1a1a1a">{{ line }}</text>
{% endfor %}
{% for bit in bar.bits %}
{{ part(bit, drawing.bar) }}
{% endfor %}
<text x="{{ bar.end|round(1) }}" y="{{ bar.middle|round(1) }}" dominant-baseline="central"\
 font-weight="bold" fill="#1a1a1a">{{ bar.total }}</text>
{% endfor %}
</svg>
{% endfor %}
</figure>
{% endif %}
{% endfor %}
</section>
{% endfor %}
</main>
<footer><p>{{ foot }}</p></footer>
</body>
</html>
"""
)
