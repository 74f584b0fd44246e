"""The invented press of the demonstration: outlets and their articles, read from press/*.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from pipelines.text.language import is_rtl


@dataclass(frozen=True, slots=True)
class Version:
    """An article as its outlet shows it from ``hours_ago`` on; ``text`` is its paragraphs."""

    hours_ago: float
    title: str
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """An article of the demonstration: where it is, and its versions, the first one first.

    ``author`` is its byline, ``credit`` the outlet that it says it is from; "" for none.
    """

    path: str
    author: str
    credit: str
    versions: tuple[Version, ...]

    def version_at(self, hours_ago: float) -> Version | None:
        """Return what was to be read so many hours before now, None if nothing was yet."""
        shown = [one for one in self.versions if one.hours_ago >= hours_ago]
        return shown[-1] if shown else None


@dataclass(frozen=True, slots=True)
class DemoOutlet:
    """An invented outlet; from ``silent_hours_ago`` on it does not answer any more (0: it does).

    ``debris`` are lines that its pages carry below every text, as many real sites do.
    """

    id: str
    name: str
    country: str
    language: str
    kind: str
    afghan: bool
    menu: tuple[str, ...]
    debris: tuple[str, ...]
    silent_hours_ago: float
    articles: tuple[DemoArticle, ...]

    @property
    def host(self) -> str:
        """Its host name: what ends with .localhost is this machine, for every browser."""
        return f"{self.id}.localhost"

    @property
    def is_rtl(self) -> bool:
        """Its language is written from right to left."""
        return is_rtl(self.language)


def demo_press() -> tuple[DemoOutlet, ...]:
    """Return every outlet of the demonstration."""
    trees = {
        path.name.removesuffix(".toml"): tomllib.loads(path.read_text(encoding="utf8"))
        for path in files("khabardar.demo").joinpath("press").iterdir()
        if path.name.endswith(".toml")
    }
    rows = {(name, row["slug"]): row for name, tree in trees.items() for row in tree["article"]}
    return tuple(_outlet(name, tree, rows) for name, tree in sorted(trees.items()))


Rows = Mapping[tuple[str, str], Mapping[str, Any]]


def _outlet(name: str, tree: Mapping[str, Any], rows: Rows) -> DemoOutlet:
    return DemoOutlet(
        *(name.replace("_", "-"), tree["name"], tree["country"], tree["language"], tree["kind"]),
        tree.get("afghan", False),
        *(tuple(tree["menu"]), tuple(tree.get("debris", ()))),
        tree.get("silent_hours_ago", 0.0),
        tuple(_article(row, rows) for row in tree["article"]),
    )


def _article(row: Mapping[str, Any], rows: Rows) -> DemoArticle:
    """Read an article; one that is a copy takes title and text from another outlet's."""
    original = rows[tuple(row["copy_of"].split("/"))] if "copy_of" in row else row
    text = tuple(part.strip() for part in original["text"].strip().split("\n\n"))
    chosen = tuple(text[number] for number in row.get("paragraphs", range(len(text))))
    first = reworded(
        Version(row["hours_ago"], row.get("title", original["title"]), chosen),
        row.get("replace", ()),
    )
    versions = [first]
    for change in row.get("update", ()):
        now = Version(change["hours_ago"], versions[-1].title, versions[-1].text)
        versions.append(reworded(now, change["replace"]))
    path = f"/{row.get('section', 'news')}/{row['slug']}"
    return DemoArticle(path, row.get("author", ""), row.get("credit", ""), tuple(versions))


def reworded(version: Version, changes: Sequence[Sequence[str]]) -> Version:
    """Return a version with each [old, new] of ``changes`` put in its headline and its text.

    Raises:
        ValueError: words to be changed are not there.
    """
    title, text = version.title, "\n\n".join(version.text)
    for old, new in changes:
        if old not in title and old not in text:
            raise ValueError(f"{version.title!r} does not have the words {old!r}")
        title, text = title.replace(old, new), text.replace(old, new)
    return Version(version.hours_ago, title, tuple(text.split("\n\n")))
