"""What is asked of the log of findings: its head, its lines, and whether it holds."""

from collections.abc import Iterator, Sequence
from datetime import UTC

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import joinedload

from portal.db import ROWS_AT_ONCE, db
from portal.supervision.models import Finding, LogCount, LogEntry, LogProof
from portal.supervision.queries.evidence import evidence_of
from portal.supervision.queries.findings import LARGEST
from portal.supervision.rules import (
    STEPS,
    Breach,
    Broken,
    CheckStatus,
    FindingState,
    FindingStep,
    Link,
    LogLine,
    details_text,
    first_break,
    signed,
)

THE_LOG = "findings"  # by which name its entries are counted
NEWEST = 20  # on the public page


def log_head() -> LogEntry | None:
    """Return the newest entry: its hash is the head, in which everything before it is bound."""
    return db.session.scalar(_entries().where(LogEntry.turn == _count()))


def newest_entries() -> Sequence[LogEntry]:
    """Return the newest entries, the last one first."""
    newest = _entries().where(LogEntry.turn > _count() - NEWEST)
    return db.session.scalars(newest.order_by(LogEntry.turn.desc())).all()


def newest_proof() -> LogProof | None:
    """Return when the log was last checked as a whole, and how it was."""
    rows = select(LogProof).where(LogProof.id <= LARGEST).order_by(LogProof.id.desc())
    return db.session.scalar(rows.limit(1))


def details_of(entry: LogEntry) -> str:
    """Return what an entry binds, as it is stored now: of a signature the finding itself."""
    finding, sampled = entry.finding, entry.finding.sampled
    is_signature = entry.step is FindingStep.SIGN
    verdict = finding.verdict if is_signature else entry.verdict
    people = (finding.proposed_by, finding.signed_by) if is_signature else (entry.by,)
    return details_text(
        {
            "evidence": finding.evidence if is_signature else "",
            "nonce": entry.nonce,
            "number": sampled.number,
            "people": " ".join(person.number for person in people if person),
            "priority": "yes" if sampled.is_priority else "no",
            "stratum": sampled.stratum,
            "verdict": verdict.value if verdict else "",
            "version": str(finding.version),
            "words": finding.words if is_signature else entry.words,
        }
    )


def link_of(entry: LogEntry) -> Link:
    """Return what an entry says in public from its first moment."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return Link(entry.turn, at, entry.step.value, entry.check.code, entry.digest)


def log_lines() -> Iterator[LogLine]:
    """Yield the log as it is published: details stand there once their check is closed."""
    for entry in _all_entries():
        is_open = entry.check.status is not CheckStatus.CLOSED
        yield LogLine(link_of(entry), entry.hash, "" if is_open else details_of(entry))


def broken_at() -> tuple[int, str, Broken | None]:
    """Check the whole log against itself and against what is stored of every finding.

    Returns how many entries there are, the head, and the first that does not hold.
    """
    count, head, states = 0, "", _States()
    wrong: Broken | None = None

    def lines() -> Iterator[LogLine]:
        nonlocal count, head, wrong
        for entry in _all_entries():
            count, head = entry.turn, entry.hash
            if wrong is None and not (states.follow(entry) and _rests_on_what_was_seen(entry)):
                wrong = Broken(entry.turn, Breach.ROWS)
            yield LogLine(link_of(entry), entry.hash, details_of(entry))

    broken = first_break(lines())
    if broken and broken.why is Breach.DETAILS:
        broken = Broken(broken.turn, Breach.ROWS)
    return count, head, broken or wrong or _unlogged(states)


class _States:
    """Where the log says that each finding stands: each step must follow from the one before."""

    def __init__(self) -> None:
        self.last: dict[int, tuple[int, FindingState]] = {}

    def follow(self, entry: LogEntry) -> bool:
        """Take a step; say whether the log allows it."""
        _turn, state = self.last.get(entry.finding_id, (0, FindingState.PROPOSED))
        if entry.step is FindingStep.SIGN:
            self.last[entry.finding_id] = (
                entry.turn,
                signed(FindingState.PROPOSED, entry.finding.verdict),
            )
            return state is FindingState.PROPOSED
        if (state, entry.step) in STEPS:
            self.last[entry.finding_id] = entry.turn, STEPS[state, entry.step]
            return True
        return entry.step not in {step for _state, step in STEPS}


def _rests_on_what_was_seen(entry: LogEntry) -> bool:
    """Say whether the look behind a signature is still what it was when it was signed."""
    if entry.step is not FindingStep.SIGN:
        return True
    return entry.finding.evidence == evidence_of(entry.finding.sampled)


def _unlogged(states: _States) -> Broken | None:
    """Return the first finding that stands elsewhere than its log says, or was never logged."""
    last = 0
    while some := _states_after(last):
        for finding_id, state in some:
            turn, logged = states.last.get(finding_id, (0, FindingState.PROPOSED))
            if state is not logged:
                return Broken(turn, Breach.ROWS)
        last = some[-1][0]
    return None


def _states_after(last: int) -> Sequence[Row[int, FindingState]]:
    rows = select(Finding.id, Finding.state).where(Finding.id > last)
    return db.session.execute(rows.order_by(Finding.id).limit(ROWS_AT_ONCE)).all()


def _all_entries() -> Iterator[LogEntry]:
    last = 0
    while some := _after(last):
        yield from some
        last = some[-1].turn


def _count() -> int:
    """Return how many entries there are: the number of the newest."""
    return db.session.scalar(select(LogCount.last).where(LogCount.name == THE_LOG)) or 0


def _after(turn: int) -> Sequence[LogEntry]:
    rows = _entries().where(LogEntry.turn > turn).order_by(LogEntry.turn).limit(ROWS_AT_ONCE)
    return db.session.scalars(rows).all()


def _entries() -> Select[LogEntry]:
    finding = joinedload(LogEntry.finding)
    return select(LogEntry).options(
        joinedload(LogEntry.check),
        joinedload(LogEntry.by),
        finding.joinedload(Finding.sampled),
        finding.joinedload(Finding.proposed_by),
        finding.joinedload(Finding.signed_by),
    )
