"""The wording of the mails, as templates; kept in code because this room reads no files."""

TEXT = """\
{{ count }} {{ "story" if count == 1 else "stories" }} for your rule "{{ rule }}"

{% for story in stories %}
{% for part in story.title %}{{ "[" ~ part.text ~ "]" if part.marked else part.text }}{% endfor %}

{{ story.outlet }}{% if story.country %} ({{ story.country }}){% endif %}, {{ story.language }}
{% if story.published %}Published: {{ story.published }}
{% endif %}
Seen: {{ story.seen }}
{% if story.url %}{{ story.url }}
{% endif %}
{% if story.others %}+{{ story.others | length }} outlets: {{ story.others | join(", ") }}
{% endif %}

{% for part in story.quote %}{{ "[" ~ part.text ~ "]" if part.marked else part.text }}{% endfor %}


----------------------------------------------------------------------

{% endfor %}
{% if more %}And {{ more }} more; open khabardar to see them all.

{% endif %}
Why you get this: the words in [brackets] match {{ query }}
Written by khabardar at {{ when }}.
"""

HTML = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ rule }}</title></head>
<body style="margin:0;background:#f4f4f2;color:#1b1b1b;\
font-family:'Noto Sans','Segoe UI',Tahoma,'Noto Naskh Arabic',Arial,sans-serif;line-height:1.55">
<div style="max-width:40em;margin:0 auto;padding:12px">
<p style="font-size:15px;margin:8px 4px">{{ count }} {{ "story" if count == 1 else "stories" }} \
for your rule <b dir="auto">{{ rule }}</b></p>
{% for story in stories %}
<div style="background:#fff;border:1px solid #ddd;border-radius:8px;padding:14px;margin:10px 0">
<h2 dir="{{ story.dir }}" lang="{{ story.lang }}" style="font-size:19px;line-height:1.5;\
margin:0 0 6px;unicode-bidi:plaintext;text-align:{{ 'right' if story.dir == 'rtl' else 'left' }}">\
{% if story.url %}<a href="{{ story.url }}" style="color:#0b4f8a;text-decoration:none">{% endif %}\
{% for part in story.title %}{% if part.marked %}<mark>{{ part.text }}</mark>{% else %}\
{{ part.text }}{% endif %}{% endfor %}{% if story.url %}</a>{% endif %}</h2>
<p dir="ltr" style="font-size:13px;color:#555;margin:0 0 8px"><bdi>{{ story.outlet }}</bdi>\
{% if story.country %} ({{ story.country }}){% endif %} &middot; {{ story.language }} &middot; \
{{ story.published or "seen " ~ story.seen }}</p>
<p dir="{{ story.dir }}" lang="{{ story.lang }}" style="font-size:16px;margin:0 0 8px;\
unicode-bidi:plaintext;text-align:{{ 'right' if story.dir == 'rtl' else 'left' }}">\
{% for part in story.quote %}{% if part.marked %}<mark>{{ part.text }}</mark>{% else %}\
{{ part.text }}{% endif %}{% endfor %}</p>
{% if story.others %}
<p dir="ltr" style="font-size:13px;color:#555;margin:0">+{{ story.others | length }} \
{{ "outlet" if story.others | length == 1 else "outlets" }}: \
{% for name in story.others %}<bdi>{{ name }}</bdi>{{ ", " if not loop.last }}{% endfor %}</p>
{% endif %}
</div>
{% endfor %}
{% if more %}
<p style="font-size:15px;margin:8px 4px">And {{ more }} more; open khabardar to see them all.</p>
{% endif %}
<p style="font-size:12px;color:#666;margin:14px 4px">Why you get this: the marked words match \
<code dir="auto">{{ query }}</code>.<br>Written by khabardar at {{ when }}.</p>
</div></body></html>
"""

TEMPLATES = {"alert.txt": TEXT, "alert.html": HTML}
