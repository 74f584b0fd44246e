"""Makes the loading of Scrapy quick: imported before it, for this effect alone."""

import inspect

IMPORT_FRAMES = {
    f"<frozen importlib.{name}>": f"importlib.{name}"
    for name in ("_bootstrap", "_bootstrap_external")
}
"""The modules that import others, by the file that their frames name."""

# Three times while it is loaded Scrapy asks for the whole call stack, with source lines
# (scrapy.utils.deprecate, 2.19). Most frames are those of imports, and for each of them Python
# goes through all modules, twice, since no file is theirs: half a second of every pass.
inspect.modulesbyfile.update(IMPORT_FRAMES)
