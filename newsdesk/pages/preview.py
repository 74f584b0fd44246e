"""What a query would have mailed, beside what a rule mails now; and the rule to paste."""

import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from db.crawl.sources import known_sources
from db.reading.rules import RuleRow, rule_rows
from db.reading.trial import Trial, TrialStory, try_query
from db.search.find import count_since
from db.search.like import like_warnings
from db.store import Store
from newsdesk.pages.answer import answer, read
from newsdesk.searching import searched_by
from pipelines.alerts.rule_toml import rule_toml
from pipelines.errors import KhabardarError
from pipelines.query.concepts import Concepts
from pipelines.query.lint import Outlets, lint
from pipelines.query.parser import understand

if TYPE_CHECKING:
    from datasette.app import Datasette

DAYS = 30
SHOWN = 50
LONGEST_S = 15.0
"""After so long a trial shows what it has found, and says that there may be more."""
SCHEDULES = ("now", "hourly", "daily 07:00", "weekly mon 07:00")
_MAX_AGE_DAYS = 7
"""What [[rule]] max_age_days is where the settings do not say."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as the page's form has it; ``to`` are addresses with commas between."""

    query: str
    name: str
    when: str
    to: str


async def preview_page(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/alerts/preview?q=QUERY&rule=NUMBER with what it would have mailed in 30 days."""
    concepts = searched_by(datasette).concepts
    now = datetime.now(UTC)

    def facts(store: Store) -> dict[str, Any]:
        rules = {one.id: one for one in rule_rows(store, now.date())}
        draft, rule = _draft(request, rules)
        known = sorted({to for one in rules.values() for to in one.recipients if "@" in to})
        found: dict[str, Any] = {"draft": asdict(draft), "rule": rule, "known": known}
        if draft.query:
            try:
                found |= _tried(store, concepts, draft, rule, now)
            except KhabardarError as error:
                found |= {"fault": str(error)}
        return found

    about = {"days": DAYS, "most": SHOWN, "schedules": SCHEDULES}
    found = await read(datasette, facts)
    status = 400 if "fault" in found else 200
    return await answer(datasette, request, "preview.html", {**found, **about}, status)


def _draft(request: Any, rules: dict[int, RuleRow]) -> tuple[Draft, RuleRow | None]:
    """Return what the form says, and the rule that is changed; else its own words."""
    said = {name: str(request.args.get(name) or "").strip() for name in ("q", "name", "when", "to")}
    asked = request.args.get("rule") or ""
    number = int(asked[:15]) if asked.isascii() and asked.isdecimal() else 0
    rule = rules.get(number)
    query = said["q"] or (rule.query if rule else "")
    when = said["when"] or (rule.schedule if rule else "now")
    name = said["name"] or (rule.name if rule else query[:60])
    return Draft(query, name, when, said["to"]), rule


def _tried(
    store: Store, concepts: Concepts, draft: Draft, rule: RuleRow | None, now: datetime
) -> dict[str, Any]:
    since, end = now - timedelta(days=DAYS), time.monotonic() + LONGEST_S
    understood = understand(draft.query, concepts)
    outlets = Outlets(known_sources(store).values())
    oldest = rule.max_age_days if rule else _MAX_AGE_DAYS

    def tried(query: str) -> Trial:
        read_as = understand(query, concepts).query
        return try_query(store, read_as, since, oldest, lambda: time.monotonic() > end)

    trial = tried(draft.query)
    before = tried(rule.query) if rule and rule.query != draft.query else None
    to = [one.strip() for one in draft.to.split(",") if one.strip()]
    return {
        "understood": str(understood.query),
        "warnings": [
            *(*understood.warnings, *lint(understood.query, outlets)),
            *like_warnings(store, understood.query),
        ],
        "trial": trial,
        "before": before,
        "gained": _beyond(trial, before) if before else (),
        "lost": _beyond(before, trial) if before else (),
        "of": count_since(store, since),
        "toml": rule_toml(draft.name, draft.query, draft.when, to),
    }


def _beyond(one: Trial, other: Trial) -> tuple[TrialStory, ...]:
    """Return the stories that ``one`` would have mailed and ``other`` not."""
    known = {story.story_id for story in other.mailed}
    return tuple(story for story in one.mailed if story.story_id not in known)
