"""khabardar (خبردار): watches the press on deportations of Afghan refugees and tells people."""

__version__ = "0.1.0"
