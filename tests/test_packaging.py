"""What is installed: both packages whole, the published plan within, and the program."""

import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from db.seed import seed_text

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=PROJECT, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    with zipfile.ZipFile(file) as archive:
        yield archive


def test_the_wheel_holds_both_packages_and_nothing_else(wheel):
    expected = {
        str(file.relative_to(PROJECT))
        for package in ("db", "jtai_tui")
        for file in (PROJECT / package).rglob("*")
        if file.suffix in (".py", ".tcss", ".typed", ".toml")
    }
    found = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert found == expected | {"db/seed_plan.json"}
    assert {"db/py.typed", "jtai_tui/py.typed", "jtai_tui/jtai.tcss"} <= found


def test_the_wheel_holds_the_published_plan_to_the_letter(wheel):
    assert wheel.read("db/seed_plan.json").decode() == seed_text()


def test_the_wheel_names_the_program_and_what_it_needs(wheel):
    (folder,) = {name.split("/")[0] for name in wheel.namelist() if ".dist-info/" in name}
    assert wheel.read(f"{folder}/entry_points.txt").decode().split("\n")[:2] == [
        "[console_scripts]",
        "jtai = jtai_tui.__main__:main",
    ]
    told = Parser().parsestr(wheel.read(f"{folder}/METADATA").decode())
    assert told["Requires-Python"] == ">=3.11"
    needed = [each for each in told.get_all("Requires-Dist") if "extra ==" not in each]
    assert [each.split(">")[0].split("<")[0] for each in sorted(needed)] == [
        "holidays",
        "platformdirs",
        "python-dateutil",
        "sqlalchemy",
        "textual",
    ]
    assert told.get_payload().startswith("# jtai")
    assert f"{folder}/licenses/LICENSE" in wheel.namelist()
