"""The text of an article: found, cleaned, with a reason for each block that went."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.decide import TIERS, Draft, decide, draft_page, finish, judge_article
from pipelines.items import Article, Dropped, Entry, Failed, Kept, Page
from pipelines.lexicon import boilerplate_phrases
from pipelines.page.clean import Cleaned, clean
from pipelines.page.document import DEEPEST_CONTAINER, Document, open_document
from pipelines.page.extract import Block, Reading, read_text
from pipelines.page.page_kind import wall
from pipelines.query.parser import parse_query
from pipelines.site.about import About
from pipelines.site.known import NOTHING_KNOWN, SiteBoilerplate
from pipelines.sources import Source
from press_catalogue.concepts import built_in_concepts
from press_catalogue.decider import DeciderSpec, build_decider
from tests.samples import NOW

FIXTURES = sorted(path for path in (Path(__file__).parents[2] / "pages").iterdir() if path.is_dir())
SOURCE = Source("x", "X", "https://x.example")
PARAGRAPHS = [
    "Several hundred families crossed the gate before noon; officials there counted them twice.",
    "Aid workers said the tents would last until Friday, when the next convoy is expected.",
    "A driver who had waited two days told our reporter that nobody had explained the order.",
]


def page(html: str | bytes, kind: str = "text/html; charset=utf-8") -> Page:
    body = html.encode() if isinstance(html, str) else html
    return Page("https://x.example/news/1", 200, kind, body, NOW)


def article_html(*paragraphs: str, head: str = "<title>Families cross</title>") -> str:
    inner = "".join(f"<p>{text}</p>" for text in paragraphs)
    body = f"<body><article><h1>Families cross</h1>{inner}</article></body>"
    return f"<html><head>{head}</head>{body}</html>"


def drafted(html: str | bytes, entry: Entry | None = None, tier: str = "full") -> Draft:
    given_page = page(html)
    draft = draft_page(given_page, entry or Entry(given_page.url), SOURCE, tier, NOW)  # type: ignore[arg-type]
    assert isinstance(draft, Draft), draft
    return draft


def finished(html: str | bytes, entry: Entry | None = None) -> Article:
    article = finish(drafted(html, entry))
    assert isinstance(article, Article), article
    return article


@pytest.mark.parametrize("folder", FIXTURES, ids=lambda path: path.name)
def test_each_recorded_fault_stays_mended(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text(encoding="utf8"))
    given_page = page((folder / "page.html").read_bytes())
    draft = draft_page(given_page, Entry(given_page.url), SOURCE, "full", NOW)
    outcome = finish(draft) if isinstance(draft, Draft) else draft
    if "reason" in expected:
        assert isinstance(outcome, Dropped | Failed)
        assert outcome.reason == expected["reason"]
        return
    assert isinstance(outcome, Article)
    assert outcome.text.split("\n\n") == expected["text"]
    assert outcome.title == expected["title"]
    assert outcome.truncated == expected.get("truncated")
    assert sorted({block.rule for block in outcome.removed}) == expected.get("removed", [])


def test_paragraphs_come_out_in_order() -> None:
    assert finished(article_html(*PARAGRAPHS)).text == "\n\n".join(PARAGRAPHS)


def test_lists_tables_quotes_and_breaks_are_paragraphs_of_their_own() -> None:
    html = article_html(
        PARAGRAPHS[0],
        f"{PARAGRAPHS[1]}<br>{PARAGRAPHS[2]}",
        "<blockquote><p>Nobody told us where we would sleep tonight, she said.</p></blockquote>",
    ).replace(
        "</article>",
        "<ul><li>Torkham district: 1,200 people</li><li>Chaman district: 900 people</li></ul>"
        "<table><tr><td>Kandahar</td><td>310</td></tr></table></article>",
    )
    text = finished(html).text.split("\n\n")
    assert PARAGRAPHS[1] in text
    assert PARAGRAPHS[2] in text
    assert "Torkham district: 1,200 people" in text
    assert any("Nobody told us" in line for line in text)


def test_zero_width_joiners_stay_in_text_and_title() -> None:
    words = "خانواده‌ها می‌گویند که شب‌ها از ترس نمی‌خوابند و نمی‌دانند که فردا کجا می‌روند."
    html = article_html(words, words[::-1], words, head="<title>خانواده‌ها</title>")
    article = finished(html.replace("Families cross", "خانواده&zwnj;ها در مرز"))
    assert words in article.text
    assert article.title == "خانواده‌ها در مرز"
    assert "ǂ" not in article.text + article.title


def test_characters_that_xml_cannot_hold_cost_nothing_else() -> None:
    html = article_html(PARAGRAPHS[0] + "&#11;&#x1;&#xFFFE;&#xD800;\x0b", *PARAGRAPHS[1:])
    assert finished(html).text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "depth", [100, DEEPEST_CONTAINER, DEEPEST_CONTAINER + 1, 255, 2_100, 20_000]
)
def test_deep_nesting_loses_no_text(depth: int) -> None:
    deep = "<div>" * depth + f"<p>{PARAGRAPHS[1]}</p>" + "</div>" * depth
    html = f"<html><body><p>{PARAGRAPHS[0]}</p>{deep}<p>{PARAGRAPHS[2]}</p></body></html>"
    outcome = open_document(page(html))
    assert isinstance(outcome, Document)
    said = "".join(outcome.tree.itertext())
    assert all(text in said for text in PARAGRAPHS)


def test_cheaper_tiers_find_the_text_too() -> None:
    html = article_html(*PARAGRAPHS)
    assert drafted(html, tier="fast").reading.truncated is None
    plain = drafted(html, tier="plain").reading
    assert plain.truncated == "killed"
    assert PARAGRAPHS[2] in [block.text for block in plain.blocks]


def test_a_cut_page_is_marked() -> None:
    draft = draft_page(
        replace(page(article_html(*PARAGRAPHS)), cut=True), Entry(""), SOURCE, "full", NOW
    )
    assert isinstance(draft, Draft)
    assert draft.reading.truncated == "cut"


def test_the_feeds_full_text_is_taken_where_the_page_has_little() -> None:
    content = "".join(f"<p>{text} Number {n}.</p>" for n, text in enumerate(PARAGRAPHS * 4))
    entry = Entry("https://x.example/news/1", content=content + "<script>x()</script>")
    article = finished(article_html("Read more inside, dear readers of this page."), entry)
    assert article.text_from == "feed"
    assert "Number 11" in article.text
    assert "x()" not in article.text
    long_page = finished(article_html(*PARAGRAPHS), replace(entry, content="<p>short</p>"))
    assert long_page.text_from == "page"
    assert finished(article_html(*PARAGRAPHS), Entry("", content="<!--")).text_from == "page"


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"", "text/html", "empty"),
        (b"   ", "text/html", "empty"),
        (b"%PDF-1.4 <p>x</p>", "text/html", "not_html"),
        (b"\x89PNG....", "image/png", "not_html"),
        (b'{"error": 1}', "application/json", "not_html"),
        (b"just words", "text/plain", "not_html"),
        (b"<rss><channel/></rss>", "text/xml", "not_html"),
        (b"<html><head></head><body></body></html>", "text/html", "empty"),
        (b"<!-- only a comment -->", "text/html", "empty"),
    ],
)
def test_what_is_no_page_is_dropped_with_its_reason(body: bytes, kind: str, reason: str) -> None:
    outcome = draft_page(page(body, kind), Entry(""), SOURCE, "full", NOW)
    assert isinstance(outcome, Dropped)
    assert outcome.reason == reason


def test_a_page_without_a_content_type_is_known_by_its_tags() -> None:
    assert isinstance(open_document(page(b"<!doctype html><p>x</p>", "")), Document)
    wide = "<html><p>x</p></html>".encode("utf-16-le")
    assert isinstance(open_document(page(wide, "application/octet-stream")), Document)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Families sent back", "Short news."),
        ("404 families cross at Torkham gate today", "word " * 200),
        ("Consent of families was not sought", "They said so. " * 20),
    ],
)
def test_articles_are_not_taken_for_walls(title: str, text: str) -> None:
    assert wall(page("x"), title, text) is None


def test_a_wall_ends_the_reading_of_a_page() -> None:
    html = "<html><head><title>Just a moment...</title></head><body><p>Wait</p></body></html>"
    assert isinstance(draft_page(page(html), Entry(""), SOURCE, "full", NOW), Failed)


def cleaned(
    *blocks: Block | str, title: str = "", boilerplate: SiteBoilerplate = NOTHING_KNOWN
) -> Cleaned:
    made = tuple(block if isinstance(block, Block) else Block("p", block) for block in blocks)
    return clean(Reading(made), About(title), boilerplate)


def test_widgets_and_their_titles_go_at_the_end() -> None:
    done = cleaned(*PARAGRAPHS, "Recent Random Post:", "Box office this week", "Trailer out now")
    assert done.text == "\n\n".join(PARAGRAPHS)
    assert [block.rule for block in done.removed] == [
        "list_heading",
        "listed_title",
        "listed_title",
    ]
    assert "recent random post" in done.removed[1].evidence


def test_paragraphs_after_a_widget_in_the_middle_stay() -> None:
    titles = Block("item", "Kabul bakers open a weekend market"), Block("item", "Chess cup won")
    done = cleaned(PARAGRAPHS[0], "یہ بھی پڑھیں:", *titles, PARAGRAPHS[1])
    assert done.text == f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}"
    figures = Block("item", "Torkham: 384 families"), Block("item", "Total: see the note")
    kept = cleaned(PARAGRAPHS[0], "Also read:", "Kabul bakers open a market", *figures)
    assert kept.text == "\n\n".join((PARAGRAPHS[0], *(block.text for block in figures)))


@pytest.mark.parametrize(
    "line",
    [
        *("ADVERTISEMENT", "اشتہار", "تبلیغات", "إعلان", "خپل نظر ولیکئ", "Leave a Reply", "* * *"),
        *("Share this: Facebook X WhatsApp", "شریک یې کړئ: Facebook", "Tags: Politics , World"),
        *(
            "© 2025 X. All rights reserved.",
            "لن يتم نشر عنوان بريدك الإلكتروني.",
            "Facebook X WhatsApp",
        ),
        "Your email address will not be published. Required fields are marked *",
    ],
)
def test_notices_go_in_every_language(line: str) -> None:
    done = cleaned(PARAGRAPHS[0], line, PARAGRAPHS[1])
    assert done.text == f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}"
    assert done.removed[0].text == line
    assert done.removed[0].evidence


@pytest.mark.parametrize(
    "line",
    [
        "Q: How many today?",
        "Read the order again, the judge said, and then explain to these families what it means.",
        "Source of the river is in the north, and " + "the road along it is long and steep " * 6,
        "1,200",
        "They left.",
        "More tents arrived on Friday morning.",
    ],
)
def test_the_articles_own_short_lines_stay(line: str) -> None:
    assert line in cleaned(PARAGRAPHS[0], line).text


def test_the_headline_is_not_the_first_line() -> None:
    done = cleaned("Families  cross!", PARAGRAPHS[0], title="Families cross")
    assert done.text == PARAGRAPHS[0]
    assert done.removed[0].rule == "title_repeated"


def test_boilerplate_of_the_host_goes_and_says_so() -> None:
    block = Block("p", "Our reporters work day and night. Support them.")
    done = cleaned(PARAGRAPHS[0], block, boilerplate=SiteBoilerplate(frozenset({block.digest})))
    assert done.text == PARAGRAPHS[0]
    assert done.removed[0].rule == "furniture"


def test_debris_lists_are_folded_and_not_empty() -> None:
    assert "recent random post" in boilerplate_phrases.list_headings()
    assert "advertisement" in boilerplate_phrases.whole_lines()
    assert boilerplate_phrases.bare("Comments (12)") == "Comments"
    assert boilerplate_phrases.notice_start().match("tags: x")


RULES = tuple((n, parse_query(q, built_in_concepts())) for n, q in ((1, "families"), (2, "chess")))
DECIDER = build_decider(DeciderSpec("@afghan"), RULES)


def test_the_net_keeps_what_it_names_and_says_why_it_let_go() -> None:
    inside = finished(article_html(PARAGRAPHS[0] + " They were Afghans.", *PARAGRAPHS[1:]))
    kept = judge_article(DECIDER, inside, SOURCE)
    assert isinstance(kept, Kept)
    assert [hit.rule_id for hit in kept.hits] == [1]
    assert {span.text for span in kept.hits[0].spans} == {"Families", "families"}
    outside = finished(article_html(*PARAGRAPHS))
    without = build_decider(DeciderSpec("@afghan"), RULES[1:])
    dropped = judge_article(without, outside, SOURCE)
    assert isinstance(dropped, Dropped)
    assert dropped.reason == "off_topic"
    assert isinstance(judge_article(without, outside, replace(SOURCE, afghan=True)), Kept)


def test_what_a_rule_asks_for_is_kept_though_the_net_would_let_it_go() -> None:
    kept = judge_article(DECIDER, finished(article_html(*PARAGRAPHS)), SOURCE)
    assert isinstance(kept, Kept)
    assert [hit.rule_id for hit in kept.hits] == [1]


def test_an_own_definition_of_the_topic_replaces_the_catalogues() -> None:
    decider = build_decider(DeciderSpec("*", "driver"))
    article = finished(article_html(*PARAGRAPHS))
    kept = judge_article(decider, article, SOURCE)
    assert isinstance(kept, Kept)
    assert (kept.relevance, kept.relevance_rules) == ("relevant", ("own",))
    other = judge_article(decider, replace(article, text=PARAGRAPHS[0]), SOURCE)
    assert isinstance(other, Kept)
    assert other.relevance == "off"


def test_rules_know_how_far_an_article_is_on_topic() -> None:
    queries = ("relevance:off", "families NOT relevance:off", "families relevance:relevant")
    rules = tuple((n, parse_query(q, built_in_concepts())) for n, q in enumerate(queries))
    kept = judge_article(
        build_decider(DeciderSpec("*", "driver"), rules),
        finished(article_html(*PARAGRAPHS)),
        SOURCE,
    )
    assert isinstance(kept, Kept)
    assert (kept.relevance, [hit.rule_id for hit in kept.hits]) == ("relevant", [1, 2])


@given(st.binary(max_size=400))
def test_decide_never_raises_on_any_bytes(body: bytes) -> None:
    for given_page in (page(body), page(b"<html><p>" + body), page(body, "")):
        verdict = decide(DECIDER, given_page, Entry(given_page.url), SOURCE, TIERS[1], NOW)
        assert isinstance(verdict, Kept | Dropped | Failed)


def test_decide_goes_all_the_way() -> None:
    html = article_html(*PARAGRAPHS, "The Afghan families were deported.")
    verdict = decide(DECIDER, page(html), Entry("x"), SOURCE, "full", NOW)
    assert isinstance(verdict, Kept)
    assert verdict.article.url == "https://x.example/news/1"
    assert verdict.word_count == len(verdict.article.text.split())
    only_notices = article_html("Advertisement", "Share this", "Leave a Reply")
    empty = decide(DECIDER, page(only_notices), Entry("x"), SOURCE, "full", NOW)
    assert isinstance(empty, Dropped)
    assert empty.reason == "empty"


def test_reading_an_empty_tree_is_a_reason() -> None:
    document = open_document(page("<html><body><script>x</script><p> </p></body></html>"))
    assert isinstance(document, Document)
    assert isinstance(read_text(document, Entry("")), Dropped)
