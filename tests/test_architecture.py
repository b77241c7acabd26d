"""The house's walls: which room may import which, and what stands in no room."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = ["people", "events", "insights", "betterway"]  # each may import itself and what stands before it


def sources(folder: str) -> list[Path]:
    return [path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module or "")
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def layer(module: str) -> int | None:
    """Where a module of an app stands among models, rules, forms, views; None for what is none of them."""
    parts = module.split(".")
    if parts[0] not in APPS or len(parts) < 2 or parts[1] in {"extraction", "migrations", "apps"}:
        return None
    if "admin" in parts or "commands" in parts or parts[1] in {"views", "urls", "pages", "convenors", "review"}:
        return 3
    return 2 if "forms" in parts[1].split("_") else {"models": 0}.get(parts[1], 1)


@pytest.mark.parametrize("app", APPS)
def test_imports_run_one_way(app):
    above = set(APPS[APPS.index(app) + 1 :])
    wrong = [(str(p), name) for p in sources(app) for name in imported(p) if name.split(".")[0] in above]
    # Settings are read through django.conf; betterway alone is the project.
    assert wrong == []


@pytest.mark.parametrize("app", ["people", "events", "insights"])
def test_within_an_app_models_come_before_rules_before_forms_before_views(app):
    wrong = []
    for path in sources(app):
        own = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        here = layer(own)
        for name in imported(path):
            there = layer(name) if name.startswith(f"{app}.") else None
            if here is not None and there is not None and there > here:
                wrong.append((own, name))
    assert wrong == []


def test_the_engine_imports_only_the_standard_library_and_rapidfuzz():
    wrong = []
    for path in sources("insights/extraction"):
        for name in imported(path):
            top = name.split(".")[0]
            own = name.startswith("insights.extraction")
            if not own and top not in {"rapidfuzz", *sys.stdlib_module_names}:
                wrong.append((path.name, name))
    assert wrong == []


def test_the_engine_asks_no_clock_and_rolls_no_dice():
    forbidden = {"time", "random", "socket", "urllib.request", "secrets", "uuid"}
    wrong = [(p.name, name) for p in sources("insights/extraction") for name in imported(p) & forbidden]
    assert wrong == []


def test_no_room_is_called_a_lumber_room():
    lumber = {"services.py", "utils.py", "helpers.py", "managers.py", "signals.py"}
    assert [str(p) for app in APPS for p in sources(app) if p.name in lumber] == []


def test_no_template_has_a_script_or_style_of_its_own():
    wrong = []
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8").lower()
        if path.name == "mail.html":  # not a page: mail programs read no linked sheet
            continue
        if "<style" in text or ' style="' in text or ' onclick="' in text or "<script>" in text:
            wrong.append(str(path))
    assert wrong == []


def test_no_template_asks_the_database_a_question():
    wrong = []
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        wrong += [(path.name, word) for word in (".count ", ".all.", ".exists", ".all %") if word in text]
    assert wrong == []


@pytest.mark.parametrize("package", [*APPS, "tests"])
def test_no_library_stands_before_a_package_of_ours(package):
    assert (ROOT / package / "__init__.py").is_file()
