"""Forms of collections and round-ups: a title, the words between the insights, a period with its topics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet

from events.models import Topic
from insights import ordering
from insights.models import Collection, CollectionItem, Insight
from people.forms import LineField
from people.models import Member
from people.moments import DayField

LONGEST = 5000  # letters of one text
YEARS = 1900, 2999
WHOLE = "Type a whole number, from 1 on."


class WordsField(forms.CharField):
    """A member's own text, in paragraphs."""

    def __init__(self, *, label: str, rows: int, help_text: str = "") -> None:
        super().__init__(
            label=label,
            required=False,
            help_text=help_text,
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": rows}),
            error_messages={"max_length": "Please keep it under 5,000 letters; it has %(show_value)s now."},
        )

    def to_python(self, value: Any) -> str:
        return super().to_python((value or "").replace("\0", ""))


class TitleForm(forms.Form):
    title = LineField(label="Title", asks="Give it a title.")


class WordsForm(forms.ModelForm):
    """What stands over the insights of a collection, and after them."""

    title = LineField(label="Title", asks="Give it a title.")
    introduction = WordsField(label="What it is about", rows=4, help_text="Stands under the title.")
    closing = WordsField(label="Your words at the end", rows=3)

    class Meta:
        model = Collection
        fields = ["title", "introduction", "closing"]


class ItemForm(forms.ModelForm):
    """What stands above one insight."""

    heading = LineField(label="Heading above it", required=False)
    remark = WordsField(label="Your words above it", rows=2)

    class Meta:
        model = CollectionItem
        fields = ["heading", "remark"]


@dataclass(frozen=True)
class Line:
    """One insight of a collection that is being changed; none where it may not be seen any more."""

    form: ItemForm
    insight: Insight | None


class Sheet:
    """A whole collection as its member changes it: its words, and those above each insight. Two queries."""

    def __init__(self, collection: Collection, member: Member, data: Any = None) -> None:
        self.collection = collection
        self.form = WordsForm(data, instance=collection, label_suffix="")
        items = list(collection.items.order_by("position", "pk"))
        seen = Insight.objects.visible_to(member).published().with_context().defer("note__text")
        insights = seen.in_bulk([item.insight_id for item in items])
        self.lines = [Line(_item_form(item, data), insights.get(item.insight_id)) for item in items]

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(line.form.is_valid() for line in self.lines if line.form.is_bound)])

    def items(self) -> Iterator[CollectionItem]:
        """The items with the words as typed, of a valid sheet."""
        return (line.form.instance for line in self.lines if line.form.is_bound)


def _item_form(item: CollectionItem, data: Any) -> ItemForm:
    """Unbound where the page that was sent did not have it yet: what was kept meanwhile keeps its words."""
    prefix = f"item{item.pk}"
    typed = data if data is not None and f"{prefix}-remark" in data else None
    return ItemForm(typed, instance=item, prefix=prefix, label_suffix="")


class PlacesForm(forms.Form):
    """The order of a collection: for each of its lines, headings too, the place at which it is to stand."""

    def __init__(self, lines: Sequence[ordering.Line], data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        for place, line in enumerate(lines, start=1):
            whole = {"required": WHOLE, "invalid": WHOLE, "min_value": WHOLE, "max_value": WHOLE}
            field = forms.IntegerField(label="Place", min_value=1, max_value=9999, error_messages=whole, initial=place)
            field.widget.attrs["inputmode"] = "numeric"
            self.fields[line.key] = field

    def full_clean(self) -> None:
        """A line that the page sent did not have yet stays where it is."""
        if self.is_bound:
            self.data = {**{key: field.initial for key, field in self.fields.items()}, **self.data.dict()}
        super().full_clean()


@dataclass(frozen=True)
class Place:
    """One line of a collection that is being put in order; neither heading nor insight where it may not be seen."""

    field: forms.BoundField
    heading: str
    insight: Insight | None


class OrderSheet:
    """All lines of a collection with a field for the place of each. Two queries."""

    def __init__(self, collection: Collection, member: Member, data: Any = None) -> None:
        lines = ordering.lines_of(collection)
        self.form = PlacesForm(lines, data)
        insights = Insight.objects.visible_to(member).published().in_bulk([line.item.insight_id for line in lines])
        self.lines = [Place(self.form[line.key], line.heading, insights.get(line.item.insight_id)) for line in lines]


class PeriodForm(forms.Form):
    """From which day to which, and which of the topics that come up; none chosen means all, in the order of cells."""

    since = DayField(label="From", error_messages={"required": "From which day?"})
    until = DayField(label="To", error_messages={"required": "To which day?"})
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.none(),
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "One of these topics is not there any more. Choose again."},
    )

    def __init__(self, data: Any, *, topics: QuerySet[Topic]) -> None:
        super().__init__(data, label_suffix="")
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        self.fields["topics"].queryset = topics

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        since, until = facts.get("since"), facts.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day comes before the first. Turn them round.")
        if (since and since.year < YEARS[0]) or (until and until.year > YEARS[1]):
            self.add_error("since", f"Choose days between {YEARS[0]} and {YEARS[1]}.")
        return facts

    @property
    def period(self) -> tuple[dt.date, dt.date]:
        return self.cleaned_data["since"], self.cleaned_data["until"]
