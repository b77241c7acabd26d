"""The README tells the truth: every setting and command in it exists, and the other way round."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
OUR_COMMANDS = {
    path.stem
    for path in ROOT.glob("*/management/commands/*.py")
    if path.stem != "__init__" and ".venv" not in path.parts
}
FROM_LIBRARIES = {"db_worker"}


def section(title: str) -> str:
    return README.split(f"## {title}\n")[1].split("\n## ")[0]


def first_cells(title: str) -> str:
    return " ".join(line.split("|")[1] for line in section(title).splitlines() if line.startswith("| `"))


def settings_read() -> set[str]:
    code = (ROOT / "betterway/settings.py").read_text() + (ROOT / "betterway/environment.py").read_text()
    code += (ROOT / "tests/everyday.py").read_text()
    called = r'(?:given\.\w+|word|flag|number|words|choice|address|environ\.get)\(\s*"([A-Z_]+)"'
    return set(re.findall(called, code))


def test_every_setting_stands_in_the_readme_and_exists():
    assert set(re.findall(r"`([A-Z_]{4,})`", first_cells("Settings"))) == settings_read()


def test_every_setting_of_the_app_stands_in_the_example_file():
    example = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert example == settings_read() - {"TEST_DATABASE_URL"}


def test_every_command_stands_in_the_readme_and_exists():
    named = set(re.findall(r"`([a-z_]+)(?: [A-Z…]+)*`", first_cells("Commands")))
    assert named == OUR_COMMANDS | FROM_LIBRARIES


def test_every_recipe_of_the_makefile_stands_in_the_readme():
    recipes = set(re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE).group(1).split())
    assert set(re.findall(r"\bmake (\w+)", section("Two commands"))) == recipes


def test_files_that_the_readme_and_contributing_name_exist():
    text = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:people|events|insights|betterway|tests|\.ci)/[\w./-]*)`", text)
    named += re.findall(r"\]\(((?!http)[\w./-]+)\)", text)
    assert [name for name in named if not list(ROOT.glob(name.rstrip("/") + "*"))] == []
