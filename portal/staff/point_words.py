"""What facts, reasons and bands are called where people read of points."""

from typing import Any

from portal.i18n import _, _l, day
from portal.rewards.queries import Year
from portal.rewards.rules import Band, FactKind, NextStar, WhyNot

KINDS: dict[FactKind, Any] = {
    FactKind.REPORT: _l("Report"),
    FactKind.VERIFICATION: _l("Look at a repair"),
    FactKind.PATROL: _l("Patrol"),
    FactKind.HELP: _l("Help in a household"),
    FactKind.TRAINING: _l("Training passed"),
    FactKind.THANKS: _l("Thanks by name"),
    FactKind.FAULT: _l("Trivial or test report"),
    FactKind.FAKE: _l("Found to be made up"),
}
PICTURES: dict[FactKind, str] = {
    FactKind.REPORT: "send",
    FactKind.VERIFICATION: "badge-check",
    FactKind.PATROL: "route",
    FactKind.HELP: "hand-helping",
    FactKind.TRAINING: "bookmark",
    FactKind.THANKS: "star",
    FactKind.FAULT: "triangle-alert",
    FactKind.FAKE: "shield-alert",
}
WHY: dict[WhyNot, Any] = {
    WhyNot.NOT_VALID: _l("It was judged not to be a valid report."),
    WhyNot.NOT_JUDGED: _l("Its judgement was taken back. It counts again once it is judged valid."),
    WhyNot.JUDGED_AGAIN: _l("It has been judged otherwise since, so this no longer counts."),
    WhyNot.NOT_FIRST: _l("Somebody had told this before you: the first one counts."),
    WhyNot.NO_ROUTE: _l("It shows no way: tick the places that you pass, or allow the position."),
    WhyNot.TOO_SHORT: _l("It lasted only a few minutes: see how long a patrol has to be."),
    WhyNot.SECOND_PATROL: _l("One patrol a day counts, and you had one that day."),
    WhyNot.REPLACED: _l("You corrected it later: the newer log counts instead."),
    WhyNot.DAY_FULL: _l("The most that counts in one day was reached."),
    WhyNot.MONTH_FULL: _l("The most that counts in one month was reached."),
    WhyNot.THANKS_FULL: _l("Of thanks only a few points count in one month."),
    WhyNot.CALLED_FAKE: _l("Somebody found that it was made up."),
    WhyNot.AWAY: _l("You were not on duty as a volunteer on that day."),
}
BANDS: dict[Band, Any] = {
    Band.FRONT: _l("among the first quarter of your community"),
    Band.MIDDLE: _l("in the middle half of your community"),
    Band.REST: _l("among the last quarter of your community"),
}


def next_steps(needs: NextStar, year: Year) -> list[str]:
    """Return in sentences what lacks for the next star."""
    said = []
    if needs.points:
        said.append(
            _("%(points)d points more. You have %(have)d.", points=needs.points, have=year.points)
        )
    if needs.valid_reports:
        said.append(
            _(
                "%(count)d valid reports more, with none found invalid between: so far your "
                "valid share proves less than the %(gate)d %% that this star takes.",
                count=needs.valid_reports,
                gate=needs.gate_percent,
            )
        )
    if needs.has_fake:
        said.append(_("A fact that was found to be made up must first be a year old."))
    if needs.needs_training:
        said.append(_("The required training, passed and in date."))
    return said


def explained(stars: int, year: Year) -> str:
    """Return in one sentence why a quarter has its stars."""
    facts = {"points": year.points, "valid": year.valid, "judged": year.judged, "stars": stars}
    if year.fakes:
        return str(
            _(
                "%(points)d points, %(valid)d of %(judged)d judged reports valid, and a fact found "
                "to be made up: that makes %(stars)d stars.",
                **facts,
            )
        )
    return str(
        _(
            "%(points)d points and %(valid)d of %(judged)d judged reports valid: that makes "
            "%(stars)d stars.",
            **facts,
        )
    )


def quarter_named(first: Any) -> str:
    """Return a quarter as people say it."""
    number = (first.month - 1) // 3 + 1
    return str(_("Quarter %(number)d of %(year)d", number=number, year=first.year))


def until_when(last: Any) -> str:
    """Return a day in words."""
    return day(last)
