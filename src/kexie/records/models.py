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
from kexie.records.issues.models import Issue, IssueText, OfficeTemplate, Report, Withdrawal
from kexie.records.ledger.models import Alias, Apart, Closing, Entry, MeasureVersion
from kexie.records.matters.models import (
    Concerned,
    Evidence,
    Extension,
    Link,
    Matter,
    MatterMeasure,
    Reader,
    StepTaken,
    Told,
)
from kexie.records.notices.models import Contact, Message, Reminder
from kexie.records.people.models import CorrectionRequest, Membership, Person
from kexie.records.plans.models import Goal, Plan, PlanVersion, Target, TargetNote
from kexie.records.units.models import Association, Edge, GroupMembership, Opening, Unit
from kexie.records.values.models import Statement
from kexie.records.views.models import SavedView
from kexie.records.voices.models import (
    Digest,
    DigestItem,
    DigestMark,
    Hearing,
    PublishedAnswer,
    Voice,
    VoiceFile,
    VoiceRoute,
    VoiceWord,
)

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
    "Concerned",
    "Contact",
    "CorrectionRequest",
    "Digest",
    "DigestItem",
    "DigestMark",
    "Edge",
    "Entry",
    "Evidence",
    "Extension",
    "Feed",
    "Goal",
    "GroupMembership",
    "Hearing",
    "HistoryDetail",
    "HistoryEvent",
    "Host",
    "ImportRun",
    "Issue",
    "IssueText",
    "Item",
    "Link",
    "Look",
    "Material",
    "Matter",
    "MatterMeasure",
    "MeasureVersion",
    "Membership",
    "Merging",
    "Message",
    "OfficeTemplate",
    "Opening",
    "Person",
    "Plan",
    "PlanVersion",
    "Post",
    "PublishedAnswer",
    "Reader",
    "Recurrence",
    "Reminder",
    "Report",
    "SavedView",
    "Sitting",
    "Speaker",
    "Statement",
    "StepTaken",
    "Target",
    "TargetNote",
    "Told",
    "Unit",
    "Used",
    "Voice",
    "VoiceFile",
    "VoiceRoute",
    "VoiceWord",
    "Withdrawal",
]
