"""What is done with the list: loaded, drafted, adopted as an edition, its platforms renamed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from portal import clock
from portal.accounts.models import Person, Unit
from portal.cases.models import Matter, MatterEdition, Platform, RefusedImport, Route
from portal.cases.queries.editions import latest_edition, newest_list, refused_import_of, rows_on
from portal.cases.rules.editions import by_code, carried_over, difference, is_same
from portal.cases.rules.matter_rows import KEYS, Row
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow

LONGEST_AHEAD = timedelta(days=366)  # a day further off is a slip of the keyboard
SINCE_FIRST = ("national_name", "national_code_2013", "national_name_2013", "name_basis")


def load_matters(rows: Iterable[Mapping[str, Any]]) -> int:
    """Load the list of admitted matters; rows whose code is known are left as they are.

    Only columns that an older release did not have are filled in. Once the
    district has adopted an edition the list is its own and nothing is added.
    """
    if latest_edition():
        return 0
    known = {matter.code: matter for matter in db.session.scalars(select(Matter))}
    new = []
    for row in rows:
        matter = known.get(row["code"])
        if matter is None:
            new.append(Matter(**row))
        elif not matter.name_basis:
            for name in SINCE_FIRST:
                setattr(matter, name, row[name])
    db.session.add_all(new)
    return len(new)


def load_platforms(rows: Iterable[Mapping[str, Any]]) -> int:
    """Load the platforms into a portal that has none; theirs are names that staff may change."""
    if db.session.scalar(select(Platform.id).limit(1)):
        return 0
    new = [Platform(**row) for row in rows]
    db.session.add_all(new)
    return len(new)


def draft_edition(
    title: str, *, by: Person, now: datetime, rows: Sequence[Row] | None = None
) -> MatterEdition:
    """Make a draft: the newest list to be worked on, or the rows of an import."""
    base = newest_list(clock.day_of(now))
    latest = latest_edition()
    draft = MatterEdition(
        title=title,
        reason="",
        rows=_sorted(base if rows is None else rows),
        base=base,
        based_on=latest.id if latest else 0,
        made_by=by,
        made_at=now,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def put_row(draft: MatterEdition, row: Row, *, old: Row | None) -> None:
    """Put a matter into a draft, new or in place of what its page showed."""
    _refuse_adopted(draft)
    rows = by_code(draft.rows)
    there = rows.get(row["code"])
    if old is None and there is not None:
        raise NotAcceptable(N_("The code %(code)s is taken. Choose another one."), code=row["code"])
    if old is not None and (there is None or not is_same(there, old)):
        raise NotAllowedNow(
            N_("Somebody else changed this matter of the draft meanwhile. Look at it again.")
        )
    draft.rows = _sorted((rows | {row["code"]: row}).values())


def retire_row(draft: MatterEdition, code: str) -> None:
    """Take a matter out of a draft."""
    _refuse_adopted(draft)
    if code not in by_code(draft.rows):
        raise NotAllowedNow(N_("This matter is not in the draft any more."))
    draft.rows = [row for row in draft.rows if row["code"] != code]


def restore_row(draft: MatterEdition, code: str, *, today: date) -> None:
    """Let a matter of a draft read again as the list has it; one that is new there goes."""
    _refuse_adopted(draft)
    listed = by_code(newest_list(today)).get(code)
    rows = by_code(draft.rows)
    if listed:
        rows[code] = listed
    else:
        rows.pop(code, None)
    draft.rows = _sorted(rows.values())


def bring_up_to_date(draft: MatterEdition, *, now: datetime) -> None:
    """Carry a draft over to the list that was adopted after it was made."""
    _refuse_adopted(draft)
    current, latest = newest_list(clock.day_of(now)), latest_edition()
    draft.rows = carried_over(draft.base, draft.rows, current)
    draft.base, draft.based_on = current, latest.id if latest else 0


def discard(draft: MatterEdition) -> None:
    """Throw a draft away."""
    _refuse_adopted(draft)
    db.session.delete(draft)


def adopt(draft: MatterEdition, *, on: date, reason: str, by: Person, now: datetime) -> None:
    """Put a draft in force from a day on: ends what it changes or retires, begins what is new.

    Rows that read the same stay the same rows, and none is ever deleted: a
    case keeps the row it was reported under.
    """
    _wait_for_our_turn()
    _refuse_adopted(draft)
    today, latest = clock.day_of(now), latest_edition()
    if draft.based_on != (latest.id if latest else 0):
        raise NotAllowedNow(
            N_("Another edition was adopted after this draft was made. Bring it up to date first.")
        )
    _refuse_wrong_day(on, today, latest)
    change = difference(newest_list(today), draft.rows)
    if not change:
        raise NotAcceptable(N_("The draft reads as the list does. There is nothing to adopt."))
    gone = [row["code"] for row in change.retired] + [each.code for each in change.changed]
    ended = update(Matter).where(Matter.code.in_(gone), Matter.ended_on.is_(None))
    db.session.execute(ended.values(ended_on=on))
    new = [*change.added, *(each.new for each in change.changed)]
    db.session.add_all([Matter(**row, started_on=on) for row in new])
    draft.in_force_on, draft.reason, draft.adopted_by, draft.adopted_at = on, reason, by, now
    draft.rows = draft.base = []
    db.session.flush()


def withdraw(edition: MatterEdition, *, today: date) -> None:
    """Take back an edition before its day: the list stays as it was, and it is a draft again."""
    _wait_for_our_turn()
    day, latest = edition.in_force_on, latest_edition()
    if day is None or day <= today:
        raise NotAllowedNow(N_("Only an edition whose day is still to come can be withdrawn."))
    if latest is not edition:
        raise NotAllowedNow(N_("A later edition stands on this one. Withdraw that one first."))
    rows = rows_on(day)
    db.session.execute(delete(Matter).where(Matter.started_on == day))
    db.session.execute(update(Matter).where(Matter.ended_on == day).values(ended_on=None))
    edition.in_force_on = edition.adopted_by = edition.adopted_at = None
    db.session.flush()
    before = latest_edition()
    edition.rows, edition.base = rows, newest_list(today)
    edition.based_on = before.id if before else 0


def keep_refused_import(lines: Sequence[Sequence[str]], *, by: Person, now: datetime) -> None:
    """Keep the lines of an import that could not be taken, in place of the last ones."""
    kept = refused_import_of(by)
    if kept is None:
        db.session.add(RefusedImport(person_id=by.id, at=now, lines=lines))
    else:
        kept.at, kept.lines = now, lines


def rename_platform(platform: Platform, *, name: str, name_en: str, rank: int) -> None:
    """Call a platform by another name, everywhere it is named: it is still the same one."""
    taken = select(Platform.id).where(Platform.name == name, Platform.id != platform.id)
    if db.session.scalar(taken):
        raise NotAcceptable(N_("Another platform has this name already."))
    old = platform.name
    platform.name, platform.name_en, platform.rank = name, name_en, rank
    if old == name:
        return
    for model in (Matter, Unit, Route):
        carry = update(model).where(model.platform == old).values(platform=name)
        db.session.execute(carry)
    for draft in db.session.scalars(
        select(MatterEdition).where(MatterEdition.in_force_on.is_(None))
    ):
        draft.rows, draft.base = (_renamed(rows, old, name) for rows in (draft.rows, draft.base))
    db.session.flush()


def _renamed(rows: Sequence[Row], old: str, name: str) -> list[Row]:
    return [row | {"platform": name} if row["platform"] == old else row for row in rows]


def _refuse_adopted(draft: MatterEdition) -> None:
    if draft.in_force_on is not None:
        raise NotAllowedNow(N_("This edition is adopted and cannot be changed. Make a new draft."))


def _refuse_wrong_day(on: date, today: date, latest: MatterEdition | None) -> None:
    if on < today:
        raise NotAcceptable(N_("An edition cannot begin in the past. Choose today or a later day."))
    if on > today + LONGEST_AHEAD:
        raise NotAcceptable(N_("This day is more than a year away. Choose an earlier one."))
    if latest and latest.in_force_on and on <= latest.in_force_on:
        raise NotAcceptable(
            N_("The last edition begins on %(day)s. Choose a later day."),
            day=latest.in_force_on.isoformat(),
        )


def _wait_for_our_turn() -> None:
    """Hold every edition until the commit: of two at once the second sees what the first did."""
    db.session.execute(select(MatterEdition.id).order_by(MatterEdition.id).with_for_update())


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(({key: row[key] for key in KEYS} for row in rows), key=lambda row: row["code"])
