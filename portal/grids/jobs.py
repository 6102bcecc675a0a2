"""What happens to grids later: what they are found by is looked through once a day."""

from portal import jobs
from portal.grids.actions.clues import note_clues
from portal.grids.queries import all_grids


@jobs.every(hours=24)
def look_through_clues() -> None:
    """Mend what grids are found by, and make it after an upgrade; mostly there is nothing to do."""
    note_clues(all_grids())
