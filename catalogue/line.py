"""Builds the text line's tool (net, topic, rules) inside a worker."""

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files

from catalogue.concepts import load_concepts, place_terms
from pipelines.decide import Line
from pipelines.errors import OperatorError
from pipelines.events import Places
from pipelines.items import Rule
from pipelines.query import parse_query
from pipelines.querytree import Everything, Query, facts_of
from pipelines.relevance import Topic, make_topic
from pipelines.ruleset import RuleSet
from pipelines.schedule import next_due


@dataclass(frozen=True, slots=True)
class LineSpec:
    """What a line is built from: queries as text, rules as (id, parsed query), the user's terms.

    ``keep`` is the wide net; ``relevant`` is a query that replaces the catalogue's definition of
    the topic unless empty; ``concepts`` is the text of a TOML file, "" for none.
    """

    keep: str = "*"
    relevant: str = ""
    rules: tuple[tuple[int, Query], ...] = ()
    concepts: str = ""


def built_in_topic(concepts: str = "") -> Topic:
    """Return the catalogue's definition of the topic over the concepts with the user's changes."""
    numbers = tomllib.loads(files("catalogue").joinpath("topic.toml").read_text(encoding="utf8"))
    return make_topic(load_concepts(concepts), numbers)


def build_line(spec: LineSpec) -> Line:
    """Return the tool that decides on pages.

    Raises:
        OperatorError: a query or the user's terms cannot be understood.
    """
    concepts = load_concepts(spec.concepts)
    net = parse_query(spec.keep, concepts)
    return Line(
        net=None if isinstance(net, Everything) else net,
        topic=built_in_topic(spec.concepts),
        relevant=parse_query(spec.relevant, concepts) if spec.relevant.strip() else None,
        rules=RuleSet(spec.rules),
        places=Places(place_terms()),
        concepts=concepts,
    )


def check_queries(spec: LineSpec, rules: Sequence[Rule]) -> dict[str, Query]:
    """Return the rules' queries, parsed, by their text.

    Queries and schedules that cannot be understood are refused before anything else is done.

    Raises:
        OperatorError: names the rule or setting, and what to write instead.
    """
    concepts = load_concepts(spec.concepts)
    parsed: dict[str, Query] = {}
    for name, query in (("keep", spec.keep), ("relevant", spec.relevant or "*")):
        with named(f"[topic] {name}"):
            parsed[query] = parse_query(query, concepts)
            if name == "relevant" and "relevance" in facts_of(parsed[query]):
                raise OperatorError("relevance: is what this query decides; leave it out")
    for rule in rules:
        with named(_place(rule)):
            parsed[rule.query] = parse_query(rule.query, concepts)
    for rule in rules:
        with named(_place(rule)):
            next_due(rule.when, rule.timezone, datetime(2000, 1, 1, tzinfo=UTC))
    return parsed


def _place(rule: Rule) -> str:
    return f"{f'{rule.where}: ' if rule.where else ''}rule {rule.name!r}"


@contextmanager
def named(name: str) -> Iterator[None]:
    """Say of what an error in the block is: a rule, or a setting."""
    try:
        yield
    except OperatorError as error:
        raise OperatorError(f"{name}: {error}") from None
