import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import insights.models.collections


class Migration(migrations.Migration):
    dependencies = [("insights", "0010_misses"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.RenameField("collectionitem", "note", "remark"),
        migrations.AddField("collectionitem", "heading", models.CharField(blank=True, max_length=200)),
        migrations.AddField(
            "collection",
            "kind",
            models.CharField(
                choices=[("collection", "collection"), ("round-up", "round-up")], default="collection", max_length=10
            ),
        ),
        migrations.AlterField(
            "collection",
            "visibility",
            models.CharField(
                choices=[
                    ("private", "only you read it"),
                    ("link", "whoever has the link reads it"),
                    ("public", "everybody reads it"),
                ],
                default="private",
                max_length=10,
            ),
        ),
        migrations.AddField("collection", "introduction", models.TextField(blank=True)),
        migrations.AddField("collection", "closing", models.TextField(blank=True)),
        # Nobody could make a collection before this, so no two rows get the same.
        migrations.AddField(
            "collection",
            "token",
            models.CharField(
                default=insights.models.collections.new_token, editable=False, max_length=40, unique=True
            ),
        ),
        migrations.AddField("collection", "asked_at", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AddConstraint(
            "collection",
            models.CheckConstraint(
                condition=models.Q(("asked_at", None), models.Q(("visibility", "public"), _negated=True), _connector="OR"),
                name="collection_asks_until_it_is_public",
                violation_error_message="What is public already need not be asked for.",
            ),
        ),
    ]
