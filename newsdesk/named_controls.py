"""Names for what can be filled in on Datasette's own pages, for those who hear a page."""

import re

from jinja2.ext import Extension

_NAMES = {
    "_filter_column": "Column",
    "_filter_op": "How it is compared",
    "_filter_value": "Value",
    "_sort": "Sorted by",
    "sql": "Query in SQL",
}
_CONTROL = re.compile(
    rf"""<(?:select|textarea|input type="text")(?=\s[^>]*\bname="({"|".join(_NAMES)})(?:"|_\{{))"""
)


class NamedControls(Extension):
    """Gives a name to each control of Datasette's templates that has no label of its own."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the text of a template with the names in it."""
        return _CONTROL.sub(lambda tag: f'{tag[0]} aria-label="{_NAMES[tag[1]]}"', source)
