"""What a list of stories can be narrowed down to: the countries of outlets, and the rules."""

from dataclasses import dataclass

from db.store import Store


@dataclass(frozen=True, slots=True)
class Choices:
    """The countries (ISO 3166 codes) that outlets are of, and the names of the rules."""

    countries: tuple[str, ...]
    rules: tuple[str, ...]

    def countries_with(self, asked: str) -> list[str]:
        """Return the countries in order, with the one that was ``asked`` for."""
        return sorted({*self.countries, asked} - {""})

    def rules_with(self, asked: str) -> list[str]:
        """Return the rules in order, with the one that was ``asked`` for."""
        return sorted({*self.rules, asked} - {""}, key=str.casefold)


def choices(store: Store) -> Choices:
    """Return what people can choose among."""
    countries = store.rows("SELECT DISTINCT country FROM sources WHERE country <> ''")
    rules = store.rows("SELECT name FROM rules")
    return Choices(
        tuple(sorted(row["country"] for row in countries)),
        tuple(sorted(row["name"] for row in rules)),
    )
