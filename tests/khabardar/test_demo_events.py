"""The demonstration's vectors are made beforehand: they are those of its articles as they are."""

from khabardar.demo.ready_vectors import demo_heads, packed, ready_vectors
from pipelines.meaning.engine import SentenceModel, sentence_model
from pipelines.meaning.vectors import stored


def test_each_article_has_its_vector_ready() -> None:
    digest, vectors = ready_vectors()
    heads = demo_heads()
    assert vectors.keys() == heads.keys()
    model = sentence_model()
    assert isinstance(model, SentenceModel)
    assert digest == model.digest
    key = min(heads)
    assert stored(model.embed([heads[key]])) == [vectors[key]]
    assert packed(vectors, digest) == packed(vectors, digest)
