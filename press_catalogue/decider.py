"""Builds the text line's tool (net, topic, rules) inside a worker."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from pipelines.decide import Line
from pipelines.query.parser import parse_query
from pipelines.query.ruleset import RuleSet
from pipelines.query.tree import Everything, Query
from pipelines.relevance import Topic, make_topic
from pipelines.stories.same_event import Places
from press_catalogue.concepts import load_concepts, place_terms


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
    numbers = tomllib.loads(
        files("press_catalogue").joinpath("topic.toml").read_text(encoding="utf8")
    )
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
