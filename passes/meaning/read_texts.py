"""What a pass reads of articles by meaning: no text twice, though many outlets print it."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from db.meaning.vectors import StoredVectors, Unread, read_copies
from db.store import Store
from pipelines.judging.parts import excerpt_of
from pipelines.meaning.passages import Excerpt
from pipelines.query.article_view import ArticleView
from pipelines.query.token_index import TokenIndex
from pipelines.relevance import Topic

MOST_TEXTS = 10_000
"""So many are remembered, those used last: about 10 MB."""
MOST_COPIES = 4
"""So many articles of its story are looked at for what an article says too."""


@dataclass(frozen=True, slots=True)
class ToRead:
    """Articles with what is read of each; ``texts`` are those of it that nothing has read yet."""

    articles: Sequence[Unread]
    excerpts: Sequence[Excerpt]
    texts: list[str]


class ReadTexts:
    """The texts that were read, by articles of this pass or by copies that earlier ones stored."""

    def __init__(self, store: Store, digest: str, topic: Topic) -> None:
        self._store, self._digest, self._topic = store, digest, topic
        self._known: OrderedDict[str, bytes | None] = OrderedDict()

    def ask(self, articles: Sequence[Unread]) -> ToRead:
        """Return what is to be read of articles: texts that are under way are no part of it."""
        excerpts = [self._excerpt(one.title, one.text) for one in articles]
        for article, excerpt in zip(articles, excerpts, strict=True):
            if not self._known.keys() >= {*excerpt.texts}:
                self._learn_from_copies(article)
        texts = dict.fromkeys(text for one in excerpts for text in one.texts)
        new = [text for text in texts if text not in self._known]
        self._keep((text, None) for text in new)
        for text in texts:
            self._known.move_to_end(text)
        return ToRead(articles, excerpts, new)

    def answer(self, asked: ToRead, vectors: Sequence[bytes]) -> list[StoredVectors]:
        """Return the vectors of articles, given those of the texts that were read for them.

        An article is left out that waits for a text of one whose reading failed.
        """
        self._keep(zip(asked.texts, vectors, strict=True))
        made = []
        for article, (head, passages) in zip(asked.articles, asked.excerpts, strict=True):
            first = self._known.get(head)
            rest = self._known.get(passages) if passages else None
            if first is not None and (rest is not None or not passages):
                made.append(StoredVectors(article.article_id, article.language, first, rest))
        return made

    def forget(self, asked: ToRead) -> None:
        """Let texts whose reading failed be read for the next article that says them."""
        for text in asked.texts:
            self._known.pop(text, None)

    def _learn_from_copies(self, article: Unread) -> None:
        for copy in read_copies(self._store, self._digest, article.article_id, MOST_COPIES):
            texts = self._excerpt(copy.title, copy.text).texts
            vectors = [copy.head, *filter(None, [copy.passages])]
            if len(texts) == len(vectors):
                self._keep(zip(texts, vectors, strict=True))

    def _excerpt(self, title: str, text: str) -> Excerpt:
        return excerpt_of(TokenIndex(ArticleView(title, text)), self._topic)

    def _keep(self, read: Iterable[tuple[str, bytes | None]]) -> None:
        self._known.update(read)
        while len(self._known) > MOST_TEXTS:
            self._known.popitem(last=False)
