"""A page's word on its URL is believed if it names the article as closely as the page's own URL."""

import pytest

from pipelines.web.urls import choose_canonical, names_alike

SITE = "https://e.org"


@pytest.mark.parametrize(
    ("final", "declared", "chosen"),
    [
        ("https://m.e.org/a/b?x=1", "https://www.e.org/a/b", "https://www.e.org/a/b"),
        ("https://e.org/a/b", "/a/b-full", "https://e.org/a/b-full"),
        ("https://e.org/a/b", "https://other.org/a/b", "https://e.org/a/b"),
        ("https://e.org/a/b", "https://e.org/", "https://e.org/a/b"),
        ("https://e.org/a/b", "https://e.org/a/", "https://e.org/a/b"),
        ("https://e.org/?p=3", "https://e.org/2025/title", "https://e.org/2025/title"),
        ("https://e.org/a/b", "", "https://e.org/a/b"),
        ("https://e.org/a/b", "javascript:void(0)", "https://e.org/a/b"),
        ("https://e.org/a/b", "https://[bad", "https://e.org/a/b"),
    ],
)
def test_a_declared_address_is_believed_only_if_it_names_the_article(
    final: str, declared: str, chosen: str
) -> None:
    assert choose_canonical(final, declared) == chosen


@pytest.mark.parametrize(
    ("own", "declared"),
    [
        # the front page, a section, a list: constants of a template
        ("/news/4711-buses-at-the-gate", "/latest"),
        ("/news/4711-buses-at-the-gate", "/?lang=fa"),
        ("/news/4711-buses-at-the-gate", "/index.php"),
        ("/fa/news/77", "/fa/news"),
        ("/fa/news/77", "/en"),
        ("/?p=123", "/home"),
        ("/2025/11/families-sent-back-at-gate", "/world-news"),
        ("/خبر/بازگشت-مهاجران-افغان-از-ایران", "/اخبار"),
        # the same script without the number of the story, or with another one
        ("/news.php?id=4", "/news.php"),
        ("/news.php?id=4", "/news.php?lang=ur"),
        ("/news.php?id=4", "/news.php?id=1"),
        ("/read.php?1423", "/read.php"),
        ("/urdu-news-detail.php?nid=77", "/urdu-news-detail.php"),
        ("/detail?newsid=9&lang=ur", "/detail?lang=ur"),
        ("/view.aspx?item=aa12&x=1", "/view.aspx?x=1"),
        ("/story?slug=families-sent-back-at-gate", "/story"),
        ("/index.php/news/view/991", "/index.php"),
    ],
)
def test_a_vaguer_url_is_not_believed(own: str, declared: str) -> None:
    assert choose_canonical(SITE + own, SITE + declared) == choose_canonical(SITE + own, "")


@pytest.mark.parametrize(
    ("own", "declared"),
    [
        ("/?p=123", "/my-title/"),
        ("/node/12345", "/refugees-return"),
        ("/news/torkham?t=1712345", "/news/torkham"),
        ("/a/families-sent-back-at-gate?id=77", "/a/families-sent-back-at-gate"),
        ("/2025/11/a-b.html?x=1", "/2025/11/a-b.html"),
        ("/2025/news-detail.php?t=77", "/2025/news-detail.php"),
        ("/detail?newsid=9&lang=ur", "/detail?newsid=9"),
        ("/fa/77/families", "/news/77"),
        ("/live/kabul?page=2", "/live/kabul"),
        ("/x", "/y"),
    ],
)
def test_a_url_that_names_the_article_is_believed(own: str, declared: str) -> None:
    assert choose_canonical(SITE + own, SITE + declared) == SITE + declared


def test_names_are_numbers_and_words_of_headlines() -> None:
    assert names_alike(f"{SITE}/fa/4711?x=1", f"{SITE}/news/4711-buses-at-the-gate")
    assert names_alike(f"{SITE}/a/Buses-at-gate.html", f"{SITE}/buses-at-gate")
    assert not names_alike(f"{SITE}/news.php?id=4", f"{SITE}/latest-news")
    assert not names_alike(f"{SITE}/news", f"{SITE}/news")
    assert not names_alike("https://[bad", f"{SITE}/news-1")
