"""The index of who leads open matters names them too: PostgreSQL then needs no look at the rows."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0029_rhythm_packed'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_led',
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('end', 'open')), fields=['lead', 'due', 'confidential', 'end', 'id'], name='matter_led'),
        ),
    ]
