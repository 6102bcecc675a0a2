"""What usually happens to a case: the proportions of the demonstration, each in one place."""

from datetime import timedelta

from portal.cases.rules import DeclineReason, Outcome, Solved, Source, Step
from portal.demo import words
from portal.demo.chance import Lot
from portal.demo.life import Life
from portal.demo.worktime import FULL_DAY

DECLINED_SHARE = 0.07
WHY_DECLINED = Lot(
    {
        DeclineReason.NOT_LISTED: 35,
        DeclineReason.DUPLICATE: 25,
        DeclineReason.NOTHING_FOUND: 20,
        DeclineReason.TRIVIAL_REPEAT: 12,
        DeclineReason.TEST: 8,
    }
)
SLOW_TRIAGE_SHARE = 0.04
RETURNED_SHARE, TRANSFERRED_SHARE, TAKEN_SHARE = 0.03, 0.05, 0.88
LATE_SHARE, STUCK_SHARE = 0.08, 0.012
OUTCOMES = Lot(
    {Outcome.DONE: 83, Outcome.EXPLAINED: 9, Outcome.CANNOT_NOW: 5, Outcome.NOT_FOUND: 3}
)
VERIFIED_SHARE, DISPUTED_SHARE = 0.62, 0.035
ANSWERED_SHARE = 0.31
SOLVED = Lot({Solved.YES: 82, Solved.PARTLY: 11, Solved.NO: 7})
SOLVED_AGAIN = Lot({Solved.YES: 88, Solved.PARTLY: 8, Solved.NO: 4})
STARS = {
    Solved.YES: Lot({5: 48, 4: 34, 3: 13, 2: 3, 1: 2}),
    Solved.PARTLY: Lot({4: 28, 3: 47, 2: 18, 1: 7}),
    Solved.NO: Lot({3: 12, 2: 33, 1: 55}),
    None: Lot({5: 30, 4: 30, 3: 25, 2: 8, 1: 7}),
}
ONLY_STARS_SHARE, ONLY_SOLVED_SHARE, THANKED_SHARE = 0.05, 0.1, 0.24
OTHER_LEVEL_SHARE = 0.05


def whole_story(life: Life) -> None:
    """Report, triage, work, answers; round after round until it is closed."""
    life.report()
    if _is_declined(life):
        return
    is_first = True
    while is_first or life.case["closed_at"] is None:
        if is_first:
            _go_astray(life)
        _work(life, is_first=is_first)
        is_first = False
        _settle(life)


def _is_declined(life: Life) -> bool:
    """Triage: mostly within hours, seldom after days; some reports are declined."""
    chance, time = life.chance, life.stage.time
    minutes = chance.about(90, least=5, most=FULL_DAY * 0.9)
    if chance.happens(SLOW_TRIAGE_SHARE):
        minutes += FULL_DAY * chance.uniform(1, 3)
    life.go_to(time.after(life.at, minutes))
    is_from_resident = life.case["source"] is Source.RESIDENT
    if is_from_resident and chance.happens(DECLINED_SHARE):
        reason = WHY_DECLINED.draw(chance)
        life.decline(reason, chance.choice(words.DECLINED[reason]), _dispatcher(life))
        return True
    _dispatch(life, _level(life))
    return False


def _level(life: Life) -> int:
    level = life.subject.level
    if life.chance.happens(OTHER_LEVEL_SHARE):
        level = max(1, min(4, level + life.chance.choice((-1, 1))))
    return level


def _dispatcher(life: Life) -> int:
    """Return who triages: the street's command room, or the district's centre."""
    units = life.stage.units
    room = units.room[life.place.street]
    return units.clerk[room if life.chance.happens(0.6) else units.centre]


def _dispatch(life: Life, level: int, unit: int | None = None) -> None:
    note = life.chance.choice(words.DISPATCH_NOTES) if life.chance.happens(0.08) else ""
    unit = unit or life.stage.units.usual(life.subject, level, life.place)
    life.dispatch(level, unit, _dispatcher(life), note)


def _handler(life: Life) -> int | None:
    """Return whoever works on it now: the grid's own worker at level 1, else the unit's clerk."""
    if life.case["level"] == 1 and life.place.worker_id:
        return life.place.worker_id
    return life.stage.units.clerk.get(life.case["unit_id"])


def _go_astray(life: Life) -> None:
    """Send some cases to the wrong door first: returned to triage, or handed on."""
    chance, time, case = life.chance, life.stage.time, life.case
    if chance.happens(RETURNED_SHARE):
        life.go_to(time.after(life.at, chance.about(200, least=20, most=FULL_DAY * 1.8)))
        wrong = case["unit_id"]
        life.give_back(_handler(life), chance.choice(words.RETURNED))
        life.go_to(time.after(life.at, chance.about(60, least=10, most=300)))
        level = max(case["level"], 3)
        others = life.stage.units.others(level, life.place, wrong)
        _dispatch(life, level, chance.choice(others))
    elif case["level"] >= 3 and chance.happens(TRANSFERRED_SHARE):
        life.go_to(time.after(life.at, chance.about(150, least=15, most=FULL_DAY)))
        by = _handler(life)
        others = life.stage.units.others(case["level"], life.place, case["unit_id"])
        life.transfer(chance.choice(others), by, chance.choice(words.TRANSFERRED))


def _work(life: Life, *, is_first: bool) -> None:
    """Take it in hand and resolve it: mostly in time, some late, a few very late."""
    chance, time, case = life.chance, life.stage.time, life.case
    began = life.at
    if chance.happens(TAKEN_SHARE):
        life.go_to(time.after(life.at, chance.about(100, least=5, most=FULL_DAY * 2)))
        life.take(_handler(life), chance.choice(words.TAKEN))
    days = time.policy.days_to_resolve(case["level"])
    share = chance.betavariate(2, 2.6)
    if chance.happens(STUCK_SHARE):
        share = 1 + chance.uniform(6, 25) / days
    elif chance.happens(LATE_SHARE):
        share = 1 + chance.about(1.5, least=0.2, most=6) / days
    done = max(time.after(began, share * days * FULL_DAY), time.after(life.at, 10))
    life.go_to(done)
    outcome = OUTCOMES.draw(chance) if is_first else Outcome.DONE
    said = words.NOT_DONE.get(outcome) or words.DONE_BY_GROUP.get(
        life.subject.group, words.DONE_BY_GROUP["B2"]
    )
    life.resolve(outcome, _handler(life), chance.choice(said))


def _settle(life: Life) -> None:
    """Let the grid worker look, the reporter answer, or the time to object run out."""
    chance, time = life.chance, life.stage.time
    resolved = life.at
    coming = []
    worker = life.place.worker_id
    if worker != life.case["resolved_by_id"] and chance.happens(VERIFIED_SHARE):
        looked = time.after(resolved, chance.about(FULL_DAY * 0.7, least=30, most=FULL_DAY * 4))
        coming.append((looked, _look))
    if life.case["source"] is Source.RESIDENT and chance.happens(ANSWERED_SHARE):
        hours = chance.about(30, least=0.1, most=24 * time.policy.rating_days - 1)
        coming.append((resolved + timedelta(hours=hours), _answer))
    lapses = resolved + timedelta(days=time.policy.lapse_days, minutes=chance.uniform(1, 60))
    coming.append((lapses, _lapse))
    rounds = life.case["reopened"]
    for moment, happens in sorted(coming, key=lambda pair: pair[0]):
        life.go_to(moment)
        happens(life)
        if life.case["reopened"] > rounds:
            return


def _look(life: Life) -> None:
    if life.case["closed_at"]:
        return
    if life.chance.happens(DISPUTED_SHARE):
        life.reopen(Step.DISPUTE, life.place.worker_id, life.chance.choice(words.DISPUTED))
    else:
        life.confirm_by(Step.VERIFY, life.place.worker_id, life.chance.choice(words.VERIFIED))


def _lapse(life: Life) -> None:
    if life.case["closed_at"] is None:
        life.confirm_by(Step.LAPSE, None)


def _answer(life: Life) -> None:
    """Tap once or twice, and write a few words now and then."""
    chance = life.chance
    drawn = (SOLVED_AGAIN if life.case["reopened"] else SOLVED).draw(chance)
    was_late = life.case["was_in_time"] is False
    solved = None if chance.happens(ONLY_STARS_SHARE) else drawn
    stars: int | None = STARS[solved].draw(chance)
    if solved and chance.happens(ONLY_SOLVED_SHARE):
        stars = None
    elif stars and stars > 1 and was_late and chance.happens(0.4):
        stars -= 1
    said = chance.choice(words.THANKS[solved]) if chance.happens(THANKED_SHARE) else None
    life.answer(solved, stars, said)
