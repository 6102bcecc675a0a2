"""The printable report of a check and its tables: numbers with their method and limits in words."""

from collections.abc import Iterator, Sequence
from datetime import date

from portal.boards.drawing import ReportContent, ReportPart, ReportTable, draw_report
from portal.i18n import _, language
from portal.sheets import Cell
from portal.supervision.queries.names import (
    GATES,
    LISTS,
    METHOD,
    PASSING,
    VERDICT_NAMES,
    area_name,
    ends_in_percent,
    in_percent,
    strata_names,
)
from portal.supervision.queries.results import Found
from portal.supervision.rules import VERDICTS, StratumCount, pass_rate

HEAD = ("stratum", "name", "population", "drawn", "judged", "waiting", "weight")
ENDS = ("passed_percent", "low_percent", "high_percent")


def table_of(found: Found) -> Iterator[Sequence[Cell]]:
    """Yield a check's numbers, one line a stratum and the whole list at the end.

    Verdicts are counts, so that anybody can compute the rates again; the last three columns
    are our own, in percent.
    """
    verdicts = VERDICTS[found.check.frame]
    yield (*HEAD, *(verdict.value for verdict in verdicts), *ENDS)
    names = strata_names(one.name for one in found.strata)
    for one in found.strata:
        counts = [one.verdicts.get(verdict, 0) for verdict in verdicts]
        weight = None if one.weight is None else round(one.weight, 6)
        facts = (one.name, names[one.name], one.population, one.drawn, one.judged, one.waiting)
        yield (*facts, weight, *counts, *_ends([one], found.confidence))
    sums = [found.sum_of(what) for what in ("population", "drawn", "judged", "waiting")]
    counts = [sum(one.verdicts.get(verdict, 0) for one in found.strata) for verdict in verdicts]
    yield ("*", "", *sums, None, *counts, *_ends(found.strata, found.confidence))


def report_of(found: Found, *, fewest: int, today: date) -> bytes:
    """Return the report of a check as a PDF, in the reader's language.

    A check that has ended always gives the same bytes for the same findings: it is dated with
    the day of its end.
    """
    return draw_report(report_content(found, fewest=fewest, today=today))


def report_content(found: Found, *, fewest: int, today: date) -> ReportContent:
    """Return what a report says."""
    check = found.check
    on = check.closed_at.date() if check.closed_at else today
    facts = (
        (_("Spot check"), check.code),
        (_("Team"), f"{check.team.name} ({check.team.organisation})"),
        (_("What of"), f"{LISTS[check.frame]} · {area_name(check.area_code)}"),
        (_("Period"), f"{check.period_from.isoformat()} – {check.period_to.isoformat()}"),
        (_("In the list"), f"{found.sum_of('population'):,}"),
        (_("Judged"), f"{found.sum_of('judged'):,}"),
        (_("Hash of the list"), check.list_sha256 or ""),
        (_("Seed"), ", ".join(one.seed for one in check.rounds if one.drawn_at)),
    )
    return ReportContent(
        title=_("Report of third-party supervision"),
        under=_("%(check)s, as of %(day)s", check=check.code, day=on.isoformat()),
        facts=tuple((term, words) for term, words in facts if words),
        parts=(_whole(found, fewest), _strata(found, fewest), _beside(found), _method(found)),
        foot=_(
            "%(check)s: every number can be computed again from the public list", check=check.code
        ),
        on=on,
        tongue=language(),
    )


def _whole(found: Found, fewest: int) -> ReportPart:
    if found.sum_of("judged") < fewest:
        words = [
            _("Fewer than %(fewest)d were judged: there are counts and no rates.", fewest=fewest)
        ]
        return ReportPart(_("Of the whole list"), tuple(words))
    rows = [
        (str(VERDICT_NAMES[verdict]), in_percent(rate), ends_in_percent(rate))
        for verdict, rate in found.rates.items()
    ]
    sure = f"{found.confidence * 100:g} %"
    head = (_("Finding"), _("Share of the list"), _("Interval of %(sure)s", sure=sure))
    words = [str(GATES[found.gate])] if found.gate else []
    return ReportPart(_("Of the whole list"), tuple(words), ReportTable(head, tuple(rows)))


def _strata(found: Found, fewest: int) -> ReportPart:
    names = strata_names(one.name for one in found.strata)
    head = (
        _("Stratum"),
        _("In the list (N)"),
        _("Judged (n)"),
        _("Each stands for"),
        str(PASSING[found.check.frame]),
    )
    rows = [
        (
            names[one.name],
            f"{one.population:,}",
            f"{one.judged:,}",
            "–" if one.weight is None else f"{one.weight:.2f}",
            _passed(one, found, fewest),
        )
        for one in found.strata
    ]
    return ReportPart(_("By stratum"), (), ReportTable(head, tuple(rows)))


def _passed(one: StratumCount, found: Found, fewest: int) -> str:
    rate = pass_rate([one], found.confidence)
    counts = str(_("%(part)s of %(whole)s", part=one.passed, whole=one.judged))
    if rate is None or one.judged < fewest:
        return counts
    return f"{counts} · {in_percent(rate)} ({ends_in_percent(rate)})"


def _beside(found: Found) -> ReportPart:
    words = []
    if waiting := found.sum_of("waiting"):
        words.append(_("%(count)d are not signed yet: these numbers are not final.", count=waiting))
    if missing := found.sum_of("not_checkable"):
        words.append(
            _(
                "%(count)d could not be judged; the next tickets stand in their place.",
                count=missing,
            )
        )
    if found.in_doubt:
        words.append(
            _("%(count)d may still be rebutted, or are being decided.", count=found.in_doubt)
        )
    if found.urgent:
        said = ", ".join(f"{VERDICT_NAMES[verdict]} {n}" for verdict, n in found.urgent.items())
        words.append(_("Urgent ones beside the draw, in no rate: %(said)s.", said=said))
    return ReportPart(_("Beside the rates"), tuple(words) or (_("Nothing to add."),))


def _method(found: Found) -> ReportPart:
    sure = f"{found.confidence * 100:g} %"
    return ReportPart(_("Method and limits"), tuple(str(one) % {"sure": sure} for one in METHOD))


def _ends(strata: Sequence[StratumCount], confidence: float) -> tuple[float | None, ...]:
    rate = pass_rate(strata, confidence)
    if rate is None:
        return (None, None, None)
    return tuple(round(part * 100, 4) for part in (rate.share, rate.low, rate.high))
