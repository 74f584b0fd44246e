"""Plugins of Datasette: those that the operator names are loaded, with no more than they need."""

import re
from pathlib import Path

import pytest
from datasette.app import Datasette
from datasette.plugins import pm

from db.store import open_store
from newsdesk import datasette_plugin, plugin, plugins
from newsdesk.application import application
from newsdesk.plugins import NEEDS, Plugins, load_plugins, read_options
from newsdesk.rights import Beside
from pipelines.errors import OperatorError
from pipelines.query.concepts import Concepts
from tests.packages import install
from tests.pages_client import fetched

CSP = "content-security-policy"
HOOK = """
from datasette import hookimpl
from datasette.utils.asgi import Response

@hookimpl
def register_routes():
    return [(r"^/-/{name}$", lambda datasette: Response.json(datasette.plugin_config("{name}")))]
"""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    packages = tmp_path / "packages"
    for name in ("stars", "moons"):
        point = f"[datasette]\n{name} = a_{name}\n"
        install(packages, f"desk-{name}", point, **{f"a_{name}": HOOK.format(name=name)})
    install(packages, "desk-suns", "[console_scripts]\nsuns = a_sun:main\n")
    install(packages, "desk-khabardar", "[datasette]\nkhabardar = newsdesk.datasette_plugin\n")
    monkeypatch.syspath_prepend(packages)
    open_store(tmp_path / "k.db", write=True).close()
    return tmp_path / "k.db"


def desk_with(database: Path, *names: str, **options: object) -> Datasette:
    """Return a desk that loads the plugins of some packages."""
    return application(database, Concepts({}), beside=Beside(plugins=Plugins(names, options)))


def test_the_named_plugins_are_loaded_and_no_others(database: Path) -> None:
    desk = desk_with(database, "Desk_Stars", stars={"colour": "red"})
    assert fetched(desk, "/-/stars").json() == {"colour": "red"}
    assert fetched(desk, "/-/moons").status_code == 404
    pm.load_setuptools_entrypoints("datasette")  # as Datasette does when it is first imported
    desk = desk_with(database, "desk-moons")
    assert fetched(desk, "/-/moons").status_code == 200
    assert fetched(desk, "/-/stars").status_code == 404
    assert fetched(desk_with(database), "/-/moons").status_code == 404


def test_what_plain_datasette_has_of_khabardar_is_not_loaded_twice(database: Path) -> None:
    pm.load_setuptools_entrypoints("datasette")
    assert pm.is_registered(datasette_plugin)
    desk_with(database, "desk-stars")
    assert pm.is_registered(plugin)
    assert not pm.is_registered(datasette_plugin)
    desk_with(database)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("desk-comets-and-dust", "not installed; install it for this Python: .*python.* -m pip "),
        ("desk-starz", "did you mean 'desk-stars'"),
        ("desk-suns", "no plugin of Datasette; take it out"),
    ],
)
def test_a_plugin_that_cannot_be_loaded_is_named(database: Path, name: str, said: str) -> None:
    with pytest.raises(OperatorError, match=said):
        load_plugins(["desk-stars", name])
    assert fetched(desk_with(database), "/-/stars").status_code == 404


def test_the_policy_opens_as_far_as_a_named_plugin_needs() -> None:
    assert Plugins(("Datasette_Vega", "datasette-atom")).needs() == NEEDS["datasette-vega"]
    both = Plugins(("datasette-vega", "datasette-dashboards")).needs()
    assert both["script-src"] == "'unsafe-eval'"
    styles = [need["style-src"] for need in NEEDS.values()]
    assert {*both["style-src"].split()} == {*" ".join(styles).split()}
    assert all(re.fullmatch(r"'sha256-[\w+/]{43}='", one) for one in both["style-src"].split())
    assert Plugins(("datasette-atom",)).needs() == {}


def test_a_page_is_sent_with_what_its_plugins_need(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs = {"script-src": "'unsafe-eval'", "font-src": "'self'"}
    monkeypatch.setattr(plugins, "NEEDS", {"desk-stars": needs})
    (policy,) = fetched(desk_with(database, "desk-stars"), "/").headers.get_list(CSP)
    assert re.search(r"script-src 'self' 'nonce-[^']+' 'unsafe-eval'; ", policy)
    assert policy.endswith("; font-src 'self'")
    assert "unsafe" not in fetched(desk_with(database, "desk-moons"), "/").headers[CSP]


@pytest.mark.parametrize("text", ['{"plugins": {"a": {"b": 1}}}', "plugins:\n  a:\n    b: 1\n"])
def test_settings_of_plugins_are_read_as_datasette_reads_them(tmp_path: Path, text: str) -> None:
    (tmp_path / "m").write_text(text)
    assert read_options(tmp_path / "m") == {"a": {"b": 1}}


@pytest.mark.parametrize("text", ["a: [", "[]", '{"plugins": 1}', '{"title": "x", "plugins": {}}'])
def test_settings_of_plugins_that_are_none_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "m").write_text(text)
    with pytest.raises(OperatorError, match=r"m: (cannot be read|write one object)"):
        read_options(tmp_path / "m")
    with pytest.raises(OperatorError, match="cannot be read"):
        read_options(tmp_path / "none")
