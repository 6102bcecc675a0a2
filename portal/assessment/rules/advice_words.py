"""The sentences of advice: what is so, how sure that is, and what helps. To be translated."""

from portal.assessment.rules.advice import Advice
from portal.errors import N_

BEHIND = {
    False: N_(
        "%(title)s: %(share)s, your peers together %(aim)s. "
        "With %(cases)d more of %(whole)d you would be level with them."
    ),
    True: N_(
        "%(title)s: %(share)s, your peers together %(aim)s. "
        "With %(cases)d fewer of %(whole)d you would be level with them."
    ),
}
SLIPPED = {
    False: N_(
        "%(title)s: %(share)s, and %(aim)s the period before. "
        "With %(cases)d more of %(whole)d it would be as good as it was."
    ),
    True: N_(
        "%(title)s: %(share)s, and %(aim)s the period before. "
        "With %(cases)d fewer of %(whole)d it would be as good as it was."
    ),
}
UNCONFIRMED = N_(
    "%(title)s: %(share)s so far, your peers together %(aim)s. Of some closed cases nobody else "
    "has said yet whether they are solved. With %(cases)d more of %(whole)d confirmed you would "
    "be level with them."
)
SURE = N_("This is more than chance.")
UNSURE = N_("This may be chance: keep an eye on it, and look at the clear things first.")
_ANSWER = N_(
    "Write the first line on the day on which a case comes in, even if it only says who comes "
    "and when."
)
TO_DO: dict[str, str] = {
    "effective_resolution": N_(
        "Look before you close, and ask the reporter whether it is solved. What comes back was not."
    ),
    "on_time_rate": N_(
        "Look every morning at what is due within two days. What needs longer needs a word to "
        "the reporter, and more days asked for before it is late."
    ),
    "satisfaction": N_(
        "Read what reporters wrote beside few stars. Often it was the waiting without a word."
    ),
    "rework_rate": N_(
        "Look at what came back: the same place, the same matter? Then mend the cause, "
        "not the trace."
    ),
    "first_response": _ANSWER,
    "answer_rate": _ANSWER,
    "resolution_rate": N_(
        "Ask what would have to be different for the reporter to call it solved, and do that."
    ),
    "requests_upheld": N_(
        "Ask for a pause or more days only with a reason that whoever decides can check, and early."
    ),
    "returns_upheld": N_(
        "Look at the list of duties before you send a case back or up. What comes back to you "
        "costs the reporter days."
    ),
    "verification": N_("Look at repairs on the next round: two working days are over soon."),
    "unmatched_rate": N_(
        "Walk where inspectors came upon what nobody had reported, and go there at another hour."
    ),
    "false_closure_rate": N_("Close only what you have seen, with a photo of how it looks now."),
    "false_patrol_rate": N_("Log a round when it was walked, with the places you passed."),
}


def fact_of(advice: Advice, *, is_lower: bool) -> str:
    """Return the sentence that says what is so."""
    if advice.is_unconfirmed:
        return UNCONFIRMED
    return (SLIPPED if advice.has_slipped else BEHIND)[is_lower]
