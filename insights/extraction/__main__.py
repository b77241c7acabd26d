"""python -m insights.extraction FILE… [--json]: what the engine reads in some files, without Django."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from insights.extraction.answers import as_json
from insights.extraction.extractor import extract
from insights.extraction.reading import decode
from insights.extraction.records import Document


def main(arguments: list[str] | None = None) -> int:
    """Read the files named, print what they hold; 0, or 1 where a file could not be read (the others still are)."""
    parser = argparse.ArgumentParser(prog="python -m insights.extraction", description="Read notes of meetings.")
    parser.add_argument("files", nargs="+", metavar="FILE", help='a text or Markdown file; "-" for standard input')
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    options = parser.parse_args(arguments)
    found: list[Document] = []
    failed = 0
    for name in options.files:
        try:
            data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            found += extract(decode(data), source=name if name == "-" else Path(name).name)
        except OSError as error:
            failed = _complain(f"{name}: cannot be read ({error.strerror or error}).")
        except ValueError as error:
            failed = _complain(f"{name}: {error}")
    if options.json:
        json.dump(as_json(found), sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        print("\n\n".join(map(summary, found)))
    return failed


def summary(document: Document) -> str:
    """A page for people: title, facts, who was there, the points with their speakers."""
    event = document.event
    facts = [document.kind, *document.topics]
    if event is not None:
        facts += [str(value) for value in (event.date or event.date_text, event.cell, event.format) if value]
    lines = [document.title or "(no title)", " · ".join(facts)]
    lines += [
        f"  {p.name} ({', '.join(p.roles)}) {p.position or ''} {p.organisation or ''}".rstrip() for p in document.people
    ]
    lines += [f"- [{i.kind}] {' '.join(i.text.split())}" + (f" ({i.by})" if i.by else "") for i in document.insights]
    lines += [f"! {w.kind}: {w.text}" for w in document.warnings]
    return "\n".join(lines)


def _complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
