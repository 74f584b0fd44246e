"""Builds the decider (keep query, topic, rules) inside a worker."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from pipelines.decide import Decider
from pipelines.query.parser import parse_query
from pipelines.query.ruleset import RuleSet
from pipelines.query.tree import Everything, Query
from pipelines.relevance import Topic, make_topic
from pipelines.stories.places import Places
from press_catalogue.agencies import load_agencies
from press_catalogue.concepts import load_concepts, place_terms

NumberedQueries = tuple[tuple[int, Query], ...]
"""The queries of the rules in force, each with the id of its rule as it is stored."""


@dataclass(frozen=True, slots=True)
class DeciderSpec:
    """What a decider is built from, as it is declared: queries as text, and the user's terms.

    ``keep`` is the query that says what is stored at all; ``relevant`` is a query that replaces
    the catalogue's definition of the topic unless empty; ``concepts`` and ``agencies`` are texts of
    TOML files, "" for none.
    """

    keep: str = "*"
    relevant: str = ""
    concepts: str = ""
    agencies: str = ""


def built_in_topic(concepts: str = "") -> Topic:
    """Return the catalogue's definition of the topic over the concepts with the user's changes."""
    numbers = tomllib.loads(
        files("press_catalogue").joinpath("topic.toml").read_text(encoding="utf8")
    )
    return make_topic(load_concepts(concepts), numbers)


def build_decider(spec: DeciderSpec, rules: NumberedQueries = ()) -> Decider:
    """Return the tool that decides on pages, and finds which of ``rules`` they fit.

    Raises:
        OperatorError: a query or the user's terms cannot be understood.
    """
    concepts = load_concepts(spec.concepts)
    keep = parse_query(spec.keep, concepts)
    return Decider(
        keep=None if isinstance(keep, Everything) else keep,
        topic=built_in_topic(spec.concepts),
        relevant=parse_query(spec.relevant, concepts) if spec.relevant.strip() else None,
        rules=RuleSet(rules),
        places=Places(place_terms()),
        concepts=concepts,
        agencies=load_agencies(spec.agencies),
    )
