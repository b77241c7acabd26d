import json
import subprocess
import sys
from pathlib import Path

import pytest

from insights.extraction.__main__ import main
from tests.insights.extraction.notes import MEETING


def test_the_command_prints_json_for_all_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "keys.txt"
    file.write_text(MEETING, encoding="utf-8")
    assert main([str(file), "--json"]) == 0
    (document,) = json.loads(capsys.readouterr().out)["documents"]
    assert (document["source"], document["title"]) == ("keys.txt", "Who keeps the keys?")


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "keys.txt", tmp_path / "scan.txt"
    good.write_text(MEETING, encoding="utf-8")
    bad.write_bytes(b"%PDF-1.7")
    assert main([str(tmp_path / "gone.txt"), str(bad), str(good), "--json"]) == 1
    out, err = capsys.readouterr()
    assert len(json.loads(out)["documents"]) == 1
    assert err.splitlines() == [
        f"{tmp_path / 'gone.txt'}: cannot be read (No such file or directory).",
        f"{bad}: This looks like a PDF, not like a text file: save it as plain text and try again.",
    ]


def test_without_json_it_prints_a_page_to_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "keys.txt"
    file.write_text(MEETING, encoding="utf-8")
    main([str(file)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "Who keeps the keys?",
        "meeting · 2024-03-04 · Joining forces · cell meeting",
        "  Ada Lindqvist (speaker) director Mill Trust",
    ]


def test_the_command_loads_neither_django_nor_settings() -> None:
    code = "import sys, insights.extraction.__main__; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
