"""The Datasette plugins that an operator allows: those and no others of all that are installed."""

import difflib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import Distribution, EntryPoint, distributions
from pathlib import Path
from typing import Any

from pipelines.errors import OperatorError

GROUP = "datasette"
"""The entry points by which packages say that they are plugins of Datasette."""
_FORMULAS = "'unsafe-eval'"
"""Vega makes functions of a chart's formulas."""
_MENU = (
    "'sha256-9uoGUaZm3j6W7+Fh2wfvjI8P7zXcclRw5tVUu3qKZa0='",
    "'sha256-MmUum7+PiN7Rz79EUMm0OmUFWjCx6NZ97rdjoIbTnAg='",
)
_OLDER_MENU = "'sha256-zHu+4xXhsS6NimrB7yW5G9nPUEUFviBhDjPmtcftAAM='"
"""The styles of the menu beside a chart: the very texts that vega-embed writes into the page, as
datasette-dashboards 0.8 and datasette-vega 0.6.2 carry it. Those of other versions are refused."""
NEEDS: Mapping[str, Mapping[str, str]] = {
    "datasette-dashboards": {"script-src": _FORMULAS, "style-src": " ".join(_MENU)},
    "datasette-vega": {"script-src": _FORMULAS, "style-src": _OLDER_MENU},
}
"""What the policy of the pages must allow beyond their own for a plugin to work, as tried in
Chromium; a plugin that is not here gets no more than the pages themselves."""
_INSTALL = f"install it for this Python: {sys.executable} -m pip install"


@dataclass(frozen=True, slots=True)
class Plugins:
    """The names of the packages that are allowed, and what Datasette's "plugins" says of them."""

    names: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def needs(self) -> dict[str, str]:
        """Return what the policy must allow, by its directive."""
        needed: dict[str, set[str]] = {}
        for name in map(_plain, self.names):
            for directive, allowed in NEEDS.get(name, {}).items():
                needed.setdefault(directive, set()).update(allowed.split())
        return {directive: " ".join(sorted(all_)) for directive, all_ in needed.items()}


NO_PLUGINS = Plugins()


def load_plugins(names: Iterable[str]) -> None:
    """Load the plugins of the packages called ``names`` into Datasette, and drop all others.

    Raises:
        OperatorError: one is not installed, or is no plugin of Datasette.
    """
    wanted = [point for name in names for point in _points(name)]
    manager = _manager()
    for point in wanted:
        manager.load_setuptools_entrypoints(GROUP, name=point.name)
    allowed = {(point.name, point.value) for point in wanted}
    for plugin, found in manager.list_plugin_distinfo():
        points = {(one.name, one.value) for one in found.entry_points if one.group == GROUP}
        if not points & allowed and manager.is_registered(plugin):
            manager.unregister(plugin)


def read_options(path: Path) -> dict[str, Any]:
    """Return what a file of metadata, as Datasette reads it (JSON or YAML), says under "plugins".

    Raises:
        OperatorError: it cannot be read, or says other things, which khabardar says itself.
    """
    from datasette.utils import BadMetadataError, parse_metadata

    try:
        found = parse_metadata(path.read_text(encoding="utf8"))
    except (OSError, UnicodeDecodeError, BadMetadataError) as error:
        raise OperatorError(f"{path}: cannot be read as JSON or YAML") from error
    if not isinstance(found, dict) or not isinstance(found.get("plugins"), dict) or len(found) > 1:
        raise OperatorError(f'{path}: write one object with "plugins" alone, as Datasette has it')
    return dict(found["plugins"])


def _manager() -> Any:
    """Return Datasette's plugins, imported without loading each one that is installed.

    This is the way of Datasette's own tests: it has no other before version 1.
    """
    if "datasette.plugins" not in sys.modules:
        sys._called_from_test = True  # type: ignore[attr-defined]
        try:
            pass
        finally:
            del sys._called_from_test  # type: ignore[attr-defined]
    from datasette.plugins import pm

    return pm


def _points(name: str) -> list[EntryPoint]:
    """Return the entry points by which a package is a plugin of Datasette."""
    known = {_plain(found.name): found for found in distributions() if found.name}
    found = known.get(_plain(name))
    if found is None:
        close = difflib.get_close_matches(_plain(name), list(_plugins(known)), 1, 0.8)
        raise OperatorError(
            f"[desk] plugins: {name!r} is not installed; "
            + (f"did you mean {close[0]!r}?" if close else f"{_INSTALL} {name}")
        )
    points = [one for one in found.entry_points if one.group == GROUP]
    if not points:
        raise OperatorError(
            f"[desk] plugins: {name!r} is installed, but it is no plugin of Datasette; take it out"
        )
    return points


def _plugins(known: Mapping[str, Distribution]) -> Iterator[str]:
    for name, found in known.items():
        if any(one.group == GROUP for one in found.entry_points):
            yield name


def _plain(name: str) -> str:
    """Return the name of a package in the one spelling that all others mean (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
