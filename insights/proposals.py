"""One point on the review page: what its fields hold, what can be done with it, and those ticked together with it."""

from __future__ import annotations

from dataclasses import dataclass

from insights import checks
from insights.models import Insight, Passage

# What can be done with a proposal, by its state: the word that is posted, and what stands on the button.
BUTTONS = {
    Insight.State.SUGGESTED: [("publish", "Publish"), ("dismiss", "Dismiss")],
    Insight.State.PUBLISHED: [("withdraw", "Withdraw")],
    Insight.State.WITHDRAWN: [("publish", "Publish again")],
    Insight.State.DISMISSED: [("again", "Take back")],
}


@dataclass(frozen=True)
class Proposal:
    """One insight on the page: what its fields hold (`values`), and the mark of what they were made from."""

    insight: Insight
    number: int | None
    values: dict[str, str]
    seen: str
    to_look_at: bool
    error: str
    ticked: bool
    cuts: list[tuple[int, str]]
    can_join: bool

    @property
    def buttons(self) -> list[tuple[str, str]]:
        return BUTTONS[Insight.State(self.insight.state)]

    @property
    def state(self) -> str:
        if self.insight.state == Insight.State.SUGGESTED:
            return "To look at" if self.to_look_at else "Ready"
        return self.insight.get_state_display().capitalize()

    @property
    def css(self) -> str:
        return css_of(self.insight)

    @property
    def why(self) -> str:
        """Why it was proposed, as the engine says it."""
        return ", ".join(self.insight.reasons)


@dataclass(frozen=True)
class Group:
    """Proposals that can be ticked together: `name` is what the address says, `label` what the button says."""

    name: str
    label: str
    insights: list[Insight]


@dataclass(frozen=True)
class Typed:
    """What came back from the page for one proposal that could not be saved, and why."""

    values: dict[str, str]
    error: str


def css_of(insight: Insight) -> str:
    return "off" if insight.state in (Insight.State.DISMISSED, Insight.State.WITHDRAWN) else ""


def overlaps(insight: Insight, problem: checks.Problem) -> bool:
    if problem.start is None or problem.end is None:
        return False
    standing = [p for p in insight.passages.all() if p.state in (Passage.State.MATCHES, Passage.State.MOVED)]
    return any(p.start < problem.end and problem.start < p.end for p in standing)
