"""The libraries that documents need: brought in late, and missed in words."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from db.errors import PlanError


def needs(library: str, package: str, what: str) -> ModuleType:
    """Return the module `library` of the installable `package`, which `what` cannot do without.

    `needs("docx", "python-docx", "writing Word files")`. Raises PlanError, saying how to install
    it, where it is missing.
    """
    try:
        return import_module(library)
    except ImportError:
        raise PlanError(
            f"{what} needs {package}; install it with: pip install 'jtai[documents]'"
        ) from None
