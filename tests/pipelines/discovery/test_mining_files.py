"""What tdmrep.json and ai.txt refuse is read as their makers write them, and nothing is made up."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.discovery.mining_files import ai_txt_refusal, tdmrep_refusal


def rule(location: object, reserved: object, **more: object) -> dict[str, object]:
    return {"location": location, "tdm-reservation": reserved} | more


TDMREP: tuple[tuple[object, str], ...] = (
    ([rule("/", 1)], "tdm-reservation: 1"),
    ([rule("/*", 1)], "tdm-reservation: 1"),
    ([rule("*", "1")], "tdm-reservation: 1"),
    ([{"tdm-reservation": 1}], "tdm-reservation: 1"),
    (rule("/", 1), "tdm-reservation: 1"),
    ([{"Location": "/", "TDM-Reservation": 1}], "tdm-reservation: 1"),
    ([rule("/news/*", 1), rule("/pdf/*.pdf$", 1)], "tdm-reservation: 1 for /news/*, /pdf/*.pdf$"),
    ([rule("/", 1), rule("/open/", 0)], "tdm-reservation: 1, but not for /open/"),
    (
        [rule("/a/", 1, **{"tdm-policy": "https://n.example/terms.json"})],
        "tdm-reservation: 1 for /a/ (terms: https://n.example/terms.json)",
    ),
    (
        [rule(f"/{number}/", 1) for number in range(8)],
        "tdm-reservation: 1 for /0/, /1/, /2/, /3/, /4/ and 3 more",
    ),
    ([rule("/", 0)], ""),
    ([rule("/", 2)], ""),
    ([rule("/", None)], ""),
    ([rule(7, 1)], ""),
    (["tdm-reservation: 1", 1, None], ""),
    ({"error": "not found"}, ""),
    ([], ""),
    ("1", ""),
)


@pytest.mark.parametrize(("file", "refused"), TDMREP)
def test_tdmrep_is_read_by_its_locations(file: object, refused: str) -> None:
    assert tdmrep_refusal(json.dumps(file).encode()) == refused


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[" * 100_000, b"\xff\xfe", b"[{]", b"NaN", b"{}"]
)
def test_what_is_no_list_of_rules_reserves_nothing(body: bytes) -> None:
    assert tdmrep_refusal(body) == ""


AI_TXT = (
    ("User-Agent: *\nDisallow: /\n", "Disallow: /"),
    ("User-Agent: *\nDisallow: *\n", "Disallow: /"),
    ("\ufeffuser-agent: *\r\ndisallow: /\r\n", "Disallow: /"),
    (
        "User-Agent: *\nDisallow: *.txt\nDisallow: *.HTML\nDisallow: *.jpg",
        "Disallow: *.txt, *.html",
    ),
    ("User-Agent: *\nDisallow: /*.pdf$", "Disallow: *.pdf"),
    ("User-Agent: *\nDisallow: /\nAllow: *.txt", "Disallow: /, but not *.txt"),
    ("User-Agent: *\nDisallow: *.txt\nAllow: *.txt", ""),
    ("User-Agent: *\nDisallow: /\nAllow: /", ""),
    ("User-Agent: *\nDisallow: *.jpg\nDisallow: *.mp4", ""),
    ("User-Agent: *\nDisallow: /wp-admin/", ""),
    ("User-Agent: *\nDisallow:", ""),
    ("# User-Agent: *\nDisallow: /", ""),
    ("We welcome AI. Disallow: / is not what we say.", ""),
    ("<!DOCTYPE html><p>User-Agent: *\nDisallow: /\n", ""),
    ("", ""),
)


@pytest.mark.parametrize(("text", "refused"), AI_TXT)
def test_ai_txt_is_read_for_what_it_keeps_of_texts(text: str, refused: str) -> None:
    assert ai_txt_refusal(text.encode()) == refused


@given(st.binary(max_size=400))
def test_any_bytes_are_read(body: bytes) -> None:
    assert isinstance(tdmrep_refusal(body), str)
    assert isinstance(ai_txt_refusal(body), str)
