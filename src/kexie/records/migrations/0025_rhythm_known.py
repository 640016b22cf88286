"""What the rules ask of a branch depends on, by the day on which it was known; what is there is known always."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LAST = date(9999, 12, 31)


def tell(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Write the first line of every branch that there is, from its members, committee and groups."""
    branch, member, seat, group, told = (
        apps.get_model("records", name)
        for name in ("Branch", "BranchMember", "CommitteeSeat", "PartyGroup", "BranchTold")
    )
    steps: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    seats: dict[int, list[list[str]]] = defaultdict(list)
    groups: dict[int, list[list[object]]] = defaultdict(list)
    for one, since, until in member.objects.filter(standing="full").values_list("branch_id", "since", "until"):
        steps[one][since] += 1
        if until < LAST:
            steps[one][until + timedelta(days=1)] -= 1
    rows = seat.objects.exclude(role__in=("secretary", "deputy")).values_list("branch_id", "since", "until")
    for one, since, until in rows:
        seats[one].append([since.isoformat(), until.isoformat()])
    for number, one, since, until in group.objects.order_by("pk").values_list("pk", "branch_id", "since", "until"):
        groups[one].append([number, since.isoformat(), until.isoformat()])
    today = date.today()  # noqa: DTZ011 - the first line of a branch is known always, whatever its day
    lines = []
    for one, listed, temporary in branch.objects.values_list("pk", "listed", "temporary"):
        number, full = 0, [(date.min.isoformat(), 0)]
        for day in sorted(steps[one]):
            number += steps[one][day]
            full.append((day.isoformat(), number))
        facts = {"temporary": temporary, "full": full if listed else None, "committee": seats[one], "groups": groups[one]}
        lines.append(told(branch_id=one, known_on=today, facts=facts))
    told.objects.bulk_create(lines, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0024_pages'),
    ]

    operations = [
        migrations.AddField(
            model_name='rhythmmark',
            name='stamp',
            field=models.BigIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='BranchTold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('known_on', models.DateField()),
                ('facts', models.JSONField()),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='told', to='records.branch')),
            ],
            options={
                'indexes': [models.Index(fields=['known_on'], name='branch_told_on')],
                'constraints': [models.UniqueConstraint(fields=['branch', 'known_on'], name='one_branch_told')],
            },
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
