"""Reads answers that are no web page of an article, each form by the reader that knows it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from pipelines.items import ArticleKind, Dropped, Page
from pipelines.reports.channel_posts import MARK, place_of_post, read_posts, says_gone
from pipelines.reports.pdf import UNREADABLE, Report, is_pdf, read_pdf
from pipelines.reports.reliefweb_report import is_reliefweb, read_report


@dataclass(frozen=True, slots=True)
class OtherPage:
    """What such an answer holds; ``paragraphs`` are () if there is no text, ``trouble`` says why.

    ``own_title`` if its title counts more than what a list said; ``told_time`` if its time does.
    """

    kind: ArticleKind
    url: str
    title: str
    paragraphs: tuple[str, ...]
    byline: tuple[str, ...] = ()
    published_at: datetime | None = None
    site_name: str = ""
    language: str = ""
    trouble: str = ""
    cut: bool = False
    own_title: bool = False
    told_time: bool = False


def read_other(page: Page, now: datetime, most_pages: int) -> OtherPage | Dropped | None:
    """Return what a PDF, a post of a channel or a report in JSON holds; None for web pages.

    Of a PDF at most ``most_pages`` pages are read, with 0 none.
    """
    if is_pdf(page.body):
        return _pdf(page, now, most_pages)
    if MARK in page.body and place_of_post(page.url):
        return _post(page, now)
    if is_reliefweb(page.body):
        return _reliefweb(page, now)
    return None


def without_text(trouble: str) -> Dropped:
    """Return why an answer that has neither text nor title is no article."""
    return Dropped("not_html" if trouble == UNREADABLE else "media_only", trouble)


def _pdf(page: Page, now: datetime, most: int) -> OtherPage:
    report = read_pdf(page.body, now, most) if most else Report((), trouble=UNREADABLE)
    return OtherPage(
        *("report", page.url, report.title, report.paragraphs),
        published_at=report.made_at,
        trouble=report.trouble,
        cut=report.cut,
    )


def _post(page: Page, now: datetime) -> OtherPage | Dropped:
    text = page.body.decode("utf8", "replace")
    place = place_of_post(page.url)
    found = (post for post in read_posts(text, now) or () if post.place == place)
    post = next(found, None)
    if post is None:
        gone = says_gone(text)
        return Dropped("gone" if gone else "empty", "the channel does not show this post")
    if not post.paragraphs:
        return Dropped("media_only", "a post without text")
    passed_on = f"forwarded from {post.forwarded_from}" if post.forwarded_from else ""
    return OtherPage(
        *("post", urljoin(page.url, f"/{place}"), post.title, post.paragraphs),
        byline=tuple(filter(None, (post.channel, passed_on))),
        published_at=post.published_at,
        site_name=post.channel,
        own_title=True,
        told_time=True,
    )


def _reliefweb(page: Page, now: datetime) -> OtherPage | Dropped:
    found = read_report(page.body.decode("utf8", "replace"), now)
    if found is None:
        return Dropped("empty", "ReliefWeb's answer holds no report")
    return OtherPage(
        *("article", found.url or page.url, found.title, found.paragraphs),
        byline=found.sources,
        published_at=found.published_at,
        site_name="ReliefWeb",
        language=found.language,
        trouble="" if found.paragraphs else "ReliefWeb has no text of this report, only its files",
        own_title=True,
        told_time=True,
    )
