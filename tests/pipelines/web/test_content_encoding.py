"""Packed bodies come out as they went in, torn ones say so, and false labels lose nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.web.content_encoding import unpacked
from tests.packing import PACKERS, zstd_with_window

LIMIT = 100_000
PAGE = ("<p>خاندان واپس بھیجے گئے</p>" * 40).encode()


@pytest.mark.parametrize("name", PACKERS)
@given(body=st.binary(min_size=1))
def test_what_was_packed_comes_out(name: str, body: bytes) -> None:
    assert unpacked(PACKERS[name](body), name, LIMIT) == (body, "")


def test_several_encodings_are_undone_from_the_outside() -> None:
    packed = PACKERS["zstd"](PACKERS["gzip"](PACKERS["br"](PAGE)))
    assert unpacked(packed, "br, gzip, zstd", LIMIT) == (PAGE, "")


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_streams_that_stand_one_after_another_are_one_body(name: str) -> None:
    pack = PACKERS[name]
    assert unpacked(pack(PAGE) + pack(b"more"), name, LIMIT) == (PAGE + b"more", "")
    assert unpacked(pack(PAGE) + b"\0" * 16, name, LIMIT) == (PAGE, "")


@pytest.mark.parametrize("name", ["gzip", "deflate", "Deflate", "br", "zstd"])
def test_a_torn_end_is_noticed_and_what_came_is_kept(name: str) -> None:
    body = bytes(range(256)) * 40 + PAGE
    packed = PACKERS[name](body)
    plain, fault = unpacked(packed[:-9], name, LIMIT)
    assert fault == "cut"
    assert body.startswith(plain)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_no_body_grows_over_the_limit(name: str) -> None:
    bomb = PACKERS[name](b"<p>" + b"0" * 50_000_000)
    plain, fault = unpacked(bomb, name, LIMIT)
    assert fault == "too_large"
    assert len(plain) == LIMIT


def test_no_frame_may_ask_for_a_huge_window() -> None:
    assert unpacked(zstd_with_window(PAGE, 23), "zstd", LIMIT) == (PAGE, "")
    assert unpacked(zstd_with_window(PAGE, 27), "zstd", LIMIT) == (b"", "cut")


@pytest.mark.parametrize("name", [*PACKERS, "br, gzip", "compress", "aws-chunked", "UTF-8", ", ,"])
def test_a_label_that_is_not_true_loses_nothing(name: str) -> None:
    assert unpacked(PAGE, name, LIMIT) == (PAGE, "")
    assert unpacked(b"", name, LIMIT) == (b"", "")


def test_an_encoding_that_nobody_knows_is_said() -> None:
    packed = b"\x1f\x9d\x90<\xe0\xc0\x01"
    assert unpacked(packed, "compress", LIMIT) == (packed, "unknown")
    assert unpacked(PACKERS["gzip"](packed), "compress, gzip", LIMIT) == (packed, "unknown")


@given(st.binary(), st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br", "x"]))
def test_no_bytes_are_too_odd(body: bytes, name: str) -> None:
    plain, _ = unpacked(body, name, LIMIT)
    assert len(plain) <= LIMIT
