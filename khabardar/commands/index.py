"""The commands by name: where each is, and what it does; a module is imported when it is called."""

import importlib
from dataclasses import dataclass

import click


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: its module and name in ``khabardar.commands``, and its help in one line."""

    module: str
    name: str
    about: str


COMMANDS = {
    "init": Entry("init", "init", "Write a starter khabardar.toml into FOLDER"),
    "demo": Entry("demo", "demo", "Show khabardar at work on invented news, without a network"),
    "crawl": Entry("crawl", "crawl", "Make one pass: visit due outlets, send due mail, exit"),
    "run": Entry("crawl", "run", "Keep running: start a pass whenever something is due"),
    "fetch": Entry("fetch", "fetch", "Fetch single articles by hand, and say what became of each"),
    "status": Entry("look", "status", "Show the outlets' health, what waits, and the last pass"),
    "sources": Entry("sources", "sources", "List outlets, find their feeds, read and write OPML"),
    "search": Entry("look", "search", "Search the stored articles, newest seen first"),
    "serve": Entry("look", "serve", "Open the database in a browser"),
    "doctor": Entry("doctor", "doctor", "Check settings, network, database, disk, clock and mail"),
    "rules": Entry("rules", "rules", "List alert rules, or try one before it sends anything"),
    "topic": Entry("rules", "topic", "Try what counts as on topic, and judge articles"),
    "concepts": Entry("rules", "concepts", "List the word lists that @names in a query stand for"),
    "alerts": Entry("alerts", "alerts", "List the outbox, or send what is due"),
    "stories": Entry("stories", "stories", "List, show, split or merge stories"),
    "events": Entry("stories", "events", "List, show, split or merge events across languages"),
    "extract": Entry(
        "archive", "extract", "Print the articles of WARC, HTML or PDF files, or URLs"
    ),
    "import": Entry("archive", "import_", "Import pages from WARC files into the database"),
    "backfill": Entry(
        "archive", "backfill", "Take in many WARC files, in the order of publication"
    ),
    "export": Entry(
        "keep", "export", "Write articles, stories and events as files for pandas, DuckDB or R"
    ),
    "revisions": Entry("revisions", "revisions", "Show what outlets changed in their articles"),
    "backup": Entry("keep", "backup", "Copy the database to FILE, also while a pass is running"),
    "restore": Entry(
        "keep", "restore", "Put a backup in place of the database, which is kept aside"
    ),
    "vacuum": Entry("keep", "vacuum", "Let go of old archived pages, and make the database small"),
    "reextract": Entry("revisions", "reextract", "Extract articles again from archived pages"),
}


class LazyGroup(click.Group):
    """The commands of the index; only the one that is called is imported."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the index."""
        return [*COMMANDS]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import the command called ``name``; None if there is no such command."""
        entry = COMMANDS.get(name)
        if entry is None:
            return None
        module = importlib.import_module(f"khabardar.commands.{entry.module}")
        command: click.Command = getattr(module, entry.name)
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the index, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.about) for name, entry in COMMANDS.items()])
