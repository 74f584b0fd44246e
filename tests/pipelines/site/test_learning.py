"""What recurs on a host's pages: whole lines, shapes of lines, titles."""

import random

import pytest

from pipelines.page.extract import Block
from pipelines.site.about import About
from pipelines.site.known import SiteBoilerplate, names_title, shared_by_hosts
from pipelines.site.learning import MANY_PAGES, boilerplate_of, labels_of, learned
from pipelines.site.line_keys import key_of, label_mark, shape_mark, title_key, twice_mark
from pipelines.site.page_traces import MOST_LINES, listing_traces, marks_of, page_traces
from pipelines.text.fold import fold
from tests.pipelines.site.pages import own, traces

PLEA = "Walking tours of the old harbour start every Sunday and members pay nothing."
SEEN = "This leaf was turned {} times by our readers"
LIST = "Torkham gate: {} families"


def mark(line: str) -> str:
    return Block("p", line).digest


def shape(line: str) -> str:
    return shape_mark(fold(line), About())


def test_a_line_recurs_on_three_distinct_articles_and_a_quarter_of_them() -> None:
    pages = [traces(n, PLEA, f"top {n}") for n in range(4)]
    assert boilerplate_of(pages) == {mark(PLEA)}
    assert boilerplate_of(pages[:2]) == {twice_mark(mark(PLEA))}
    assert boilerplate_of([pages[0]] * 9) == frozenset(), "one article under many URLs"
    quoted = [traces(n, *([PLEA] if n < 3 else []), f"top {n}") for n in range(20)]
    assert boilerplate_of(quoted) == frozenset()


@pytest.mark.parametrize("line", ["Back", "Our desk", f"{PLEA} {PLEA}"])
def test_what_two_articles_have_counts_only_if_it_is_neither_a_word_nor_long(line: str) -> None:
    pages = [traces(n, line, f"top {n}") for n in range(4)]
    assert boilerplate_of(pages[:2]) == frozenset()
    assert boilerplate_of(pages) == {mark(line)}
    known = SiteBoilerplate(frozenset({twice_mark(mark(line)), mark(line)}))
    assert marks_of(pages[0], known) == {mark(line)}


def test_versions_of_one_article_do_not_delete_their_own_body() -> None:
    whole = [*own(1), *own(2), *own(3)]
    cut = [traces(n, f"top {n}", title="Three of them wait", body=whole[: 6 - n]) for n in range(4)]
    assert boilerplate_of(cut) == frozenset()
    retold = [traces(n, f"top {n}", title=f"Told for the {n} time", body=whole) for n in range(4)]
    assert boilerplate_of(retold) == frozenset()
    others = [traces(n, PLEA, f"top {n}") for n in range(10, 13)]
    assert boilerplate_of(cut + others) == {mark(PLEA)}


def test_short_articles_of_three_pages_are_distinct_by_title_and_longest_line() -> None:
    around = ("Reading takes two minutes of your day", "Our desk has changed nothing here", PLEA)
    pages = [traces(n, *around, body=own(n)[:1]) for n in range(3)]
    assert boilerplate_of(pages) == set(map(mark, around))


def test_a_title_that_many_pages_have_makes_them_no_versions() -> None:
    pages = [traces(n, PLEA, f"top {n}", title="Hill Courier") for n in range(MANY_PAGES)]
    assert boilerplate_of(pages) == {mark(PLEA)}


def test_a_shape_counts_beside_the_prose_and_not_within_it() -> None:
    below = [traces(n, SEEN.format(n * 7), f"top {n}x") for n in range(3)]
    assert boilerplate_of(below) == {shape(SEEN.format(1))}
    above = [traces(n, SEEN.format(n * 7)) for n in range(3)]
    assert boilerplate_of(above) == {shape(SEEN.format(1))}
    within = [traces(n, body=[own(n)[0], LIST.format(n * 31), own(n)[1]]) for n in range(8)]
    assert boilerplate_of(within) == frozenset()


def test_lines_beside_a_line_that_recurs_are_beside_the_prose_too() -> None:
    pages = [traces(n, PLEA, SEEN.format(n * 7), PLEA, f"top {n}") for n in range(3)]
    assert boilerplate_of(pages) == {mark(PLEA), shape(SEEN.format(1))}


def test_a_host_whose_pages_are_all_of_one_shape_keeps_them() -> None:
    daily = [
        traces(n, body=[f"The gate counted {n}00 families on {n} May 2026."]) for n in range(1, 9)
    ]
    sentence = "The gate counted 100 families on 1 May 2026."
    assert shape(sentence) not in boilerplate_of(daily)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_pages_changes_nothing(seed: int) -> None:
    pages = [traces(n, PLEA, SEEN.format(n), f"top {n % 3}") for n in range(9)]
    pages += [traces(3, PLEA, title="again", body=own(3)), traces(3)]
    found = learned(pages)
    random.Random(seed).shuffle(pages)
    assert learned(pages) == found


def test_titles_are_known_of_headlines_and_of_links() -> None:
    link = title_key("Storks return to the canal")
    listing = listing_traces("https://hill.example/", [title_key("Ferry times change on Monday")])
    assert listing is not None
    known = learned([traces(1, linked=(link,)), traces(2), listing])
    named = (
        *("Storks return to the canal", "Ferry times change on Monday"),
        *("potters of Torkham wait again (1)", "bakers of Torkham wait again (2)"),
    )
    assert all(names_title(known, title_key(title)) for title in named)
    assert not names_title(known, title_key("Nobody wrote of that day"))
    assert not names_title(SiteBoilerplate(), link)
    assert boilerplate_of([listing] * 5) == frozenset()
    assert listing_traces("https://hill.example/", []) is None


def test_a_page_tells_what_of_it_is_known() -> None:
    link, title = title_key("Ferry times change on Monday"), "Storks return to the canal"
    lines = [(PLEA, f"Earlier: {title}" if n == 0 else PLEA, SEEN.format(n)) for n in range(3)]
    pages = [traces(n, *lines[n]) for n in range(3)]
    known = learned([*pages, traces(9, title=title)])
    told = marks_of(pages[0], known)
    assert told == {mark(PLEA), shape(SEEN.format(1)), title_key(title)[:4].hex()}
    assert traces(0, *lines[0], known=known).taken == told
    own_link = traces(1, "Ferry times change on Monday", linked=(link,))
    assert marks_of(own_link, learned([own_link, traces(2, linked=(link,))])) == frozenset()


def test_what_is_kept_of_a_page_is_bounded() -> None:
    lines = [Block("p", f"Line {n} names an article of another day") for n in range(500)]
    linked = [title_key(f"Article {n} of another day") for n in range(500)]
    page = page_traces("https://hill.example/1", lines, About("A title"), linked, SiteBoilerplate())
    assert len(page.lines) == MOST_LINES
    assert len(page.tails) <= 16
    assert {len(keys) for keys in page.tails} == {44}
    assert len(page.titles) <= 40


def test_a_label_is_known_before_two_titles_on_two_pages() -> None:
    names = ("Storks return to the canal", "Who pays for the new bridge?")
    known = b"".join(sorted(map(title_key, names)))
    pages = [traces(n, f"Not to miss – {name}", f"top {n}") for n, name in enumerate(names)]
    label = label_mark(key_of(["not", "to", "miss"])[:4])
    assert labels_of(pages, known) == {label}
    assert labels_of(pages[:1] * 2, known) == frozenset()
    assert labels_of(pages, b"") == frozenset()
    same = [traces(n, f"Not to miss – {names[0]}", f"top {n}") for n in range(3)]
    assert labels_of(same, known) == frozenset()


def test_a_line_that_parts_titles_names_each_of_them() -> None:
    titles = ("Storks return to the canal", "Who pays for the new bridge?")
    page = traces(1, " | ".join(titles), "top 1")
    known = learned([page, traces(2, linked=(title_key(titles[1]),))])
    assert title_key(titles[1])[:4].hex() in marks_of(page, known)


def test_lines_of_two_hosts_are_shared() -> None:
    hosts = [learned([traces(n, PLEA, SEEN.format(n)) for n in range(3)]) for _ in range(2)]
    assert shared_by_hosts(hosts) == {mark(PLEA), shape(SEEN.format(1))}
    assert shared_by_hosts(hosts[:1]) == frozenset()
