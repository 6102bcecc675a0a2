"""The reports of a year: how many on which day, at what hour, about what and in which words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from operator import itemgetter

from portal import clock
from portal.cases.rules import CaseStatus, Source, Validity, case_number
from portal.demo import words
from portal.demo.chance import Chance, Lot
from portal.demo.life import Facts, Life
from portal.demo.stage import Place, Stage, Subject

DAYS = 365
WEEKDAYS = (1.12, 1.05, 1.0, 1.0, 1.03, 0.82, 0.7)
MONTHS = (0.85, 0.7, 0.95, 1.0, 1.05, 1.15, 1.2, 1.2, 1.05, 0.9, 0.95, 0.9)
RESIDENT_HOURS = Lot(
    dict(
        enumerate(
            [2, 1, 1, 1, 1, 3, 9, 22, 34, 33, 30, 24, 19, 20, 24, 26, 28, 33, 38, 40, 36, 26, 13, 5]
        )
    )
)
WORKER_HOURS = Lot(
    dict(
        enumerate([0, 0, 0, 0, 0, 0, 1, 6, 24, 34, 32, 16, 6, 20, 30, 28, 20, 8, 3, 2, 1, 0, 0, 0])
    )
)
# In the last days one matter and one grid see more than usual: the live page warns of them.
WAVE_DAYS, WAVE_SHARE, WAVE_CODE = 3, 0.15, "B223"
WORKER_SHARE, HELPER_SHARE = 0.36, 0.25
ACTIVE_HELPERS = 3  # of a grid: most who signed up report nothing
WORDLESS_SHARE, PLACELESS_SHARE, ENGLISH_SHARE, HELD_SHARE = 0.2, 0.35, 0.012, 0.03
PICTURED_SHARE, CONTACT_SHARE, MAIL_SHARE = 0.66, 0.2, 0.4


def days_of_a_year(chance: Chance, cases: int, today: date, so_far: float = 1.0) -> Counter[date]:
    """Return how many reports each day has: more on Mondays, in summer, and as time goes on.

    The last day is not over: it has only the share that comes until now.
    """
    weights = {}
    for back in range(DAYS):
        day = today - timedelta(days=back)
        growth = 1.25 - 0.5 * back / DAYS
        share = so_far if back == 0 else 1.0
        weights[day] = (
            WEEKDAYS[day.weekday()]
            * MONTHS[day.month - 1]
            * growth
            * share
            * chance.uniform(0.85, 1.15)
        )
    lot = Lot(weights)
    return Counter(lot.draw(chance) for _ in range(cases))


def lives(
    stage: Stage, chance: Chance, cases: int, now: datetime, planted: Sequence[Life] = ()
) -> Iterator[Life]:
    """Return a life for each report, in the order of their coming, still to be told.

    Those that are planted come in among so many others, each on its day.
    """
    today = clock.day_of(now)
    counts = days_of_a_year(chance, cases, today, _share_of_day(now))
    sown: dict[date, list[tuple[datetime, Life]]] = {}
    for life in planted:
        sown.setdefault(clock.day_of(life.at), []).append((life.at, life))
    for day in sorted({*counts, *sown}):
        coming = [*_moments(chance, day, counts[day], now), *sown.get(day, ())]
        for count, (moment, what) in enumerate(sorted(coming, key=itemgetter(0)), 1):
            is_planted = isinstance(what, Life)
            life = what if is_planted else _life(stage, chance, day, moment, what, now)
            life.case["number"] = case_number(day, count)
            yield life


def _share_of_day(now: datetime) -> float:
    """Return which share of a day's reports has usually come by this hour."""
    hour = now.astimezone(clock.LOCAL).hour
    return max(RESIDENT_HOURS.sums[hour] / RESIDENT_HOURS.sums[-1], 0.02)


def _moments(chance: Chance, day: date, many: int, now: datetime) -> list[tuple[datetime, Source]]:
    start = clock.start_of(day)
    so_far = (now - start).total_seconds() - 1
    found = []
    for _ in range(many):
        source = Source.WORKER if chance.happens(WORKER_SHARE) else Source.RESIDENT
        hours = WORKER_HOURS if source is Source.WORKER else RESIDENT_HOURS
        second = hours.draw(chance) * 3600 + chance.random() * 3600
        if second > so_far:
            second = chance.random() * so_far
        found.append((start + timedelta(seconds=second), source))
    return sorted(found)


def _life(
    stage: Stage,
    chance: Chance,
    day: date,
    moment: datetime,
    source: Source,
    now: datetime,
) -> Life:
    place = stage.places.draw(chance)
    is_worker = source is Source.WORKER and place.worker_id is not None
    subject = (stage.workers if is_worker else stage.residents[day.month]).draw(chance)
    if (clock.day_of(now) - day).days < WAVE_DAYS and not is_worker and chance.happens(WAVE_SHARE):
        place, subject = _wave(stage, place, subject)
    subject = stage.as_listed(subject, day)
    said, where, language = _said(chance, place, subject, is_worker=is_worker)
    case = blank(stage, day, subject, place) | {
        "request_key": chance.token(),
        "follow_token": chance.token(),
        "pin": f"{chance.randrange(10**6):06}",
        "source": Source.WORKER if is_worker else Source.RESIDENT,
        "reported_by_id": _reporter(chance, place) if is_worker else None,
        "words": said,
        "place_note": where,
        "language": language,
        "is_held": not is_worker and chance.happens(HELD_SHARE),
        "reported_at": moment,
    }
    life = Life(stage, chance, now, place, subject, case)
    if subject.wants_photo and (is_worker or chance.happens(PICTURED_SHARE)):
        life.photos += [(0, "before")] * chance.choice((1, 1, 1, 2, 2, 3))
    if not is_worker and chance.happens(CONTACT_SHARE):
        life.contact = contact(chance, moment, has_mail=chance.happens(MAIL_SHARE))
    return life


def _wave(stage: Stage, place: Place, subject: Subject) -> tuple[Place, Subject]:
    """Return where and of what a report of the wave is: noise, in one grid."""
    noise = next((each for each in stage.workers.things if each.code == WAVE_CODE), subject)
    return next(
        (each for each in stage.places.things if each.code > stage.shown.code), place
    ), noise


def blank(stage: Stage, day: date, subject: Subject, place: Place) -> Facts:
    """Return a case as it is before anything has happened to it."""
    nothing = (
        "level unit_id decline_reason dispatched_at due_on response_due_at first_response_at"
        " resolved_at resolved_by_id was_in_time outcome closed_at closed_by clock_days"
        " clock_unit_id verify_due_on lat lon"
    )
    policy, calendar = stage.time.policy, stage.time.calendar
    return dict.fromkeys(nothing.split()) | {
        "matter_id": subject.id,
        "grid_id": place.id,
        "community_id": place.community_id,
        "street_id": place.street_id,
        "status": CaseStatus.REPORTED,
        "validity": Validity.NOT_JUDGED,
        "triage_due_on": (triage_on := calendar.add(day, policy.triage_days)),
        "is_triage_provisional": calendar.is_provisional(triage_on),
        "is_verify_provisional": False,
        "promised_on": stage.time.promised_on(subject.level, day),
        "is_due_provisional": False,
        "policy_version": policy.version,
        "is_overdue": False,
        "went_up_late": False,
        "came_from_grid": False,
        "handed_on": False,
        "has_parts": False,
        "round": 0,
        "reopened": 0,
        "version": 1,
    }


def _reporter(chance: Chance, place: Place) -> int | None:
    if place.helper_ids and chance.happens(HELPER_SHARE):
        return chance.choice(place.helper_ids[:ACTIVE_HELPERS])
    return place.worker_id


def _said(
    chance: Chance, place: Place, subject: Subject, *, is_worker: bool
) -> tuple[str, str, str]:
    """Return the reporter's words, where they say it is, and their language."""
    road, other = chance.choice(place.roads), chance.choice(words.ROADS)
    where = chance.choice(words.PLACES).format(road=road, other=other)
    note = "" if chance.happens(PLACELESS_SHARE) else where
    if not is_worker and chance.happens(WORDLESS_SHARE):
        return "", note, "zh"
    if is_worker:
        texts: tuple[str, ...] = words.WORKER_REPORTS
    elif chance.happens(ENGLISH_SHARE):
        return chance.choice(words.ENGLISH_REPORTS).format(where=road), note, "en"
    else:
        texts = words.REPORTS.get(subject.code) or words.REPORTS_OF_GROUP.get(
            subject.group, words.REPORTS_OF_GROUP["B2"]
        )
    return chance.choice(texts).format(where=where, matter=subject.name), note, "zh"


def contact(chance: Chance, moment: datetime, *, has_mail: bool) -> Facts:
    """Return a way to reach somebody who does not exist: numbers and hosts that nobody has."""
    return {
        "phone": None if has_mail else f"0571-0{chance.randrange(10**7):07}",
        "email": f"resident{chance.randrange(10**6)}@example.org" if has_mail else None,
        "consented_at": moment,
        "erased_at": None,
    }
