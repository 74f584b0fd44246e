"""Checks queries and schedules before anything is done, and tells what may not be meant in them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from pipelines.alerts.schedule import next_due
from pipelines.errors import OperatorError
from pipelines.items import Rule
from pipelines.query.lint import Outlets, lint
from pipelines.query.parser import Understood, understand
from pipelines.query.tree import facts_of, likes_of
from pipelines.sources import Source
from press_catalogue.concepts import load_concepts, own_concept_warnings
from press_catalogue.decider import DeciderSpec


def check_queries(spec: DeciderSpec, rules: Sequence[Rule]) -> dict[str, Understood]:
    """Return the topic's and the rules' queries as they were understood, by their text.

    Queries and schedules that cannot be understood are refused before anything else is done.

    Raises:
        OperatorError: names the rule or setting, and what to write instead.
    """
    concepts = load_concepts(spec.concepts)
    understood: dict[str, Understood] = {}
    for name, query in _queries(spec, rules):
        with named(name):
            understood[query] = understand(query, concepts)
    for name, query in (("[topic] keep", spec.keep), ("[topic] relevant", spec.relevant)):
        with named(name):
            if query and likes_of(understood[query].query):
                raise OperatorError(
                    "like() is for rules and searches: what an article means is known only after "
                    "it is kept; write words or @lists here"
                )
    with named("[topic] relevant"):
        if spec.relevant and "relevance" in facts_of(understood[spec.relevant].query):
            raise OperatorError("relevance: is what this query decides; leave it out")
    for rule in rules:
        with named(_place(rule)):
            next_due(rule.when, rule.timezone, datetime(2000, 1, 1, tzinfo=UTC))
    return understood


def query_warnings(
    spec: DeciderSpec,
    rules: Sequence[Rule],
    understood: Mapping[str, Understood],
    outlets: Sequence[Source],
) -> Iterator[str]:
    """Yield what may not be meant in the queries of topic and active rules, and in own concepts."""
    yield from own_concept_warnings(spec.concepts)
    known = Outlets(outlets)
    for name, query in _queries(spec, [rule for rule in rules if rule.active]):
        found = understood[query]
        for warning in (*found.warnings, *lint(found.query, known)):
            yield f"{name}: {warning}"


def _queries(spec: DeciderSpec, rules: Sequence[Rule]) -> Iterator[tuple[str, str]]:
    """Yield the name of each place that holds a query, and the query."""
    yield "[topic] keep", spec.keep
    if spec.relevant:
        yield "[topic] relevant", spec.relevant
    yield from ((_place(rule), rule.query) for rule in rules)


def _place(rule: Rule) -> str:
    return f"{f'{rule.where}: ' if rule.where else ''}rule {rule.name!r}"


@contextmanager
def named(name: str) -> Iterator[None]:
    """Say of what an error in the block is: a rule, or a setting."""
    try:
        yield
    except OperatorError as error:
        raise OperatorError(f"{name}: {error}") from None
