"""What a page's markup says of its blocks: links, captions, boxes, and the standfirst."""

from datetime import UTC, datetime

import pytest

from pipelines.document import Document, open_document
from pipelines.items import Page
from pipelines.landmarks import read_landmarks, squeezed, standfirst_of

NOW = datetime(2025, 11, 24, 9, 0, tzinfo=UTC)
FIRST = "The first paragraph of the report tells what happened at the crossing on Monday."
STANDFIRST = "Hundreds of families went through the gate before noon, officials said."


def document(body: str, head: str = "") -> Document:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    opened = open_document(
        Page("https://a.example/1", 200, "text/html; charset=utf-8", html.encode(), NOW)
    )
    assert isinstance(opened, Document)
    return opened


@pytest.mark.parametrize(
    ("body", "text", "linked"),
    [
        ('<p><a href="/2">Another story of the day</a></p>', "Another story of the day", True),
        ('<p>See also: <a href="/2">A long story</a></p>', "See also: A long story", True),
        ('<li><a href="/2">One</a> | <a href="/3">Two</a></li>', "One | Two", True),
        (
            '<p>They said so <a href="/2">here</a> on Monday.</p>',
            "They said so here on Monday.",
            False,
        ),
        ('<p><a href="#top">Back to the top</a></p>', "Back to the top", False),
        (
            '<p><a href="https://b.example/report">The whole report</a></p>',
            "The whole report",
            False,
        ),
    ],
)
def test_blocks_that_are_only_links_are_known(body: str, text: str, linked: bool) -> None:
    assert (squeezed(text) in read_landmarks(document(body)).linked) is linked


@pytest.mark.parametrize(
    ("body", "text", "rule"),
    [
        ("<figure><figcaption>A tent</figcaption></figure>", "A tent", "caption"),
        ('<div class="author-bio"><p>Nora writes.</p></div>', "Nora writes.", "author_box"),
        ('<div class="td-related-posts"><h4>More</h4></div>', "More", "list_box"),
        ('<div class="x related-posts y"><h4>More</h4></div>', "More", "list_box"),
        ('<div id="newsletter-signup">Get it daily</div>', "Get it daily", "plea"),
        ('<span class="post-views">12 views</span>', "12 views", "meta_line"),
        (f'<div class="related"><p>{FIRST * 20}</p></div>', FIRST * 20, None),
        (f'<article class="related"><p>{FIRST}</p></article>', FIRST, None),
    ],
)
def test_boxes_are_known_by_their_names_unless_they_hold_an_article(
    body: str, text: str, rule: str | None
) -> None:
    found = read_landmarks(document(body)).boxes.get(squeezed(text))
    assert (found and found[0]) == rule


HEADING = "<h1>Families sent back</h1>"


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        (f'{HEADING}<p class="lead">{STANDFIRST}</p><p>{FIRST}</p>', "", STANDFIRST),
        (
            f"{HEADING}<div>{STANDFIRST}</div><p>{FIRST}</p>",
            f'<meta name="description" content="{STANDFIRST}">',
            STANDFIRST,
        ),
        (f"{HEADING}<div>{STANDFIRST}</div><p>{FIRST}</p>", "", ""),
        (f'{HEADING}<p>{FIRST}</p><p class="lead">{STANDFIRST}</p>', "", ""),
        (f'<p class="lead">{STANDFIRST}</p>{HEADING}<p>{FIRST}</p>', "", ""),
        (f'<p class="lead">{STANDFIRST}</p><p>{FIRST}</p>', "", ""),
    ],
)
def test_the_standfirst_stands_between_headline_and_text(
    body: str, head: str, expected: str
) -> None:
    opened = document(body, head)
    assert standfirst_of(opened, FIRST, read_landmarks(opened).boxes) == expected
