"""What holds for every test: laws are tried often enough to bite, and never against a clock."""

from hypothesis import settings

settings.register_profile("jtai", max_examples=50, deadline=None)
settings.load_profile("jtai")
