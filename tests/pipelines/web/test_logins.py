"""User information is found in every URL that holds some, and nothing else is taken for it."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources import Source
from pipelines.web.logins import (
    Login,
    is_same_origin,
    login_for,
    logins_of,
    source_without_logins,
    split_login,
    without_logins,
)


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("http://desk:pass@proxy.example:3128", "http://proxy.example:3128"),
        ("http://desk:p@ss@proxy.example:3128/", "http://proxy.example:3128/"),
        ("https://token@feeds.example/rss?a=b@c", "https://feeds.example/rss?a=b@c"),
        ("socks5://u:p@[::1]:1080", "socks5://[::1]:1080"),
        ("HTTP 407 (https://u:p@a.example/x), then http://u:p@b.example", None),
        ('{"feeds": ["http://u:ü@a.example/", "http://b.example/@home"]}', None),
    ],
)
def test_logins_are_taken_out_of_urls_and_of_words_around_them(
    said: str, plain: str | None
) -> None:
    found = without_logins(said)
    assert found == plain if plain else "u:" not in found
    assert without_logins(found) == found


@pytest.mark.parametrize(
    "text",
    [
        "write to desk@example.org",
        "https://t.example/@channel/12",
        "https://a.example?to=me@b.example",
        "https://a.example/#me@b.example",
        "see https://a.example or write to me@b.example",
    ],
)
def test_what_is_no_login_stays(text: str) -> None:
    assert without_logins(text) == text
    assert split_login(text) == (text, None)


@given(st.text(min_size=1), st.text())
def test_any_user_and_password_come_back_from_a_url(user: str, password: str) -> None:
    try:
        written = f"{quote(user, safe='')}:{quote(password, safe='')}"
    except UnicodeEncodeError:  # half a character, which no URL can hold
        return
    url, login = split_login(f"http://{written}@proxy.example:81/x")
    assert url == "http://proxy.example:81/x"
    assert login == Login(url, user, password)
    assert password not in repr(login) or password in repr(Login(url, user, ""))


def test_text_that_is_no_url_holds_no_login() -> None:
    assert split_login("http://[u:p@a") == ("http://[u:p@a", None)
    assert not is_same_origin("http://[a", "http://[a")


def test_a_login_is_for_its_origin_and_the_nearest_one_is_taken() -> None:
    logins = logins_of(
        ["https://a:1@x.example/one", "https://b:2@x.example/two", "https://y.example/"]
    )
    wanted = {
        "https://x.example/one": "a",
        "https://x.example/two": "b",
        "https://x.example:443/three": "a",
        "http://x.example/one": None,
        "https://x.example:444/one": None,
        "https://www.x.example/one": None,
        "https://y.example/": None,
    }
    for url, user in wanted.items():
        found = login_for(logins, url)
        assert (found.user if found else None) == user, url


def test_a_source_is_freed_of_logins_in_every_field() -> None:
    secret = "http://me:hush@x.example/f"
    source = Source(
        "x", "X", secret, feeds=(secret,), sitemaps=(secret,), sections=(secret,), proxy=secret
    )
    plain = source_without_logins(source)
    assert "hush" not in repr(plain)
    assert plain.feeds == ("http://x.example/f",)
    assert plain.revisit == source.revisit
    assert source_without_logins(plain) is plain
