"""Articles are told from sections by the shape of their URL."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.listings.article_shapes import looks_like_article, shape_of

SITE = "https://paper.example"


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/news/1873201/families-wait-at-the-gate", "/W/N/S"),
        ("/fa/news/80221", "/W/W/N"),
        ("/a/33412345.html", "/W/N"),
        ("/story/2711/4", "/W/N/N"),
        ("/27-Apr-2026/four-trucks-turned-back", "/D/S"),
        ("/2026/04/27/camp-closed-by-the-province", "/N/N/N/S"),
        ("/latest/551-four-trucks-turned-back-again", "/W/S"),
        ("/202610041673", "/N"),
        ("/?p=412", "?N"),
        ("/world/asia", "/W/W"),
        ("/خبر/بازگشت-هزاران-خانواده-از-مرز", "/W/S"),
    ],
)
def test_the_shape_of_a_path(path: str, shape: str) -> None:
    assert shape_of(SITE + path) == shape


@pytest.mark.parametrize(
    "path",
    [
        *("/news/1873201", "/27-Apr-2026/x", "/?p=412", "/index.php?id=77&l=fa"),
        *("/2026/04/27/camp-closed-by-the-province", "/pakistan/officials-close-the-gate-at-noon"),
        *("/a/33412345.html", "/202610041673", "/newsdetail.php?nid=12", "/news/view_4512_1"),
        "/%D8%AE%D8%A8%D8%B1/%DB%8C%DA%A9-%D8%AF%D9%88-%D8%B3%D9%87-%DA%86%D9%87%D8%A7%D8%B1",
    ],
)
def test_articles_are_known_by_their_shape(path: str) -> None:
    assert looks_like_article(SITE + path)


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/world", "/about-us", "/news", "/2026", "/2026/04", "/1404", "/en/contact"),
        *(
            "/tag/afghan-refugees-sent-back-again",
            "/category/1234",
            "/author/a-b-c-d",
            "/page/12345",
        ),
        *("/uploads/2026/04/photo-of-a-camp-123456.jpg", "/feed.xml", "/search", "/topics/c123456"),
        *("/?page=3", "http://[broken/12345"),
    ],
)
def test_other_pages_are_no_articles(path: str) -> None:
    assert not looks_like_article(path if path.startswith("http") else SITE + path)


@given(st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(shape_of(text), str)
    assert looks_like_article(text) in (True, False)
