"""Chooses the weights of evidence on all templates of generated sites but one, for each of them.

    python -m benchmarks.text.template_weights   # takes minutes

One weight at a time is made more or less than it is by hand, or all stay. What does best on the
other templates of both newsrooms, nothing that must stay lost, is measured on the one left out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from benchmarks.shared_data import NEWSROOM, NEWSROOM2
from benchmarks.text.debris import Score, Site, by_template, read_sites, scores
from pipelines.page import clean, evidence, known_lines

WEIGHTS = (
    *("PHRASE", "TWICE", "EDGE", "LINKED", "ADDRESS", "UNFINISHED", "BIO", "OUTLET", "AUTHOR"),
    *("SERVICE", "ONE_WORD", "TOPIC", "NEAR_TOPIC", "REPORT"),
)
STEPS = (-0.2, -0.1, 0.1, 0.2)
BY_HAND = "as by hand"


@contextmanager
def weighing(name: str, weight: float) -> Iterator[None]:
    """Let a weight of evidence be another one, wherever it is used."""
    modules = [one for one in (evidence, clean, known_lines) if name in vars(one)]
    old = vars(evidence)[name]
    _bind(modules, name, weight)
    try:
        yield
    finally:
        _bind(modules, name, old)


def _bind(modules: list[ModuleType], name: str, weight: float) -> None:
    for module in modules:
        setattr(module, name, weight)


def tried(sets: list[dict[str, Site]]) -> dict[str, dict[str, Score]]:
    """Return the scores of each template, by what was changed; no template is in two ``sets``."""
    found = {BY_HAND: _by_template(sets)}
    for name in WEIGHTS:
        for step in STEPS:
            weight = round(vars(evidence)[name] + step, 2)
            with weighing(name, weight):
                found[f"{name} {weight}"] = _by_template(sets)
    return found


def _by_template(sets: list[dict[str, Site]]) -> dict[str, Score]:
    return by_template(pair for sites in sets for pair in scores(sites, own_template=False))


def best_without(template: str, found: dict[str, dict[str, Score]]) -> str:
    """Return the change that leaves least on other templates than one; the first of equal ones."""

    def cost(change: str) -> tuple[int, int]:
        others = [one for name, one in found[change].items() if name != template]
        return sum(one.lost for one in others), sum(one.left for one in others)

    return min(found, key=cost)


def main() -> None:
    """Print for each template what was chosen without it, and how it then does."""
    found = tried([read_sites(NEWSROOM), read_sites(NEWSROOM2)])
    for template, by_hand in found[BY_HAND].items():
        best = best_without(template, found)
        print(f"{template:10} {best:16} {found[best][template]}; by hand {by_hand}", flush=True)


if __name__ == "__main__":
    main()
