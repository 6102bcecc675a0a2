"""The printed report of a period: the district, then its subdistricts, communities and units."""

from collections.abc import Sequence

from portal import clock
from portal.assessment import queries
from portal.assessment.rules import Result, SubjectKind
from portal.boards.drawing import ReportContent, ReportPart, ReportRange, ReportTable, draw_report
from portal.grids.rules import DISTRICT
from portal.i18n import _, language
from portal.public import results_method, results_told
from portal.public import results_words as words
from portal.public.results_told import Edition, Told, name_of

MAIN = "effective_resolution"
PRINTED = (SubjectKind.STREET, SubjectKind.UNIT, SubjectKind.COMMUNITY)  # grids fill a book


def report_of(here: Edition) -> bytes:
    """Return the report of an edition as a PDF, the same bytes whenever it is asked for."""
    return draw_report(report_content(here))


def report_content(here: Edition) -> ReportContent:
    """Return what the report of an edition says."""
    revision = here.revision
    result = queries.result_of(revision, SubjectKind.DISTRICT, DISTRICT)
    on = clock.day_of(revision.published_at or clock.now())
    facts = (
        (_("Period"), here.name),
        (_("Edition"), str(revision.number)),
        (_("Reported"), f"{result.counts.reported:,}"),
        (_("Were due"), f"{result.counts.due:,}"),
        (_("Left out of what was due"), f"{result.counts.excluded:,}"),
        (_("Fingerprint of all its figures (SHA-256)"), _in_two(revision.sha256 or "")),
    )
    leagues = [_league(here, kind) for kind in PRINTED]
    return ReportContent(
        title=_("How well problems were solved"),
        under=_("%(period)s, published on %(day)s", period=here.name, day=on.isoformat()),
        facts=tuple((str(term), said) for term, said in facts if said),
        parts=(_district(here, result), *filter(None, leagues), *_method(here)),
        foot=_("%(period)s, edition %(number)d", period=here.name, number=revision.number),
        on=on,
        tongue=language(),
    )


def _in_two(sha256: str) -> str:
    """Return a fingerprint in two halves: a line of paper holds no more."""
    half = len(sha256) // 2
    return f"{sha256[:half]} {sha256[half:]}".strip()


def _district(here: Edition, result: Result) -> ReportPart:
    told = results_told.told_of(here, result)
    head = (_("Indicator"), _("Share"), _("Range"), _("Part / whole"))
    rows = [(one.title, one.share or "–", one.ends, " / ".join(one.counts)) for one in told]
    sentences = [f"{one.question} {one.sentence}" for one in told if one.share]
    return ReportPart(
        str(_("The district")),
        tuple(sentences),
        ReportTable(head, tuple(rows)),
        _picture([(one.title, one) for one in told]),
    )


def _league(here: Edition, kind: SubjectKind) -> ReportPart | None:
    results = [one for one in here.all_of(kind) if MAIN in one.figures]
    if not results:
        return None
    told = [(one, results_told.told_one(here, one, MAIN)) for one in results]
    head = (_("Name"), words.title_of(MAIN), _("Range"), _("Score"), _("Rank"))
    rows = [
        (
            name_of(one),
            figure.share or " / ".join(figure.counts),
            figure.ends or "–",
            "–" if one.score is None else f"{one.score} ({one.score_low}–{one.score_high})",
            words.place_of(one) or "–",
        )
        for one, figure in told
    ]
    return ReportPart(
        str(words.KINDS[kind]),
        (str(_("Places are among those of one kind; whose ranges overlap share them.")),),
        ReportTable(tuple(map(str, head)), tuple(rows)),
        _picture([(name_of(one), figure) for one, figure in told]),
    )


def _picture(told: Sequence[tuple[str, Told]]) -> tuple[ReportRange, ...]:
    return tuple(
        ReportRange(label, one.range.share, one.range.low, one.range.high)
        for label, one in told
        if one.range
    )


def _method(here: Edition) -> list[ReportPart]:
    policy = here.policy
    indicators = [
        f"{one.title} ({one.source}). " + " ".join(f"{term}: {said}" for term, said in one.terms)
        for one in results_method.described(policy)
    ]
    weights = [
        f"{scheme.kind}: " + ", ".join(f"{title} {weight}" for title, weight in scheme.weights)
        for scheme in results_method.schemes(policy)
    ]
    return [
        ReportPart(str(_("How everything is counted")), tuple(indicators)),
        ReportPart(
            str(_("How a score comes about")), (*results_method.score_words(policy), *weights)
        ),
    ]
