"""Every command writes a moment in one form: 2025-04-05T03:10:00Z."""

import re
from pathlib import Path

import pytest

from tests.commandline import ARTICLES, PLAIN, RULE, Call, configure, warc

MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:?\d\d[\w:.+]*\w")
FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.mark.parametrize("as_json", [False, True], ids=["lines", "json"])
def test_every_output_has_one_form_of_a_moment(call: Call, tmp_path: Path, as_json: bool) -> None:
    configure(tmp_path, PLAIN + RULE)
    dated = ARTICLES[0][1].replace(b"<h1>", b"<time datetime='2025-11-20T08:00+05:00'></time><h1>")
    pages = (("http://c.example/4", dated), *ARTICLES)
    assert call("import", "--alerts", str(warc(tmp_path, *pages))).code == 0
    option = ("--json",) if as_json else ()
    for words in (
        ("status",),
        ("search", "families"),
        ("stories", "list"),
        ("stories", "show", "1"),
        ("alerts", "list"),
        ("alerts", "send"),
    ):
        said = call(*words, *option)
        assert said.code == 0
        found = MOMENT.findall(said.out)
        assert found or words == ("alerts", "send")
        assert not [moment for moment in found if not FORM.fullmatch(moment)], words
