"""What may stand in an entry of khabardar.toml, and its small tables."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_core import PydanticCustomError

from pipelines.alerts.channels import PREFIXES
from pipelines.alerts.schedule import next_due
from pipelines.errors import OperatorError


def _listed(value: Any) -> Any:
    """Take one string for a list, so that the environment can give lists: a, b."""
    if isinstance(value, str):
        return [part for part in re.split(r"[,\s]+", value) if part]
    return value


Strings = Annotated[tuple[str, ...], BeforeValidator(_listed)]


_ADDRESS_WANTED = "one e-mail address, like desk@example.org"


def _address(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[^\W_][\w.-]*", value):
        raise ValueError(_ADDRESS_WANTED)
    try:
        value.rpartition("@")[2].encode("idna")
    except UnicodeError:
        raise ValueError(_ADDRESS_WANTED) from None
    return value


def _place(value: str) -> str:
    try:
        parts = urlsplit(f"//{value}")
        whole = bool(parts.hostname) and parts.port is not None and parts.netloc == value
    except ValueError:
        whole = False
    if not whole:
        raise ValueError("a host and its port, like 127.0.0.1:8080")
    return value


Places = Annotated[tuple[Annotated[str, AfterValidator(_place)], ...], BeforeValidator(_listed)]


def _sender(value: str) -> str:
    named = re.fullmatch(r"[\w .,'\"()&-]*<([^<>]*)>", value)
    _address(named[1] if named else value)
    return value


def _channel(value: str) -> str:
    if not re.fullmatch(rf"(?:{'|'.join(PREFIXES)}):[A-Za-z_][A-Za-z0-9_]*", value):
        # The wrong value may be the secret itself, and must not be shown again.
        forms = " or ".join(f"{prefix}:NAME" for prefix in PREFIXES)
        raise PydanticCustomError(
            "secret", f"write {forms}, and put the channel's URL into that variable"
        )
    return value


def _schedule(value: str) -> str:
    try:
        next_due(value, "UTC", datetime(2000, 1, 1, tzinfo=UTC))
    except OperatorError:
        raise ValueError("now, hourly, daily 07:00 or weekly mon 07:00") from None
    return value.strip().lower()


def _occasions(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value or not {"new", "changed"}.issuperset(value):
        raise ValueError('["new"], ["changed"] or ["new", "changed"]')
    return tuple(dict.fromkeys(value))


def _zone(value: str) -> str:
    try:
        next_due("now", value, datetime(2000, 1, 1, tzinfo=UTC))
    except OperatorError:
        raise ValueError("a time zone like UTC or Asia/Karachi") from None
    return value


def _url(value: str) -> str:
    if value and not (re.fullmatch(r"https?://[^\s/]+\S*", value) and _has_host(value)):
        raise _not_shown_again(value, "a whole address, like https://www.example.org/feed/")
    return value


def _proxy(value: str) -> str:
    whole = value if "://" in value or not value else f"http://{value}"
    if whole and not (re.fullmatch(r"https?://[^\s/?#]+/?", whole) and _has_host(whole)):
        raise _not_shown_again(value, "http://host:port or http://user:password@host:port")
    return whole


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _not_shown_again(value: str, wanted: str) -> Exception:
    """Return the error for a wrong URL; one that may hold a password is not shown again."""
    if "@" not in value:
        return ValueError(wanted)
    hint = "in a user or password, write @ as %40, : as %3A and / as %2F"
    return PydanticCustomError("secret", f"write {wanted}; {hint}")


def _country(value: str) -> str:
    if value and not re.fullmatch("[A-Za-z]{2}", value):
        raise ValueError("two letters (ISO 3166), like PK, AF or IR")
    return value.upper()


def _language(value: str) -> str:
    if value != "other" and not re.fullmatch("[A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?", value):
        raise ValueError("a code (ISO 639), like en, ur, fa, prs, ps or ar")
    return value.lower()


def _hours(value: Any) -> Any:
    return () if value == "off" else value


Hours = Annotated[
    tuple[Annotated[float, Field(gt=0, le=8_760)], ...],
    BeforeValidator(_hours),
    Field(max_length=12),
]
Url = Annotated[str, AfterValidator(_url)]
Proxy = Annotated[str, AfterValidator(_proxy)]
Urls = Annotated[tuple[Url, ...], BeforeValidator(_listed)]
Country = Annotated[str, AfterValidator(_country)]
Languages = Annotated[
    tuple[Annotated[str, AfterValidator(_language)], ...], BeforeValidator(_listed)
]
Addresses = Annotated[
    tuple[Annotated[str, AfterValidator(_address)], ...], BeforeValidator(_listed)
]
Channels = Annotated[tuple[Annotated[str, AfterValidator(_channel)], ...], BeforeValidator(_listed)]
Occasions = Annotated[tuple[str, ...], BeforeValidator(_listed), AfterValidator(_occasions)]
Schedule = Annotated[str, AfterValidator(_schedule)]
Zone = Annotated[str, AfterValidator(_zone)]
Sender = Annotated[str, AfterValidator(_sender)]


class Section(BaseModel):
    """A table of the file. Unknown settings are errors, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class DeskSection(Section):
    """The pages in the browser that `khabardar serve` shows."""

    url: Url = Field(
        default="", description="where people open the pages: mails link there; empty: no links"
    )
    password: SecretStr = Field(
        default=SecretStr(""), description="only in the environment: KHABARDAR_DESK__PASSWORD"
    )
    plugins: Strings = Field(
        default=(), description="Datasette plugins to load, by their packages' names; no others are"
    )
    plugin_settings: str = Field(
        default="", description='JSON or YAML file with Datasette\'s "plugins" for them'
    )


class DaemonSection(Section):
    """What happens beside the passes of `khabardar run` and `khabardar crawl`."""

    ping: Url = Field(
        default="", description="URL that is called after each good pass, so that silence is seen"
    )


class CatalogueSection(Section):
    """The outlets that ship with khabardar."""

    use: bool = Field(default=True, description="false: only the [[source]] entries of this file")
    off: tuple[str, ...] = Field(default=(), description="ids of outlets that are not watched")


class MeaningSection(Section):
    """What articles mean, in numbers made by a sentence model that runs on this machine."""

    budget_s: float = Field(
        default=60,
        ge=0,
        description="so many seconds a pass may read and compare articles with the model; 0: never",
    )
