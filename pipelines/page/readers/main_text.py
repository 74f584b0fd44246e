"""The one wrap around trafilatura, and what a much faster reader counts."""

import logging
from collections.abc import Iterator
from functools import cache
from typing import Any

from lxml import html as lxml_html

_BLOCKS = {"p", "head", "item", "quote", "cell", "code", "fw", "lb"}

# trafilatura tells the log of each page that it cannot use; our verdict says that, with a reason.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def main_text(tree: lxml_html.HtmlElement, *, fast: bool) -> Iterator[tuple[str, str]]:
    """Yield the blocks that trafilatura finds, each with its tag (see extract.Block) and its text.

    With ``fast`` it does not compare its text with those of other readers.
    """
    from trafilatura import bare_extraction

    found: Any = bare_extraction(tree, options=_options(fast))
    if found is not None and found.body is not None:
        yield from _blocks_of(found.body)


def second_opinion_words(html: str) -> int:
    """Return how many words a much faster reader of another make finds on the page."""
    from resiliparse.extract.html2text import extract_plain_text

    return len(
        extract_plain_text(
            html, main_content=True, alt_texts=False, preserve_formatting=False
        ).split()
    )


@cache
def _options(fast: bool) -> Any:
    """Return how trafilatura reads; made once, as it asks its settings file for each of them.

    Only the tree that it finds is looked at: in the format "txt" it does not write it out as well.
    """
    from trafilatura.settings import Extractor

    return Extractor(output_format="txt", fast=fast, comments=False)


def _blocks_of(body: Any) -> Iterator[tuple[str, str]]:
    """Yield tags and texts of the blocks of trafilatura's body element, in reading order."""
    for node in body:
        if node.tag in ("list", "table", "quote", "div", "ab"):
            inner = [child for child in node.iter() if child.tag in _BLOCKS and not _nested(child)]
            if inner:
                for child in inner:
                    tag = str(child.tag) if child.tag != "p" else "quote"
                    yield tag, "".join(_text_parts(child))
            else:
                yield "quote", "".join(_text_parts(node))
        else:
            yield "head" if node.tag == "head" else "p", "".join(_text_parts(node))
        if node.tail:
            yield "p", node.tail


def _nested(node: Any) -> bool:
    """Tell whether a block lies within another block, which yields its text."""
    return any(above.tag in _BLOCKS for above in node.iterancestors() if above.tag != "body")


def _text_parts(node: Any) -> Iterator[str]:
    """Yield the text of ``node``; a line break is a newline, as in the page."""
    if node.tag == "lb":
        yield "\n"
    if node.text:
        yield node.text
    for child in node:
        yield from _text_parts(child)
        if child.tail:
            yield child.tail
