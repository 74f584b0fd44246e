"""How many outlets tell of what an alert tells of."""


def outlets_of(row: str) -> str:
    """Return SQL for the number of outlets of what a row of the outbox tells, by its name there.

    That is its story, or its event for rules that tell once an event.
    """
    return f"""coalesce(
        (SELECT sum(u.source_count) FROM rules x JOIN event_stories e ON e.story_id = {row}.story_id
            JOIN event_stories f ON f.event_id = e.event_id JOIN stories u ON u.id = f.story_id
            WHERE x.id = {row}.rule_id AND x.once = 'event'),
        (SELECT source_count FROM stories WHERE id = {row}.story_id), 0)"""  # noqa: S608 - ours
