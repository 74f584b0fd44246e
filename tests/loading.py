"""Loads modules and tests without looking for garbage among what stays; imported first of all.

To look through them again and again, while there come more, took a fifth of the time of loading.
"""

import gc
import os

gc.disable()

if "PYTEST_XDIST_WORKER" in os.environ:
    # Scrapy asks for each function that is being called where it is written, when this is imported:
    # that takes seconds where hundreds of modules are loaded, and pytest is many calls deep.
    import scrapy.core.downloader.handlers.http11  # noqa: F401


def keep_loaded() -> None:
    """Look for garbage from now on, but not among what is loaded by now."""
    gc.collect()
    gc.freeze()
    gc.enable()
