"""Walls, lists, shells and teasers are told from articles, in the languages of the outlets."""

import pytest

from pipelines.items import Dropped, Failed, Page
from pipelines.lexicon.boilerplate_patterns import is_paywall
from pipelines.page.document import Document, open_document
from pipelines.page.extract import Block, Reading
from pipelines.page.linked_titles import Listing
from pipelines.page.page_kind import is_list, obstacle, says_nothing, sent_on, wall
from tests.samples import NOW

TEXT = "Forty buses left the old camp on Monday, the district office said, under police escort."


def page(html: str, url: str = "https://x.example/news/1") -> Page:
    return Page(url, 200, "text/html; charset=utf-8", html.encode(), NOW)


def document(html: str, url: str = "https://x.example/news/1") -> Document:
    opened = open_document(page(html, url))
    assert isinstance(opened, Document)
    return opened


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        ("404", "Sorry, we cannot find that story", "not_found"),
        ("404 - not here", "", "not_found"),
        ("معذرت، مطلوبہ صفحہ دستیاب نہیں", "", "not_found"),
        ("صفحه مورد نظر یافت نشد", "", "not_found"),
        ("الصفحة غير موجودة", "", "not_found"),
        ("پاڼه ونه موندل شوه", "", "not_found"),
        ("Seite nicht gefunden", "", "not_found"),
        ("Sayfa bulunamadı", "", "not_found"),
        ("Hill Courier", "The page you are looking for has been removed.", "not_found"),
        ("Security check", "Tick the box to prove that you are not a robot", "blocked"),
        ("x", "Verifying you are human. This may take a few seconds.", "blocked"),
        ("Be right back", "Our site is being upgraded.", "error"),
        ("Just a moment...", "Checking your browser", "blocked"),
        ("x", "Please complete the CAPTCHA to go on", "blocked"),
        ("404 Not Found", "", "not_found"),
        ("Page not found", "Sorry", "not_found"),
        ("Site under maintenance", "", "error"),
        ("x", "Error establishing a database connection", "error"),
        ("Before you continue", "We use cookies", "consent"),
        ("Log in", "Please give your name", "login"),
        ("This account has been suspended", "", "error"),
        ("سایت موقتا در دسترس نیست", "", "error"),
        ("الموقع تحت الصيانة", "", "error"),
        ("Your privacy choices", "", "consent"),
        ("x", "Accept all cookies to continue reading", "consent"),
        ("Sign in to your account", "", "login"),
        ("ورود به حساب", "نام کاربری و گذرواژه", "login"),
        ("Hill Courier", "You need to enable JavaScript to run this app.", "empty"),
        ("Hill Courier", "Loading…", "empty"),
    ],
)
def test_walls_are_known_by_what_they_say(title: str, text: str, reason: str) -> None:
    found = wall(page("x"), title, text)
    assert isinstance(found, Dropped | Failed)
    assert found.reason == reason


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("404 families cross at the gate", TEXT),
        ("Police suspended after raid", TEXT),
        ("Captcha or not: how bots read the news", TEXT * 15),
        ("Court denied access to lawyers", TEXT),
        ("Nobody found at the camp", TEXT),
        ("Login of a life: a portrait", TEXT * 5),
    ],
)
def test_articles_that_use_such_words_stay(title: str, text: str) -> None:
    assert wall(page("x"), title, text) is None


def test_a_list_of_stories_under_a_missing_page_is_no_article() -> None:
    long = TEXT * 20
    assert wall(page("x"), "Page not found", long) is None
    found = wall(page("x"), "Page not found", long, listed=True)
    assert isinstance(found, Dropped)
    assert found.reason == "not_found"


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ("0; url=/real/", "/real/"),
        ("0;URL='https://x.example/2'", "https://x.example/2"),
        ("600; url=/again", None),
        ("30", None),
        ("", None),
    ],
)
def test_a_page_that_sends_its_reader_on_is_known(content: str, target: str | None) -> None:
    html = (
        f'<html><head><meta http-equiv="Refresh" content="{content}"></head><body>x</body></html>'
    )
    found = sent_on(document(html), "x")
    assert (found.detail if found else None) == target
    assert sent_on(document(html), TEXT * 10) is None
    assert sent_on(document("<p>x</p><meta name=a>"), "x") is None


ARTICLE = '<script type="application/ld+json">{"@type": "NewsArticle"}</script><p>x</p>'


@pytest.mark.parametrize(
    ("html", "url", "canonical", "share", "titles", "prose", "expected"),
    [
        ("<p>x</p>", "https://x.example/a", "", 0.95, 2, 0, True),
        (ARTICLE, "https://x.example/a", "", 0.95, 9, 0, True),
        (ARTICLE, "https://x.example/a", "", 0.7, 9, 0, False),
        ("<p>x</p>", "https://x.example/a", "", 0.7, 9, 0, True),
        ("<p>x</p>", "https://x.example/a", "", 0.7, 4, 0, False),
        (ARTICLE, "https://x.example/", "", 0.7, 4, 0, True),
        (ARTICLE, "https://x.example/", "", 0.7, 4, 500, True),
        (ARTICLE, "", "https://x.example/", 0.7, 4, 500, True),
        (ARTICLE, "https://x.example/a", "https://x.example/", 0.7, 4, 0, True),
        (ARTICLE, "https://x.example/a", "https://x.example/", 0.7, 4, 90, False),
        ("<p>x</p>", "https://x.example/", "", 0.3, 9, 0, False),
        ("<p>x</p>", "https://x.example/a", "", 0.99, 1, 0, False),
        ("<p>x</p>", "https://x.example/a", "", 0.95, 40, 100, False),
        ("<p>x</p>", "https://x.example/a", "", 0.95, 40, 40, True),
        (ARTICLE, "https://x.example/a", "", 0.95, 40, 40, False),
    ],
)
def test_lists_are_known_by_their_linked_titles(
    html: str, url: str, canonical: str, share: float, titles: int, prose: int, expected: bool
) -> None:
    listing = Listing(share, titles, (0,) if prose else (), prose)
    assert is_list(document(html, url), listing, canonical) is expected


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("Redirecting", True),
        ("", True),
        ("• • •", True),
        (TEXT, False),
        ("大雨で川の水位が上がった", False),
    ],
)
def test_a_text_of_a_word_or_two_says_nothing(text: str, nothing: bool) -> None:
    assert says_nothing(text) is nothing


def test_obstacles_are_looked_for_in_what_was_read() -> None:
    opened = document("<p>x</p>")
    short, whole = Reading((Block("p", "Home"),)), Reading((Block("p", TEXT),))
    listing = Reading((Block("p", TEXT),), listing=Listing(0.99, 7, (), 0))
    for reading, reason in ((short, "empty"), (listing, "listing")):
        found = obstacle(opened, "x", "", reading)
        assert isinstance(found, Dropped)
        assert found.reason == reason
    assert obstacle(opened, "x", "", whole) is None
    assert obstacle(opened, "x", "", Dropped("empty")) is None


@pytest.mark.parametrize(
    ("text", "walled"),
    [
        ("This article is for subscribers", True),
        ("Subscribe for one dollar a week to read the rest of this story.", True),
        ("برای ادامه مطالعه مشترک شوید", True),
        ("هذا المحتوى للمشتركين فقط", True),
        ("Nur für Abonnenten", True),
        ("Abonelere özel içerik", True),
        ("The subscribers of the fund met on Monday.", False),
        ("This article is for subscribers. " + TEXT * 4, False),
    ],
)
def test_paywalls_say_so_in_a_short_line(text: str, walled: bool) -> None:
    assert is_paywall(text) is walled


PLAYERS = [
    "<video src='/film.mp4'></video>",
    "<audio controls src='/talk.mp3'></audio>",
    "<iframe src='https://www.youtube.com/embed/x1'></iframe>",
    "<iframe width=1 src=//www.aparat.com/video/embed/x1></iframe>",
    '<script type="application/ld+json">{"@type": "VideoObject", "name": "x"}</script>',
    '<script type="application/ld+json">{"@type":"ImageGallery"}</script>',
]


@pytest.mark.parametrize("player", PLAYERS)
def test_a_page_of_media_without_text_is_no_article(player: str) -> None:
    opened = document(f"<html><body><h1>A film</h1>{player}<p>Watch.</p></body></html>")
    for reading in (Reading((Block("p", "Watch."),)), Dropped("empty")):
        found = obstacle(opened, "A film of the river", "", reading)
        assert isinstance(found, Dropped)
        assert found.reason == "media_only"
    assert obstacle(opened, "A film", "", Reading((Block("p", TEXT),))) is None


def test_a_page_without_text_or_media_is_empty() -> None:
    opened = document(
        "<html><body><h1>A</h1><p>Watch.</p><iframe src='/ad'></iframe></body></html>"
    )
    found = obstacle(opened, "A film of the river", "", Reading((Block("p", "Watch."),)))
    assert isinstance(found, Dropped)
    assert found.reason == "empty"
    assert obstacle(opened, "A film of the river", "", Dropped("empty")) is None
