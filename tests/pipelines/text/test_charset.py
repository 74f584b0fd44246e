"""Bytes become the text that was meant, whatever they say of themselves."""

import codecs
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.charset import decode_text

URDU = "<html><body><p>پشاور سے افغان مہاجرین کی واپسی کا سلسلہ جاری ہے۔</p></body></html>"
ARABIC = (
    "<html><body><p>عاد آلاف اللاجئين من باكستان إلى أفغانستان عبر معبر طورخم</p></body></html>"
)
ENGLISH = (
    "<html><body><p>Café owners said “nothing” – not a word – about naïve plans.</p></body></html>"
)


@pytest.mark.parametrize("header", ["", "text/html; charset=utf-8", "text/html; charset=latin1"])
@pytest.mark.parametrize("text", [URDU, ARABIC, ENGLISH])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_found_whatever_the_header_says(text: str, encoding: str, header: str) -> None:
    assert decode_text(text.encode(encoding), header).text == text


@pytest.mark.parametrize("header", ["text/html; charset=windows-1256", "text/html", ""])
def test_arabic_in_windows_1256_is_read_with_and_without_a_label(header: str) -> None:
    assert decode_text(ARABIC.encode("windows-1256"), header).text == ARABIC


@pytest.mark.parametrize(
    ("header", "meta"),
    [("text/html; charset=iso-8859-1", ""), ("", '<meta charset="iso-8859-1">'), ("", "")],
)
def test_western_text_is_read_as_browsers_do(header: str, meta: str) -> None:
    text = meta + ENGLISH
    assert decode_text(text.encode("windows-1252"), header).text == text


def test_one_bad_byte_does_not_change_the_encoding() -> None:
    raw = bytearray(URDU.encode())
    raw[60] = 0xFF
    text = decode_text(bytes(raw), "").text
    assert text.count("\ufffd") <= 2
    assert "مہاجرین" in text


def test_unknown_labels_are_passed_over() -> None:
    raw = ENGLISH.encode("windows-1252")
    assert decode_text(raw, "text/html; charset=klingon").encoding == "windows-1252"
    assert decode_text(b"caf\xe9", "text/html; charset=\x00").encoding == "windows-1252"


@pytest.mark.parametrize("label", ["idna", "punycode", "undefined", "cp037", "cp424", "cp1026"])
def test_labels_of_what_no_page_is_written_in_are_passed_over(label: str) -> None:
    raw = ENGLISH.encode("windows-1252")
    assert decode_text(raw, f"text/html; charset={label}").text == ENGLISH


def test_marks_of_order_win() -> None:
    assert decode_text(codecs.BOM_UTF32_LE + "x".encode("utf-32-le"), "").encoding == "utf-32"


@given(st.binary(max_size=200), st.text(max_size=30))
def test_any_bytes_are_decoded(body: bytes, header: str) -> None:
    assert isinstance(decode_text(body, header).text, str)


@given(st.text(st.characters(categories=["Cs", "Lu", "So"]), max_size=6))
def test_json_of_half_characters_is_read_without_them(text: str) -> None:
    """Such a half stands where a program cut a text; nothing can store it."""
    for written in json.dumps(text), json.dumps(json.dumps(text)):
        found = json.loads(decode_text(written.encode(), "application/json").text)
        if written != json.dumps(text):
            found = json.loads(found)
        assert found == text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
