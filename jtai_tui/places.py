"""Where jtai keeps what is not in a plan: settings, and what this machine remembers of plans."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """The user's folders for jtai; none of them need be there yet."""

    config: Path
    state: Path
    data: Path

    @property
    def settings(self) -> Path:
        """Return the settings file."""
        return self.config / "settings.json"

    @property
    def tips(self) -> Path:
        """Return the folder in which the last log tip of each plan is remembered."""
        return self.state / "tips"

    @property
    def backups(self) -> Path:
        """Return the folder of the rolling backups, in which each plan has a folder of its own."""
        return self.data / "backups"


def user_places() -> Places:
    """Return the folders that this system gives to programs (XDG, Library, AppData)."""
    from platformdirs import PlatformDirs  # noqa: PLC0415  --help needs no folders

    folders = PlatformDirs("jtai", appauthor=False)
    return Places(folders.user_config_path, folders.user_state_path, folders.user_data_path)
