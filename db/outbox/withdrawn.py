"""Takes back matches and waiting alerts whose words turned out not to be the article's."""

from db.store import Store
from pipelines.items import Kept

_LOST = """
SELECT m.rule_id, a.story_id FROM matches m JOIN articles a ON a.id = m.article_id
WHERE m.article_id = ? AND m.spans <> '[]'
"""
_OTHER_MATCH = """
SELECT m.article_id, a.title FROM matches m JOIN articles a ON a.id = m.article_id
WHERE m.rule_id = :rule AND a.story_id = :story AND m.article_id <> :article AND m.spans <> '[]'
ORDER BY m.article_id LIMIT 1
"""
_WAITING = (
    "kind = 'alert' AND rule_id = :rule AND story_id = :story AND article_id = :article "
    "AND state = 'pending' AND handed = 0"
)


def withdraw_matches(store: Store, article_id: int, kept: Kept) -> None:
    """Take back what matched an article's former text, but not ``kept``, its text as read now.

    An alert that was not handed to a server goes, or tells of another article of the story that
    the rule matches. What somebody was told of stays as history. Rules about which nothing is
    known this time keep what they have. Within the caller's transaction.
    """
    sure = {hit.rule_id for hit in kept.hits}.union(kept.rules_set_aside, kept.rules_undecided)
    for row in store.rows(_LOST, (article_id,)):
        if row["rule_id"] in sure:
            continue
        values = {"rule": row["rule_id"], "story": row["story_id"], "article": article_id}
        other = store.row(_OTHER_MATCH, values)
        if other:
            store.execute(
                "UPDATE outbox SET article_id = :other, subject = :title "  # noqa: S608 - ours
                f"WHERE {_WAITING}",
                values | {"other": other["article_id"], "title": other["title"]},
            )
        else:
            store.execute(f"DELETE FROM outbox WHERE {_WAITING}", values)  # noqa: S608 - ours
        store.execute(
            "DELETE FROM matches WHERE rule_id = :rule AND article_id = :article AND NOT EXISTS "
            "(SELECT 1 FROM outbox WHERE kind = 'alert' AND rule_id = :rule "
            "AND article_id = :article)",
            values,
        )
