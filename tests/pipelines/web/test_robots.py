"""What the robots.txt files of the wild say about one product."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from pipelines.web.robots import MAX_BYTES, robots_text, rules_for

SHUT = "\nDisallow: /shut\n"


def may_read(text: str, path: str = "/shut/1", product: str = "khabardar") -> bool:
    rules = Protego.parse(rules_for(text, product))
    return bool(rules.can_fetch(f"https://site.example{path}", product))


@pytest.mark.parametrize(
    "agents",
    [
        "User-agent: *",
        "User-Agent: Khabardar",
        "user-agent : KHABARDAR/2.1",
        "User-agent: Gathbot, khabardar",
        "User-agent: Gathbot,khabardar;Listbot",
        "User-agent: Gathbot khabardar",
        "User-agent: khabardar Newsreader",
        'User-agent: "khabardar"',
        "User-agent: Mozilla/5.0 (compatible; khabardar/0.1; +https://a.example)",
        "User-agent: Gathbot, *",
        "User-agent: khabar*",
        "User-agent: Gathbot\nUser-agent: khabardar",
        "User-agent: Gathbot\n\n# both\nUser-agent: khabardar",
        "User-agent: 7Gath\nDisallow: /x\n\nUser-agent: khabardar # us",
        "\ufeffUser-agent: khabardar",
        "Useragent: khabardar",
        "User-agent: khabardar\nAllow: /open",
    ],
)
def test_a_group_that_names_us_or_all_is_kept_to(agents: str) -> None:
    assert not may_read(agents + SHUT)
    assert may_read(agents + SHUT, "/open/1")


@pytest.mark.parametrize(
    "agents",
    [
        "User-agent: Gathbot",
        "User-agent: khabar",
        "User-agent: khabardarbot",
        "User-agent: my-khabardar",
        "User-agent: desk",
        "User-agent:",
        "# User-agent: *",
        "User-agent: *bot",
    ],
)
def test_a_group_of_others_is_not_ours(agents: str) -> None:
    assert may_read(agents + SHUT)


def test_our_own_group_counts_more_than_the_one_for_all() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: Gathbot khabardar\nDisallow: /shut"
    assert may_read(text, "/open")
    assert not may_read(text)


def test_a_name_that_stands_twice_has_both_groups() -> None:
    text = (
        "User-agent: khabardar\nDisallow: /a\nUser-agent: x\nDisallow: /b\nUser-agent: x, khabardar"
    )
    assert not may_read(text + SHUT, "/a/1")
    assert not may_read(text + SHUT)
    assert may_read(text + SHUT, "/b/1")


@pytest.mark.parametrize(
    "body",
    [
        text
        for rules in ("User-agent: *\r\nDisallow: /shut\r\n",)
        for text in (
            rules.encode(),
            b"\xef\xbb\xbf" + rules.encode(),
            rules.encode("utf-16"),
            b"\xfe\xff" + rules.encode("utf-16-be"),
            rules.encode("utf-16-le"),
            rules.encode("utf-16-be"),
            rules.replace("\r\n", "\r").encode(),
            rules.replace("\r\n", "\n").encode(),
            ("\ufeff" + rules).encode("utf-16"),
        )
    ],
)
def test_any_encoding_of_the_file_is_read(body: bytes) -> None:
    assert not may_read(robots_text(body))


def test_a_file_that_is_too_long_is_cut_between_lines() -> None:
    body = b"User-agent: *\n" + b"Disallow: /long/path\n" * MAX_BYTES
    text = robots_text(body)
    assert len(text) <= MAX_BYTES
    assert set(text.splitlines()[1:]) == {"Disallow: /long/path"}


@given(st.binary(max_size=300))
def test_no_bytes_are_too_odd(body: bytes) -> None:
    Protego.parse(rules_for(robots_text(body), "khabardar"))


@given(st.text(max_size=200))
def test_reading_the_rules_again_changes_nothing(text: str) -> None:
    once = rules_for(text, "khabardar")
    assert rules_for(once, "khabardar") == once
