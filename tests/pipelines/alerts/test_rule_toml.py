"""A rule that is shown to be pasted reads back as what it was, whatever is in it."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from pipelines.alerts.rule_toml import rule_toml

WORDS = st.text(st.characters(codec="utf-8"), max_size=40)


@given(name=WORDS, query=WORDS, to=st.lists(WORDS, max_size=2))
def test_a_rule_reads_back_as_it_was(name: str, query: str, to: list[str]) -> None:
    (rule,) = tomllib.loads(rule_toml(name, query, "daily 07:00", to))["rule"]
    told = {"to": to} if to else {}
    assert rule == {"name": name, "query": query, "when": "daily 07:00", **told}


def test_a_query_with_quotation_marks_stays_readable() -> None:
    shown = rule_toml("طورخم", '"forced return" OR @deport', "now")
    assert shown == (
        "[[rule]]\nname = 'طورخم'\nquery = '\"forced return\" OR @deport'\nwhen = 'now'\n"
    )
