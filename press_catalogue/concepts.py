"""Reads the concepts that ship with the program, and a user's own changes to them."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from pipelines.query.concepts import Concepts, change_warnings, with_changes
from press_catalogue.user_toml import at_line_of, parsed


@cache
def built_in_concepts() -> Concepts:
    """Return the concepts of the catalogue: the word lists, and one for each crossing."""
    terms: dict[str, dict[str, tuple[str, ...]]] = {}
    about: dict[str, str] = {}
    proclitics: dict[str, tuple[str, ...]] = {}
    for entry in sorted(
        files("press_catalogue").joinpath("concepts").iterdir(), key=lambda e: e.name
    ):
        if not entry.name.endswith(".toml"):
            continue
        tree = tomllib.loads(entry.read_text(encoding="utf8"))
        terms[tree["name"]] = {lang: tuple(words) for lang, words in tree["terms"].items()}
        about[tree["name"]] = tree["about"]
        proclitics[tree["name"]] = tuple(tree.get("proclitics", ()))
    for name, place in _places().items():
        terms[name] = {"latin": tuple(place["latin"]), "arabic": tuple(place["arabic"])}
        about[name] = place["about"]
    return Concepts(terms, about, proclitics)


def _places() -> dict[str, Any]:
    return tomllib.loads(
        files("press_catalogue").joinpath("places.toml").read_text(encoding="utf8")
    )


def place_terms() -> dict[str, tuple[str, ...]]:
    """Return the spellings of each crossing and of each region, town and camp that are known.

    They are named as marks of an event are: "place:torkham", "name:herat".
    """
    crossings = {
        f"place:{name}": (*place["latin"], *place["arabic"]) for name, place in _places().items()
    }
    return crossings | {f"name:{name}": tuple(spellings) for name, spellings in _regions().items()}


def _regions() -> dict[str, Any]:
    return tomllib.loads(
        files("press_catalogue").joinpath("regions.toml").read_text(encoding="utf8")
    )


def load_concepts(changes: str = "") -> Concepts:
    """Return the concepts with the ``changes`` that a user's TOML text makes to them.

    Raises:
        OperatorError: the text is not TOML, or of another shape; names the line.
    """
    concepts = built_in_concepts()
    for name, change in parsed(changes).items():
        with at_line_of(changes, name):
            concepts = with_changes(concepts, {name: change})
    return concepts


def own_concept_warnings(changes: str) -> tuple[str, ...]:
    """Return what a user's TOML text of concepts, in itself right, may not mean."""
    return tuple(change_warnings(built_in_concepts(), parsed(changes)))
