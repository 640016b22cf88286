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
from kexie.records.classes.models import (
    Answer,
    Certificate,
    Enrolment,
    Module,
    ModuleRoll,
    Quota,
    TrainingClass,
)
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
from kexie.records.topics.models import LeadingBody, Observer, Studied, StudySession, Topic
from kexie.records.units.models import Association, Edge, GroupMembership, Opening, Unit
from kexie.records.values.models import Statement
from kexie.records.views.models import SavedView

__all__ = [
    "Account",
    "Activity",
    "ActivityFile",
    "Alias",
    "Answer",
    "Apart",
    "Association",
    "Attachment",
    "AttachmentKey",
    "Attendance",
    "Book",
    "Certificate",
    "Closing",
    "Concerned",
    "Contact",
    "CorrectionRequest",
    "Edge",
    "Enrolment",
    "Entry",
    "Evidence",
    "Extension",
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
    "LeadingBody",
    "Link",
    "Look",
    "Material",
    "Matter",
    "MatterMeasure",
    "MeasureVersion",
    "Membership",
    "Merging",
    "Message",
    "Module",
    "ModuleRoll",
    "Observer",
    "OfficeTemplate",
    "Opening",
    "Person",
    "Plan",
    "PlanVersion",
    "Post",
    "Quota",
    "Reader",
    "Recurrence",
    "Reminder",
    "Report",
    "SavedView",
    "Sitting",
    "Speaker",
    "Statement",
    "StepTaken",
    "Studied",
    "StudySession",
    "Target",
    "TargetNote",
    "Told",
    "Topic",
    "TrainingClass",
    "Unit",
    "Used",
    "Withdrawal",
]
