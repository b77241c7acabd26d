"""Forms of the admin: logging a note, the facts of a note, and one proposal on the review page."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Case, F, QuerySet, When
from django.utils import timezone

from events.forms.topics import TopicField, TopicsForm, topics_as_text
from events.models import Attribution, Cell, Event, Speaker
from insights.importing import files
from insights.intake import IntakeError
from insights.models import Insight, Note, Say
from people.forms import AddressForm
from people.models import Member
from people.typed import fit_for_xml


class PastedText(forms.CharField):
    """Text as it was pasted: nothing is stripped, and stray NUL characters are no reason to refuse it."""

    def to_python(self, value: Any) -> str:
        return super().to_python((value or "").replace("\0", ""))


class StatementField(forms.CharField):
    """A point as it is typed, without the signs that nobody sees and no feed may hold."""

    def to_python(self, value: Any) -> str:
        return super().to_python(fit_for_xml(value or ""))


def without_note(member: Member) -> QuerySet[Event]:
    """The meetings that the member may edit and that may still get a note.

    The one just held comes first, then further back; after these the ones to come, the far future last.
    """
    rows = Event.objects.editable_by(member).filter(note=None).exclude(state=Event.State.CANCELLED)
    held = Case(When(starts_at__lte=timezone.now(), then="starts_at"))
    return rows.order_by(held.desc(nulls_last=True), F("starts_at").asc(nulls_last=True), "-pk")


class MeetingField(forms.ModelChoiceField):
    """A choice among meetings, each with its day."""

    def label_from_instance(self, event: Any) -> str:
        return event.with_day


class MoveNoteForm(forms.Form):
    """The meeting that a note belongs to."""

    event = MeetingField(
        Event.objects.none(),
        label="Which meeting is it of?",
        empty_label="Choose a meeting",
        help_text="These have no note yet.",
        error_messages={"required": "Choose a meeting.", "invalid_choice": "Choose a meeting from the list."},
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["event"].queryset = without_note(member)


class LogNoteForm(forms.Form):
    """A note as a convenor brings it: which meeting, and the words, pasted or in a file."""

    event = MeetingField(
        Event.objects.none(),
        required=False,
        label="Which meeting is it of?",
        empty_label="Make the meeting from the note",
        help_text="These have no note yet. Is yours not there? Leave it: title and date are read from the note.",
    )
    kind = forms.ChoiceField(
        required=False,
        label="What is it?",
        choices=[("", "Let the app tell"), *Note.Kind.choices],
        help_text="An article is kept as related reading: it has no meeting and no cell.",
    )
    cell = forms.ModelChoiceField(
        Cell.objects.none(),
        required=False,
        label="Of which cell?",
        empty_label="Look for it in the text",
        help_text="Only for a new meeting; one that you have chosen above is in its cell already.",
    )
    text = PastedText(
        required=False,
        strip=False,
        label="Paste the note",
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="All of it, as it stands: title, date, who was there, what was said. Copied from Word, a web page "
        "or a mail, it keeps its headings, lists and links.",
    )
    file = forms.FileField(
        required=False,
        label="Or choose a file",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": files.READ}),
        help_text="A Word document (.docx), a web page (.html), plain text (.txt) or Markdown (.md), "
        f"up to {settings.NOTE_MAX_BYTES // 2**20} MB. Pictures stay behind.",
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["event"].queryset = without_note(member)
        self.fields["cell"].queryset = Cell.objects.editable_by(member)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("kind") == Note.Kind.ARTICLE and facts.get("event"):
            self.add_error("kind", "An article has no meeting. Choose no meeting above, or log it as its note.")
        upload = facts.get("file")
        if upload and facts.get("text", "").strip():
            self.add_error("file", "You have pasted a note and chosen a file too. Keep one of the two.")
        elif upload:
            self._read(upload, facts)
        elif not self.errors and not facts.get("text", "").strip():
            self.add_error("text", "There is no text yet. Paste the note, or choose a file.")
        return facts

    def _read(self, upload: Any, facts: dict[str, Any]) -> None:
        facts["source"] = upload.name
        try:
            facts["text"] = files.text_of(upload.read(settings.NOTE_MAX_BYTES + 1), upload.name)
        except IntakeError as error:
            self.add_error("file", str(error))

    @property
    def file_to_choose_again(self) -> str:
        """The name of the file that the browser has let go of, because the form came back."""
        upload = self.files.get("file") if self.is_bound and self.errors else None
        return upload.name if upload else ""


class ArchiveForm(forms.Form):
    """A file of many notes, and what is to become of them."""

    file = forms.FileField(
        label="The file",
        widget=forms.FileInput(attrs={"accept": f".xml,{files.READ}"}),
        help_text="The export of a site made with WordPress or Squarespace (.xml), or a file with many notes one after "
        f"the other ({files.READ.replace(',', ', ')}). Pictures stay behind.",
        error_messages={"required": "Choose the file first.", "empty": "There is nothing in this file."},
    )
    publish = forms.BooleanField(
        required=False,
        label="These notes were public before: publish them",
        help_text="Each goes out with its listed points. What the checks hold back waits as a draft.",
    )
    every_state = forms.BooleanField(
        required=False,
        label="Take in drafts and private posts of the site too",
        help_text="They come in as drafts, and the report says what they were.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class NoteTextForm(forms.Form):
    """The text of a note as a convenor changes it, and the number of the revision she started from."""

    text = PastedText(required=False, strip=False, label="The text", widget=forms.Textarea(attrs={"rows": 30}))
    why = forms.CharField(
        required=False,
        max_length=300,
        label="Why? (You may leave it empty)",
        help_text="A line for whoever reads the earlier texts later: Asha’s job title put right.",
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)


class RedactForm(forms.Form):
    """Words that somebody wants taken down, and why."""

    words = PastedText(
        required=False,
        label="The words",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text="A name, an address, a sentence; one a line. Capitals, quotes, dashes and spaces make no difference. "
        "Give other spellings, and a surname by itself if it is to go too, on lines of their own.",
    )
    reason = forms.CharField(
        required=False,
        max_length=300,
        label="At whose request, and why?",
        help_text="This is kept. Do not repeat the words: By letter of 3 May, from a speaker.",
    )


class NoteForm(TopicsForm, AddressForm):
    named_by: ClassVar[str] = "title"

    class Meta:
        model = Note
        fields = ["title", "slug", "byline", "written_on", "source", "topics", "organisations"]


class InsightForm(TopicsForm):
    """The wording, kind, speaker, level and topics of one insight. `refusal` is what the rules said to it."""

    refusal: ClassVar[str] = ""

    class Meta:
        model = Insight
        fields = ["statement", "kind", "speaker", "attribution", "topics"]
        field_classes = {"statement": StatementField}
        widgets = {"statement": AdminTextareaWidget(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "speaker" in self.fields:
            there = Speaker.objects.filter(event=self.instance.note.event_id)
            self.fields["speaker"].queryset = there.select_related("person")

    def clean(self) -> dict[str, Any]:
        if self.refusal:
            raise forms.ValidationError(self.refusal)
        return super().clean() or self.cleaned_data


class ProposalForm(forms.Form):
    """One proposal on the review page."""

    statement = StatementField(error_messages={"required": "Write the point in a sentence, or dismiss it."})
    kind = forms.ChoiceField(
        choices=Insight.Kind.choices, error_messages={"invalid_choice": "Choose a kind from the list."}
    )
    speaker = forms.ModelChoiceField(
        Speaker.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Choose someone who was at this meeting."},
    )
    topics = TopicField(required=False)
    attribution = forms.ChoiceField(
        required=False,
        choices=[("", "Like the speaker"), *Attribution.choices],
        error_messages={"invalid_choice": "Choose from the list how the speaker is named."},
    )

    def __init__(self, *args: Any, speakers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speaker"].queryset = speakers


class SayForm(forms.Form):
    """A speaker's answer to a draft: one of three buttons, and what is to be changed."""

    answer = forms.ChoiceField(
        choices=Say.Answer.choices,
        error_messages={
            "required": "Choose one of the three answers.",
            "invalid_choice": "Choose one of the three answers.",
        },
    )
    text = forms.CharField(
        required=False,
        max_length=5_000,
        label="What would you like to be changed?",
        widget=forms.Textarea(attrs={"rows": 5}),
    )


FIELDS = ("statement", "kind", "speaker", "topics", "attribution")


def shown(insight: Insight) -> dict[str, str]:
    """What the fields of a proposal hold when the page is made. Reads `topics.all()`: prefetch it."""
    return {
        "statement": insight.statement,
        "kind": insight.kind,
        "speaker": str(insight.speaker_id or ""),
        "topics": topics_as_text(sorted(topic.name for topic in insight.topics.all())),
        "attribution": insight.attribution,
    }


def mark_of(values: dict[str, str]) -> str:
    """A short mark of the values, by which a change is known; line endings and outer blanks do not count."""
    plain = "\0".join(values[name].replace("\r\n", "\n").replace("\r", "\n").strip() for name in FIELDS)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]
