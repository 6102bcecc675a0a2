"""What each count says, in one sentence: above its cases, and in the dictionary of open data."""

from collections.abc import Mapping

from portal.errors import N_

MEANINGS: Mapping[str, str] = {
    "reported": N_("Cases reported in the month"),
    "judged": N_("Of those reported: somebody has judged whether they are valid"),
    "valid": N_("Of those reported: judged to be valid"),
    "passed_on": N_("Of those reported: passed to a level above the grid, or to another unit"),
    "found": N_("Of those reported: valid, and nobody had reported it before"),
    "found_by_workers": N_("Of those found first: by the grid's own workers"),
    "due": N_("Cases that were due in the month"),
    "excluded": N_("Cases that would have been due, and that two people left out with a reason"),
    "closed": N_("Of those due: closed, whenever that was"),
    "closed_in_time": N_("Of those due: resolved by their date, and closed"),
    "due_valid": N_("Of those due: valid"),
    "confirmed": N_("Of those due and valid: done, and somebody other than the handler says so"),
    "unconfirmed": N_("Of those due and valid: closed as done, and nobody says so"),
    "response_due": N_("Cases whose reporter was to have a first answer in the month"),
    "responded": N_("Of those: answered in time"),
    "asked": N_("How often reporters were asked how it went"),
    "answered": N_("Of those asked: gave stars"),
    "satisfied": N_("Of those who gave stars: four or five"),
    "stars": N_("Sum of the stars given: divide it by answered for the mean"),
    "said": N_("Of those asked: said whether it is solved"),
    "solved": N_("Of those who said: solved"),
    "resolved": N_("Cases that their unit resolved in the month"),
    "on_time": N_("Of those resolved: on or before their date"),
    "resolutions": N_("All times that a case was said to be resolved in the month"),
    "reworked": N_("Cases said to be resolved in the month that came back"),
    "verify_due": N_("Cases that the grid's worker was to look at in the month"),
    "verified": N_("Of those to look at: looked at in time"),
    "returned": N_("Cases that a unit returned in the month, or handed to the level above"),
    "returns_upheld": N_("Of those: went to another unit, or did not come back from above"),
    "requested": N_("Pauses, more time and leaving out, asked for cases due in the month"),
    "granted": N_("Of those asked for: granted by somebody else"),
}
