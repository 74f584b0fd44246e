"""Which of GDELT's files a visit asks for: those that no visit before has read."""

from dataclasses import replace

from db.crawl.past import addresses_read
from passes.begin import PassContext
from pipelines.items import Discovered, Failed
from pipelines.listings.interfaces.gdelt import REACHES_BACK, files_between
from pipelines.sources import ListingKind


def with_files_missed(
    context: PassContext, source_id: str, kind: ListingKind, found: Discovered | Failed
) -> Discovered | Failed:
    """Return GDELT's list of its newest file with the files between it and the last that was read.

    What is given up because it is too old is told as what is cut off. Other lists come back as
    they are.
    """
    if kind != "gdelt" or isinstance(found, Failed) or not found.nested:
        return found
    known = addresses_read(context.store, source_id, context.clock() - 7 * REACHES_BACK)
    files: list[str] = []
    told = [found.truncated] if found.truncated else []
    for newest in found.nested:
        urls, lost = files_between(newest, known)
        files += urls
        told += [lost] if lost else []
    return replace(found, nested=tuple(files), truncated="; ".join(told))
