"""Writes outlets and rules into a person's khabardar.toml, which stays as it is otherwise."""

import re
import shutil
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import tomlkit
from tomlkit.exceptions import ParseError

from khabardar.settings import OUTLET_ID, environment_settings
from pipelines.errors import OperatorError
from pipelines.web.ip_addresses import is_ip
from pipelines.web.urls import host_of

Value = str | bool | int | Sequence[str]


def append_sources(
    path: Path, sources: Sequence[tuple[Mapping[str, Value], Sequence[str]]]
) -> None:
    """Write outlets to the end of the settings file at ``path``, each with lines of comment.

    A table may stand behind all others, so that not one byte of what is there needs to change.

    Raises:
        OperatorError: the file cannot be read or written, or would not be right with them.
    """
    blocks = "\n\n".join(_table(facts, comments) for facts, comments in sources)
    with _replacing(path, _with_tables(path, blocks, "outlets", "source")):
        pass


@contextmanager
def rule_appended(path: Path, rule: str) -> Iterator[Path]:
    """Write a [[rule]] to the end of the settings file at ``path`` once the block has ended well.

    Yields where the settings with the rule stand meanwhile: beside the file, and checked.

    Raises:
        OperatorError: the file cannot be read or written, or would not be right with it.
    """
    whole = _with_tables(path, rule.strip("\n"), "rules", "rule")
    with _replacing(path, whole) as beside:
        yield beside


def _with_tables(path: Path, tables: str, what: str, name: str) -> bytes:
    """Return the settings at ``path`` with ``tables`` behind them, which are ``what``."""
    try:
        before = path.read_bytes()
    except OSError:
        raise OperatorError(f"{path}: cannot be read; `khabardar init` writes one") from None
    newline = "\r\n" if b"\r\n" in before else "\n"
    end = "" if not before or before.endswith(b"\n") else newline
    whole = before + (end + newline + tables.replace("\n", newline) + newline).encode()
    try:
        tomllib.loads(whole.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OperatorError(
            f"{path}: nothing was changed: {what} cannot be added to it ({error}); {what} are "
            f"written as [[{name}]] tables, not as {name} = [...]"
        ) from None
    return whole


def switch(path: Path, name: str, *, on: bool) -> bool:
    """Switch the outlet ``name`` on or off in the settings file at ``path``, by [catalogue] off.

    Returns:
        Whether that changed anything.

    Raises:
        OperatorError: the file cannot be read or written, or would not be right then.
    """
    try:
        document = tomlkit.parse(path.read_bytes().decode("utf-8-sig"))
    except OSError:
        raise OperatorError(f"{path}: cannot be read; `khabardar init` writes one") from None
    except (UnicodeDecodeError, ParseError) as error:
        raise OperatorError(f"{path}: nothing was changed: {error}") from None
    off = environment_settings(path).catalogue.off
    if (name in off) is not on:
        return False
    if "catalogue" not in document:
        document["catalogue"] = tomlkit.table()
    named = [one for one in off if one != name] if on else [*off, name]
    document["catalogue"]["off"] = named
    with _replacing(path, tomlkit.dumps(document).encode()):
        pass
    return True


@contextmanager
def _replacing(path: Path, whole: bytes) -> Iterator[Path]:
    """Write the settings file anew in one step, once it is read without a fault.

    Yields where it stands before; if the block raises, nothing is changed.
    """
    beside = path.resolve().with_name(f".{path.name}.new")
    try:
        beside.touch(mode=0o600)
        beside.write_bytes(whole)
        environment_settings(beside)  # says what is wrong, if something is
        shutil.copymode(path, beside)
        yield beside
        beside.replace(path.resolve())
    except OSError as error:
        raise OperatorError(f"{path}: cannot be written") from error
    finally:
        beside.unlink(missing_ok=True)


def _table(facts: Mapping[str, Value], comments: Sequence[str]) -> str:
    table = tomlkit.table()
    for comment in comments:
        shown = "".join(letter if letter.isprintable() else " " for letter in comment)
        table.add(tomlkit.comment(" ".join(shown.split())))
    for name, value in facts.items():
        table.add(name, value if isinstance(value, str | bool | int) else [*value])
    outlets = tomlkit.aot()
    outlets.append(table)
    document = tomlkit.document()
    document.add("source", outlets)
    return tomlkit.dumps(document).strip("\n")


def refuse_id(name: str, taken: Collection[str]) -> None:
    """Refuse an id that a person chose for an outlet, "" for none, if it cannot be one.

    Raises:
        OperatorError: it is ``taken``, or has other letters than an id may have.
    """
    if name and not re.fullmatch(OUTLET_ID, name):
        raise OperatorError(f"--id {name!r} may hold small letters, digits, dot, dash, underscore")
    if name in taken:
        raise OperatorError(
            f"--id {name!r} is taken; `khabardar sources show {name}` shows by whom"
        )


def new_id(name: str, url: str, taken: Iterable[str]) -> str:
    """Return a short name for an outlet that is not ``taken``: by its name, else by its host."""
    words = re.findall(r"[a-z0-9]+", name.lower())
    letters = sum(map(str.isalpha, name))
    latin = sum(len(word) for word in words)
    own = "_".join(words)[:40].strip("_") if letters and latin * 2 > letters else ""
    host = host_of(url).removeprefix("www.")
    named = host if is_ip(host) else host.rpartition(".")[0] or host
    base = own or re.sub(r"[^a-z0-9_-]+", "_", named).strip("_-") or "outlet"
    known, chosen, number = set(taken), base, 2
    while chosen in known:
        chosen, number = f"{base}_{number}", number + 1
    return chosen
