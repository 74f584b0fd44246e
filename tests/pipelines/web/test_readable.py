"""URLs for people: letters instead of codes, and nothing that misleads."""

import unicodedata
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.web.readable import readable_url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/news?id=1&x=%20", "https://a.example/news?id=1&x=%20"),
        (
            "https://a.example/%D8%AF%D8%B1/1",
            "\u2066https://a.example/در/1\u2069",
        ),
        ("https://a.example/caf%C3%A9", "https://a.example/café"),
        ("https://a.example/%d0%bc%d0%b8%d1%80", "https://a.example/мир"),
        ("https://a.example/%E2%80%AEgpj.exe", "https://a.example/%E2%80%AEgpj.exe"),
        ("https://a.example/\u202egpj.exe", "https://a.example/%E2%80%AEgpj.exe"),
        ("https://a.example/a\nb\x1b[2J c", "https://a.example/a%0Ab%1B[2J%20c"),
        ("https://a.example/%0A%1B%00", "https://a.example/%0A%1B%00"),
        ("https://a.example/%E9t%E9", "https://a.example/%E9t%E9"),
        ("https://a.example/%25D8%25AF", "https://a.example/%25D8%25AF"),
        ("https://a.example/%D9%87%E2%80%8C%D8%A7", "\u2066https://a.example/ه%E2%80%8Cا\u2069"),
        ("https://a.example/%", "https://a.example/%"),
        ("", ""),
    ],
)
def test_letters_are_shown_and_all_else_stays_a_code(url: str, shown: str) -> None:
    assert readable_url(url) == shown


@given(st.text().map(lambda text: f"https://a.example/{quote(text)}?{text}"))
def test_what_is_shown_leads_to_the_same_place_and_holds_no_hidden_sign(url: str) -> None:
    shown = readable_url(url).removeprefix("\u2066").removesuffix("\u2069")
    assert unquote(shown) == unquote(url)
    assert not [sign for sign in shown if unicodedata.category(sign)[0] in "CZ"]
