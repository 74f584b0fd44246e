"""What `khabardar vacuum` let go, or would let go, as lines for a person."""

from collections.abc import Iterator

from db.retention import ARTICLES_EXPLAINED, Retention


def retention_lines(found: Retention, keep_days: int, *, dry_run: bool) -> Iterator[str]:
    """Yield what was let go; with ``dry_run``, what would be."""
    if not keep_days:
        yield "archived pages: all are kept ([database] keep_pages_days = 0)"
    else:
        did = "would be removed" if dry_run else "removed"
        yield (
            f"archived pages older than {keep_days} days: {len(found.files)} files {did} "
            f"({_megabytes(found.file_bytes)}), with the pages of {found.articles} articles"
        )
        if found.held:
            yield (
                f"kept all the same: {found.held} older files, which hold pages of alerts that "
                "wait, of stories that grew since, or to be read again"
            )
    did = "would be forgotten" if dry_run else "forgotten"
    yield (
        f"what was taken out of articles, beyond the newest {ARTICLES_EXPLAINED} of each outlet: "
        f"{found.removed_blocks} blocks {did}"
    )
    if found.page_blocks:
        yield f"notes on older pages of hosts: {found.page_blocks} {did}"
    size = _megabytes(found.shrunk_bytes)
    if dry_run:
        yield f"the database has {size} of empty room already; nothing was changed"
    else:
        yield f"the database is {size} smaller"


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
