"""Text that a page carries only in the data for its scripts."""

import json
from typing import Any

import pytest

from pipelines.page.script_data import embedded_paragraphs

PARAGRAPHS = [
    f"Paragraph {number} of the story tells what happened at the gate on that long Monday."
    for number in range(5)
]


def script(data: Any, opening: str = '<script id="__NEXT_DATA__" type="application/json">') -> str:
    return f"<html><body>{opening}{json.dumps(data)}</script></body></html>"


@pytest.mark.parametrize(
    "data",
    [
        {"story": {"body": [{"type": "p", "text": text} for text in PARAGRAPHS]}},
        {"story": {"blocks": [{"type": "paragraph", "html": f"<b>{t}</b>"} for t in PARAGRAPHS]}},
        {"a": [{"b": {"content": "".join(f"<p>{text}</p>" for text in PARAGRAPHS)}}]},
        {"articleBody": "\n".join(PARAGRAPHS)},
        {"list": PARAGRAPHS},
        {
            "doc": [
                {"type": "paragraph", "children": [{"text": t[:9]}, {"children": [t[9:]]}]}
                for t in PARAGRAPHS
            ]
        },
    ],
)
def test_paragraphs_are_found_in_any_shape(data: Any) -> None:
    assert embedded_paragraphs(script(data)) == PARAGRAPHS
    assert embedded_paragraphs(script(data, "<script>window.__STATE__ = ")) == PARAGRAPHS
    assert embedded_paragraphs(script(data, '<script type="application/ld+json">')) == PARAGRAPHS


@pytest.mark.parametrize(
    "data",
    [
        {"description": " ".join(PARAGRAPHS)},
        {"more": [{"headline": text} for text in PARAGRAPHS]},
        {"more": [{"text": text, "url": "/2"} for text in PARAGRAPHS[:2]]},
        {"ads": [{"type": "advert", "size": 3}] * 5, "n": [1, 2, 3]},
        {"short": [{"type": "p", "text": "Too little."}] * 2},
    ],
)
def test_what_is_no_article_is_not_taken_for_one(data: Any) -> None:
    assert embedded_paragraphs(script(data)) == []


def test_broken_and_deep_data_are_passed_over() -> None:
    assert embedded_paragraphs('<script type="application/json">{"a": </script>') == []
    deep: Any = PARAGRAPHS
    for _ in range(60):
        deep = {"a": deep}
    assert embedded_paragraphs(script(deep)) == []
    spans: Any = [" ".join(PARAGRAPHS)]
    for _ in range(60):
        spans = [{"children": spans}]
    assert embedded_paragraphs(script({"x": [{"type": "p", "children": spans}] * 2})) == []
