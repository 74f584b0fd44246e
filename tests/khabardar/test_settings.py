"""What khabardar.toml and the environment may say, and what is said of their mistakes."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabardar.settings import read_settings
from khabardar.settings_errors import line_of
from pipelines.errors import OperatorError
from pipelines.sources import Source


def written(folder: Path, text: str) -> Path:
    path = folder / "khabardar.toml"
    path.write_text(text, encoding="utf8")
    return path


def test_an_empty_file_gives_the_defaults_beside_it(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, ""), {})
    assert settings.database_path == tmp_path / "khabardar.db"
    assert settings.archive_path == tmp_path / "archive"
    assert settings.topic.keep == "@afghan OR NOT relevance:off"
    assert settings.rules() == ()


def test_no_archive_when_the_path_is_empty(tmp_path: Path) -> None:
    assert read_settings(written(tmp_path, '[database]\narchive = ""'), {}).archive_path is None


def test_the_mark_that_notepad_puts_before_a_text_is_no_mistake(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, '\ufeff[topic]\nkeep = "torkham"'), {})
    assert settings.topic.keep == "torkham"


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ("[mail\n", ":1:6:", "not TOML"),
        ('a = "x', ":1:", "not TOML"),
        ('[mail]\n\nport = "x"\n', ":3:", "mail.port: 'x' is not a whole number"),
        ("[mail]\nprt = 1\n", ":2:", "known here: ca_file, from, heartbeat_days, host, port"),
        (
            '[mail]\ntls = "ssl"\n',
            ":2:",
            "write 'none', 'starttls' or 'implicit'",
        ),
        (
            '[[rule]]\nname = "x"\nquery = "x"\non = ["edited"]\n',
            ":4:",
            'write ["new"], ["changed"] or ["new", "changed"]',
        ),
        ('[[rule]]\nname = "x"\nquery = "x"\non = []\n', ":4:", "rule.on: [] is not valid"),
        (
            '[[rule]]\nname = "x"\nquery = "x"\nmax_age_days = -1\n',
            ":4:",
            "rule.max_age_days: -1 is too small",
        ),
        ('[mail]\npassword = "x"\n', ":2:", "KHABARDAR_MAIL__PASSWORD"),
        ('[desk]\npassword = "x"\n', ":2:", "KHABARDAR_DESK__PASSWORD"),
        ("mail = 3", ":1:", "mail"),
        ("surprise = 1", ":1:", "known here: catalogue, daemon, database"),
        ('[[rule]]\nname = "a"\n', ":1:", "rule.query: is missing"),
        ('[[rule]]\nname="a"\nquery="x"\n[[rule]]\nname="a"\nquery="y"', ":5:", "is there twice"),
        ('[[source]]\nid="a"\n[[source]]\nid = "Not Good"', ":4:", "small letters"),
        ('[[source]]\nid="a"\nevery_s = 5', ":3:", "5 is too small; the least is 60"),
        ('[[source]]\nid="a"\nrevisit = [0]', ":3:", "0 is too small; the least is more than 0"),
        ('[network]\nallow_private = ["127.0.0.1"]', ":2:", "like 127.0.0.1:8080"),
        ('[network]\nallow_private = "http://[::1]:80/"', ":2:", "like 127.0.0.1:8080"),
        ('[network]\nallow_private = "127.0.0.1:port"', ":2:", "like 127.0.0.1:8080"),
        ("[network]\ndelay_s = 4000", ":2:", "4000 is too large; the most is 3600"),
        ("[catalogue]\nuse = 'perhaps'", ":2:", "'perhaps' is not true or false"),
        ("[database]\npath = 3", ":2:", "3 is not text; write it in quotes"),
        ("[network]\ndelay_s = nan", ":2:", "nan is"),
        ('[[source]]\nid="a"\nfeeds = ["a.example/feed"]', ":3:", "a whole address, like https:"),
        ('[[source]]\nid="a"\ncountry = "Pakistan"', ":3:", "two letters (ISO 3166)"),
        ('[[source]]\nid="a"\nlanguages = ["urdu"]', ":3:", "a code (ISO 639)"),
    ],
)
def test_mistakes_name_the_line_and_what_to_write(
    tmp_path: Path, text: str, place: str, advice: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(OperatorError) as caught:
        read_settings(path, {})
    assert f"{path}{place}" in str(caught.value)
    assert advice in str(caught.value)
    assert "\n" not in str(caught.value)


def test_codes_of_outlets_are_evened_out(tmp_path: Path) -> None:
    text = '[[source]]\nid = "a"\ncountry = "pk"\nlanguages = "EN, fa-AF, other"'
    (source,) = read_settings(written(tmp_path, text), {}).source
    assert (source.country, source.languages) == ("PK", ("en", "fa-af", "other"))


def test_a_rule_knows_the_line_of_its_query(tmp_path: Path) -> None:
    text = '[[rule]]\nname = "a"\nquery = "x"\n\n[[rule]]\nname = "b"\nquery = "y"\n'
    path = written(tmp_path, text)
    rules = read_settings(path, {}).rules()
    assert [rule.where for rule in rules] == [f"{path}:3", f"{path}:7"]
    path.write_text('rule = [{name = "a", query = "x"}, {name = "b", query = "y"}]', "utf8")
    assert [rule.where for rule in read_settings(path, {}).rules()] == ["", ""]


def test_a_missing_file_names_the_command_that_writes_one(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="khabardar init"):
        read_settings(tmp_path / "none.toml", {})


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "khabardar.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(OperatorError, match="UTF-8"):
        read_settings(path, {})


def test_the_environment_is_laid_over_the_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush\n")
    environment = {
        "KHABARDAR_NETWORK__DELAY_S": "0.5",
        "KHABARDAR_MAIL__TO": "a@example.org, b@example.org",
        "KHABARDAR_MAIL__FROM": "k@example.org",
        "KHABARDAR_MAIL__PASSWORD_FILE": str(secret),
        "KHABARDAR_FAILPOINT": "not a setting",
        "HOME": "/nowhere",
    }
    settings = read_settings(written(tmp_path, "[network]\ndelay_s = 9\n"), environment)
    assert settings.network.delay_s == 0.5
    assert settings.mail.to == ("a@example.org", "b@example.org")
    assert settings.mail.sender == "k@example.org"
    assert settings.mail.password.get_secret_value() == "hush"
    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        (
            {"KHABARDAR_NETWORK__DELAY_S": "soon"},
            "DELAY_S: network.delay_s: 'soon' is not a number",
        ),
        ({"KHABARDAR_RULE__NAME": "x"}, "no section 'rule'"),
        ({"KHABARDAR_MAIL__PASSWORD_FILE": "/nowhere/at/all"}, "cannot be read"),
    ],
)
def test_mistakes_in_the_environment_name_the_variable(
    tmp_path: Path, environment: dict[str, str], said: str
) -> None:
    with pytest.raises(OperatorError, match=said):
        read_settings(written(tmp_path, ""), environment)


def test_a_source_changes_only_what_it_says_of_a_known_one(tmp_path: Path) -> None:
    known = Source("dawn", "Dawn", "https://www.dawn.com", "PK", ("en",), every_s=600)
    text = (
        '[[source]]\nid = "dawn"\nevery_s = 3600\n'
        '[[source]]\nid = "mine"\nname = "Mine"\nhomepage = "https://mine.example"\n'
        'feeds = ["https://mine.example/feed"]\n'
    )
    dawn, mine = read_settings(written(tmp_path, text), {}).sources((known,))
    assert (dawn.name, dawn.country, dawn.every_s) == ("Dawn", "PK", 3600)
    assert mine.feeds == ("https://mine.example/feed",)


def test_an_outlet_lies_on_the_corridor_that_it_names_else_on_its_countrys(tmp_path: Path) -> None:
    known = Source("bbc", "BBC", "", "GB", newsroom="bbc", independence="shared")
    text = (
        '[[source]]\nid = "bbc"\ncountry = "DE"\n'
        '[[source]]\nid = "mine"\ncountry = "uz"\n'
        '[[source]]\nid = "far"\ncountry = "PK"\ncorridors = ["IR", "AF"]\n'
        'independence = "reprint"\nnewsroom = "x"\n'
        '[[source]]\nid = "none"\ncountry = "PK"\ncorridors = []\n'
    )
    found = read_settings(written(tmp_path, text), {}).sources((known,))
    assert [one.corridors for one in found] == [(), ("TJ",), ("IR", "AF"), ()]
    assert [one.newsroom for one in found] == ["bbc", "", "x", ""]
    assert [one.independence for one in found] == ["shared", "own", "reprint", "own"]


def test_without_the_catalogue_only_the_files_sources_remain(tmp_path: Path) -> None:
    path = written(tmp_path, "[catalogue]\nuse = false\n")
    assert read_settings(path, {}).sources((Source("dawn", "Dawn", ""),)) == ()


def test_a_rule_without_recipients_goes_to_the_mail_sections(tmp_path: Path) -> None:
    text = (
        '[mail]\nto = ["a@example.org"]\n[[rule]]\nname = "x"\nquery = "y"\n'
        '[[rule]]\nname = "z"\nquery = "y"\nchannels = ["env:DESK"]\n'
    )
    first, second = read_settings(written(tmp_path, text), {}).rules()
    assert first.to == ("a@example.org",)
    assert second.to == ()


@given(st.text())
def test_any_text_gives_settings_or_an_operator_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "khabardar.toml"
    path.write_bytes(text.encode("utf8", "surrogatepass"))
    with contextlib.suppress(OperatorError):
        assert read_settings(path, {}).folder == path.parent


def test_the_line_of_an_unknown_place_is_the_first() -> None:
    assert line_of("a = 1\n", ()) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[rule]\nname = "x"', r"toml:1: rule: write \[\[rule\]\] with two brackets"),
        ('[[rule]]\nname = ""\nquery = "x"', "toml:2: rule.name: is empty; write a text"),
        (
            '[[source]]\nid = "x"\nfeeds = 3',
            r"feeds: 3 is not a list; write feeds = \[...\]",
        ),
    ],
)
def test_what_is_of_the_wrong_kind_is_said_in_plain_words(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(OperatorError, match=said):
        read_settings(written(tmp_path, text), {})


@pytest.mark.parametrize(
    ("written_proxy", "read"),
    [
        ("http://desk:p%2Fss@proxy.example:3128", "http://desk:p%2Fss@proxy.example:3128"),
        ("proxy.example:3128", "http://proxy.example:3128"),
    ],
)
def test_a_proxy_may_want_a_password(written_proxy: str, read: str, tmp_path: Path) -> None:
    path = written(tmp_path, f'[network]\nproxy = "{written_proxy}"\n')
    assert read_settings(path, {}).network.proxy == read


@pytest.mark.parametrize(
    "text",
    [
        '[network]\nproxy = "http://desk:hush/hush@proxy.example:3128"\n',
        '[network]\nproxy = "http://desk:hush@proxy.example:http"\n',
        '[[source]]\nid = "a"\nproxy = "socks5://desk:hush@proxy.example:1080"\n',
        '[[source]]\nid = "a"\nfeeds = ["https://desk:hush/hush@a.example/feed"]\n',
        '[[source]]\nid = "a"\nhomepage = "desk:hush@a.example"\n',
    ],
)
def test_a_wrong_url_with_a_password_is_not_shown_again(text: str, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="%40") as caught:
        read_settings(written(tmp_path, text), {})
    assert "hush" not in str(caught.value)
