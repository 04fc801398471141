"""What the note of a call said before it was written anew stays: the database keeps it itself, whoever writes. The one lawful change
of what is kept is that its words are taken away when the call is forgotten."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from xaso.core.walls import through, wall

WRITTEN = """
update hotline_call set noted_at = coalesce(ended_at, answered_at, began_at), noted_by_id = post_id where note <> ''
"""
FORWARD = """
create function hotline_note_is_kept() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    insert into hotline_earliernote (call_id, words, at, by_id) values (old.id, old.note, old.noted_at, old.noted_by_id);
    return new;
end $$;
create trigger hotline_note_is_kept before update of note on hotline_call
    for each row when (old.note <> '' and old.note is distinct from new.note) execute function hotline_note_is_kept();

create function hotline_earlier_note_only_forgets() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if tg_op = 'UPDATE' and new.words = '' and to_jsonb(new) - 'words' = to_jsonb(old) - 'words' then
        return new;
    end if;
    raise exception 'what a note said before stays' using errcode = 'insufficient_privilege';
end $$;
create trigger hotline_earlier_note_only_forgets before update or delete on hotline_earliernote
    for each row execute function hotline_earlier_note_only_forgets();
"""
BACKWARD = """
drop trigger hotline_note_is_kept on hotline_call;
drop function hotline_note_is_kept();
drop trigger hotline_earlier_note_only_forgets on hotline_earliernote;
drop function hotline_earlier_note_only_forgets();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0016_books_of_officials'),
        ('hotline', '0010_told_to'),
        ('offices', '0004_name_of_holder_holds'),
        ('petitions', '0005_leaders_see'),
        ('units', '0003_before'),
    ]

    operations = [
        migrations.CreateModel(
            name='EarlierNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(blank=True, max_length=1000)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='call',
            name='noted_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='call',
            name='noted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.post'),
        ),
        AddConstraintNotValid(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('note', ''), ('noted_at', None), ('noted_by', None)), models.Q(('noted_at__isnull', False), ('noted_by__isnull', False)), _connector='OR'), name='note_of_a_call_has_who_and_when'),
        ),
        migrations.AddField(
            model_name='earliernote',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.post'),
        ),
        migrations.AddField(
            model_name='earliernote',
            name='call',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='earlier_notes', to='hotline.call'),
        ),
        migrations.RunSQL(WRITTEN, migrations.RunSQL.noop, elidable=True),
        migrations.RunSQL(FORWARD, BACKWARD),
        wall("hotline_earliernote", through("call_id", "hotline_call")),
    ]
