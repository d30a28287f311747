"""The tests; Hypothesis draws the same examples in every run, however slow it is."""

from hypothesis import settings

settings.register_profile("dlnotes", deadline=None, derandomize=True)
settings.load_profile("dlnotes")
