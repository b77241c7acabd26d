"""Reads each file of a folder as an upload; prints how many were refused, and the most memory it took, in MB."""

from __future__ import annotations

import sys
from pathlib import Path

import django


def main(folder: Path) -> None:
    django.setup()
    from insights.importing.files import text_of
    from insights.intake import IntakeError

    refused = 0
    for name in folder.glob("*.name"):
        try:
            text_of(name.with_suffix("").read_bytes(), name.read_text(encoding="utf-8"))
        except IntakeError:
            refused += 1
    status = Path("/proc/self/status").read_text().split()
    print(refused, int(status[status.index("VmHWM:") + 1]) // 1024)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
