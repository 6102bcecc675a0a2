"""What is done before a draw: a check is planned, its list frozen, the hash published."""

import gzip
import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from pathlib import Path

from portal import clock, files
from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.jobs import want
from portal.supervision import rules
from portal.supervision.models import CheckEvent, SpotCheck, Stratum, SupervisionTeam
from portal.supervision.queries import (
    Frame,
    areas_left_out,
    check_by_request,
    counted,
    frame_of,
    next_code,
    read,
)
from portal.supervision.rules import (
    CheckStep,
    FrameKind,
    Planned,
    SizeBy,
    StrataBy,
    after,
    in_order,
    merging,
    planned,
    size_for,
    trimmed,
)

LONGEST_SEED_FROM = 200
LONGEST_PERIOD = 366 * 2  # days


@dataclass(frozen=True)
class Plan:
    """What is to be drawn from, how closely, and what a pair of inspectors can do in a day."""

    frame: FrameKind
    area_code: str
    period_from: date
    period_to: date
    strata_by: StrataBy
    size_by: SizeBy = SizeBy.MARGIN
    margin_permille: int | None = 50
    confidence_permille: int = 950
    expected_permille: int = 500
    inspection_level: str = ""
    aql: str = ""
    severity: str = ""
    level_one_times: int = 1
    visits_a_day: int = 12


@dataclass(frozen=True)
class Gathered:
    """A list that was written: where it lies, its hash, and how many of each stratum there are."""

    key: str
    sha256: str
    counts: dict[str, int]  # before the small ones were merged
    left_out: list[str]


def plan_check(
    team: SupervisionTeam, plan: Plan, *, request_key: str, by: Person, now: datetime
) -> SpotCheck:
    """Begin a check with its plan; the same form sent twice begins one."""
    if known := check_by_request(request_key):
        return known
    refuse_odd_plan(plan, clock.day_of(now))
    check = SpotCheck(
        request_key=request_key,
        code=next_code(clock.day_of(now).year),
        team=team,
        left_out=[],
        **{field.name: getattr(plan, field.name) for field in fields(plan)},
    )
    db.session.add(check)
    db.session.flush()
    note(check, CheckStep.PLAN, by=by, now=now)
    return check


def change_plan(check: SpotCheck, plan: Plan, *, by: Person, now: datetime) -> None:
    """Change a plan while nothing is frozen."""
    after(check.status, CheckStep.PLAN)
    if check.freeze_asked_at:
        raise NotAllowedNow(N_("The list is being frozen: the plan stays as it is."))
    refuse_odd_plan(plan, clock.day_of(now))
    for field in fields(plan):
        setattr(check, field.name, getattr(plan, field.name))
    note(check, CheckStep.PLAN, by=by, now=now)


def refuse_odd_plan(plan: Plan, today: date) -> None:
    """Refuse a plan that nobody could draw by."""
    if plan.period_to < plan.period_from:
        raise NotAcceptable(N_("The period ends before it begins. Change one of the two days."))
    if plan.period_to > today:
        raise NotAcceptable(N_("The period has not ended: what is still to come cannot be drawn."))
    if (plan.period_to - plan.period_from).days > LONGEST_PERIOD:
        raise NotAcceptable(N_("A period has two years at most."))
    if plan.strata_by is StrataBy.STREET_LEVEL and plan.frame is not FrameKind.CLOSED_CASES:
        raise NotAcceptable(N_("Only cases have a level: choose strata by street or community."))
    if plan.size_by is SizeBy.MARGIN and not plan.margin_permille:
        raise NotAcceptable(N_("Say how closely the share is to be known: enter a margin."))
    if plan.size_by is SizeBy.PLAN and plan.level_one_times > 1:
        raise NotAcceptable(
            N_("A gate counts each thing once: with it nothing can be drawn oftener than the rest.")
        )


def sizes_of(check: SpotCheck, counts: dict[str, int]) -> list[Planned]:
    """Return what would be drawn of each stratum by a check's plan."""
    size = wanted_size(check, sum(counts.values()))
    strata = planned(counts, size, level_one_times=check.level_one_times)
    return trimmed(strata, size) if check.size_by is SizeBy.PLAN else strata


def wanted_size(check: SpotCheck, population: int) -> int:
    """Return how many a plan asks for, before strata and over-sampling."""
    if check.size_by is SizeBy.PLAN:
        return gate_of(check, population).size
    return size_for(
        population,
        (check.margin_permille or 50) / 1000,
        check.confidence_permille / 1000,
        expected=check.expected_permille / 1000,
    )


def gate_of(check: SpotCheck, population: int) -> rules.Plan:
    """Return the plan of GB/T 2828.1 by which a lot of this size is accepted or refused."""
    severity = rules.Severity(check.severity)
    return rules.plan_for(population, check.aql, check.inspection_level, severity)


def ask_freeze(check: SpotCheck, *, by: Person, now: datetime) -> None:
    """Ask that the list be made and frozen: a job reads it, for it may be long."""
    after(check.status, CheckStep.FREEZE)
    if check.freeze_asked_at:
        raise NotAllowedNow(N_("The list is being frozen already. Wait a moment."))
    sizes_of(check, counted(frame_of(check, areas_left_out(check.team, clock.day_of(now)))))
    check.freeze_asked_at = now
    want("freeze_list", check.id, by.id)


def gather(check: SpotCheck, *, on: date) -> Gathered:
    """Write a check's list into the store, sorted and hashed; nothing else is changed.

    Line by line: a list of years is longer than what may be held. What it was
    merged by is counted first; if the two counts differ, somebody closed or
    reopened a case meanwhile, and it is to be read again.
    """
    left_out = areas_left_out(check.team, on)
    frame = frame_of(check, left_out)
    counts = counted(frame)
    into, digest, seen = merging(counts), hashlib.sha256(), Counter[str]()
    key = f"checks/{check.code}.csv.gz"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv.gz"
        with gzip.GzipFile(path, "wb", compresslevel=1, mtime=0) as out:
            for lines in in_order(_lines(frame, into, seen)):
                block = "".join(f"{line}\n" for line in lines).encode()
                digest.update(block)
                out.write(block)
        files.keep(key, path)
    if seen != Counter(counts):
        raise NotAllowedNow(N_("The list changed while it was read. It is read once more."))
    return Gathered(key, digest.hexdigest(), counts, left_out)


def keep_gathered(check: SpotCheck, gathered: Gathered) -> None:
    """Keep what a list came to until it is frozen: its reader is not its writer."""
    files.keep(_beside(check), json.dumps(asdict(gathered)).encode())


def kept_gathered(check: SpotCheck) -> Gathered:
    """Return what a list came to when it was read."""
    return Gathered(**json.loads(files.read(_beside(check))))


def freeze(check: SpotCheck, gathered: Gathered, *, by: Person, now: datetime) -> None:
    """Freeze a list with its hash, and with it how many are drawn of each stratum."""
    check.status = after(check.status, CheckStep.FREEZE)
    strata = sizes_of(check, gathered.counts)
    into = merging(gathered.counts)
    check.strata = [
        Stratum(name=one.name, population=one.population, size=one.size) for one in strata
    ] + [
        Stratum(name=name, population=gathered.counts[name], size=0, merged_into=target)
        for name, target in into.items()
    ]
    check.population = sum(gathered.counts.values())
    if check.size_by is SizeBy.PLAN:
        gate = gate_of(check, check.population)
        check.plan_letter, check.accept_at = gate.letter, gate.accept_at
        check.refuse_at = gate.refuse_at
    check.left_out = gathered.left_out
    check.list_key, check.list_sha256, check.frozen_at = gathered.key, gathered.sha256, now
    note(check, CheckStep.FREEZE, by=by, now=now, words=gathered.sha256)


def publish(check: SpotCheck, *, seed_from: str, by: Person, now: datetime) -> None:
    """Publish the hash of a frozen list, and say beforehand what will give the seed."""
    status = after(check.status, CheckStep.PUBLISH)
    if not seed_from or len(seed_from) > LONGEST_SEED_FROM:
        raise NotAcceptable(
            N_("Say in a few words what will give the seed: a lottery to come, dice, and when.")
        )
    check.status, check.seed_from, check.published_at = status, seed_from, now
    note(check, CheckStep.PUBLISH, by=by, now=now, words=seed_from)


def abandon(check: SpotCheck, *, why: str, by: Person, now: datetime) -> None:
    """Give a check up, with a reason that stands on its public page: nothing vanishes."""
    status = after(check.status, CheckStep.ABANDON)
    if not why:
        raise NotAcceptable(N_("Say why: whoever read that this check was to come will ask."))
    check.status, check.why_abandoned, check.closed_at = status, why, now
    note(check, CheckStep.ABANDON, by=by, now=now, words=why)


def close(check: SpotCheck, *, by: Person, now: datetime) -> None:
    """End a check: no further round, nothing more added."""
    check.status, check.closed_at = after(check.status, CheckStep.CLOSE), now
    note(check, CheckStep.CLOSE, by=by, now=now)


def note(
    check: SpotCheck,
    step: CheckStep,
    *,
    by: Person,
    now: datetime,
    turn: int | None = None,
    words: str = "",
) -> None:
    """Add a step to a check's history; none is ever changed."""
    db.session.add(
        CheckEvent(check_id=check.id, step=step, turn=turn, at=now, by_id=by.id, words=words)
    )
    db.session.flush()
    db.session.expire(check, ["events"])


def plan_of(check: SpotCheck) -> Plan:
    """Return the plan that a check has now."""
    return Plan(**{field.name: getattr(check, field.name) for field in fields(Plan)})


def _beside(check: SpotCheck) -> str:
    return f"checks/{check.code}.json"


def _lines(frame: Frame, into: dict[str, str], seen: Counter[str]) -> Iterator[list[str]]:
    """Return the lines of a list, the small strata merged, and count what was read."""
    for part in read(frame):
        seen.update(stratum for _number, stratum in part)
        yield [f"{number},{into.get(stratum, stratum)}" for number, stratum in part]
