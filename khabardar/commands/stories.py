"""The commands of stories and of the events that they tell of."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import click

from db.events.read import Event, read_events
from db.search.silence import silence
from db.store import Store, open_store
from db.stories.read import copy_changes, read_stories, story_texts
from khabardar.commands.options import READ
from khabardar.output.event_trials import placed_lines
from khabardar.output.events import (
    event_line,
    event_lines,
    event_row,
    parting_lines,
    parting_undone,
)
from khabardar.output.stories import (
    joining_lines,
    joining_undone,
    story_line,
    story_lines,
    story_row,
)
from khabardar.settings import environment_settings
from khabardar.wiring import clock, pass_config, say
from passes.meaning.event_decisions import existing_event, merge_events, split_event
from passes.stories import existing, merge, split
from pipelines.errors import OperatorError
from pipelines.meaning.engine import NoModel, sentence_model
from press_catalogue.known_events import event_places, shipped_event_model


@click.group()
def stories() -> None:
    """List, show, split or merge stories. A story is an article with its copies."""


@stories.command("list")
@click.option("--days", type=click.IntRange(1), default=None, help="Only stories of the last days.")
@click.option("--outlets", type=click.IntRange(1), default=1, help="At least in so many outlets.")
@click.option("--limit", type=click.IntRange(1), default=None, help="20, or all with --json.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
@click.pass_obj
def list_stories(
    config: Path, days: int | None, outlets: int, limit: int | None, as_json: bool
) -> int:
    """List stories, those with the newest articles first."""
    since = clock() - timedelta(days=days) if days else None
    most = limit or (-1 if as_json else 20)
    shown = 0
    with open_store(environment_settings(config).database_path, write=False) as store:
        for story in read_stories(store, since, outlets, most):
            shown += 1
            row = json.dumps(story_row(story), ensure_ascii=False) if as_json else story_line(story)
            click.echo(row)
        silent = "" if shown else _silence(store, since)
    if not shown:
        say(f"no such stories{silent}" if since or outlets > 1 else "no stories yet")
    elif shown == most:
        say(f"the newest {most}; --limit shows more")
    return 0


def _silence(store: Store, since: datetime | None) -> str:
    """Return why the days since a moment may have more than is stored, to be put behind a word."""
    said = silence(store, since.date(), clock()) if since else ""
    return f"; {said}" if said else ""


@stories.command("show")
@click.argument("story_id", metavar="STORY", type=click.IntRange(1))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def show_story(config: Path, story_id: int, as_json: bool) -> int:
    """Show who had a story first, and what each copy changed."""
    with open_store(environment_settings(config).database_path, write=False) as store:
        story = existing(store, story_id)
        changed = copy_changes(story, story_texts(store, story_id))
    if as_json:
        click.echo(json.dumps(story_row(story, changed), ensure_ascii=False))
    else:
        for line in story_lines(story, changed):
            click.echo(line)
    return 0


@stories.command("split")
@click.argument("story_id", metavar="STORY", type=click.IntRange(1))
@click.argument("articles", metavar="ARTICLE...", type=int, nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Both stories as JSON lines.")
@click.pass_obj
def split_story(config: Path, story_id: int, articles: tuple[int, ...], as_json: bool) -> int:
    """Make ARTICLES of a story a story of their own. Later copies do not undo it."""
    for story in split(pass_config(config), story_id, articles, clock):
        row = json.dumps(story_row(story), ensure_ascii=False) if as_json else story_line(story)
        click.echo(row)
    return 0


@stories.command("merge")
@click.argument("numbers", metavar="STORY STORY...", type=click.IntRange(1), nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="The story as a JSON line.")
@click.pass_obj
def merge_stories(config: Path, numbers: tuple[int, ...], as_json: bool) -> int:
    """Make several stories one. Later copies do not undo it."""
    story = merge(pass_config(config), numbers, clock)
    click.echo(json.dumps(story_row(story), ensure_ascii=False) if as_json else story_line(story))
    return 0


@click.group()
def events() -> None:
    """List, show, split or merge events across languages. An event is what stories tell of."""


@events.command("list")
@click.option("--days", type=click.IntRange(1), default=None, help="Only events of the last days.")
@click.option("--languages", type=click.IntRange(1), default=1, help="At least in so many.")
@click.option("--limit", type=click.IntRange(1), default=None, help="20, or all with --json.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
@click.pass_obj
def list_events(
    config: Path, days: int | None, languages: int, limit: int | None, as_json: bool
) -> int:
    """List events of two stories or more, the newest first."""
    since = clock() - timedelta(days=days) if days else None
    most = limit or (-1 if as_json else 20)
    shown = 0
    with open_store(environment_settings(config).database_path, write=False) as store:
        for event in read_events(store, since, languages, most):
            shown += 1
            _show(event, as_json)
        others = not shown and any(read_events(store, None, 1, 1))
        silent = _silence(store, since) if others else ""
    if others:
        say(f"no such events; khabardar events list shows those of any time and language{silent}")
    elif not shown:
        say("no such events: a pass finds them once the sentence model has read the articles")
    elif shown == most:
        say(f"the newest {most}; --limit shows more")
    if shown and not as_json:
        say("next: khabardar events show NUMBER, for who tells of it and which numbers differ")
    return 0


@events.command("show")
@click.argument("event_id", metavar="EVENT", type=click.IntRange(1))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def show_event(config: Path, event_id: int, as_json: bool) -> int:
    """Show who tells of an event, and which numbers differ.

    `events split` and `events merge` ask for the numbers of stories; `topic teach` and
    `search --like-article` for those of articles.
    """
    with open_store(environment_settings(config).database_path, write=False) as store:
        event = existing_event(store, event_id)
    if as_json:
        _show(event, as_json)
    else:
        for line in event_lines(event):
            click.echo(line)
    return 0


@events.command("split")
@click.argument("event_id", metavar="EVENT", type=click.IntRange(1))
@click.argument("stories", metavar="STORY...", type=int, nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="The events left as JSON lines.")
@click.pass_obj
def part_event(config: Path, event_id: int, stories: tuple[int, ...], as_json: bool) -> int:
    """Part STORIES from an event, for good. They stay together.

    Says first which headlines are parted and which are left, and then how it is undone.
    """
    with open_store(environment_settings(config).database_path, write=False) as store:
        before = existing_event(store, event_id)
    is_sound = {*stories} < {one.story_id for one in before.stories}  # else it is refused below
    for line in parting_lines(before, stories) if is_sound else ():
        say(line)
    for event in split_event(pass_config(config), event_id, stories, clock):
        _show(event, as_json)
    say(parting_undone(before, stories))
    return 0


@events.command("merge")
@click.argument("stories", metavar="STORY STORY...", type=click.IntRange(1), nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="The event as a JSON line.")
@click.pass_obj
def join_events(config: Path, stories: tuple[int, ...], as_json: bool) -> int:
    """Make the events of several stories one, for good.

    Says first which headlines come together, and then how it is undone.
    """
    with open_store(environment_settings(config).database_path, write=False) as store:
        before = [existing(store, number) for number in stories]
    for line in joining_lines(before):
        say(line)
    for event in merge_events(pass_config(config), stories, clock):
        _show(event, as_json)
        if undone := joining_undone(before, event.id):
            say(undone)
    return 0


def _show(event: Event, as_json: bool) -> None:
    click.echo(json.dumps(event_row(event), ensure_ascii=False) if as_json else event_line(event))


@events.command("test")
@click.option("--on", "path", type=READ, required=True, help="JSON lines, a report each.")
def test_events(path: Path) -> int:
    """Put the reports of a file into events.

    Prints a JSON line for each with id, event and story. Keys: id, title, text (or lead and
    paragraphs, a list), language (or lang), source (or outlet), country, published_at.
    """
    engine = sentence_model()
    if isinstance(engine, NoModel):
        raise OperatorError(f"events across languages cannot be found {engine}")
    model = shipped_event_model()
    if model.sentence_model != engine.digest:
        say("warning: the sentence model is another one than the events were learned by")
    for line in placed_lines(path, engine, event_places(), model, say):
        click.echo(line)
    return 0
