"""The process that only starts passes stays small: it loads nothing that only passes need."""

import subprocess
import sys

HEAVY = {
    *("scrapy", "twisted", "lxml", "trafilatura", "resiliparse", "fastwarc", "py3langid", "jinja2"),
    *("lark", "datasette", "uvicorn", "apprise", "persiantools"),
}
PROGRAM = "import sys, khabardar.commands.crawl; print(*sys.modules)"


def test_the_clock_loads_nothing_that_only_passes_need() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(done.stdout.split())
