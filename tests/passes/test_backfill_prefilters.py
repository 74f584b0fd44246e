from pathlib import Path

import pytest

from db.lock import turn
from passes.backfill import prefilters
from passes.backfill.prefilters import prefilter_of
from pipelines.prefilter.automaton import Automaton, Compiler, Pattern
from press_catalogue.decider import DeciderSpec

SPEC = DeciderSpec(keep="kite OR lamp*")


def kept(folder: Path) -> Path:
    prefilter_of.cache_clear()
    made = prefilter_of(SPEC, (), folder)
    assert made.may_be_kept(b"<p>Two lamps.")
    assert not made.may_be_kept(b"<p>Two birds.")
    return folder / "prefilter.compiled"


def test_what_was_compiled_is_used_by_the_next_process(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    first = kept(folder).stat().st_ino
    assert kept(folder).stat().st_ino == first
    prefilter_of.cache_clear()
    other = prefilter_of(DeciderSpec(keep="bird*"), (), folder)
    assert other.may_be_kept(b"<p>Two birds.")
    assert (folder / "prefilter.compiled").stat().st_ino != first


def test_what_is_damaged_is_made_again(tmp_path: Path) -> None:
    path = kept(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-9] + bytes(9))
    assert kept(tmp_path).read_bytes() == whole


def test_what_cannot_be_kept_is_used_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    kept(in_the_way)
    (tmp_path / "prefilter.compiled").mkdir()
    kept(tmp_path)
    assert [one.name for one in tmp_path.glob(".*")] == [".prefilter.compiled.lock"]
    other = tmp_path / "other"
    monkeypatch.setattr(prefilters, "MOST_WAIT_S", 0)
    with turn(other / ".prefilter.compiled.lock", 0) as ours:
        assert ours
        assert not kept(other).exists()


def test_what_another_processor_compiled_is_not_used() -> None:
    first = Compiler()
    Automaton([Pattern(b"kite", 7)], first)
    (key,) = first.compiled
    second = Compiler({key: b"of another processor"})
    found = Automaton([Pattern(b"kite", 7)], second)
    assert found.found(b"a kite") == {7}
    assert second.compiled == first.compiled
