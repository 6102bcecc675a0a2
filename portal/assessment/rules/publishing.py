"""What is true of publishing: when which step may be taken, and by whom."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from portal.assessment.rules.periods import RevisionStatus, Span
from portal.assessment.rules.results import Figure
from portal.errors import N_, NotAcceptable, NotAllowedNow, NotYours

LONGEST_WORDS = 500


def refuse_future(span: Span, today: date) -> None:
    """Refuse a period of which no day has come yet."""
    if span.begins > today:
        raise NotAcceptable(
            N_("%(name)s has not begun yet. Choose a period that has."), name=span.name
        )


def refuse_recount(status: RevisionStatus) -> None:
    """Refuse to count what was published."""
    if status not in {RevisionStatus.DRAFT, RevisionStatus.OPEN}:
        raise NotAllowedNow(N_("What was published is never changed. Correct it in a new edition."))


def refuse_recount_while_open(
    until: date | None, today: date, *, undecided: int, is_upheld: bool
) -> None:
    """Refuse to count what stands still: only upheld objections let it be counted again.

    That is done once for all objections of a round, for another round follows.
    """
    if not is_upheld:
        raise NotAllowedNow(
            N_(
                "The figures stand still while they are open to objections. "
                "Once an objection is upheld they can be counted again."
            )
        )
    if undecided or until is None or today <= until:
        raise NotAllowedNow(
            N_(
                "The figures are counted once for all objections: after the last day for them, "
                "when each is decided."
            )
        )


def refuse_opening(status: RevisionStatus, span: Span, today: date) -> None:
    """Refuse to open figures to objections that are no draft, or whose period still runs."""
    if status is not RevisionStatus.DRAFT:
        raise NotAllowedNow(N_("Only a draft can be opened to objections."))
    if today <= span.ends:
        raise NotAllowedNow(
            N_("%(name)s still runs. It can be opened to objections once it is over."),
            name=span.name,
        )


def refuse_objection(
    status: RevisionStatus, until: date | None, today: date, *, is_new: bool
) -> None:
    """Refuse an objection to what is not open, after the last day, or to what has not changed.

    `is_new` says that the figures are new in this round: in the first all are.
    """
    if status is RevisionStatus.DRAFT:
        raise NotAllowedNow(
            N_("These figures are still a draft. You can object once they are opened to it.")
        )
    if status is not RevisionStatus.OPEN or until is None or today > until:
        raise NotAllowedNow(
            N_(
                "The last day for objections was %(day)s. If a figure is wrong, write to the "
                "command centre: it can publish a corrected edition that says why."
            ),
            day=until.isoformat() if until else "",
        )
    if not is_new:
        raise NotAllowedNow(
            N_(
                "In this round only figures can be objected to that changed when they were "
                "counted again. These stand as they were."
            )
        )


def refuse_own_decision(by_id: int, *, asked_by_id: int, answers_for_it: bool) -> None:
    """Refuse that somebody decides on what they asked for, or answer for themselves."""
    if by_id == asked_by_id:
        raise NotYours(N_("You asked for this yourself: somebody else decides."))
    if answers_for_it:
        raise NotYours(N_("You answer for these figures yourself: somebody else decides."))


def refuse_decided(is_decided: bool) -> None:
    """Refuse to decide a second time."""
    if is_decided:
        raise NotAllowedNow(N_("This is decided already. Load the page again to read how."))


def refuse_publishing(
    status: RevisionStatus, until: date | None, today: date, *, undecided: int, is_behind: bool
) -> None:
    """Refuse to publish before the days are over, objections decided and upheld ones counted."""
    if status is not RevisionStatus.OPEN or until is None:
        raise NotAllowedNow(N_("Only figures that were open to objections can be published."))
    if today <= until:
        raise NotAllowedNow(
            N_("Units may still object, up to the last day. Publish on the day after it.")
        )
    if undecided:
        raise NotAllowedNow(
            N_("Objections still wait: %(count)d. Decide on each, then publish."), count=undecided
        )
    if is_behind:
        raise NotAllowedNow(
            N_("An objection was upheld after the last count. Count once more, then publish.")
        )


def differ(figures: Mapping[str, Figure], earlier: Mapping[str, Figure]) -> bool:
    """Say whether figures are others than they were; what peers alone change is none of theirs.

    >>> from portal.assessment.rules.results import State
    >>> now, then = ({"rework_rate": Figure(part, 9, State.FEW)} for part in (3, 2))
    >>> differ(now, then), differ(now, now)
    (True, False)
    """
    return _own(figures) != _own(earlier)


def _own(figures: Mapping[str, Figure]) -> dict[str, Figure]:
    return {name: replace(one, standardised=None, covered=None) for name, one in figures.items()}


def words_in(text: str) -> str:
    """Return words without spaces around them, or refuse none and too many."""
    if not (words := text.strip()):
        raise NotAcceptable(N_("Say it in words: others have to understand it."))
    if len(words) > LONGEST_WORDS:
        raise NotAcceptable(N_("Write at most %(count)d characters."), count=LONGEST_WORDS)
    return words
