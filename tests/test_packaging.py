"""What is shipped: our files under our names, on dependencies that are declared and locked."""

import re
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions, packages_distributions

import pytest
from hatchling.builders.wheel import WheelBuilder

import khabardar
from tests.test_floors import FILES, MAY_IMPORT, OURS, ROOT, imports

DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")


def normal(requirement: str) -> str:
    """Return the name of a requirement as registries compare names: lower case, with dashes."""
    name = re.match(r"[\w.-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


RUNTIME = {normal(line) for line in DECLARED["project"]["dependencies"]}
EXTRAS = {
    normal(line)
    for lines in DECLARED["project"]["optional-dependencies"].values()
    for line in lines
}
DEV = {normal(line) for line in DECLARED["dependency-groups"]["dev"]}


def top_names(distribution: Distribution) -> set[str]:
    """Return the names at the top of an installed distribution: packages and single modules."""
    said = (distribution.read_text("top_level.txt") or "").split()
    files = (path.parts[0] for path in distribution.files or ())
    found = {name.removesuffix(".py") for name in (*said, *files)}
    return {name for name in found if name.isidentifier()}


def third_party(names: Iterator[str]) -> set[str]:
    """Return the top-level names that are neither ours nor Python's."""
    ours = {*MAY_IMPORT, "tests", "benchmarks", "compression"}  # which is Python's from 3.14 on
    return {name.partition(".")[0] for name in names} - ours - sys.stdlib_module_names


def test_no_other_distribution_owns_a_root_name() -> None:
    installed = [one for one in distributions() if one.metadata["Name"] != "khabardar"]
    assert len(installed) > 50
    taken = {one.metadata["Name"]: top_names(one) & MAY_IMPORT.keys() for one in installed}
    assert not {name: names for name, names in taken.items() if names}


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the paths of the files in a wheel of this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_a_wheel_holds_our_names_alone(shipped: set[str]) -> None:
    tops = {path.partition("/")[0].removesuffix(".py") for path in shipped}
    assert tops == {*MAY_IMPORT, f"khabardar-{khabardar.__version__}.dist-info"}


def test_a_wheel_holds_every_module_and_data_file(shipped: set[str]) -> None:
    data = {
        path
        for name in MAY_IMPORT
        for path in (ROOT / name).rglob("*")
        if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts
    }
    assert len(data) > 5
    assert {path.relative_to(ROOT).as_posix() for path in data.union(OURS.values())} <= shipped


def test_every_import_is_a_declared_dependency() -> None:
    owners = packages_distributions()
    undeclared = set()
    for name, path in FILES.items():
        allowed = RUNTIME | EXTRAS | (set() if name in OURS else DEV)
        for top in third_party(imports(path.read_text(encoding="utf8"))):
            if not allowed & {normal(owner) for owner in owners.get(top, ())}:
                undeclared.add((name, top))
    assert not undeclared


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_every_dependency_and_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf8")
    locked = {normal(line) for line in text.splitlines() if re.match(r"[\w.-]+==", line)}
    assert (RUNTIME if lock == LOCKS[0] else RUNTIME | DEV) <= locked
    assert "://" not in text
    assert "file:" not in text


def test_the_version_is_said_once() -> None:
    assert DECLARED["project"]["dynamic"] == ["version"]
    assert DECLARED["tool"]["hatch"]["version"]["path"] == "khabardar/__init__.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+", khabardar.__version__)
