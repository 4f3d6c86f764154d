"""The bundled seed: the published plan that a new plan file starts from."""

from __future__ import annotations

from pathlib import Path

from db.errors import PlanError
from db.plan_document import PlanDocument, read_plan_text

SEED_NAME = "seed_plan.json"


def seed_text() -> str:
    """Return the seed plan's JSON text.

    In an installed wheel it stands within this package, in a checkout beside it. Raises
    PlanError where it is in neither place.
    """
    package = Path(__file__).parent
    for folder in (package, package.parent):
        try:
            return (folder / SEED_NAME).read_text(encoding="utf-8")
        except FileNotFoundError:
            continue
    raise PlanError(f"the bundled plan {SEED_NAME} is missing; install jtai again")


def seed_document() -> PlanDocument:
    """Return the seed plan: the published document, whole."""
    return read_plan_text(seed_text())
