"""Feeds and sitemaps as outlets really write them: one number gives one listing and its links."""

import gzip
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

FORMATS = ("rss2", "rss091", "rdf", "atom03", "atom10", "json", "news", "urlset", "index", "text")
SITE = "https://khyber-herald.example"
ADDRESS = f"{SITE}/feeds/latest"
_WORDS = ("gate", "families", "convoy", "camp", "order", "police", "minister", "border")
_PERSIAN = ("خبر", "مهاجرین-افغان", "تورخم", "بازگشت")
_TITLES = ("Returns < 1,000, arrivals > 300", "<Breaking> The gate opens", "We <3 Chaman", "A & B")
_TITLES_IN = {
    "utf-8": (*_TITLES, "Order’s end", "Two “camps”", "Torkham"),
    "windows-1256": ("عودة اللاجئين إلى تورخم", "ترحيل ألف عائلة", "الحدود < 5 > مغلقة"),
    "windows-1251": ("Возвращение семей", "Депортация через мост", "Граница < 5 > закрыта"),
}
_DOCTYPE_IN_CDATA = "<![CDATA[<!DOCTYPE html [ <p>The page of <b>the day</b>]]>"
_WARNING = (
    "<br />\n<b>Warning</b>:  Undefined array key &quot;lang&quot; in <b>/var/www/feed.php</b> on "
    "line <b>12</b><br />\n"
)


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing as it is served, and what it means.

    ``titles`` are by address, and only of those whose title says something; ``cut`` tells that the
    end is missing: then ``links`` are those whose entries are whole.
    """

    kind: str
    body: bytes
    content_type: str
    links: tuple[str, ...]
    titles: dict[str, str]
    cut: bool
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    link: str
    title: str


class _Writer:
    """Writes one listing, taking each choice from one seeded source."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.kind = FORMATS[seed % len(FORMATS)]
        self.prefix = self.dice.choice(("", "", "ns0:", "a:"))
        self.upper = self.kind in ("rss2", "urlset") and self.dice.random() < 0.1
        self.charset = self.dice.choice(("utf-8", "utf-8", "windows-1256", "windows-1251"))
        self.charset = "utf-8" if self.kind in ("json", "text") else self.charset
        self.forms: list[str] = [f"prefix {self.prefix!r}", self.charset]
        count = self.dice.randint(3, 9)
        self.items = [_Item(self._link(number), self._title(number)) for number in range(count)]

    def pick(self, **options: str) -> str:
        """Choose one of the named ways to write something, and note its name."""
        name = self.dice.choice(list(options))
        self.forms.append(name)
        return options[name]

    def chance(self, name: str, share: float = 0.2) -> bool:
        happens = self.dice.random() < share
        if happens:
            self.forms.append(name)
        return happens

    def _link(self, number: int) -> str:
        word = self.dice.choice(_WORDS)
        return SITE + self.dice.choice(
            (
                f"/news/{number}/{word}",
                f"/read.php?id={number}&cat=2",
                f"/show?lang=fa&copy={number}&sect=3",
                f"/{quote(self.dice.choice(_PERSIAN))}/{number}",
                f"/?p={number + 100}",
            )
        )

    def _title(self, number: int) -> str:
        return f"{self.dice.choice(_TITLES_IN[self.charset])} {number}"

    def tag(self, name: str, inner: str, attributes: str = "") -> str:
        name = f"{self.prefix}{name.upper() if self.upper else name}"
        return f"<{name}{attributes}>{inner}</{name}>"

    def title(self, item: _Item) -> str:
        written = escape(item.title, quote=False)
        return self.pick(
            escaped=written,
            cdata=f"<![CDATA[{item.title}]]>",
            twice=escape(written.replace("’", "&#8217;").replace("“", "&ldquo;"), quote=False),
            bold=escape(f"<b>{written}</b>", quote=False),
            lines=f"\n   {written}\n  ",
        )

    def address(self, link: str) -> str:
        """Write an address as the text of an element."""
        tail = link.removeprefix(SITE)
        ways = {
            "plain": escape(link),
            "bare_ampersand": link,
            "cdata": f"<![CDATA[{link}]]>",
            "cdata_lines": f"\n <![CDATA[\n  {link}\n ]]>\n",
            "no_scheme": escape(link.removeprefix("https://")),
            "slashes": escape(link.removeprefix("https:")),
            "relative": escape(tail),
            "scheme_twice": escape(f"http://{link}"),
            "twice_escaped": escape(escape(link)),
            "alert": escape(f"https://www.google.com/url?rct=j&url={quote(link, safe='')}&ct=ga"),
            "bing": escape(
                f"http://www.bing.com/news/apiclick.aspx?url={quote(link, safe='')}&c=1"
            ),
            "facebook": escape(f"https://l.facebook.com/l.php?u={quote(link, safe='')}&h=x"),
            "comment": f"<!-- {SITE}/old -->{escape(link)}",
            "anchor": escape(f'<a href="{escape(link)}">more</a>'),
        }
        return self.pick(**ways)

    def noise(self) -> str:
        """Write what stands beside the links and says nothing of them."""
        return self.pick(
            nothing="",
            doctype_in_cdata=self.tag("description", _DOCTYPE_IN_CDATA),
            html_unescaped=self.tag("description", "<p>One<br>two <img src=x.png> & three < four"),
            media='<media:content url="https://cdn.example/x.jpg"><media:title>x</media:title>'
            "</media:content>",
            cdata_in_comment="<!-- <item><link>https://old.example/</link></item> -->",
            source='<source url="https://other.example/feed"><title>Other</title></source>',
            unknown_entity=self.tag("description", "a &nosuch; b &nbsp; c &#8217; d &#x1; e"),
            unclosed=f"<{self.prefix}category>",
            torn_cdata=self.tag("description", "<![CDATA[ torn")
            + self.tag("summary", "<![CDATA[ whole ]]>"),
        )

    def rss_item(self, item: _Item, *, rdf: bool = False) -> str:
        title, noise, written = self.tag("title", self.title(item)), self.noise(), escape(item.link)
        front = self.tag("link", f"{SITE}/")
        parts = self.pick(
            link=self.tag("link", self.address(item.link)),
            guid=self.tag("guid", written, ' isPermaLink="true"'),
            front_page=front + self.tag("guid", written),
            name_in_guid=self.tag("guid", f"{SITE}/?x=1", ' isPermaLink="false"')
            + self.tag("link", self.address(item.link)),
            atom_link=f'<atom:link rel="self" href="{ADDRESS}"/>' + self.tag("link", written),
            open_link=f"<{self.prefix}link/>{written}",
            original=front + f"<feedburner:origLink>{written}</feedburner:origLink>",
        )
        about = f' rdf:about="{written}"' if rdf and self.chance("about") else ""
        order = [title, parts, noise]
        self.dice.shuffle(order)
        return self.tag("item", "".join(order), about)

    def atom_entry(self, item: _Item) -> str:
        written, tail = escape(item.link), escape(item.link.removeprefix(f"{SITE}/"))
        page = f'<{self.prefix}link rel="alternate" type="text/html" href="{written}"/>'
        others = [
            self.tag("link", f"{SITE}/p.jpg", ' rel="enclosure" type="image/jpeg"'),
            f'<{self.prefix}link rel="self" type="application/atom+xml" href="{written}.atom"/>',
            f'<{self.prefix}link rel="alternate" type="application/pdf" href="/x.pdf"/>',
            f'<{self.prefix}link rel="replies" href="/comments"/>',
        ]
        links = [page, *self.dice.sample(others, 2)]
        self.dice.shuffle(links)
        base = f' xml:base="{SITE}/"'
        parts = self.pick(
            any_order="".join(links),
            single=f"<{self.prefix}link href='{written}'/>",
            bare_ampersand=f'<{self.prefix}link href="{item.link}"/>',
            identifier=self.tag("id", written),
            source_of_text=self.tag("content", "", f' type="text/html" src="{written}"'),
            based=f'<{self.prefix}link{base} href="{tail}"/>',
            text_of_link=self.tag("link", written),
            no_end=f'<{self.prefix}link href="{written}">',
        )
        order = [self.tag("title", self.title(item)), parts, self.noise(), self.tag("id", "urn:x")]
        self.dice.shuffle(order)
        return self.tag("entry", "".join(order))

    def sitemap_entry(self, item: _Item) -> str:
        inner = self.tag("loc", self.address(item.link))
        if self.kind == "news":
            inner += (
                f"<n:news><n:publication><n:name>K</n:name></n:publication>"
                f"<n:title>{self.title(item)}</n:title></n:news>"
            )
        inner = self.pick(before="<!-- page -->", after="") + inner
        return self.tag("sitemap" if self.kind == "index" else "url", inner)

    def json_item(self, item: _Item) -> dict[str, object]:
        key = self.dice.choice(("url", "external_url", "id"))
        self.forms.append(key)
        name = {} if key == "id" else {"id": self.dice.choice(("130", 130, "x-1"))}
        return {key: item.link, "title": item.title, **name}

    def items_written(self) -> list[str]:
        one: Callable[[_Item], str] = self.sitemap_entry
        if self.kind.startswith("atom"):
            one = self.atom_entry
        elif self.kind in ("rss2", "rss091", "rdf"):
            return [self.rss_item(item, rdf=self.kind == "rdf") for item in self.items]
        return [one(item) for item in self.items]

    def frame(self) -> tuple[str, str]:
        """Return what stands before and behind the entries."""
        root = {"news": "urlset", "index": "sitemapindex", "rdf": "RDF"}.get(self.kind, self.kind)
        root = "feed" if root.startswith("atom") else "rss" if root.startswith("rss") else root
        root = f"{self.prefix}{root.upper() if self.upper else root}"
        spaces = self.pick(
            none="",
            slash=' xmlns:n="http://www.google.com/schemas/sitemap-news/0.9/"',
            https=' xmlns:n="https://www.google.com/schemas/sitemap-news/0.9"',
        )
        head = ""
        if root.endswith("rss") or root.endswith("RDF"):
            head = f"<channel><title>K</title><link>{SITE}/</link>"
            head += "</channel>" if root.endswith("RDF") else ""
        end = "</channel>" if root.endswith("rss") else ""
        return f"<{root}{spaces}>{head}", f"{end}</{root}>\n"

    def before(self) -> str:
        return self.pick(
            declaration='<?xml version="1.0" encoding="utf-8"?>\n',
            nothing="",
            blank_lines='\n\n  <?xml version="1.0"?>\n',
            warning=_WARNING + '<?xml version="1.0"?>',
            long_comment=f"<?xml version='1.0'?><!-- {'<rss> by a template ' * 400}-->",
            entities='<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY nbsp "x"> <!ENTITY a "b">]>',
            html="<html><body><p>Debug: 3 rows</p>",
        )


def damaged_listing(seed: int) -> Listing:
    """Return the listing of a number: its format, its writing and its damage are all told by it."""
    writer = _Writer(seed)
    links = [item.link for item in writer.items]
    titles = {item.link: item.title for item in writer.items}
    if writer.kind in ("urlset", "index", "text"):
        titles = {}
    if writer.kind == "text":
        text, whole = "\r\n".join(links) + "\n", len(links)
    elif writer.kind == "json":
        text, whole = _json_text(writer)
    else:
        text, whole = _xml_text(writer)
    body, content_type = _encoded(writer, text, list(titles.values()))
    cut = whole < len(links)
    if writer.chance("gzip", 0.15):
        body = gzip.compress(body, mtime=0)
    kept = tuple(links[:whole])
    told = {link: titles[link] for link in kept if link in titles}
    return Listing(writer.kind, body, content_type, kept, told, cut, tuple(writer.forms))


def _json_text(writer: _Writer) -> tuple[str, int]:
    written = [json.dumps(writer.json_item(item)) for item in writer.items]
    text = '{"version": "https://jsonfeed.org/version/1.1", "items": [' + ", ".join(written) + "]}"
    if not writer.chance("torn"):
        return text, len(written)
    whole = writer.dice.randint(1, len(written) - 1)
    return text[: text.index(written[whole]) + 5], whole


def _xml_text(writer: _Writer) -> tuple[str, int]:
    written, (start, end) = writer.items_written(), writer.frame()
    prolog = writer.before()
    if writer.chance("no_entry_end", 0.1):
        written = [item[: item.rindex("</")] for item in written]
    between = writer.pick(nothing="", lines="\n\n", comment="<!-- next -->", stray="</p>")
    text = prolog + start + between.join(written)
    if not writer.chance("torn"):
        return text + (end if not writer.chance("no_end") else ""), len(written)
    whole = writer.dice.randint(1, len(written) - 1)
    kept = prolog + start + between.join(written[:whole]) + between
    opening = written[whole].index(">")  # an item that is torn may still tell its address there
    return kept + written[whole][
        : opening - 1 if "=" in written[whole][:opening] else opening + 4
    ], whole


def _encoded(writer: _Writer, text: str, titles: list[str]) -> tuple[bytes, str]:
    """Return the bytes of a text in one of the encodings in use, and what the server calls them."""
    if writer.charset != "utf-8":
        declared = f'<?xml version="1.0" encoding="{writer.charset}"?>'
        in_header = writer.chance("charset in header", 0.5)
        raw = (text if in_header else declared + text).encode(writer.charset, "xmlcharrefreplace")
        return raw, f"text/xml; charset={writer.charset}" if in_header else "text/xml"
    ascii_titles = all(title.isascii() for title in titles)
    ways = ["utf-8", "utf-8", "bom", "utf-16", "declared latin-1"]
    ways += ["bad byte"] if ascii_titles and writer.kind != "text" else []
    way = writer.dice.choice(ways)
    writer.forms.append(way)
    kind = "application/json" if writer.kind == "json" else "application/xml"
    if way == "utf-16":
        return text.encode("utf-16"), kind
    if way == "bom":
        return b"\xef\xbb\xbf" + text.encode(), f"{kind}; charset=utf-8"
    if way == "bad byte":  # in front of a title, or of its markup
        begin, title, rest = text.partition('"title": "' if kind.endswith("json") else "title>")
        return begin.encode() + title.encode() + (b"\xff" if rest else b"") + rest.encode(), kind
    return text.encode(), f"{kind}; charset=iso-8859-1" if "latin" in way else kind
