"""The plan of the house: who may import whom. Change the plan here, on purpose, or not at all."""

import ast
import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

MAY_IMPORT: dict[str, set[str]] = {
    "pipelines": set(),
    "db": {"pipelines"},
    "spiders": {"pipelines"},
    "messengers": {"pipelines"},
    "worker_processes": {"pipelines"},
    "press_catalogue": {"pipelines"},
    "newsdesk": {"pipelines", "db"},
    "passes": {"pipelines", "db", "spiders", "messengers", "worker_processes", "press_catalogue"},
    "scheduler": {"pipelines", "db", "passes"},
    "khabardar": {
        *("pipelines", "db", "spiders", "messengers", "worker_processes", "press_catalogue"),
        *("passes", "scheduler", "newsdesk"),
    },
}
ONLY_IN: dict[str, set[str]] = {
    "scrapy": {"spiders"},
    "twisted": {"spiders"},
    "trafilatura": {"pipelines"},
    "feedparser": {"pipelines"},
    "py3langid": {"pipelines"},
    "lark": {"pipelines"},
    "pebble": {"worker_processes"},
    "smtplib": {"messengers"},
    "apprise": {"messengers"},
    "datasette": {"newsdesk"},
    "sqlite_utils": {"db"},
    "sqlite3": {"db"},
    "fastwarc": {"db"},
    "apscheduler": {"scheduler"},
    "click": {"khabardar"},
    "pydantic": {"khabardar"},
}
IMPURE = {"os", "socket", "time", "random", "requests", "httpx", "urllib.request", "subprocess"}
HTTP_CLIENTS = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3"}


def room(path: Path) -> str:
    """Return the top-level name that ``path`` lives under."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


FILES = sorted(path for path in ROOT.rglob("*.py") if room(path) in MAY_IMPORT)


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted names that the file at ``path`` imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_file_imports_only_what_its_floor_may(path: Path) -> None:
    here = room(path)
    names = set(imports(path))
    tops = {name.split(".")[0] for name in names}
    assert (tops & set(MAY_IMPORT)) - {here} <= MAY_IMPORT[here]
    assert not {lib for lib in tops & set(ONLY_IN) if here not in ONLY_IN[lib]}
    assert not names & HTTP_CLIENTS, "spiders/fetch is the one way out"
    if here == "pipelines":
        assert not names & IMPURE


def test_no_other_distribution_owns_a_room() -> None:
    owners = importlib.metadata.packages_distributions()
    assert {name: owners[name] for name in MAY_IMPORT if name in owners} == {
        name: ["khabardar"] for name in MAY_IMPORT if name in owners
    }
