"""The commands that try things before anything is sent: rules, topic, concepts."""

import difflib
from datetime import timedelta
from pathlib import Path

import click

from db.crawl.sources import known_sources
from db.outbox.rules import paused_rules
from db.people.learned import doubtful, judged_by_people
from db.search.find import count_since, find_near
from db.search.like import just_missed, like_warnings
from db.store import open_store
from khabardar.commands.options import ON, QUERY_FIRST, settings_or_none
from khabardar.output.nearness import threshold_lines
from khabardar.output.trials import (
    Meaning,
    hit_lines,
    learned_lines,
    match_lines,
    told_of,
    topic_line,
    topic_lines,
    understood_lines,
)
from khabardar.settings import environment_settings
from khabardar.wiring import clock, decider_spec, pass_config, say
from passes.desk_writes import teach, unteach
from passes.meaning.learned import JUDGED_FOR, topic_in_use
from passes.meaning.learning import changes, learn_topic, put_in_use
from passes.previews import DAYS
from pipelines.errors import StoreError
from pipelines.items import LANGUAGES
from pipelines.judging.judge import LearnedTopic
from pipelines.meaning.engine import ModelFile, NoModel, find_model, sentence_model
from pipelines.query.lint import Outlets
from pipelines.query.parser import parse_query, understand
from pipelines.query.tree import Concept, likes_of
from press_catalogue.check_rules import check_queries
from press_catalogue.concepts import load_concepts, own_concept_warnings
from press_catalogue.decider import DeciderSpec, build_decider, built_in_topic
from press_catalogue.sources import built_in_sources

_NUMBER = click.IntRange(1)
_NUMBER.name = "number of an article"  # for the message about what is none


@click.group()
def rules() -> None:
    """List alert rules, or try one before it sends anything."""


@rules.command("list")
@click.pass_obj
def list_rules(config: Path) -> int:
    """List the rules and the topic, and how each query is understood."""
    settings = environment_settings(config)
    spec, declared = decider_spec(settings), settings.rules()
    paused = _paused(settings.database_path)
    understood = check_queries(spec, declared)
    outlets = Outlets(settings.sources(built_in_sources()))
    for warning in own_concept_warnings(spec.concepts):
        say(f"warning: {warning}")
    listed = [("[topic] keep", spec.keep), ("[topic] relevant", spec.relevant)]
    for rule in declared:
        zone = "" if rule.when in ("now", "hourly") else f" ({rule.timezone})"
        off = "" if rule.active else "  (off)"
        off = "  (paused in the browser)" if rule.name in paused else off
        to = ", ".join(rule.to + rule.channels)
        told = f"; tells of {told_of(rule)}" if "changed" in rule.on else ""
        listed.append((f"{rule.name}: {rule.when}{zone} to {to}{told}{off}", rule.query))
    for title, query in listed:
        if query:
            click.echo(title)
            for line in understood_lines(understood[query], outlets):
                click.echo(f"  {line}")
    return 0


def _paused(database: Path) -> frozenset[str]:
    """Return the rules that were switched off in the browser; none without a database of now."""
    try:
        with open_store(database, write=False) as store:
            return paused_rules(store)
    except StoreError:
        return frozenset()


@rules.command("test", context_settings=QUERY_FIRST)
@click.argument("name_or_query")
@ON
@click.option(
    "--limit", type=click.IntRange(0), default=20, show_default=True, help="Articles to show."
)
@click.pass_obj
def test_rule(config: Path, name_or_query: str, file: Path | None, limit: int) -> int:
    """Show what a rule or query would have found. Nothing is sent.

    Counts the articles first seen in the last 30 days that match, by language and outlet, and
    shows each match in its sentence; for like(), the articles next to its threshold. With --on,
    reads a file with one JSON object a line (id, title, lead, body, url, site, source, author,
    language, country, section, relevance, published_at; all optional) and prints a JSON line for
    each: id, match, spans.
    """
    settings = settings_or_none(config) if file else environment_settings(config)
    declared = {rule.name: rule for rule in settings.rules()}
    named = {name: rule.query for name, rule in declared.items()}
    spec = decider_spec(settings)
    concepts = load_concepts(spec.concepts)
    understood = understand(named.get(name_or_query, name_or_query), concepts)
    if name_or_query not in named:
        close = difflib.get_close_matches(name_or_query, named, 1, 0.8)
        if close:
            say(f"there is no such rule; did you mean {close[0]!r}? It is read as a query")
        elif name_or_query.isidentifier():
            say(f"no rule is called {name_or_query!r}; it is read as a query")
    elif "changed" in declared[name_or_query].on:
        say(f"this rule tells of {told_of(declared[name_or_query])}; shown here is what it matches")
    if file:
        for line in understood_lines(understood, Outlets(settings.sources(built_in_sources()))):
            say(line)
        for line in match_lines(understood.query, built_in_topic(spec.concepts), file, say):
            click.echo(line)
        return 0
    with open_store(settings.database_path, write=False) as store:
        outlets, query = Outlets(known_sources(store).values()), understood.query
        for line in understood_lines(understood, outlets, like_warnings(store, query)):
            say(line)
        since = clock() - timedelta(days=DAYS)
        hits = [*find_near(store, query, None, since)]
        for line in hit_lines(hits, count_since(store, since), DAYS, limit):
            click.echo(line)
        if likes := likes_of(query):
            near = [(article, nearness) for article, _, nearness in hits]
            missed, judged = just_missed(store, query, since), judged_by_people(store)
            for line in threshold_lines(likes, near, missed, judged):
                click.echo(line)
    return 0


@click.group()
def topic() -> None:
    """Try what counts as on topic, and judge articles."""


@topic.command("test")
@click.argument("headline", required=False)
@ON
@click.option("--country", default="", help="The outlet's country, as PK, for a HEADLINE.")
@click.pass_obj
def test_topic(config: Path, headline: str | None, file: Path | None, country: str) -> int:
    """Score a HEADLINE, or the articles of a file, for the topic.

    The file holds one JSON object a line with id, title, lead, text (or paragraphs, a list),
    language (or lang), source_country and source_is_afghan. The rules are those of
    press_catalogue/topic.toml: R for what is relevant, A for Afghan outlets, V for what a person
    should judge; -sport and its like lower the score.
    By the sentence model and the learned topic that is in use, the probability (chance) is told
    too, with the signs and words that weighed, what the rules alone say (by_query) and, for a
    HEADLINE, the nearest judged examples.
    """
    if (headline is None) == (file is None):
        raise click.UsageError("give a HEADLINE in quotes, or a file with --on")
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise click.UsageError(f"{country!r} is not a country code; write two letters, as PK")
    settings = settings_or_none(config)
    spec = decider_spec(settings)
    decider, meaning = build_decider(spec), _meaning(settings.database_path, spec)
    if file is None:
        click.echo(topic_line(decider, meaning, headline or "", country))
        return 0
    for shown in topic_lines(decider, meaning, file, say):
        click.echo(shown)
    return 0


def _meaning(database: Path, spec: DeciderSpec) -> Meaning | None:
    """Return what judges by meaning: the model that passes use; None if none can, which is said."""
    file, engine = find_model(), sentence_model()
    learned: LearnedTopic | str
    if spec.relevant.strip():
        learned = "[topic] relevant is set"
    elif isinstance(file, NoModel) or isinstance(engine, NoModel):
        learned = str(engine)
    else:
        learned = _learned_in_use(database, spec, file)
    if isinstance(learned, str) or isinstance(engine, NoModel):
        say(f"judged by the topic's query alone: {learned}")
        return None
    if learned.model.judged:
        said = f"{learned.model.examples} examples and {learned.model.judged} judgements of people"
        say(f"judged by what was learned here: model {learned.model.digest}, {said}")
    return Meaning(engine, learned)


def _learned_in_use(database: Path, spec: DeciderSpec, file: ModelFile) -> LearnedTopic | str:
    """Return the learned topic in use; the package's if there is no database that can be read."""
    if database.exists():
        try:
            with open_store(database, write=False) as store:
                return topic_in_use(store, spec, file)
        except StoreError as error:
            say(f"{error}; judged by what ships with khabardar")
    return topic_in_use(None, spec, file)


@topic.command("teach")
@click.argument("article", type=_NUMBER)
@click.argument("answer", type=click.Choice(["yes", "no", "undo"]))
@click.pass_obj
def teach_topic(config: Path, article: int, answer: str) -> int:
    """Say whether ARTICLE, by its number, is on topic: yes or no.

    No later pass changes that; undo takes it back. `khabardar topic review` shows numbers.
    """
    if answer == "undo":
        said, now = unteach(pass_config(config), article, clock)
        click.echo(f"article {article}: {_change(said, now)}")
        say("taken back; later passes may judge it otherwise")
        return 0
    on_topic = answer == "yes"
    before, alerts = teach(pass_config(config), article, clock, on_topic=on_topic)
    click.echo(f"article {article}: {_change(before, 'relevant' if on_topic else 'off')}")
    if alerts:
        say(f"alerts that the next pass sends: {alerts}")
    say(f"`khabardar topic teach {article} undo` takes it back")
    return 0


def _change(before: str, now: str) -> str:
    return f"{before} -> {now}" if before != now else f"{now}, as it was"


@topic.command("review")
@click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, help="Articles to show."
)
@click.option(
    "--language",
    "languages",
    type=click.Choice([*LANGUAGES]),
    multiple=True,
    metavar="CODE",
    help="Only in this one, as en; repeatable.",
)
@click.pass_obj
def review_topic(config: Path, limit: int, languages: tuple[str, ...]) -> int:
    """List the doubtful articles, the most useful to judge first.

    Of the last 30 days, one of each story: its number, the probability that it is on topic,
    title, outlet and language.
    """
    settings = environment_settings(config)
    with open_store(settings.database_path, write=False) as store:
        found = doubtful(store, clock() - JUDGED_FOR, limit, languages)
    if not found:
        where = f" in {', '.join(languages)}" if languages else ""
        say(f"no article of the last {JUDGED_FOR.days} days{where} is doubtful")
        return 0
    say("number, probability that it is on topic, title, outlet and language:")
    for one in found:
        chance = " -- " if one.chance is None else f"{one.chance:.2f}"
        click.echo(f"{one.id}  {chance}  {one.title}  ({one.outlet}, {one.language})")
    say(f"next: `khabardar topic teach {found[0].id} yes` or no, and so on;")
    say("`khabardar topic learn` learns from it when you have judged some dozens")
    return 0


@topic.command("learn")
@click.option("--use", "at_once", is_flag=True, help="Use what was learned without asking.")
@click.pass_obj
def learn_from_people(config: Path, at_once: bool) -> int:
    """Learn from what people judged, and show what would change.

    That is, in the last 30 days. It takes about half a minute, and is used only if you say so:
    then the next pass gives the articles of these days their new labels, and all that come. What
    people judged stays.
    """
    settings = pass_config(config)
    with open_store(settings.database, write=False) as store:
        learned = learn_topic(store, settings.decider)
        found = [*changes(store, learned.topic, clock() - JUDGED_FOR)]
    for line in learned_lines(learned, found):
        click.echo(line)
    if not learned.topic.model.judged:
        say("without your judgements it is what ships with khabardar, learned anew;")
        say("`khabardar topic review` lists what to judge")
    if at_once or click.confirm("Use it from now on?", default=False, err=True):
        put_in_use(settings, learned.topic.model, clock)
        say("it is used from the next pass on")
    else:
        say("nothing was changed")
    return 0


@click.group()
def concepts() -> None:
    """List the word lists that @names in a query stand for."""


@concepts.command("list")
@click.pass_obj
def list_concepts(config: Path) -> int:
    """List the concepts, with their number of terms by language."""
    own = decider_spec(settings_or_none(config)).concepts
    known = load_concepts(own)
    for warning in own_concept_warnings(own):
        say(f"warning: {warning}")
    click.echo(f"version {known.version}")
    for name, languages in sorted(known.terms.items()):
        counts = ", ".join(f"{language} {len(terms)}" for language, terms in languages.items())
        click.echo(f"@{name}: {known.about.get(name, 'your own')} ({counts})")
    return 0


@concepts.command("show")
@click.argument("name")
@click.pass_obj
def show_concept(config: Path, name: str) -> int:
    """Show the terms of a concept. NAME is as @deport, or as @deport.fa for one language."""
    known = load_concepts(decider_spec(settings_or_none(config)).concepts)
    wanted = parse_query(f"@{name.removeprefix('@')}", known)
    if not isinstance(wanted, Concept):
        raise click.UsageError("name one concept, as @deport")
    plain, _, only = wanted.name.partition(".")
    click.echo(f"@{wanted.name}: {known.about.get(plain, 'your own')} (version {known.version})")
    for language, terms in known.terms[plain].items():
        if only in ("", language):
            note = (
                " (with و ب ل ال ف ك before)" if language in known.proclitics.get(plain, ()) else ""
            )
            click.echo(f"{language}{note}: {', '.join(terms)}")
    return 0
