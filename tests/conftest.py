"""What holds for every test: laws are tried often enough to bite, and never against a clock."""

from hypothesis import settings

from tests.torture.figures import summed

settings.register_profile("jtai", max_examples=50, deadline=None)
settings.load_profile("jtai")


def pytest_terminal_summary(terminalreporter):
    """Show the figures that the long run has recorded, whichever worker they come from."""
    figures = summed([each for some in terminalreporter.stats.values() for each in some])
    if figures:
        terminalreporter.section("figures")
        for line in figures:
            terminalreporter.line(line)
