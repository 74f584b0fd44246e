"""The statistical vote on a text's language.

Importing this module loads the model: processes that load it before they part share one copy.
"""

import py3langid

py3langid.classify("")


def guess(sample: str) -> str:
    """Return the ISO 639-1 code of the language that a text is likeliest in."""
    return str(py3langid.classify(sample)[0])
