"""Pages of an invented host, as they are learned from."""

from collections.abc import Iterable

from pipelines.page.extract import Block
from pipelines.page_blocks import PageBlocks
from pipelines.site.about import About
from pipelines.site.known import SiteBoilerplate
from pipelines.site.page_traces import page_traces

WHO = ("weavers", "potters", "bakers", "drivers", "nurses", "porters", "guides", "traders")
WHERE = ("Torkham", "Chaman", "Herat", "Quetta", "Lashkargah", "Zaranj", "Khost", "Kunduz")


def own(number: int) -> list[str]:
    """Return the paragraphs that only one article of the host has."""
    who, where = WHO[number % 8], WHERE[number // 8 % 8]
    return [
        f"On Monday the {who} of {where} stood in line since dawn, while the clerks of {where} "
        f"were looking for a stamp that nobody among the {who} had ever heard of ({number}).",
        f"One of the {who} said that the road from {where} had cost him {number} weeks of wages.",
    ]


def traces(
    number: int,
    *around: str,
    title: str = "",
    body: Iterable[str] = (),
    linked: tuple[bytes, ...] = (),
    known: SiteBoilerplate | None = None,
) -> PageBlocks:
    """Return what a page tells: its own paragraphs, or ``body``, with the lines ``around`` them.

    The last of those stands above the text, the others below it.
    """
    above, below = around[-1:], around[:-1]
    lines = [*above, *(body or own(number)), *below]
    about = About(title or f"{WHO[number % 8]} of {WHERE[number // 8 % 8]} wait again ({number})")
    return page_traces(
        f"https://www.hill.example/{number}",
        [Block("p", line) for line in lines],
        about,
        linked,
        known or SiteBoilerplate(),
    )
