"""News of before is found by its dates and numbers, too."""

import re
from typing import Any

from django.db import migrations

WORD = re.compile(r"[^\W_]+")


def divide(apps: Any, _editor: Any) -> None:
    for article in apps.get_model("messages", "Article").objects.only("search_text").order_by("pk").iterator():
        article.search_text = " ".join(WORD.findall(article.search_text))
        article.save(update_fields=["search_text"])


class Migration(migrations.Migration):
    dependencies = [("messages", "0025_tongues_hold")]
    operations = [migrations.RunPython(divide, migrations.RunPython.noop, elidable=True)]
