"""khabardar (خبردار): a media monitor for news on the deportation of Afghan refugees."""

__version__ = "0.1.0"
