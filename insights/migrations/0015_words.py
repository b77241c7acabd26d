"""The words that stand somewhere, as the worker keeps them for guesses at what was meant: see insights/search/words.py."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insights", "0014_search_letters")]

    operations = [
        migrations.CreateModel(
            name="KnownWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kept_at", models.DateTimeField()),
                ("words", models.JSONField()),
            ],
            options={"verbose_name_plural": "known words"},
        )
    ]
