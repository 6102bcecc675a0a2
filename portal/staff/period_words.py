"""What pages say of periods: their kinds, where they stand, and whom a figure is about."""

from portal.assessment.rules import PeriodKind, RevisionStatus, SubjectKind
from portal.i18n import _l

KINDS = {
    PeriodKind.MONTH: _l("Months"),
    PeriodKind.QUARTER: _l("Quarters"),
    PeriodKind.YEAR: _l("Years"),
}
STATES = {
    RevisionStatus.DRAFT: _l("in draft"),
    RevisionStatus.OPEN: _l("open to objections"),
    RevisionStatus.PUBLISHED: _l("published"),
    RevisionStatus.REPLACED: _l("replaced by a correction"),
}
SUBJECTS = {
    SubjectKind.DISTRICT: _l("District"),
    SubjectKind.STREET: _l("Street"),
    SubjectKind.COMMUNITY: _l("Community"),
    SubjectKind.GRID: _l("Grid"),
    SubjectKind.UNIT: _l("Unit"),
    SubjectKind.WORKER: _l("Grid worker"),
}
