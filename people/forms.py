"""Forms for members, people and organisations, and for everything that has an address."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.forms import RequestLoginCodeForm
from django import forms
from django.contrib.admin.widgets import AutocompleteSelect

from people import addresses
from people.models import LookAlike, Member, Organisation, Person
from people.typed import local_path, tidy_address, tidy_line


class AddressField(forms.EmailField):
    """An e-mail address, always written the same way: small letters, and a domain with an umlaut as people type it."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            **{
                "label": "Your e-mail address",
                "max_length": 254,
                "error_messages": {
                    "required": "Type your e-mail address.",
                    "invalid": "This is not an e-mail address we can write to. One looks like asha@example.org.",
                    "max_length": "An e-mail address has at most 254 letters.",
                },
                **facts,
            }
        )

    def clean(self, value: Any) -> str:
        return tidy_address(super().clean(value))


class LoginCodeForm(RequestLoginCodeForm):
    email = AddressField()


class LineField(forms.CharField):
    """One line of a person's own words: a name, in any script; what could turn other words round is left out."""

    def __init__(self, *, asks: str = "", **facts: Any) -> None:
        super().__init__(max_length=facts.pop("max_length", 200), **facts)
        self.error_messages["required"] = asks
        self.validators = []

    def clean(self, value: Any) -> str:
        value = super().clean(tidy_line(value or ""))
        if self.max_length and len(value) > self.max_length:
            raise forms.ValidationError(
                f"That has {len(value)} letters, and there is room for {self.max_length}. Please shorten it."
            )
        return value


class JoinForm(forms.Form):
    """Who would like to join, and why; or to come to one meeting, who need not join. `then` is where they came from."""

    name = LineField(label="Your name", asks="Tell us your name.")
    email = AddressField()
    organisation = LineField(label="Your organisation", required=False)
    would_join = forms.BooleanField(
        label="I would also like to join the network",
        required=False,
        help_text="You need not, to come to this meeting.",
    )
    brings = forms.CharField(
        label="What brings you?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": "Please keep it under 2,000 letters; it has %(show_value)s now."},
    )
    then = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, to_come: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if to_come:
            self.fields["brings"].help_text = "If you would like to join: for those who decide about it."
        else:
            del self.fields["would_join"]

    def clean_then(self) -> str:
        return local_path(self.cleaned_data["then"])


class DetailsForm(forms.ModelForm):
    """What a member says of themselves, and whether other members find them."""

    name = LineField(label="Your name", asks="Tell us your name.", help_text="As others know you.")
    organisation = LineField(label="Your organisation", required=False)

    class Meta:
        model = Member
        fields = ["name", "organisation", "brings", "listed"]
        labels = {"brings": "What brings you?", "listed": "List me for other members"}
        widgets = {"brings": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "brings": "Read by network convenors only.",
            "listed": "Other members then find your name and organisation in a list; your address stays hidden.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.is_member:
            del self.fields["listed"]  # the list is for members, and of members


class NewAddressForm(forms.Form):
    email = AddressField(label="Your new e-mail address")


class AddressForm(forms.ModelForm):
    """A form for a row with an address: left empty it is made from the name; former ones stay taken."""

    named_by: ClassVar[str] = "name"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" not in self.fields:
            return
        slug = self.fields["slug"]
        slug.required = False
        slug.error_messages["invalid"] = (
            "An address has small letters, figures and hyphens only: who-decides. Leave it empty and we make one."
        )

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"] or self.instance.slug
        if not slug:
            return addresses.free_slug(self._meta.model, self.cleaned_data.get(self.named_by) or "")
        others = self._meta.model._default_manager.exclude(pk=self.instance.pk)
        if others.filter(slug=slug).exists():
            raise forms.ValidationError(f"Another page has the address “{slug}”. Choose a different one.")
        if addresses.slug_belongs_to_another(self.instance, slug):
            raise forms.ValidationError(
                f"“{slug}” was the address of another page, and still leads there. Choose a different one."
            )
        return slug


class MemberForm(forms.ModelForm):
    """A member's e-mail address, name and rights. There is no password: a login code is sent by e-mail."""

    class Meta:
        model = Member
        fields = ["email", "name", "organisation", "brings", "is_active", "is_staff", "is_superuser"]

    by: ClassVar[Member | None] = None

    def clean_email(self) -> str:
        return tidy_address(self.cleaned_data["email"])

    def clean_name(self) -> str:
        return tidy_line(self.cleaned_data["name"])

    def clean_organisation(self) -> str:
        return tidy_line(self.cleaned_data["organisation"])

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        stays = facts.get("is_active") and facts.get("is_superuser")
        if self.by and self.instance.pk == self.by.pk and not stays:
            raise forms.ValidationError(
                "You cannot take your own rights away, so that somebody can always let others in. "
                "Another network convenor can do it for you."
            )
        if facts.get("is_staff") and self.instance.state != Member.State.MEMBER:
            self.add_error("is_staff", "They are a guest. Let them in first; then they can be a convenor.")
        return facts


class SameAsForm(forms.Form):
    """Which other person, or organisation, this one is the same as."""

    def __init__(self, *args: Any, row: Person | Organisation, admin_site: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        link = LookAlike._meta.get_field(f"other_{row._meta.model_name}")
        self.fields["other"] = forms.ModelChoiceField(
            type(row).objects.exclude(pk=row.pk),
            label="The same as",
            help_text="Type a part of the name. This one stays.",
            widget=AutocompleteSelect(link, admin_site),
            required=False,
        )
        self.fields["typed"] = forms.CharField(
            label="Or write which one",
            help_text="Its full name, or the end of its page’s address: asha-pillai. This one stays.",
            required=False,
        )
        self.rows = self.fields["other"].queryset

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if not self.errors and not facts.get("other"):
            facts["other"] = self._written(" ".join(facts.get("typed", "").split()))
        return facts

    def _written(self, words: str) -> Person | Organisation | None:
        """The one row that the words mean; a browser without JavaScript has no list to choose from."""
        if not words:
            self.add_error("other", "Choose which one it is the same as.")
            return None
        found = self.rows.filter(slug=words)[:2] or self.rows.filter(name__iexact=words)[:2]
        if len(found) == 1:
            return found[0]
        if found:
            sentence = f"Several are called “{words}”. Write the end of its page’s address instead: {found[0].slug}."
        else:
            sentence = f"None is called “{words}”. Write the name as it stands on its page."
        self.add_error("typed", sentence)
        return None
