"""Alert rules in bulk, made of pairs of terms of the lexicon, for measuring what matching costs."""

import itertools
import tomllib
from importlib.resources import files


def lexicon_terms() -> list[str]:
    """Return every plain term of the catalogue's concepts, each once, in a fixed order."""
    terms: set[str] = set()
    for entry in files("press_catalogue").joinpath("concepts").iterdir():
        if entry.name.endswith(".toml"):
            tree = tomllib.loads(entry.read_text(encoding="utf8"))
            terms |= set(_strings(tree["terms"]))
    return sorted(term for term in terms if term and not set(term) & set('"()*:@'))


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in _strings(part)]


def pair_queries(count: int) -> list[str]:
    """Return ``count`` queries, each two different terms in quotes joined by AND."""
    terms = lexicon_terms()
    half = len(terms) // 2
    pairs = (
        (terms[i], terms[(i * 7 + step) % len(terms)])
        for step in range(half)
        for i in range(len(terms))
        if terms[i] != terms[(i * 7 + step) % len(terms)]
    )
    return [f'"{first}" AND "{second}"' for first, second in itertools.islice(pairs, count)]


def rules_toml(count: int) -> str:
    """Return ``count`` [[rule]] entries over the pairs."""
    return "\n".join(
        f"[[rule]]\nname = \"pair {number}\"\nquery = '{query}'\n"
        for number, query in enumerate(pair_queries(count))
    )
