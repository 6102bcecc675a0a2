"""Signals are looked for in what was just read: each comes with its evidence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal import clock
from portal.cases.models import Photo
from portal.cases.rules import Step
from portal.grids.models import PatrolLog
from portal.rewards.queries import (
    LOOKS,
    Happened,
    Policies,
    looks_at,
    reports_of_day,
    sent_before,
    since_when,
    volunteers_among,
    ways_before,
)
from portal.rewards.rules import (
    SignalKind,
    SignalVisit,
    bursts,
    fastest,
    in_common,
    is_one_browser,
    is_pair,
    is_too_fast,
    on_one_device,
    quarter_of,
    solves_own,
    splits,
)

MOST_SHOWN = 30  # cases that stand in the evidence


@dataclass(frozen=True)
class Noticed:
    """What a rule found, under the key that makes it the same as before."""

    key: str
    kind: SignalKind
    person_id: int
    day: date
    evidence: Mapping[str, Any]


def in_reports(rows: Sequence[Any], policies: Policies) -> Iterator[Noticed]:
    """Look for bursts, and for one problem told as several, on the days of new reports."""
    known = volunteers_among({row.reported_by_id for row in rows if row.reported_by_id})
    last = {
        (row.reported_by_id, clock.day_of(row.reported_at)): row.id
        for row in rows
        if row.reported_by_id in known
    }
    for (person, day), up_to in last.items():
        filed = reports_of_day(person, day, up_to)
        for kind, groups in (
            (SignalKind.BURST, bursts(filed, policies(day))),
            (SignalKind.SPLIT, splits(filed, policies(day))),
        ):
            if groups:
                groups_shown = [[one.id for one in group][:MOST_SHOWN] for group in groups]
                evidence = {"groups": groups_shown}
                yield Noticed(f"{kind}:{person}:{day}", kind, person, day, evidence)


def in_photos(photos: Sequence[Photo], _policies: Policies) -> Iterator[Noticed]:
    """Look for photos of other cases that show the same and were there first."""
    known = volunteers_among({photo.event.by_id for photo in photos if photo.event.by_id})
    for photo in photos:
        who = photo.event.by_id
        if who in known and (before := sent_before(photo)):
            pairs = [[photo.id, one.other.id, one.is_exact] for one in before]
            yield Noticed(
                f"{SignalKind.SAME_PHOTO}:{photo.id}",
                SignalKind.SAME_PHOTO,
                who or 0,
                clock.day_of(photo.event.at),
                {"photos": pairs},
            )


def in_looks(events: Sequence[Happened], policies: Policies) -> Iterator[Noticed]:
    """Look at whoever reported what was looked at, or solved by themselves, just now."""
    known = volunteers_among({event.reported_by_id for event in events if event.reported_by_id})
    looked = {
        (event.reported_by_id, clock.day_of(event.at))
        for event in events
        if event.reported_by_id in known and event.step in (*LOOKS, Step.RESOLVE)
    }
    for person, day in sorted((person or 0, day) for person, day in looked):
        yield from _in_looks_at(person, day, policies)


def _in_looks_at(person: int, day: date, policies: Policies) -> Iterator[Noticed]:
    policy, quarter = policies(day), quarter_of(day)
    since = since_when(day, policy.signal_days)
    looks = looks_at(person, since)
    if solves_own(looks.own_share, policy):
        evidence = {
            "own": [looks.own_share.part, looks.own_share.whole],
            "cases": list(looks.own_solved[-MOST_SHOWN:]),
            "days": policy.signal_days,
        }
        key = f"own:{person}:{quarter}"
        yield Noticed(key, SignalKind.SELF_CLOSED, person, day, evidence)
    for other in volunteers_among(looks.by):
        share = looks.share_of(other)
        if other == person or share.part < policy.pair_looks:
            continue
        back = looks_at(other, since).share_of(person)
        if not is_pair(share, back, policy):
            continue
        low, high = sorted((person, other))
        evidence = {
            "people": [person, other],
            "there": [share.part, share.whole],
            "back": [back.part, back.whole],
            "cases": list(looks.by[other][-MOST_SHOWN:]),
            "days": policy.signal_days,
        }
        key = f"pair:{low}:{high}:{quarter}"
        yield Noticed(key, SignalKind.SELF_CLOSED, person, day, evidence)


def in_ways(patrols: Sequence[PatrolLog], policies: Policies) -> Iterator[Noticed]:
    """Look for patrols faster than walking, and for ways walked before."""
    known = volunteers_among({patrol.person_id for patrol in patrols})
    for patrol in patrols:
        counts = patrol.person_id in known and patrol.ended_at and not patrol.replaced_by
        if counts and patrol.route:
            yield from _in_way(patrol, clock.day_of(patrol.started_at), policies)


def _in_way(patrol: PatrolLog, day: date, policies: Policies) -> Iterator[Noticed]:
    policy, who = policies(day), patrol.person_id
    stretch = fastest(patrol.route, policy)
    if stretch and is_too_fast(stretch, policy):
        evidence = {
            "patrol": patrol.id,
            "kmh": round(stretch.kmh, 1),
            "metres": stretch.metres,
            "seconds": stretch.seconds,
            "begins": stretch.begins,
        }
        key = f"{SignalKind.TOO_FAST}:{patrol.id}"
        yield Noticed(key, SignalKind.TOO_FAST, who, day, evidence)
    alike = [(in_common(patrol.route, one.route), one.id) for one in ways_before(patrol)]
    percent, other = max(alike, default=(0, 0))
    if percent >= policy.way_percent:
        evidence = {"patrol": patrol.id, "other": other, "percent": percent}
        key = f"{SignalKind.COPIED_WAY}:{patrol.id}"
        yield Noticed(key, SignalKind.COPIED_WAY, who, day, evidence)


def in_visits(visits: Sequence[SignalVisit], policies: Policies) -> Iterator[Noticed]:
    """Look for several who came one after another on one device."""
    days: dict[date, list[SignalVisit]] = {}
    for visit in visits:
        days.setdefault(clock.day_of(visit.began), []).append(visit)
    for day, of_day in days.items():
        for chain in on_one_device(of_day, policies(day)):
            shown = [[one.person_id, one.began.isoformat()] for one in chain[:MOST_SHOWN]]
            in_place = sum(
                any(is_one_browser(one, after) for one in chain if one is not after)
                for after in chain
            )
            evidence = {
                "visits": shown,
                "device": chain[0].where[1],
                "one_browser": in_place,
                "people": sorted({one.person_id for one in chain}),
            }
            who = chain[0].person_id
            yield Noticed(
                f"{SignalKind.ONE_DEVICE}:{who}:{day}", SignalKind.ONE_DEVICE, who, day, evidence
            )
