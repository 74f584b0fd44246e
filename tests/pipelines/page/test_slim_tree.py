import pytest
from lxml import etree
from lxml import html as lxml_html

from pipelines.page.markup.slim_tree import slim


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("<p>Two families</p><div></div> crossed", "<p>Two families</p> crossed"),
        ("<div><span> </span><picture><img src='a.jpg'></picture></div>At dusk", "At dusk"),
        ("<div><div><div></div></div></div>", "<div></div>"),
        ("<p>At <b>Chaman</b> <span>gate</span></p>", "<p>At Chaman <span>gate</span></p>"),
        ("<div><a href='/x'></a></div>", "<div><a></a></div>"),
        ("<nav><ul><li>Home</li></ul></nav><p>He said</p>", "<p>He said</p>"),
        ("<nav><p>He said</p></nav>", "<nav><p>He said</p></nav>"),
        ("<script>x()</script><p>He said</p>", "<p>He said</p>"),
        (
            '<script type="application/ld+json">{}</script>',
            '<script type="application/ld+json">{}</script>',
        ),
    ],
)
def test_what_says_nothing_is_taken_out_and_what_follows_it_stays(body: str, left: str) -> None:
    tree = lxml_html.document_fromstring(f"<html><body>{body}</body></html>")
    slim(tree)
    inner = tree.find("body")
    assert inner is not None
    said = etree.tostring(inner, encoding="unicode", method="html")
    assert said == f"<body>{left}</body>"


def test_of_what_the_head_says_only_where_the_page_leads_stays() -> None:
    refresh = '<meta http-equiv="refresh" content="5;url=/new">'
    tree = lxml_html.document_fromstring(
        f'<html><head><meta charset="utf-8">{refresh}<title>Tents</title></head>'
        '<body><div><meta itemprop="name" content="x">He said</div></body></html>'
    )
    slim(tree)
    assert [node.tag for node in tree.iter()] == [
        *("html", "head", "meta", "title"),
        *("body", "div", "meta"),
    ]
    assert tree.xpath("string(//meta/@content)") == "5;url=/new"
