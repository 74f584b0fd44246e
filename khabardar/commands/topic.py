"""The commands of the topic: what counts as on topic."""

from pathlib import Path

import click

from khabardar.commands.options import ON, settings_or_none
from khabardar.output.trials import Meaning, topic_line, topic_lines
from khabardar.wiring import clock, decider_spec, pass_config, say
from passes.desk_writes import teach
from pipelines.judging.judge import LearnedTopic, why_unusable
from pipelines.meaning.engine import NoModel, sentence_model
from press_catalogue.decider import DeciderSpec, build_decider, built_in_topic
from press_catalogue.examples import shipped_model


@click.group()
def topic() -> None:
    """Try what counts as on topic."""


@topic.command("test")
@click.argument("headline", required=False)
@ON
@click.option("--country", default="", help="The outlet's country, as PK, for a HEADLINE.")
@click.pass_obj
def test_topic(config: Path, headline: str | None, file: Path | None, country: str) -> int:
    """Score a HEADLINE, or the articles of a file, for the topic.

    The file holds one JSON object a line with id, title, lead, text, language, source_country and
    source_is_afghan. The rules are those of press_catalogue/topic.toml: R for what is relevant,
    A for Afghan outlets, V for what a person should judge; -sport and its like lower the score.
    By the sentence model the probability (chance) is told too, with the signs and words that
    weighed, what the rules alone say (by_query) and, for a HEADLINE, the nearest judged examples.
    """
    if (headline is None) == (file is None):
        raise click.UsageError("give a HEADLINE in quotes, or a file with --on")
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise click.UsageError(f"{country!r} is not a country code; write two letters, as PK")
    settings = settings_or_none(config)
    spec = decider_spec(settings)
    decider, meaning = build_decider(spec), _meaning(spec)
    if file is None:
        click.echo(topic_line(decider, meaning, headline or "", country))
        return 0
    for shown in topic_lines(decider, meaning, file):
        click.echo(shown)
    return 0


def _meaning(spec: DeciderSpec) -> Meaning | None:
    """Return what judges by meaning; None if there is nothing, which is said."""
    why, engine, model = "", sentence_model(), shipped_model()
    topic = built_in_topic(spec.concepts)
    if spec.relevant.strip():
        why = "[topic] relevant is set"
    elif isinstance(engine, NoModel):
        why = str(engine)
    else:
        why = why_unusable(model, engine.digest, topic)
    if why or isinstance(engine, NoModel):
        say(f"judged by the topic's query alone: {why}")
        return None
    return Meaning(engine, LearnedTopic(topic, model))


@topic.command("teach")
@click.argument("article", type=click.IntRange(1))
@click.argument("answer", type=click.Choice(["yes", "no"]))
@click.pass_obj
def teach_topic(config: Path, article: int, answer: str) -> int:
    """Say whether ARTICLE, by its number, is on topic: yes or no. No later pass changes that."""
    on_topic = answer == "yes"
    before = teach(pass_config(config), article, clock, on_topic=on_topic)
    click.echo(f"article {article}: {before} -> {'relevant' if on_topic else 'off'}")
    return 0
