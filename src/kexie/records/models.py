"""Every model of the records floor, gathered for Django; each lives in its noun's folder."""

from kexie.records.access.models import Account, Post
from kexie.records.activities.models import Activity, ActivityFile, Attendance, Host, Merging, Speaker
from kexie.records.book.models import Book
from kexie.records.files.models import Attachment, AttachmentKey
from kexie.records.history.models import HistoryDetail, HistoryEvent
from kexie.records.imports.models import ImportRun
from kexie.records.issues.models import Issue, IssueText, Report, Withdrawal
from kexie.records.ledger.models import Alias, Closing, Entry, MeasureVersion
from kexie.records.people.models import Membership, Person
from kexie.records.plans.models import Goal, Plan, PlanVersion, Target, TargetNote
from kexie.records.units.models import Association, Edge, GroupMembership, Opening, Unit
from kexie.records.values.models import Statement

__all__ = [
    "Account",
    "Activity",
    "ActivityFile",
    "Alias",
    "Association",
    "Attachment",
    "AttachmentKey",
    "Attendance",
    "Book",
    "Closing",
    "Edge",
    "Entry",
    "Goal",
    "GroupMembership",
    "HistoryDetail",
    "HistoryEvent",
    "Host",
    "ImportRun",
    "Issue",
    "IssueText",
    "MeasureVersion",
    "Membership",
    "Merging",
    "Opening",
    "Person",
    "Plan",
    "PlanVersion",
    "Post",
    "Report",
    "Speaker",
    "Statement",
    "Target",
    "TargetNote",
    "Unit",
    "Withdrawal",
]
