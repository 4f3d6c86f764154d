"""Figures that tests record, summed up over all tests and workers, for the end of the run."""

from __future__ import annotations

from collections import defaultdict

KEY = "figure"
_GREATEST = ("slowest", "longest")
_LEAST = ("fewest", "least")


def summed(reports: list) -> list[str]:
    """Return a line for each topic; what is called slowest is the greatest of all."""
    topics: dict[str, dict[str, float]] = defaultdict(dict)
    for report in reports:
        if getattr(report, "when", None) != "call":
            continue
        for name, value in report.user_properties:
            if name == KEY:
                topic, numbers = value
                _add(topics[topic], numbers)
    return [
        f"{topic}: " + ", ".join(f"{name} {_said(number)}" for name, number in numbers.items())
        for topic, numbers in sorted(topics.items())
    ]


def _add(sums: dict[str, float], numbers: dict[str, float]) -> None:
    for name, number in numbers.items():
        if name.startswith(_GREATEST):
            sums[name] = max(sums.get(name, number), number)
        elif name.startswith(_LEAST):
            sums[name] = min(sums.get(name, number), number)
        else:
            sums[name] = sums.get(name, 0) + number


def _said(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:,.3f}"
