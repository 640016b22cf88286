"""The index of what ended by kind names what is confidential too: PostgreSQL counts it without a look at the rows."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0031_rhythm_unchecked'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_kind_ended',
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['workflow', 'end', '-closed_on', '-id', 'confidential'], name='matter_kind_ended'),
        ),
    ]
