"""What outlets refuse of text mining: forms of robots.txt, headers and metas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.discovery.mining_refusals import (
    AI_AGENTS,
    HEAD_BYTES,
    header_refusal,
    meta_refusal,
    robots_refusal,
)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("", ""),
        ("User-agent: *\nDisallow: /", ""),  # everyone: it does not speak of AI
        ("User-agent: GPTBot\nDisallow: /", "GPTBot"),
        ("user-agent: gptbot # OpenAI\r\nDISALLOW : /  # all of it\r\n", "GPTBot"),
        ("\ufeffUser-agent: CCBot/2.0\nDisallow: /*", "CCBot"),
        ("User-agent: GPTBot\nUser-agent: anthropic-ai\n\nDisallow: /", "GPTBot, anthropic-ai"),
        ("User-agent: ClaudeBot, Bytespider\nDisallow: *", "ClaudeBot, Bytespider"),
        ("User-agent: GPTBot\nCrawl-delay: 9\nUser-agent: CCBot\nDisallow: /", "GPTBot, CCBot"),
        ("User-agent: GPTBot\nDisallow:\nUser-agent: CCBot\nDisallow: /", "CCBot"),
        ("User-agent: GPTBot\nDisallow: /video/\nDisallow: /$", ""),
        ("User-agent: GPTBot\nDisallow: /\nAllow: /about", "GPTBot"),
        ("User-agent: GPTBot\nAllow: /\nDisallow: /", ""),
        ("User-agent: Google-Extended\nAllow: /\n\nUser-agent: CCBot\nDisallow: /", "CCBot"),
        ("User-agent: Googlebot\nDisallow: /\nUser-agent: *\nDisallow:", ""),
        ("# User-agent: GPTBot\n# Disallow: /", ""),
        ("Disallow: /\nUser-agent: GPTBot", ""),
        ("User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /", "ai-train=no"),
        ("User-agent: *\nContent-signal: ai-input = NO,ai-train=yes,search=no", "ai-input=no"),
        ("User-agent: GPTBot\nDisallow: /\nContent-Signal: ai-train=no", "GPTBot, ai-train=no"),
        ("<html><p>User-agent: GPTBot</p></html>", ""),
    ],
)
def test_robots_txt_refuses_the_ai_programs_that_it_names(text: str, refused: str) -> None:
    assert robots_refusal(text) == refused


@given(st.sampled_from(sorted(AI_AGENTS.values())), st.text(max_size=60))
def test_one_group_of_an_agent_refuses_whatever_comment_stands_before_it(
    agent: str, comment: str
) -> None:
    before = "".join(f"# {line}\n" for line in comment.splitlines())
    said = f"{before}User-agent: {agent.upper()}\nDisallow: /\n"
    assert robots_refusal(said) == agent


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ([], ""),
        ([("TDM-Reservation", "1")], "tdm-reservation: 1"),
        ([("tdm-reservation", " 1 "), ("tdm-policy", "https://a.example/p")], "tdm-reservation: 1"),
        ([("tdm-reservation", "0")], ""),
        ([("tdm-policy", "https://a.example/p")], ""),
        ([("X-Robots-Tag", "noai, noimageai")], "x-robots-tag: noai"),
        ([("x-robots-tag", "noindex"), ("x-robots-tag", "bot:NOAI")], "x-robots-tag: noai"),
        ([("x-robots-tag", "noimageai")], ""),  # texts are kept here, no pictures
        ([("robots", "noai")], ""),
        (
            [("tdm-reservation", "1"), ("x-robots-tag", "noai")],
            "tdm-reservation: 1; x-robots-tag: noai",
        ),
    ],
)
def test_headers_refuse_by_their_own_word(headers: list[tuple[str, str]], refused: str) -> None:
    assert header_refusal(headers) == refused


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        (b"", ""),
        (b'<meta name="robots" content="index, follow">', ""),
        (b'<META content="NoAI, noimageai" NAME="Robots">', "robots: noai"),
        (b"<meta name=robots content=noimageai>", ""),
        (b"<meta name='tdm-reservation' content='1'/>", "tdm-reservation: 1"),
        (b'<meta name="tdm-reservation" content="0">', ""),
        (b'<meta name="description" content="What noai means">', ""),
        (b'<!-- <meta name="robots" content="noai"> --><p>', ""),
        (b"<p>tdm-reservation: 1, noai</p>", ""),
        ("<title>خبر</title><meta name='robots' content='noai'>".encode(), "robots: noai"),
        (b" " * HEAD_BYTES + b'<meta name="robots" content="noai">', ""),
    ],
)
def test_metas_refuse_in_the_head_of_a_page(body: bytes, refused: str) -> None:
    assert meta_refusal(body) == refused
