"""The password before the desk: who knows it comes in, who does not learns nothing."""

import asyncio
import base64
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import pytest

from newsdesk.application import serve
from newsdesk.login import (
    COOKIE,
    LASTS_S,
    MOST_IN_ALL,
    MOST_TRIES,
    PATH,
    TRIES_S,
    Login,
    behind_login,
)
from pipelines.errors import OperatorError
from pipelines.query.concepts import Concepts

SECRET = "کھلا دروازہ 7"


class Clock:
    """A clock that a test turns."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


async def _desk(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"the news"})


def ask(
    login: Login,
    path: str = "/",
    cookie: str = "",
    typed: str | None = None,
    host: str = "1.2.3.4",
    given: str = "",
) -> tuple[int, dict[str, str], str]:
    """Return status, headers and body of an answer.

    ``typed`` is sent as the password of the form, ``given`` in the header Authorization.
    """
    sent: list[dict[str, Any]] = []
    body = b"" if typed is None else urlencode({"password": typed}).encode()
    parts = [body[:5], body[5:]]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    scope = {
        "type": "http",
        "method": "GET" if typed is None else "POST",
        "path": path,
        "scheme": "http",
        "client": (host, 1),
        "headers": [(b"cookie", cookie.encode()), (b"authorization", given.encode())],
    }

    async def asked() -> None:
        await behind_login(_desk, login)(scope, receive, send)

    asyncio.run(asked())
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, sent[1]["body"].decode()


@pytest.fixture(scope="module")
def opened() -> Login:
    return Login(SECRET, Clock())


def test_without_the_password_nothing_of_the_desk_is_shown(opened: Login) -> None:
    for path in ("/", "/k/articles.json", "/-/health", "/k.db", PATH, "/-/static/app.css"):
        status, headers, body = ask(opened, path)
        assert status == 401
        assert "the news" not in body
        assert "unsafe" not in headers["content-security-policy"]
    assert ask(opened, "/desk/desk.css")[0] == 200
    assert "Whoever runs this desk" in body


def test_the_right_password_opens_the_desk_until_its_cookie_ends() -> None:
    clock = Clock()
    login = Login(SECRET, clock)
    status, headers, _ = ask(login, PATH, typed=SECRET)
    assert (status, headers["location"]) == (303, "/")
    (morsel,) = SimpleCookie(headers["set-cookie"]).values()
    assert (morsel["httponly"], morsel["samesite"]) == (True, "Lax")
    assert SECRET not in headers["set-cookie"]
    cookie = f"{COOKIE}={morsel.value}"
    assert ask(login, "/", cookie)[2] == "the news"
    clock.now += LASTS_S + 1
    assert ask(login, "/", cookie)[0] == 401


def basic(password: str) -> str:
    """Return the header by which a program gives a password."""
    return "Basic " + base64.b64encode(f"reader:{password}".encode()).decode()


@pytest.mark.parametrize(
    "path",
    ["/-/search.atom", "/-/search.feed.json", "/-/rules/1.csv", "/-/stories/2.bib", "/-/health"],
)
def test_a_program_gives_the_password_with_each_request(opened: Login, path: str) -> None:
    status, headers, body = ask(opened, path)
    assert (status, "the news" in body) == (401, False)
    assert headers["www-authenticate"].startswith("Basic ")
    assert ask(opened, path, given=basic(SECRET))[2] == "the news"


@pytest.mark.parametrize("wrong", ["Basic !", "Basic /w==", "Bearer x", basic(""), basic("x")])
def test_a_wrong_password_of_a_program_opens_nothing(opened: Login, wrong: str) -> None:
    assert ask(opened, "/-/health", given=wrong, host="9.9.9.9")[0] == 401


@pytest.mark.parametrize("path", ["/", "/-/write", "/k/articles", "/-/alerts.json"])
def test_pages_for_people_do_not_take_the_password_of_programs(opened: Login, path: str) -> None:
    status, headers, _ = ask(opened, path, given=basic(SECRET))
    assert (status, "www-authenticate" in headers) == (401, False)
    assert ask(opened, "/-/search.atom", typed="x", given=basic(SECRET))[0] == 401  # no POST


def test_programs_cannot_guess_for_long() -> None:
    login = Login(SECRET, Clock())
    assert ask(login, "/-/health", given=basic("x"))[0] == 401
    assert all(login.may_try("1.2.3.4") for _ in range(MOST_TRIES - 1))
    assert ask(login, "/-/health", given=basic(SECRET))[0] == 429


@pytest.mark.parametrize(
    "cookie", ["", "x", "9999999999.", "9999999999.00", ".", "ü=\xff;;", "-1.-1", "a.b.c"]
)
def test_a_cookie_that_was_not_given_out_opens_nothing(opened: Login, cookie: str) -> None:
    assert ask(opened, "/", f"{COOKIE}={cookie}")[0] == 401


def test_a_cookie_of_another_process_opens_nothing(opened: Login) -> None:
    assert not opened.knows(Login(SECRET).ticket())


def test_a_wrong_password_is_refused_and_after_ten_the_address_must_wait() -> None:
    clock = Clock()
    login = Login(SECRET, clock)
    status, headers, body = ask(login, PATH, typed=SECRET + " ")
    assert (status, "set-cookie" in headers) == (401, False)
    assert "That is not the password" in body
    for _ in range(MOST_TRIES - 1):
        assert login.may_try("1.2.3.4")
    assert ask(login, PATH, typed=SECRET)[0] == 429
    assert ask(login, PATH, typed=SECRET, host="5.6.7.8")[0] == 303
    clock.now += TRIES_S + 1
    assert ask(login, PATH, typed=SECRET)[0] == 303


def test_many_addresses_together_may_not_try_without_end() -> None:
    login = Login(SECRET, Clock())
    tries = [login.may_try(f"10.0.0.{number}") for number in range(MOST_IN_ALL + 50)]
    assert sum(tries) == MOST_IN_ALL


def test_a_form_without_end_is_not_read(opened: Login) -> None:
    assert ask(opened, PATH, typed="a" * 10_000)[0] == 401


def test_beyond_this_machine_there_is_no_desk_without_a_password(tmp_path: Any) -> None:
    with pytest.raises(OperatorError, match="KHABARDAR_DESK__PASSWORD"):
        serve(tmp_path / "k.db", Concepts({}), ("0.0.0.0", 0))
