"""Topics whose names differ in capitals only become one; cells of that kind stop the migration with a sentence."""

from collections import defaultdict

from django.db import migrations


def one_topic_a_name(apps, editor):
    Topic = apps.get_model("events", "Topic")
    for first, *others in _alike(Topic):
        for other in others:
            _merge(apps, other, first)


def _alike(model):
    """Rows of one name whatever its capitals, the oldest first; only where there are several."""
    groups = defaultdict(list)
    for row in model.objects.order_by("pk"):
        groups[row.name.casefold()].append(row)
    return [rows for rows in groups.values() if len(rows) > 1]


def _merge(apps, gone, stays):
    FormerSlug = apps.get_model("people", "FormerSlug")
    TopicItem = apps.get_model("events", "TopicItem")
    items = TopicItem.objects.filter(tag=stays)
    for item in TopicItem.objects.filter(tag=gone):
        if items.filter(content_type_id=item.content_type_id, object_id=item.object_id).exists():
            item.delete()
        else:
            TopicItem.objects.filter(pk=item.pk).update(tag=stays)
    stays.description = stays.description or gone.description
    stays.save()
    FormerSlug.objects.filter(model="events.topic", object_id=gone.pk).update(object_id=stays.pk)
    FormerSlug.objects.update_or_create(model="events.topic", slug=gone.slug, defaults={"object_id": stays.pk})
    gone.delete()


def refuse_two_cells_of_one_name(apps, editor):
    for rows in _alike(apps.get_model("events", "Cell")):
        names = " and ".join(f"“{cell.name}”" for cell in rows)
        raise ValueError(
            f"The cells {names} have the same name but for capitals. A cell's name stands once: rename one of them, "
            "or put all meetings into one of them and delete the other. Then migrate again."
        )


class Migration(migrations.Migration):
    dependencies = [("events", "0002_consent"), ("people", "0001_initial")]

    operations = [
        migrations.RunPython(refuse_two_cells_of_one_name, migrations.RunPython.noop),
        migrations.RunPython(one_topic_a_name, migrations.RunPython.noop),
    ]
