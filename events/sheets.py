"""RULES: the list of a meeting as a file for a spreadsheet, in which nothing that was typed becomes a formula."""

from __future__ import annotations

import csv
import io
import re
import unicodedata

from events.coming import Coming
from events.models import SignUp
from people.dates import when

BYTE_ORDER_MARK = "\ufeff"  # without it some spreadsheets take UTF-8 for something else
# After a comma or semicolon too: a spreadsheet that was told another separator begins a new cell there.
FORMULA = re.compile(r"""(^|[,;])([\s"']*)(?=[=+\-@＝＋－＠])""")
CAME = {True: "came", False: "did not come", None: ""}


def sheet_of(coming: Coming) -> str:
    """Those going, the line and those who cancelled, as CSV; a column for each question, answers of those on the list.

    Line breaks and tabs in what was typed become blanks.
    """
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    titles = ["Name", "E-mail address", "State", "Signed up", "Came", "First meeting"]
    writer.writerow([harmless(cell) for cell in [*titles, *(question.text for question in coming.questions)]])
    for row in [*coming.going, *coming.waiting, *coming.cancelled]:
        writer.writerow([harmless(cell) for cell in _cells(coming, row)])
    return out.getvalue()


def harmless(text: str) -> str:
    """The text in one line, of signs that are seen, with an apostrophe before what a spreadsheet would work out."""
    seen = (sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf") or sign.isspace())
    line = " ".join("".join(seen).split())
    return FORMULA.sub(r"\1\2'", line)


def _cells(coming: Coming, row: SignUp) -> list[str]:
    facts = [str(row.member), row.member.email, row.get_state_display(), when(row.joined_at)]
    said = {} if row.state == SignUp.State.CANCELLED else {one.question_id: one.text for one in row.answers.all()}
    answers = [said.get(question.pk, "") for question in coming.questions]
    return [*facts, CAME[row.came], "" if row.been_before else "yes", *answers]
