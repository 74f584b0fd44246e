"""GDELT's bulk files are read for leads: reports of Afghans sent back, whoever published them."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.items import Discovered, Failed, Lead, Page
from pipelines.listings.interfaces import gdelt
from pipelines.listings.interfaces.gdelt import files_between
from pipelines.listings.listing import read_listing
from tests.samples import NOW

LIST = "http://data.gdelt.example/gdeltv2/lastupdate.txt"
FILE = "http://data.gdelt.example/gdeltv2/20251124081500.gkg.csv.zip"
THEMES = "REFUGEES;TAX_FNCACT;IMMIGRATION"


def read(body: bytes, url: str = FILE) -> Discovered | Failed:
    return read_listing(None, "gdelt", Page(url, 200, "application/zip", body, NOW), "")


def row(url: str, title: str, themes: str = THEMES) -> str:
    columns = [""] * 27
    columns[0], columns[1] = "20251124081500-1", "20251124081500"
    columns[3], columns[4], columns[7] = "khyber.example", url, themes
    columns[10] = "4#Afghanistan#AF#AF##33#66#AF"
    columns[26] = f"<PAGE_LINKS></PAGE_LINKS><PAGE_TITLE>{title}</PAGE_TITLE>"
    return "\t".join(columns)


def packed(*rows: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.gkg.csv", "\n".join(rows))
    return stream.getvalue()


def test_the_list_of_files_leads_to_the_newest_one_of_themes() -> None:
    lines = [
        f"{size} {'ab' * 16} http://data.gdelt.example/gdeltv2/20251124081500.{kind}.zip\n"
        for size, kind in ((1, "export.CSV"), (2, "mentions.CSV"), (3, "gkg.csv"))
    ]
    found = read("".join(lines).encode(), LIST)
    assert found == Discovered((), (FILE,))
    assert isinstance(read(b"<html>Not found</html>", LIST), Failed)


def test_headlines_and_urls_that_name_afghans_under_a_fitting_theme_are_leads() -> None:
    found = read(
        packed(
            row("https://khyber.example/1", "Afghan families &amp; others sent home"),
            row("https://khyber.example/afghan-returns", "Gate is closed"),
            row(
                "https://khyber.example/3",
                "&#x627;&#x641;&#x63A;&#x627;&#x646; \u0648\u0627\u067e\u0633",
            ),
            row("https://khyber.example/4", "Afghan carpets are back", "TOURISM"),
            row("https://khyber.example/5", "Refugees elsewhere"),
            row("https://khyber.example/1", "Afghan families again"),
            "Afghan\tREFUGEES\tshort row",
            row("javascript:alert(1)", "Afghan refugees"),
            row("https://khyber.example/6", ""),
        )
    )
    assert isinstance(found, Discovered)
    at = datetime(2025, 11, 24, 8, 15, tzinfo=UTC)
    titles = (
        "Afghan families & others sent home",
        "Gate is closed",
        "\u0627\u0641\u063a\u0627\u0646 \u0648\u0627\u067e\u0633",
    )
    paths = ("1", "afghan-returns", "3")
    assert found.leads == tuple(
        Lead(
            f"https://khyber.example/{path}", title, "khyber.example", "https://khyber.example/", at
        )
        for path, title in zip(paths, titles, strict=True)
    )
    assert (found.entries, found.newest_at, found.truncated) == ((), at, "")


def test_a_flood_and_a_damaged_file_say_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gdelt, "MOST_LEADS", 2)
    many = [row(f"https://khyber.example/{n}", f"Afghan refugees {n}") for n in range(4)]
    flood = read(packed(*many))
    assert isinstance(flood, Discovered)
    assert (len(flood.leads), flood.truncated) == (2, "only 2 of 4 leads are taken")
    torn = read(packed(*many)[:-30])
    assert isinstance(torn, Discovered)
    assert "damaged" in torn.truncated
    monkeypatch.setattr(gdelt, "MOST_BYTES", 1)
    bounded = read(packed(*many))
    assert isinstance(bounded, Discovered)
    assert len(bounded.leads) == 1


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    assert isinstance(read(b"PK\x03\x04" + body), Discovered | Failed)


@given(st.text(max_size=40), st.text(max_size=20))
def test_no_row_breaks_the_reader(title: str, moment: str) -> None:
    line = row("https://khyber.example/1", f"Afghan {title}").replace(
        "20251124081500\t", f"{moment}\t"
    )
    assert isinstance(read(packed(line)), Discovered)


NEWEST = datetime(2025, 11, 24, 8, 15, tzinfo=UTC)


def file(quarters_ago: int, kind: str = ".gkg") -> str:
    at = NEWEST - timedelta(minutes=15 * quarters_ago)
    return f"http://data.gdelt.example/gdeltv2/{at:%Y%m%d%H%M%S}{kind}.csv.zip"


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        ((), (0,)),
        ((0,), ()),
        ((1,), (0,)),
        ((5, 3, 2), (4, 1, 0)),  # one that failed is asked for again
        ((40,), tuple(range(39, 23, -1))),  # the files of four hours at once
        ((95,), tuple(range(94, 78, -1))),
    ],
)
def test_the_files_since_the_last_visit_are_wanted(
    known: tuple[int, ...], wanted: tuple[int, ...]
) -> None:
    of_another_list = file(7, ".translation.gkg"), "http://other.example/20251124070000.gkg.csv.zip"
    read_before = {*map(file, known), *of_another_list, "http://data.gdelt.example/lastupdate.txt"}
    assert files_between(file(0), read_before) == (tuple(map(file, wanted)), "")


def test_files_of_another_day_are_given_up_in_words() -> None:
    urls, lost = files_between(file(0), {file(200), file(201)})
    assert urls == tuple(map(file, range(96, 80, -1)))
    assert lost == (
        "GDELT's files from 22 Nov 06:30 to 23 Nov 08:00 UTC are not read: "
        "they are older than 24 hours"
    )
    assert files_between(file(0), {file(200), file(50)}) == (
        tuple(map(file, range(96, 80, -1))),
        "",
    )


@pytest.mark.parametrize("name", ["http://g.example/newest.gkg.csv.zip", f"{file(0)}?x", "x"])
def test_a_file_whose_name_tells_no_time_is_read_alone(name: str) -> None:
    assert files_between(name, {file(3)}) == ((name,), "")


def test_a_time_that_is_none_or_lies_ahead_counts_for_nothing() -> None:
    known = {"http://data.gdelt.example/gdeltv2/20251399000000.gkg.csv.zip", file(-4)}
    assert files_between(file(0), known) == ((file(0),), "")
    impossible = "http://data.gdelt.example/gdeltv2/20251399000000.gkg.csv.zip"
    assert files_between(impossible, {file(3)}) == ((impossible,), "")
