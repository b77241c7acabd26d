"""Forms for meetings: their facts, their speakers, what is asked on signing up, and cancelling."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.functional import cached_property

from events import changing, meanwhile
from events.forms.topics import TopicsForm
from events.models import Event, Question, Speaker
from people.convening import OwnFormSet, row_number
from people.forms import AddressForm
from people.models import Member, Person
from people.typed import tidy_line

# The field at which it is said that a constraint would be broken; the others are said above the form.
SAID_AT = {
    "event_ends_after_it_starts": "ends_at",
    "event_capacity_is_one_or_more": "capacity",
    "event_holds_back_what_it_has": "held_back",
    "event_sign_up_closes_after_it_opens": "closes_at",
    "event_sign_up_opens_before_it_starts": "opens_at",
    "event_for_cell_has_cell": "cell",
    "event_for_anyone_is_public": "who_may_come",
}
COLUMNS = {field.name for field in Event._meta.concrete_fields if not field.primary_key}
PUBLISH = "_publish"  # the button's name
TIMES = ["starts_at", "ends_at", "opens_at", "closes_at"]
HOW_TO_WRITE = (
    "UK time. Write it as you like: 8 December 2026 and 6.30pm, or 08/12/2026 and 18:30. "
    "Leave it empty only for a past meeting of which no date is known."
)
NO_TIME = "Give the time too, such as 6.30pm. Where only the day is known, write 00:00 and take the tick out."
WHO_LOOKS_AFTER_IT = {
    "cell": "Its convenors look after the meeting: they read what people say on signing up, and sign its mails. "
    "Leave it empty to do so yourself; for others, see “Who looks after it”.",
    "convenors": "They look after it besides the convenors of its cell, and then they alone sign its mails and get the "
    "answers. If you do not convene the cell, choose yourself too: adding the meeting does not make you one of them.",
}
LONGEST = timedelta(days=14)  # of a meeting; what is longer is a slip in a date
MINUTES = "Give minutes from 0 to 20,160 (two weeks)."
# The least and the most of each number, and what is said of one that is less and one that is more.
NUMBERS = {
    "capacity": (
        (1, "A meeting has at least one place; leave it empty for no limit."),
        (100_000, "That is more places than we can count; leave it empty for no limit."),
    ),
    "held_back": (
        (0, "Places held back are none or more: write 0, or how many."),
        (100_000, "No more places can be held back than there are."),
    ),
    "line_closes_minutes": ((0, MINUTES), (20_160, MINUTES)),
    "link_shown_minutes": ((0, MINUTES), (20_160, MINUTES)),
}
USUAL_QUESTION = "Is there anything you need in order to take part?"


def limit_numbers(fields: dict[str, forms.Field]) -> None:
    """Let each number among the fields be one that can be, or empty."""
    for name in NUMBERS.keys() & fields.keys():
        (least, too_few), (most, too_many) = NUMBERS[name]
        field = fields[name]
        field.required = False
        field.error_messages["invalid"] = "Give a whole number: 20."
        field.validators = [MinValueValidator(least, too_few), MaxValueValidator(most, too_many)]
        field.widget.attrs["min"] = least


class SignUpFields(forms.ModelForm):
    """What a meeting's form says of its times and of signing up: each mistake in a sentence, at its field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit_numbers(self.fields)
        if "who_may_come" in self.fields:
            self.fields["who_may_come"].required = False

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        for name in {*NUMBERS, "who_may_come"} & facts.keys() - {"capacity"}:
            if facts[name] in (None, ""):
                facts[name] = self._left_empty(name)
        if set(TIMES) & set(self.changed_data):
            self._check_times(*map(facts.get, TIMES))
        return facts

    def _check_times(self, starts: datetime | None, ends: datetime | None, opens: Any, closes: Any) -> None:
        if starts and ends and ends - starts > LONGEST:
            self.add_error("ends_at", f"That would last {(ends - starts).days} days: check the day on which it ends.")
        if starts and closes and closes > starts:
            self.add_error("closes_at", "Sign-up closes when the meeting starts, or before: check both times.")

    def add_error(self, field: str | None, error: Any) -> None:
        """An hour that the clock skips, or has twice, is said in words."""
        if getattr(error, "code", "") == "ambiguous_timezone":
            error = "The clocks change that night, and this hour is there twice or not at all. Choose another."
        super().add_error(field, error)

    def _left_empty(self, name: str) -> Any:
        """The usual value for a field that was emptied; what is there, for one that was not on the page."""
        widget = self.fields[name].widget
        if widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name)):
            return getattr(self.instance, name)
        return Event._meta.get_field(name).get_default()

    def _post_clean(self) -> None:
        super()._post_clean()
        sentences = {row.violation_error_message: SAID_AT.get(row.name) for row in Event._meta.constraints}
        found = self.errors.as_data().get(NON_FIELD_ERRORS, [])
        there = [(error, sentences.get(error.message)) for error in found]
        moved = [(error, field) for error, field in there if field in self.fields]
        if not moved:
            return
        del self._errors[NON_FIELD_ERRORS]
        for error, field in there:
            self.add_error(field if (error, field) in moved else None, error)


class ShownForm(forms.ModelForm):
    """A meeting's form that knows what its page has shown: what differs from that was changed here, and no more is.

    `shown` and `told` are numbers of entries in the meeting's history: as it was when the form was opened, and when
    somebody was last told here what others have changed. A form without them is compared with the meeting as it is.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meanwhile: list[meanwhile.Meanwhile] = []
        if self.instance.pk and self.is_bound:
            self._take_shown(*(row_number(self.data.get(name, "")) for name in ("shown", "told")))

    @cached_property
    def shown(self) -> int:
        return meanwhile.number_now(self.instance) if self.instance.pk and not self.is_bound else 0

    @cached_property
    def told(self) -> int:
        return self.shown

    def _take_shown(self, shown: int, told: int) -> None:
        then = meanwhile.as_of(self.instance, shown) if shown else {}
        if then:
            self.shown, self.told = shown, max(shown, told)
            self.initial |= {name: value for name, value in then.items() if name in self.fields}

    def clean_convenors(self) -> list[Member]:
        """Those who look after it now, with whoever is ticked here and without those whose tick was taken out here."""
        ticked = {member.pk for member in self.cleaned_data["convenors"]}
        if not self.shown:
            return list(self.cleaned_data["convenors"])
        shown = set(self.initial["convenors"])
        now = set(self.instance.convenors.values_list("pk", flat=True))
        return list(Member.objects.filter(pk__in=now - (shown - ticked) | (ticked - shown)))

    def ask_before_writing_over(self) -> None:
        """Say, once, what others have changed since the page was shown, where it is changed here as well."""
        self.meanwhile = meanwhile.changes(self.instance, self.shown) if self.shown else []
        untold = {one.name for one in meanwhile.changes(self.instance, self.told)} if self.meanwhile else set()
        both = untold.intersection(self.changed_data, self.cleaned_data)
        asked = [one for one in self.meanwhile if one.name in both and self.cleaned_data[one.name] != one.value]
        for one in asked:
            self.add_error(one.name, one.asks)
        for one in self.stays if asked else []:
            self.add_error(None, one.stays)
        if asked:
            self.told = meanwhile.number_now(self.instance)

    @property
    def stays(self) -> list[meanwhile.Meanwhile]:
        """What others have changed, and nobody here."""
        return [one for one in self.meanwhile if one.name not in self.changed_data]


class EventForm(ShownForm, SignUpFields, TopicsForm, AddressForm):
    named_by: ClassVar[str] = "title"

    def clean_title(self) -> str:
        return tidy_line(self.cleaned_data["title"])

    class Meta:
        help_texts: ClassVar[dict[str, str]] = {
            "state": "A meeting is cancelled on a page of its own, with a word of why, and stays so."
        }

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data and _as_meant(data), *args, **kwargs)
        self.is_draft = self.instance.state == Event.State.DRAFT
        if "state" in self.fields:
            drafts = [Event.State.DRAFT, Event.State.PUBLISHED]
            self.fields["state"].choices = [(state.value, state.label) for state in drafts]
            self.fields["state"].help_text = "A draft is seen by its convenors only."
        if "title" in self.fields:
            self.fields["title"].error_messages["required"] = "Give the meeting a title."
        for name in self.fields.keys() & WHO_LOOKS_AFTER_IT.keys():
            self.fields[name].help_text = WHO_LOOKS_AFTER_IT[name]
        for name in self.fields.keys() & TIMES:
            day, clock = self.fields[name].widget.widgets
            day.attrs["aria-label"] = f"{self.fields[name].label}, date"
            clock.attrs["aria-label"] = f"{self.fields[name].label}, time"
            clock.format = "%H:%M"
        for name in self.fields.keys() & {"starts_at", "ends_at"}:
            self.fields[name].error_messages["invalid_time"] = NO_TIME
        if "starts_at" in self.fields:
            self.fields["starts_at"].help_text = HOW_TO_WRITE
        if "ends_at" in self.fields:
            self.fields["ends_at"].help_text = "The hour is enough where it ends on the day it starts."

    def _post_clean(self) -> None:
        """Say what stands in the way of changing it; the row stays locked until what is typed here is saved."""
        super()._post_clean()
        if self.instance.pk and not self.errors:
            facts = {name: self.cleaned_data[name] for name in self.changed_data if name in COLUMNS}
            try:
                changing.check(self.instance, facts, at=timezone.now())
            except changing.ChangingError as error:
                self.add_error(None, str(error))
        self.ask_before_writing_over()


def _as_meant(data: Any) -> Any:
    """What was posted: “Save and publish” says more than the choice of state, and an hour alone is of the first day."""
    data = data.copy()
    if PUBLISH in data:
        data["state"] = Event.State.PUBLISHED
    if data.get("ends_at_1", "").strip() and not data.get("ends_at_0", "").strip():
        data["ends_at_0"] = data.get("starts_at_0", "")
    return data


class CancelForm(forms.Form):
    """What those who have signed up are told of why a meeting is cancelled."""

    why = forms.CharField(
        required=False,
        max_length=500,
        label="What should they know?",
        help_text="One or two sentences for the mail: The speaker is ill. Leave it empty to say nothing more.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Keep it under 500 letters: it stands in a short mail."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class QuestionForm(forms.ModelForm):
    """A question; a new line without words is no question, and the usual one counts though nobody touched it."""

    class Meta:
        model = Question
        fields = ["text", "kind", "required", "order"]

    def has_changed(self) -> bool:
        if self.instance.pk:
            return super().has_changed()
        return bool(str(self["text"].value() or "").strip())


class SpeakerFormSet(OwnFormSet):
    def clean(self) -> None:
        """Lines are saved one after the other, so nobody moves into the line that somebody else leaves just now."""
        super().clean()
        stored = {form.initial["person"] for form in self.initial_forms}
        for form in self.initial_forms:
            person = form.cleaned_data.get("person") if form.is_valid() else None
            if person and person.pk != form.initial["person"] and person.pk in stored:
                raise forms.ValidationError(
                    f"{person} has another line in the list of speakers already. "
                    "To put speakers into another order, change the number under “Order” instead."
                )

    def get_unique_error_message(self, unique_check: Any) -> str:
        return "Somebody stands twice in the list of speakers. Keep one of the two lines."


class SpeakerLineForm(forms.ModelForm):
    """A speaker's line; where nothing is chosen about being named, it stays as it was."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "affiliation" in self.fields:
            self.fields["affiliation"].label = "Which of their positions"
            self.fields["affiliation"].help_text = "As it stands on the person's page. Leave it empty if none fits."
        if "consent" in self.fields:
            self.fields["consent"].required = False

    def clean_consent(self) -> str:
        return self.cleaned_data["consent"] or self.instance.consent


class SpeakerForm(SpeakerLineForm):
    """A speaker on a page of their own. The meeting is not in the form, so Django does not look who else is in it."""

    def clean_person(self) -> Person:
        person = self.cleaned_data["person"]
        if Speaker.objects.filter(event=self.instance.event_id, person=person).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("This person is in the list of this meeting already.")
        return person


class SeriesForm(AddressForm):
    named_by: ClassVar[str] = "title"
