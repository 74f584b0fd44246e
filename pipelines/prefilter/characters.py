"""The characters of a page that words may stand in."""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Characters = npt.NDArray[np.uint16]
PART, WITHIN = 0xFFFE, 0xFFFF
"""Stand for markup that parts words, and for markup that may be within one (Unicode keeps both
free)."""
HIGH = 0xE000
"""A byte beyond ASCII of a page that is not in UTF-8 is this much higher: its encoding is open."""
ROOM = 16
"""So many bytes behind a page are looked at."""
