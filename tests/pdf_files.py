"""PDF files as programs write them: glyphs at places, and a table of what each glyph means."""

from collections.abc import Sequence

_HEAD = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"


def pdf(pages: Sequence[Sequence[str]], info: str = "", *, picture: bool = False) -> bytes:
    """Return a PDF whose pages have ``pages`` lines, each as it is seen from left to right.

    "" leaves a gap between paragraphs. A ``picture`` has no text. ``info`` are the entries of its
    information dictionary.
    """
    letters = sorted({letter for page in pages for line in page for letter in line})
    codes = {letter: 33 + number for number, letter in enumerate(letters)}
    assert len(codes) < 220, "one byte a letter"
    streams = [b"0 0 612 792 re f" if picture else _shown(page, codes) for page in pages]
    widths = " ".join(["500"] * len(codes))
    first = 6
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        f"<</Type/Font/Subtype/TrueType/BaseFont/Made/FirstChar 33/LastChar {32 + len(codes)}"
        f"/Widths[{widths}]/ToUnicode 4 0 R/FontDescriptor<</Type/FontDescriptor/FontName/Made"
        "/Flags 4/FontBBox[0 -200 1000 800]/Ascent 800/Descent -200>>>>".encode(),
        _stream(_meanings(codes)),
        f"<<{info}>>".encode(),
    ]
    for number, stream in enumerate(streams):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {first + 2 * number + 1} 0 R>>".encode()
        )
        objects.append(_stream(stream))
    return _file(objects)


def _shown(lines: Sequence[str], codes: dict[str, int]) -> bytes:
    shown, height = [], 760
    for line in lines:
        height -= 14 if line else 20
        if line:
            text = "".join(f"{codes[letter]:02x}" for letter in line)
            shown.append(f"BT /F1 12 Tf 1 0 0 1 40 {height} Tm <{text}> Tj ET")
    return "\n".join(shown).encode()


def _meanings(codes: dict[str, int]) -> bytes:
    rows = "\n".join(
        f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items()
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{rows}\nendbfchar\nendcmap end end"
    ).encode()


def _stream(body: bytes) -> bytes:
    return f"<</Length {len(body)}>>stream\n".encode() + body + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    written, places = _HEAD, []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start, size = len(written), len(objects) + 1
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    written += f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode()
    trailer = f"trailer<</Size {size}/Root 1 0 R/Info 5 0 R>>\nstartxref\n{start}\n%%EOF"
    return written + trailer.encode()
