"""Citations: for programs that manage literature (RIS, BibTeX), and as plain text to copy."""

import re

from pipelines.exports.entry import ExportedArticle, Heading, flat
from pipelines.text.language import language_tag

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}
"""Even an escaped brace counts for BibTeX, so that one alone would swallow what follows."""


def ris(heading: Heading, article: ExportedArticle) -> str:
    """Return an article as a record of RIS: type NEWS, its archive place in AV, digests in N1.

    Tags: https://en.wikipedia.org/wiki/RIS_(file_format), as Zotero reads and writes them.
    """
    seen = article.captured_at or article.first_seen_at
    told = [
        ("TY", "NEWS"),
        ("TI", article.headline),
        *(("AU", name) for name in article.authors),
        ("T2", article.outlet),
        ("PY", article.published[:4]),
        ("DA", article.published[:10].replace("-", "/")),
        ("Y2", f"{seen:%Y/%m/%d}"),
        ("UR", article.url),
        ("LA", language_tag(article.language)),
        ("AV", _place(article)),
        ("N1", article.archived),
        ("ID", _key(article)),
    ]
    lines = [f"{tag}  - {flat(value)}" for tag, value in told if value]
    return "\r\n".join([*lines, "ER  - ", "", ""])


def bibtex(heading: Heading, article: ExportedArticle) -> str:
    """Return an article as an entry @misc, which BibTeX and biblatex both know."""
    seen = article.captured_at or article.first_seen_at
    told = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in article.authors),
        "title": f"{{{_tex(article.headline)}}}",
        "howpublished": f"{{{_tex(article.outlet)}}}" if article.outlet else "",
        "date": article.published[:10],
        "year": article.published[:4],
        "url": re.sub(r"[\s\\{}]", _percent, article.url),
        "urldate": f"{seen:%Y-%m-%d}",
        "language": language_tag(article.language),
        "note": _tex(article.archived),
    }
    fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in told.items() if value)
    return f"@misc{{{_key(article)},\n{fields}\n}}\n\n"


def plain_citation(article: ExportedArticle) -> str:
    """Return a citation as one line of text: who, what, where, when, and how to check it."""
    seen = article.captured_at or article.first_seen_at
    authors = f"{', '.join(article.authors)}. " if article.authors else ""
    outlet = f"{flat(article.outlet)}, " if article.outlet else ""
    published = article.published[:10] or "undated"
    told = [
        f"{authors}“{article.headline}”. {outlet}{published}. {flat(article.url)}",
        f"(seen {seen:%Y-%m-%d}; {article.archived})",
    ]
    return f"{' '.join(told)}."


def _place(article: ExportedArticle) -> str:
    return (
        "" if article.archive_file is None else f"{article.archive_file}:{article.archive_offset}"
    )


def _key(article: ExportedArticle) -> str:
    """Return what the record is called: the outlet, the year and the number in this database."""
    outlet = re.sub(r"[^A-Za-z0-9]", "", article.source_id) or "article"
    year = article.published[:4] or f"{article.first_seen_at:%Y}"
    return f"{outlet}{year}-{article.article_id}"


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in flat(text))


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())
