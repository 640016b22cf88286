"""Every model of the records floor, gathered for Django; each lives in its noun's folder."""

from kexie.records.access.models import Account, Post
from kexie.records.activities.models import (
    Activity,
    ActivityFile,
    Attendance,
    Feed,
    Host,
    Item,
    Material,
    Merging,
    Recurrence,
    Sitting,
    Speaker,
    Used,
)
from kexie.records.book.models import Book
from kexie.records.files.models import Attachment, AttachmentKey
from kexie.records.history.models import HistoryDetail, HistoryEvent, Look
from kexie.records.imports.models import ImportRun
from kexie.records.issues.models import Issue, IssueText, Report, Withdrawal
from kexie.records.ledger.models import Alias, Apart, Closing, Entry, MeasureVersion
from kexie.records.notices.models import Contact, Message, Reminder
from kexie.records.people.models import CorrectionRequest, Membership, Person
from kexie.records.plans.models import Goal, Plan, PlanVersion, Target, TargetNote
from kexie.records.units.models import Association, Edge, GroupMembership, Opening, Unit
from kexie.records.values.models import Statement

__all__ = [
    "Account",
    "Activity",
    "ActivityFile",
    "Alias",
    "Apart",
    "Association",
    "Attachment",
    "AttachmentKey",
    "Attendance",
    "Book",
    "Closing",
    "Contact",
    "CorrectionRequest",
    "Edge",
    "Entry",
    "Feed",
    "Goal",
    "GroupMembership",
    "HistoryDetail",
    "HistoryEvent",
    "Host",
    "ImportRun",
    "Issue",
    "IssueText",
    "Item",
    "Look",
    "Material",
    "MeasureVersion",
    "Membership",
    "Merging",
    "Message",
    "Opening",
    "Person",
    "Plan",
    "PlanVersion",
    "Post",
    "Recurrence",
    "Reminder",
    "Report",
    "Sitting",
    "Speaker",
    "Statement",
    "Target",
    "TargetNote",
    "Unit",
    "Used",
    "Withdrawal",
]
