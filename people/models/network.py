"""The network itself."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords


class NetworkManager(models.Manager["Network"]):
    def present(self) -> Network:
        """The network, or one with the app's own name where nobody has named it yet."""
        return self.first() or Network(name="Better Way")


class Network(models.Model):
    """The network itself: its name and the sentence its home page opens with. There is one row."""

    name = models.CharField(max_length=100, help_text="As it stands at the top of every page: Better Way.")
    tagline = models.TextField(
        blank=True,
        help_text="One or two sentences under the name on the home page, for someone who has never heard of us.",
    )

    objects = NetworkManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "network"
        verbose_name_plural = "network"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="network_is_one",
                violation_error_message="There is one network; change the one that is there.",
            )
        ]

    def __str__(self) -> str:
        return self.name
