"""Makes the weights by which a text foretells its own quality, and tells how far they are right.

    python -m benchmarks.text.confidence            # the numbers and weights of the kept rows
    python -m benchmarks.text.confidence --measure  # reads the recorded pages anew, keeps rows

A row is a page: its host, the F1 of its text to the true one, its signs (pipelines/confidence).
It holds no word of the page. The model is a ridge regression of the logarithm of what is wrong.
Hosts are parted into ten groups; each group is foretold by weights made from the nine others.
"""

import csv
import math
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.shared_data import PAGES, address_key, need, truth
from db.archive import read_pages
from pipelines.confidence.model import OFFSET
from pipelines.confidence.signs import NAMES, signs_of
from pipelines.decide import Draft, cleaned_text, draft_page, traces_of
from pipelines.items import Entry, Page
from pipelines.page.clean import Cleaned
from pipelines.page_blocks import PageBlocks
from pipelines.site.learning import learned
from pipelines.sources import Source
from pipelines.web.urls import host_of

HERE = Path(__file__).parent
ROWS = HERE / "confidence.csv"
WEIGHTS = HERE.parent.parent / "pipelines" / "confidence" / "weights.py"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
GROUPS = 10
RIDGE = 30.0
DIGITS = 3
POOR = 0.9
"""A text with less F1 than this is a poor one."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Row:
    """A page: its host, how good its text truly is (0 to 1), and the values of its signs."""

    host: str
    quality: float
    signs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """What foretells the quality of a text: a sum of weighted signs, and what it begins at."""

    intercept: float
    weights: tuple[float, ...]

    def foretell(self, signs: Sequence[float]) -> float:
        """Return the quality, from 0 to 1, that ``signs`` stand for."""
        said = self.intercept + math.fsum(w * s for w, s in zip(self.weights, signs, strict=True))
        return max(0.0, min(1.0, OFFSET - math.exp(said)))


def word_bag(text: str) -> Counter[str]:
    """Return how often each word stands in a text."""
    plain = unicodedata.normalize("NFKC", text).replace("\u200c", "").casefold()
    return Counter(_WORD.findall(plain))


def quality(text: str, true: str) -> float:
    """Return the F1 of a text's words to those of the true one, 0 if either has none."""
    ours, theirs = word_bag(text), word_bag(true)
    both = (ours & theirs).total()
    return 2 * both / (ours.total() + theirs.total()) if both else 0.0


@dataclass(frozen=True, slots=True)
class Text:
    """What was read of a recorded page, beside what is true of it."""

    page: Page
    draft: Draft
    cleaned: Cleaned
    true: dict[str, Any]


def texts() -> list[Text]:
    """Return the texts of the recorded pages of which the true one is known."""
    true = {address_key(row["url"]): row for row in truth(PAGES) if row.get("text")}
    drafts: list[tuple[Page, Draft]] = []
    traces: defaultdict[str, list[PageBlocks]] = defaultdict(list)
    for page in read_pages(need(PAGES / "pages.warc.gz")):
        if isinstance(page, Page):
            host = host_of(page.url) or "file"
            source = Source(host, host, f"http://{host}/")
            draft = draft_page(page, Entry(page.url), source, "full", NOW)
            if isinstance(draft, Draft):
                drafts.append((page, draft))
                traces[host].append(traces_of(draft))
    known = {host: learned(pages) for host, pages in traces.items()}
    return [
        Text(page, draft, cleaned_text(draft, known[draft.source.id]), true[address_key(page.url)])
        for page, draft in drafts
        if address_key(page.url) in true
    ]


def row_of(text: Text) -> Row:
    """Return what the model is made from of a text."""
    signs = signs_of(text.draft.reading, text.cleaned)
    values = tuple(round(value, DIGITS) for value in astuple(signs))
    true = round(quality(text.cleaned.text, text.true["text"]), DIGITS)
    return Row(text.draft.source.id, true, values)


def read_rows(file: Path = ROWS) -> list[Row]:
    """Return the rows that are kept in a file."""
    with file.open(encoding="utf8", newline="") as lines:
        head, *rest = csv.reader(lines)
    if tuple(head[2:]) != NAMES:
        sys.exit(f"benchmarks: {file} has other signs than the program; run with --measure")
    return [Row(host, float(true), tuple(map(float, signs))) for host, true, *signs in rest]


def write_rows(rows: list[Row], file: Path = ROWS) -> None:
    """Keep rows in a file, in the order of their hosts."""
    with file.open("w", encoding="utf8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(("host", "quality", *NAMES))
        ordered = sorted(rows, key=lambda row: (row.host, row.quality, row.signs))
        writer.writerows((row.host, row.quality, *row.signs) for row in ordered)


def fitted(rows: list[Row]) -> Model:
    """Return the model that fits ``rows`` best, weights kept small and rounded."""
    wrong = [math.log(OFFSET - row.quality) for row in rows]
    columns = list(zip(*(row.signs for row in rows), strict=True))
    means = [math.fsum(column) / len(rows) for column in columns]
    spreads = [
        math.sqrt(math.fsum((value - mean) ** 2 for value in column) / len(rows)) or 1.0
        for column, mean in zip(columns, means, strict=True)
    ]
    scaled = [
        [(value - mean) / spread for value in column]
        for column, mean, spread in zip(columns, means, spreads, strict=True)
    ]
    middle = math.fsum(wrong) / len(rows)
    square = [
        [_product(a, b) + (RIDGE if row == number else 0.0) for number, b in enumerate(scaled)]
        for row, a in enumerate(scaled)
    ]
    found = _solved(square, [_product(column, wrong) for column in scaled])
    weights = [weight / spread for weight, spread in zip(found, spreads, strict=True)]
    start = middle - _product(weights, means)
    # The logarithm of a mean is not the mean of logarithms: what is wrong adds up to what it is.
    said = math.fsum(math.exp(start + _product(weights, row.signs)) for row in rows)
    start += math.log(math.fsum(OFFSET - row.quality for row in rows) / said)
    return Model(round(start, DIGITS), tuple(round(one, DIGITS) for one in weights))


def _product(left: Sequence[float], right: Sequence[float]) -> float:
    return math.fsum(a * b for a, b in zip(left, right, strict=True))


def _solved(square: list[list[float]], right: list[float]) -> list[float]:
    """Return what solves a set of linear equations, by Gauss's elimination."""
    rows = [[*row, value] for row, value in zip(square, right, strict=True)]
    for place in range(len(rows)):
        pivot = max(range(place, len(rows)), key=lambda number: abs(rows[number][place]))
        rows[place], rows[pivot] = rows[pivot], rows[place]
        rows[place] = [value / rows[place][place] for value in rows[place]]
        for number, row in enumerate(rows):
            if number != place:
                rows[number] = [
                    value - row[place] * own for value, own in zip(row, rows[place], strict=True)
                ]
    return [row[-1] for row in rows]


def foretold(rows: list[Row]) -> list[float]:
    """Return for each row the quality that a model says which has seen no page of its host."""
    hosts = {host: n % GROUPS for n, host in enumerate(sorted({row.host for row in rows}))}
    models = [fitted([row for row in rows if hosts[row.host] != group]) for group in range(GROUPS)]
    return [models[hosts[row.host]].foretell(row.signs) for row in rows]


def report(rows: list[Row]) -> str:
    """Return how far unseen outlets are foretold: the mean error, and what the least sure are."""
    said = foretold(rows)
    error = math.fsum(abs(one - row.quality) for one, row in zip(said, rows, strict=True))
    order = sorted(range(len(rows)), key=lambda number: said[number])
    least = order[: len(rows) // 10]
    poor = sum(rows[number].quality < POOR for number in least)
    every = sum(row.quality < POOR for row in rows)
    share = f"{poor / len(least):.0%}"
    return (
        f"confidence: {len(rows)} pages, mean error {error / len(rows):.4f}; of the "
        f"{len(least)} least sure {poor} are below {POOR:g} ({share}), of all {every}"
    )


def weights_file(model: Model) -> str:
    """Return the text of the module that holds a model's weights."""
    lines = "\n".join(
        f'    "{name}": {weight},' for name, weight in zip(NAMES, model.weights, strict=True)
    )
    return (
        '"""Weights of the signs of a good text by benchmarks/text/confidence.py: do not edit."""'
        f"\n\nINTERCEPT = {model.intercept}\nWEIGHTS = {{\n{lines}\n}}\n"
    )


def main() -> None:
    """Print the numbers; with ``--measure`` keep new rows and weights."""
    if sys.argv[1:] == ["--measure"]:
        write_rows([row_of(text) for text in texts()])
        WEIGHTS.write_text(weights_file(fitted(read_rows())), encoding="utf8")
    rows = read_rows()
    print(report(rows))
    model = fitted(rows)
    for name, weight in zip(NAMES, model.weights, strict=True):
        print(f"{weight:+8.3f} {name}")


if __name__ == "__main__":
    main()
