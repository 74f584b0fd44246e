"""Asks a desk for its pages within this process, without a network."""

import asyncio
from typing import Any

from datasette.app import Datasette


def fetched(desk: Datasette, path: str) -> Any:
    """Return the whole answer of a desk for a path: status_code, headers, text, content."""
    return asyncio.run(desk.client.get(path))
