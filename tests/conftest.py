"""Settings of the suite: properties are judged by their truth, never by their speed."""

from hypothesis import settings

settings.register_profile("khabardar", deadline=None)
settings.load_profile("khabardar")
