"""khabardar.toml and the environment, checked and turned into typed values."""

import os
import tomllib
from collections.abc import Mapping
from itertools import chain, repeat
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, create_model

from khabardar.settings_errors import complaint, line_of, query_lines, toml_complaint
from khabardar.settings_types import (
    Addresses,
    CatalogueSection,
    Channels,
    Country,
    DaemonSection,
    DeskSection,
    Hours,
    Languages,
    MeaningSection,
    Occasions,
    Places,
    Proxy,
    Schedule,
    Section,
    Sender,
    Url,
    Urls,
    Zone,
)
from pipelines.errors import OperatorError
from pipelines.items import LANGUAGES, Rule
from pipelines.listings.interfaces.reliefweb import with_own_appname
from pipelines.newsrooms import CORRIDORS, Corridor, Independence, corridors_of
from pipelines.sources import LISTING_FIELDS, Source
from pipelines.web.network_policy import Network

PREFIX = "KHABARDAR_"
_OURS = frozenset(("folder", "rule_places"))
"""What the settings know beside what the file says."""

OUTLET_ID = r"^[a-z0-9][a-z0-9_.-]*$"


class DatabaseSection(Section):
    """Where things are kept; relative paths start from the folder of khabardar.toml."""

    path: str = Field(default="khabardar.db", description="the SQLite file")
    archive: str = Field(default="archive/", description='folder of WARC files; "" keeps none')
    keep_pages_days: int = Field(
        default=0,
        ge=0,
        description="days after which `khabardar vacuum` lets archived pages go; 0: never",
    )


class NetworkSection(Section):
    """How the network is used."""

    contact: str = Field(
        default="", description="e-mail or URL that outlets can write to; in the user agent"
    )
    proxy: Proxy = Field(
        default="", description="HTTP proxy for everything, http://[user:password@]host:port"
    )
    allow_private: Places = Field(
        default=(), description="the only private host:port that may be connected to"
    )
    delay_s: float = Field(
        default=Network().delay_s,
        ge=0,
        le=3600,
        description="seconds between a host's answer and the next request to it",
    )
    reliefweb_appname: str = Field(
        default="",
        pattern=r"^[\w.-]*$",
        description="the name that ReliefWeb's API approved for you; none: it is not asked",
    )


class TopicSection(Section):
    """What is kept, and what counts as on topic."""

    keep: str = Field(
        default="@afghan OR NOT relevance:off",
        description='query for what is stored at all; "*" keeps everything',
    )
    relevant: str = Field(
        default="", description="query for on-topic; the catalogue's definition if empty"
    )
    concepts: str = Field(
        default="", description="TOML file of your own that adds or removes terms"
    )
    agencies: str = Field(
        default="", description="TOML file of your own that adds or removes news agencies"
    )


class MailSection(Section):
    """The mail server; without a host, messages are written as .eml files into outbox/."""

    host: str = Field(default="", description="SMTP server; empty writes .eml files to outbox/")
    port: int = Field(default=25, ge=1, le=65535, description="its port")
    tls: Literal["none", "starttls", "implicit"] = Field(
        default="none", description="encryption of the connection"
    )
    user: str = Field(default="", description="login name, if the server wants one")
    password: SecretStr = Field(
        default=SecretStr(""), description="only in the environment: KHABARDAR_MAIL__PASSWORD"
    )
    sender: Sender = Field(
        default="khabardar@localhost", alias="from", description="the From address"
    )
    to: Addresses = Field(
        default=("desk@localhost",),
        description="who gets alerts of rules without `to`, and notices",
    )
    ca_file: str = Field(
        default="", description="PEM file of an authority to trust, if the server has its own"
    )
    heartbeat_days: int = Field(
        default=7, ge=0, description='days without an alert until a "still running" mail; 0: never'
    )


class RuleSection(Section):
    """An alert rule."""

    name: str = Field(min_length=1, description="what the rule is called in mails")
    query: str = Field(min_length=1, description="what to look for; see the query language")
    to: Addresses = Field(default=(), description="e-mail addresses; [mail].to if absent")
    when: Schedule = Field(
        default="now", description="now, hourly, daily 07:00 or weekly mon 07:00"
    )
    timezone: Zone = Field(
        default="UTC", description="for daily and weekly, for example Asia/Karachi"
    )
    channels: Channels = Field(
        default=(), description='other channels, each "env:NAME": its URL in that variable'
    )
    cap: int = Field(default=50, ge=1, le=500, description="most stories at length in a digest")
    active: bool = Field(default=True, description="false keeps the rule without alerts")
    on: Occasions = Field(
        default=("new",), description='what is told: "new" stories, articles that "changed", both'
    )
    once: Literal["story", "event"] = Field(
        default="story", description='"event": a later report of an event is not mailed again'
    )
    max_age_days: int = Field(
        default=7,
        ge=0,
        description="older articles, when found, are stored but not mailed; 0: whatever their age",
    )


def _with_listings(section: type[Section]) -> type[Section]:
    """Give a section a setting for each way in which an outlet may list its articles."""
    fields: dict[str, Any] = {
        field.name: (Urls, Field(default=(), description=field.about)) for field in LISTING_FIELDS
    }
    return create_model(section.__name__, __base__=section, **fields)


@_with_listings
class _Outlet(Section):
    """What an outlet is, and where it lists its articles."""

    id: str = Field(pattern=OUTLET_ID, description="short name, unique")
    name: str = Field(default="", description="the outlet's name")
    homepage: Url = Field(default="", description="its front page")
    country: Country = Field(default="", description="two letters, for example PK")
    languages: Languages = Field(default=(), description=", ".join(LANGUAGES))
    kind: str = Field(default="", description="daily, agency, broadcaster ...")


class SourceSection(_Outlet):
    """An outlet; with an id of the catalogue, only what is given here changes."""

    archives: Urls = Field(
        default=(),
        description="pages of days or months for `crawl --since`, with {YYYY}, {MM} and {DD}",
    )
    every_s: int = Field(default=0, ge=60, description="seconds between visits; 0: its own rhythm")
    afghan: bool = Field(default=False, description="an Afghan outlet, which need not say Afghan")
    proxy: Proxy = Field(default="", description="a proxy for this outlet alone")
    browser: bool = Field(default=False, description="its pages are made by scripts: show them")
    group: str = Field(default="", description="its folder in an OPML file")
    unproven: bool = Field(
        default=False, description="watch it only once its first visits show a list that is alive"
    )
    corridors: tuple[Corridor, ...] = Field(
        default=(),
        description=f"the ways back that it reports on: {', '.join(CORRIDORS)}; by its country if "
        "absent",
    )
    independence: Independence = Field(
        default="own",
        description="whose reports it prints: own, shared (with other outlets of its `newsroom`), "
        "reprint, official, index",
    )
    newsroom: str = Field(
        default="", description="a newsroom that it shares: its outlets count as one"
    )
    revisit: Hours = Field(
        default=Source("", "", "").revisit,
        description='hours after which an article is read again; "off": never',
    )


class Settings(Section):
    """Everything that khabardar.toml may say."""

    database: DatabaseSection = DatabaseSection()
    network: NetworkSection = NetworkSection()
    topic: TopicSection = TopicSection()
    mail: MailSection = MailSection()
    rule: tuple[RuleSection, ...] = ()
    source: tuple[SourceSection, ...] = ()
    desk: DeskSection = DeskSection()
    daemon: DaemonSection = DaemonSection()
    catalogue: CatalogueSection = CatalogueSection()
    meaning: MeaningSection = MeaningSection()
    folder: Path = Field(default=Path(), exclude=True)
    rule_places: tuple[str, ...] = Field(default=(), exclude=True)

    @property
    def database_path(self) -> Path:
        """The SQLite file, absolute."""
        return self.folder / self.database.path

    @property
    def archive_path(self) -> Path | None:
        """The folder of WARC files, or None if none are kept."""
        return self.folder / self.database.archive if self.database.archive else None

    def rules(self) -> tuple[Rule, ...]:
        """Return the alert rules, with [mail].to where a rule names no recipient."""
        return tuple(
            Rule(
                rule.name,
                rule.query,
                rule.to or (() if rule.channels else self.mail.to),
                rule.when,
                rule.timezone,
                rule.channels,
                rule.cap,
                rule.active,
                where,
                rule.max_age_days,
                rule.on,
                rule.once,
            )
            for rule, where in zip(self.rule, chain(self.rule_places, repeat("")), strict=False)
        )

    def operators(self) -> tuple[str, ...]:
        """Return who is told of alerts that were given up: [mail].to, or the rules' recipients."""
        named = tuple(dict.fromkeys(to for rule in self.rule for to in rule.to))
        return self.mail.to if "to" in self.mail.model_fields_set or not named else named

    def sources(self, catalogue: tuple[Source, ...]) -> tuple[Source, ...]:
        """Return the catalogue's outlets (if used), changed and extended by this file."""
        known = {source.id: source for source in catalogue} if self.catalogue.use else {}
        for mine in self.source:
            base = known.get(mine.id, Source(mine.id, mine.id, ""))
            given = {name: getattr(mine, name) for name in mine.model_fields_set}
            values = {name: getattr(base, name) for name in Source.__slots__} | given
            if mine.id not in known and "corridors" not in given:
                values["corridors"] = corridors_of(mine.country)
            known[mine.id] = Source(**values)
        named = (with_own_appname(one, self.network.reliefweb_appname) for one in known.values())
        return tuple(one for one in named if one is not None and one.id not in self.catalogue.off)


def read_settings(path: Path, environment: Mapping[str, str]) -> Settings:
    """Return the checked settings of the file at ``path``, overridden by the environment.

    Raises:
        OperatorError: one line that names the file, the line and what to write instead.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise OperatorError(
            f"{path}: there is no such file; `khabardar init` writes one, or name yours with -c"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"{path}: cannot be read as UTF-8 text") from error
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OperatorError(toml_complaint(path, text, str(error))) from None
    for name in ("mail", "desk"):
        section = tree.get(name)
        if isinstance(section, dict) and "password" in section:
            variable = f"{PREFIX}{name.upper()}__PASSWORD"
            raise OperatorError(
                f"{path}:{line_of(text, (name, 'password'))}: {name}.password: secrets do not "
                f"belong in this file; set {variable} or {variable}_FILE in the environment"
            )
    return _checked(tree, text, path, environment)


def _checked(
    tree: dict[str, Any], text: str, path: Path, environment: Mapping[str, str]
) -> Settings:
    overlaid = _overlay(tree, environment)
    places = tuple(f"{path}:{line}" for line in query_lines(text))
    try:
        settings = Settings(**tree, folder=path.resolve().parent, rule_places=places)
    except ValidationError as error:
        first = error.errors()[0]
        where = tuple(part for part in first["loc"] if part != "__root__")
        variable = overlaid.get(tuple(str(part) for part in where[:2]))
        place = variable or f"{path}:{line_of(text, where)}"
        known = _known_beside(where) if first["type"] == "extra_forbidden" else []
        raise OperatorError(f"{place}: {complaint(where, first, known)}") from None
    _check_unique(settings, text, path)
    return settings


def _overlay(tree: dict[str, Any], environment: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    """Lay KHABARDAR_SECTION__KEY (or the file named by ..._FILE) over ``tree``, in place."""
    laid: dict[tuple[str, ...], str] = {}
    for variable, value in sorted(environment.items()):
        section, parted, key = variable.removeprefix(PREFIX).lower().partition("__")
        if not variable.startswith(PREFIX) or not parted:
            continue
        if key.endswith("_file"):
            key = key.removesuffix("_file")
            try:
                value = Path(value).read_text(encoding="utf8").strip()
            except OSError as error:
                raise OperatorError(f"{variable}: the file cannot be read") from error
        if section not in Settings.model_fields or section in {"rule", "source", *_OURS}:
            raise OperatorError(
                f"{variable}: there is no section {section!r} that the environment can set"
            )
        table = tree.setdefault(section, {})
        if not isinstance(table, dict):
            continue  # the file is wrong here; the check of the whole file says how
        table["from" if key == "sender" else key] = value
        laid[(section, key)] = variable
    return laid


def _check_unique(settings: Settings, text: str, path: Path) -> None:
    for table, key in (("rule", "name"), ("source", "id")):
        seen: set[str] = set()
        for index, entry in enumerate(getattr(settings, table)):
            name = getattr(entry, key)
            if name in seen:
                line = line_of(text, (table, index, key))
                raise OperatorError(
                    f"{path}:{line}: {table} {name!r} is there twice; give each its own {key}"
                )
            seen.add(name)


def _known_beside(where: tuple[int | str, ...]) -> list[str]:
    model: Any = Settings
    for part in where[:-1]:
        if isinstance(part, str) and part in model.model_fields:
            annotation = model.model_fields[part].annotation
            arguments = getattr(annotation, "__args__", ())
            model = arguments[0] if arguments else annotation
    names = (field.alias or name for name, field in model.model_fields.items())
    return sorted(name for name in names if name not in {"password", *_OURS})


def environment_settings(path: Path) -> Settings:
    """Return the settings of ``path`` under this process's environment."""
    return read_settings(path, os.environ)
