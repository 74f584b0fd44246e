"""The wording of the mails, as templates; kept in code because this package reads no files."""

_PARTS = """\
{% macro marked(parts) %}{% for part in parts %}{{ "[" ~ part.text ~ "]" if part.marked else \
part.text }}{% endfor %}{% endmacro %}
"""

_ISOLATED = """\
{% macro isolated(text) %}\u2068{{ text }}\u2069{% endmacro %}
"""

_ALREADY = """\
{% set already = "Already there when their outlets were first visited, and older than two days \
then: this one letter tells of them, and each new story is told by itself from now on." %}
"""

TEXT = (
    _ALREADY
    + _PARTS
    + _ISOLATED
    + """\
{{ counted }} for your rule "{{ rule }}"
{% if base_line %}

{{ already }}
{% endif %}
{% if coverage %}
{{ coverage }}
{% endif %}

{% for heading, stories in groups %}
{% if heading %}
----------------------------------------------------------------------

{{ heading }}

{% endif %}
{% for story in stories %}
----------------------------------------------------------------------

{{ story.mark }}{{ marked(story.title) }}
{% if story.gist %}
\u200eIn English: {{ isolated(story.gist.title) }} ({{ isolated(story.gist.outlet) }})
{% endif %}

{{ story.outlet }}{% if story.country %} ({{ story.country }}){% endif %}, {{ story.language }}\
{{ ", credits " ~ story.agency if story.agency }}{{ ", " ~ story.judged if story.judged }}
{% if story.doubt %}
Open the page itself: {{ story.doubt }}.
{% endif %}
{% if story.published %}
Published: {{ story.published }}
{% endif %}
Seen: {{ story.seen }}
{% if story.url %}
{{ story.url }}
{% endif %}
{% if story.page %}
The whole story: {{ story.page }}
{% endif %}
{% if story.others %}
+{{ story.others }} {{ "outlet" if story.others == 1 else "outlets" }}:
{% for copy in story.copies %}
\u200e- {{ copy.outlet }}{{ ": " ~ copy.url if copy.url }}
{% endfor %}
{% if story.unnamed %}
- and {{ story.unnamed }} more
{% endif %}
{% endif %}
{% if story.elsewhere %}
The same event, told by others:
{% for other in story.elsewhere %}
\u200e- {{ other.language }}, {{ other.outlet }}: {{ isolated(other.title) }}\
{{ " " ~ other.url if other.url }}
{% endfor %}
{% endif %}

{% if story.change %}
{% if story.change.summary %}
Changed: {{ isolated(story.change.summary) }}
{% endif %}
{% for state in story.change.states %}
{{ state.what }} before: {{ isolated(state.before) if state.before else "(nothing)" }}
{{ state.what }} after: {{ isolated(state.after) if state.after else "(nothing)" }}
{% endfor %}
{% for passage in story.change.passages %}

{{ story.mark }}{{ passage }}
{% endfor %}
{% else %}
{{ story.mark }}{{ marked(story.quote) }}
{% endif %}

{% if story.why %}
Matched: {{ story.why | join(", ") }}
{% endif %}

{% endfor %}
{% endfor %}
----------------------------------------------------------------------

{% if named %}
The others, by their headlines:
{% for story in named %}

{{ story.mark }}{{ story.title }}
{{ isolated(story.outlet) }}{{ " " ~ story.url if story.url }}
{% endfor %}

{% endif %}
{% if more %}
And {{ more }} more{{ ": `" ~ listing ~ "` names them all" if listing }}.

{% endif %}
{% if growth %}
Sent before, now in more outlets:
{% for grown in growth %}

{{ grown.mark }}{{ grown.title }}
+{{ grown.outlets }} {{ "outlet" if grown.outlets == 1 else "outlets" }}\
{{ " " ~ grown.url if grown.url }}
{% endfor %}

{% endif %}
{% if rejects %}
Left out this week, the nearest to the topic. If one should have been kept, add its words to
[topic] keep or to your own [topic] concepts; `khabardar reextract` then brings it back.
{% for reject in rejects %}

{{ reject.title }}
{{ reject.outlet }}: {{ reject.why }}
{% if reject.url != reject.title %}
{{ reject.url }}
{% endif %}
{% endfor %}

{% endif %}
{% if silent %}
Outlets that give nothing: {{ silent }}

{% endif %}
{% if gaps %}
Not covered in the last 24 h: {{ gaps }}

{% endif %}
{% if rule_page %}
All mails of this rule: {{ rule_page }}

{% endif %}
Why you get this: the words in [brackets] match your rule "{{ rule }}"\
{{ " as it was then; it has been changed, or switched on anew, since" if changed }}: {{ query }}
Written by khabardar on {{ when }}.
{{ stop }}
"""
)

BRIEF = (
    _ISOLATED
    + """\
{% for heading, stories in groups %}
{% if heading %}
{{ heading }}

{% endif %}
{% for story in stories %}
{{ story.mark }}{% for part in story.title %}{{ part.text }}{% endfor %}

{% if story.gist %}
In English: {{ isolated(story.gist.title) }}
{% endif %}
{% if story.change %}
{% for state in story.change.states %}
{{ state.what }} before: {{ isolated(state.before) }}
{{ state.what }} after: {{ isolated(state.after) }}
{% else %}
{{ story.change.summary }}
{% endfor %}
{% endif %}
{{ story.outlet }}, {{ story.language }}, {{ story.published or story.seen }}\
{{ ", +" ~ story.others ~ (" outlet" if story.others == 1 else " outlets") if story.others }}
{{ story.url }}

{% endfor %}
{% endfor %}
{% if more %}
And {{ more }} more.
{% endif %}
{% if coverage %}
{{ coverage }}
{% endif %}
"""
)

_HEAD = """\
<!DOCTYPE html>
<html lang="en" dir="ltr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{{ rule or subject }}</title></head>
<body style="margin:0;background:#f4f4f2;color:#1b1b1b;\
font-family:'Noto Sans','Segoe UI',Roboto,Tahoma,'Noto Naskh Arabic',Arial,sans-serif;\
line-height:1.5">
<div style="max-width:40em;margin:0 auto;padding:12px">
"""

_MACROS = """\
{% macro marked(parts) %}{% for part in parts %}{% if part.marked %}\
<mark style="background:#ffe58a;color:#1b1b1b">{{ part.text }}</mark>{% else %}\
{{ part.text }}{% endif %}{% endfor %}{% endmacro %}
{% macro open(url) %}{% if url %}\
<a href="{{ url }}" style="color:#0b4f8a;text-decoration:none">{% endif %}{% endmacro %}
{% macro shut(url) %}{% if url %}</a>{% endif %}{% endmacro %}
{% macro block(it) %}dir="auto" lang="{{ it.lang }}" style="direction:{{ it.dir }};\
text-align:{{ it.side }};{{ it.font }}{% endmacro %}
{% set small = "font-size:13px;color:#555;margin:0 0 8px" %}
{% set plain = "font-size:15px;margin:8px 4px" %}
{% set box = "background:#fff;border:1px solid #ddd;border-radius:8px;padding:14px;margin:10px 0" %}
"""

HTML = (
    _ALREADY
    + _MACROS
    + _HEAD
    + """\
<p style="{{ plain }}">{{ counted }} for your rule <b dir="auto">{{ rule }}</b></p>
{% if base_line %}
<p style="{{ plain }}">{{ already }}</p>
{% endif %}
{% if coverage %}
<p dir="auto" style="{{ plain }}">{{ coverage }}</p>
{% endif %}
{% for heading, stories in groups %}
{% if heading %}
<p style="{{ plain }}"><b>{{ heading }}</b></p>
{% endif %}
{% for story in stories %}
<div style="{{ box }}">
<h2 {{ block(story) }}font-size:19px;margin:0 0 6px">{{ story.mark }}\
{{ open(story.url) }}{{ marked(story.title) }}{{ shut(story.url) }}</h2>
{% if story.gist %}
<p {{ block(story.gist) }}font-size:15px;margin:0 0 6px">In English: {{ open(story.gist.url) }}\
{{ story.gist.title }}{{ shut(story.gist.url) }} \
<bdi style="color:#555">{{ story.gist.outlet }}</bdi></p>
{% endif %}
<p dir="ltr" style="{{ small }}"><bdi>{{ story.outlet }}</bdi>\
{% if story.country %} ({{ story.country }}){% endif %} &middot; {{ story.language }} &middot; \
{{ story.published }}{{ ", " if story.published and story.late }}\
{{ "first seen " ~ story.seen if story.late }}\
{% if story.agency %} &middot; credits <bdi>{{ story.agency }}</bdi>{% endif %}\
{% if story.judged %} &middot; <b>{{ story.judged }}</b>{% endif %}</p>
{% if story.doubt %}
<p dir="ltr" style="{{ small }}"><b>Open the page itself: {{ story.doubt }}.</b></p>
{% endif %}
{% if story.change %}
{% if story.change.summary %}
<p dir="ltr" style="{{ small }}">Changed: <bdi>{{ story.change.summary }}</bdi></p>
{% endif %}
{% for state in story.change.states %}
<p dir="ltr" style="{{ plain }}">{{ state.what }}: <del><bdi>{{ state.before or "(nothing)" }}\
</bdi></del> &rarr; <ins><bdi>{{ state.after or "(nothing)" }}</bdi></ins></p>
{% endfor %}
{% for passage in story.change.passages %}
<p {{ block(story) }}font-size:15px;margin:0 0 8px">{{ story.mark }}{{ passage }}</p>
{% endfor %}
{% elif story.quote %}
<p {{ block(story) }}font-size:16px;margin:0 0 8px">{{ story.mark }}{{ marked(story.quote) }}</p>
{% endif %}
{% if story.others %}
<p dir="ltr" style="{{ small }}">+{{ story.others }} \
{{ "outlet" if story.others == 1 else "outlets" }}: \
{% for copy in story.copies %}{{ open(copy.url) }}<bdi>{{ copy.outlet }}</bdi>\
{{ shut(copy.url) }}{{ ", " if not loop.last }}{% endfor %}\
{{ " and " ~ story.unnamed ~ " more" if story.unnamed }}</p>
{% endif %}
{% if story.elsewhere %}
<p dir="ltr" style="{{ small }}">The same event, told by others:</p>
{% for other in story.elsewhere %}
<p {{ block(other) }}font-size:15px;margin:0 0 6px">{{ other.mark }}\
{{ open(other.url) }}{{ other.title }}{{ shut(other.url) }} \
<bdi style="color:#555">{{ other.outlet }} ({{ other.language }})</bdi></p>
{% endfor %}
{% endif %}
{% if story.why %}
<p dir="ltr" style="{{ small }}">Matched: \
{% for word in story.why %}<bdi>{{ word }}</bdi>{{ ", " if not loop.last }}{% endfor %}</p>
{% endif %}
{% if story.page %}
<p dir="ltr" style="{{ small }}"><a href="{{ story.page }}">The whole story</a></p>
{% endif %}
</div>
{% endfor %}
{% endfor %}
{% if named %}
<div style="{{ box }}"><p style="{{ small }}">The others, by their headlines:</p>
{% for story in named %}
<p {{ block(story) }}font-size:15px;margin:0 0 6px">{{ story.mark }}\
{{ open(story.url) }}{{ story.title }}{{ shut(story.url) }} \
<bdi style="color:#555">{{ story.outlet }}</bdi></p>
{% endfor %}
</div>
{% endif %}
{% if more %}
<p style="{{ plain }}">And {{ more }} more\
{% if listing %}: <code>{{ listing }}</code> names them all{% endif %}.</p>
{% endif %}
{% if growth %}
<div style="{{ box }}"><p style="{{ small }}">Sent before, now in more outlets:</p>
{% for grown in growth %}
<p {{ block(grown) }}font-size:15px;margin:0">{{ grown.mark }}\
{{ open(grown.url) }}{{ grown.title }}{{ shut(grown.url) }}</p>
<p dir="ltr" style="{{ small }}">+{{ grown.outlets }} \
{{ "outlet" if grown.outlets == 1 else "outlets" }}</p>
{% endfor %}
</div>
{% endif %}
{% if rejects %}
<div style="{{ box }}"><p style="{{ small }}">Left out this week, the nearest to the topic. \
If one should have been kept, add its words to [topic] keep or to your own [topic] concepts; \
<code>khabardar reextract</code> then brings it back.</p>
{% for reject in rejects %}
<p dir="auto" style="font-size:15px;margin:0">\
{{ open(reject.url) }}{{ reject.title }}{{ shut(reject.url) }}</p>
<p dir="ltr" style="{{ small }}"><bdi>{{ reject.outlet }}</bdi>: {{ reject.why }}</p>
{% endfor %}
</div>
{% endif %}
{% if silent %}
<div style="{{ box }}"><p dir="auto" style="{{ small }}">Outlets that give nothing: {{ silent }}</p>
</div>
{% endif %}
{% if gaps %}
<div style="{{ box }}"><p dir="auto" style="{{ small }}">Not covered in the last 24 h: \
{{ gaps }}</p>
</div>
{% endif %}
<p style="font-size:12px;color:#666;margin:14px 4px">Why you get this: the marked words match \
your rule{{ " as it was then; it has been changed, or switched on anew, since" if changed }}: \
<code dir="auto">{{ query }}</code><br>\
{% if rule_page %}<a href="{{ rule_page }}">All mails of this rule</a><br>{% endif %}\
Written by khabardar on {{ when }}.<br>{{ stop }}</p>
</div></body></html>
"""
)

NOTICE_TEXT = """\
{% for line in note %}
{{ line }}
{% endfor %}

Written by khabardar on {{ when }}.
{{ stop }}
"""

NOTICE_BRIEF = """\
{% for line in note %}
{{ line }}
{% endfor %}
"""

NOTICE_HTML = (
    _HEAD
    + """\
<div style="background:#fff;border:1px solid #ddd;border-radius:8px;padding:14px;margin:10px 0">
{% for line in note if line %}
<p dir="auto" style="font-size:15px;margin:0 0 8px">{{ line }}</p>
{% endfor %}
</div>
<p style="font-size:12px;color:#666;margin:14px 4px">Written by khabardar on {{ when }}.<br>\
{{ stop }}</p>
</div></body></html>
"""
)

TEMPLATES = {
    **{"alert.txt": TEXT, "alert.html": HTML, "alert.brief": BRIEF},
    **{"notice.txt": NOTICE_TEXT, "notice.html": NOTICE_HTML, "notice.brief": NOTICE_BRIEF},
}
