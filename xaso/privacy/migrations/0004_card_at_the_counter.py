"""A request that was brought to the counter with a card; what is made and erased for whoever has no account."""

import django.db.models.deletion
from django.db import migrations, models

from xaso.core.walls import door, through, wall


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_words_of_scope"), ("dossiers", "0008_accounts"), ("offices", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="CardSeen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_at", models.DateTimeField()),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="card_seen", to="dossiers.dossier"
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.post"
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            "export",
            "account",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signin.account"
            ),
        ),
        migrations.AlterField(
            "erasure",
            "account",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signin.account"
            ),
        ),
        migrations.AddConstraint(
            "export",
            models.CheckConstraint(
                condition=models.Q(account__isnull=False) | models.Q(request__isnull=False), name="export_is_somebodys"
            ),
        ),
        migrations.AddConstraint(
            "export",
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(account__isnull=True, state__in=("waiting", "making")),
                name="one_export_to_hand_out_under_way",
            ),
        ),
        wall("privacy_cardseen", through("request_id", "dossiers_dossier")),
        door("privacy_export", "to_hand_out", f"account_id is null and {through('request_id', 'dossiers_dossier')}"),
    ]
