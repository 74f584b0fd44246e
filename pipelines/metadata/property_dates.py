"""Finds the elements that call themselves dates, in microdata or RDFa, and whose they are."""

from typing import Any

from pipelines.metadata.other_stories import is_of_another
from pipelines.metadata.tree_scan import AFTER_HEADING, Heading, Piece, Survey, around_of

# Names of schema.org and Dublin Core, in microdata or RDFa; Drupal writes "dc:date dc:created".
_BIRTH_PROPERTIES = frozenset(
    {"datepublished", "dc:date", "dc:created", "dc:issued", "dcterms:created", "dcterms:issued"}
)
_DATE_PROPERTIES = _BIRTH_PROPERTIES | {"datemodified", "dc:modified", "dcterms:modified"}


def own_dates(found: Survey, heading: Heading | None) -> list[Any]:
    """Return the elements that are dates by their properties, but for those of other stories."""
    return [mark.element for mark in _dated(found) if not _is_others(mark, heading)]


def lists_dated_stories(found: Survey, heading: Heading | None) -> bool:
    """Tell whether a page names other stories with elements that are dates by their properties."""
    return any(_is_others(mark, heading) for mark in _dated(found))


def _dated(found: Survey) -> list[Piece]:
    return [mark for mark in found.marked if _property_names(mark.element) & _DATE_PROPERTIES]


def _is_others(mark: Piece, heading: Heading | None) -> bool:
    far = heading is None or mark.offset > heading.end + AFTER_HEADING
    return is_of_another(mark.element, around_of(heading), far=far)


def is_birth(element: Any) -> bool:
    """Tell whether such an element is the date of publication, and not of a change."""
    return bool(_property_names(element) & _BIRTH_PROPERTIES)


def _property_names(element: Any) -> set[str]:
    """Return what an element says it is, in microdata or RDFa: names without their prefix."""
    said = f"{element.get('itemprop') or ''} {element.get('property') or ''}"
    return {name.rpartition("/")[2] for name in said.replace("schema:", "").lower().split()}
