"""Where pages that only send their readers on lead to, and which pages do not."""

import pytest

from pipelines.web.refresh import refresh_target

HERE = "https://news.example/old/1.html"
THERE = "https://news.example/new/1.html"
HTML = "text/html; charset=utf-8"
STORY = "<p>" + "Forty families waited at the gate until the evening. " * 8 + "</p>"


def led(page: str, header: str = "", url: str = HERE) -> str:
    return refresh_target(page.encode(), HTML, url, header)


@pytest.mark.parametrize(
    "tag",
    [
        '<meta http-equiv="refresh" content="0;url=/new/1.html">',
        '<META HTTP-EQUIV=Refresh CONTENT="0; URL=/new/1.html" />',
        "<meta content='0;url=/new/1.html' http-equiv='refresh'>",
        '<meta content="0;URL=\'/new/1.html\'" id="r" http-equiv="REFRESH">',
        '<meta http-equiv="refresh" content="0, url = &quot;/new/1.html&quot;">',
        '<meta http-equiv="refresh" content="0 /new/1.html">',
        '<meta http-equiv="refresh" content="  5.5 ; url=../new/1.html  ">',
        '<meta http-equiv="refresh" content=".5;https://news.example/new/1.html">',
        '<base href="/new/"><meta http-equiv="refresh" content="0;url=1.html">',
        '<noscript><meta http-equiv="refresh" content="0;url=/new/1.html"></noscript>',
        "<script>location.replace('/new/1.html')</script>",
        '<script type="text/javascript">window.location.href = "\\/new\\/1.html";</script>',
        '<script>document.location="/new/1.html"</script>',
        "<script>\n<!--\ntop.location = '/new/1.html';\n//-->\n</script>",
        '<script>setTimeout(function(){ window.location.href = "/new/1.html"; }, 3000);</script>',
        "<script>setTimeout(\"self.location.assign('/new/1.html')\", 50)</script>",
        '<script>location="\\u002fnew/1.html"</script>',
    ],
)
def test_a_page_without_text_leads_where_it_sends_on(tag: str) -> None:
    assert led(f"<html><head>{tag}</head><body>Please wait <a href='/x'>here</a>") == THERE


def test_what_nobody_could_read_is_followed_whatever_the_page_holds() -> None:
    assert led(f'<meta http-equiv="refresh" content="0;url=/new/1.html">{STORY}') == THERE
    assert led(STORY, "0; url=/new/1.html") == THERE


@pytest.mark.parametrize(
    "tag",
    [
        '<noscript><meta http-equiv="refresh" content="0;url=/plain"></noscript>',
        '<meta http-equiv="refresh" content="20;url=/">',
        '<script>location.replace("/app")</script>',
    ],
)
def test_an_article_is_not_left(tag: str) -> None:
    assert led(tag + STORY) == ""


@pytest.mark.parametrize(
    "page",
    [
        "",
        '<meta http-equiv="refresh" content="900">',
        '<meta http-equiv="refresh" content="300;url=/">',
        '<meta http-equiv="refresh" content="0;url=/old/1.html#top">',
        '<meta http-equiv="refresh" content="0;url=">',
        '<meta http-equiv="refresh" content="url=/new/1.html">',
        '<meta http-equiv="refresh" content="0;url=javascript:go()">',
        '<meta http-equiv="refresh" content="0;url=mailto:a@example.org">',
        '<meta http-equiv="refresh" content="0;url=http://[broken">',
        '<meta name="refresh" content="0;url=/new/1.html">',
        '<!-- <meta http-equiv="refresh" content="0;url=/new/1.html"> -->',
        "<textarea><meta http-equiv='refresh' content='0;url=/new/1.html'></textarea>",
        '<script>var s = \'<meta http-equiv="refresh" content="0;url=/new/1.html">\'</script>',
        '<script>if (old) { window.location.href = "/unsupported"; }</script>',
        "<script>var where = location.href;</script>",
        '<script>location.href = "/a" + "/b"</script>',
    ],
)
def test_what_sends_nobody_on_is_left_alone(page: str) -> None:
    assert led(page) == ""


@pytest.mark.parametrize("header", ["", "60", "0", "0;url=", "soon; url=/new/1.html", "90;url=/x"])
def test_a_header_that_names_nothing_else_leads_nowhere(header: str) -> None:
    assert led("<p>Short</p>", header) == ""


def test_many_broken_tags_take_no_long_walk() -> None:
    pieces = ["<meta http-equiv='refresh' content='", "<noscript>", "<script>", '0;url="', "<!--"]
    for piece in pieces:
        assert led(f"<meta http-equiv=refresh x>{piece * 20_000}") == ""
