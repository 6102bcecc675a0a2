"""What imports, their states and what they do are called."""

from portal.exchange.rules import BatchKind, BatchStatus, Deed
from portal.i18n import _l

KINDS = {
    BatchKind.REGISTRY: _l("Registry"),
    BatchKind.STAFF: _l("Staff list"),
    BatchKind.VOLUNTEERS: _l("Volunteers"),
    BatchKind.MATTERS: _l("List of matters"),
    BatchKind.CALENDAR: _l("Working-day calendar"),
}
WHAT = {
    BatchKind.REGISTRY: _l(
        "Streets, communities, grids and who answers for them. In a grid for which the file lists "
        "people, whoever is not listed any more is ended today."
    ),
    BatchKind.STAFF: _l(
        "People and their posts, one post a line. Who is not in the file stays as they are."
    ),
    BatchKind.VOLUNTEERS: _l(
        "Whoever is new joins, whoever is known is changed, nobody is ended. A part-time worker of "
        "the registry becomes a volunteer under the same number. Only you see what you import here."
    ),
    BatchKind.CALENDAR: _l(
        "Holidays on weekdays and worked weekend days. For each year in the file it says all days "
        "to come; within the hour deadlines that were provisional are counted anew."
    ),
}
STATUSES = {
    BatchStatus.PREVIEWED: _l("Only looked through"),
    BatchStatus.RUNNING: _l("Being taken over"),
    BatchStatus.IN_FORCE: _l("Taken over"),
    BatchStatus.UNDONE: _l("Undone"),
    BatchStatus.FAILED: _l("Failed"),
}
DEEDS = {
    Deed.CREATED: _l("New"),
    Deed.CHANGED: _l("Changed"),
    Deed.ENDED: _l("Ended by it"),
    Deed.REFUSED: _l("Not taken over"),
    Deed.UNCHANGED: _l("As it is"),
}
