"""The program `jtai`: the app, and everything else by command."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from jtai_tui.cli.run import run


def main(argv: Sequence[str] | None = None) -> int:
    """Run jtai with these arguments (by default the process's own) and return its exit code."""
    return run(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
