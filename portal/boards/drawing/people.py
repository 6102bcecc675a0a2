"""Who answers for the grid: duty, name, phone and what for, one row for each."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.boards.drawing.canvas import (
    FLOOR,
    Canvas,
    between,
    heading_of,
    line_of,
    lines_of,
)
from portal.boards.drawing.content import PersonOnBoard
from portal.boards.drawing.letters import ems
from portal.boards.drawing.words import NOBODY, OTHER_TASKS, PHOTO_ALT, Words, more_people
from portal.boards.rules import Setting, cut

NAME, NAME_OF_FIRST, LEAST_NAME = 13.5, 17.0, 10.3  # at least 12 mm of ink on A2
PHONE, PHONE_OF_FIRST = 9.8, 11.6  # at least 10 mm of ink on A2
DUTY_WIDTH, PAD = 31.0, 6.0
AIR, LEAST_AIR = 3.4, 2.2  # above and below what stands in a row
PHOTO, PHOTO_OF_FIRST = (18.0, 24.0), (24.0, 32.0)
COMPACT = 4.6  # air in a row that only says whom to call
NOTHING = Setting(FLOOR, ())


@dataclass(frozen=True)
class Columns:
    """Where the columns of all rows stand, from the left edge of the row."""

    width: float
    photo: float
    name: float
    tasks: float
    tasks_width: float


@dataclass(frozen=True)
class Row:
    """One who answers, with every text set."""

    person: PersonOnBoard
    columns: Columns
    is_first: bool
    duty: Setting
    duty_en: Setting
    name: Setting
    phone: Setting
    tasks: tuple[Setting, ...]
    air: float

    @property
    def least(self) -> float:
        """The height that the row needs without its tasks."""
        photo = self.photo[1] if self.person.photo else 0
        duty = self.duty.height + (self.duty_en.height + 1.4 if self.duty_en.lines else 0)
        return max(_stacked(self.name, self.phone), duty, photo) + 2 * self.air

    @property
    def height(self) -> float:
        """The height that the row needs with all its tasks."""
        return max(self.least, _tasks_height(self.tasks) + 2 * self.air)

    @property
    def photo(self) -> tuple[float, float]:
        return PHOTO_OF_FIRST if self.is_first else PHOTO

    def draw(self, canvas: Canvas, x: float, y: float, height: float) -> None:
        """Put the row on the sheet, its texts in the middle of its height."""
        if self.is_first:
            canvas.panel(x, y, self.columns.width, height, "jade-weak", radius=2)
        self._duty(canvas, x + PAD, y, height)
        if self.person.photo:
            wide, high = self.photo
            alt = PHOTO_ALT.format(name=self.person.name)
            top = y + (height - high) / 2
            photo = self.person.photo
            canvas.put("photo", x + self.columns.photo, top, wide, high, photo=photo, alt=alt)
        self._name(canvas, x + self.columns.name, y, height)
        self._tasks(canvas, x + self.columns.tasks, y, height)

    def _duty(self, canvas: Canvas, x: float, y: float, height: float) -> None:
        high = self.duty.height + (self.duty_en.height + 1.4 if self.duty_en.lines else 0)
        at = y + (height - high) / 2
        at += canvas.text(self.duty, x, at, DUTY_WIDTH, ink="jade", bold=True) + 1.4
        canvas.text(self.duty_en, x, at, DUTY_WIDTH, ink="quiet", lang="en")

    def _name(self, canvas: Canvas, x: float, y: float, height: float) -> None:
        width = self.columns.tasks - self.columns.name - 4
        at = y + (height - _stacked(self.name, self.phone)) / 2
        ink = "ink" if self.person.name else "quiet"
        at += canvas.text(self.name, x, at, width, bold=True, ink=ink) + 2.6
        canvas.text(self.phone, x, at, width, ink="jade", bold=True)

    def _tasks(self, canvas: Canvas, x: float, y: float, height: float) -> None:
        tasks = _tasks_cut(self.tasks, height - 2 * self.air, self.columns.tasks_width)
        at = y + (height - _tasks_height(tasks)) / 2
        for task in tasks:
            dot = task.size * 0.22
            canvas.panel(x, at + task.size * 0.42, dot, dot, "jade", radius=dot / 2)
            at += canvas.text(task, x + task.size * 0.8, at, self.columns.tasks_width)
            at += task.size * 0.5


def _stacked(name: Setting, phone: Setting) -> float:
    return name.height + (2.6 + phone.height if phone.lines else 0)


def _tasks_height(tasks: Sequence[Setting]) -> float:
    return sum(task.height for task in tasks) + sum(task.size * 0.5 for task in tasks[1:])


def _tasks_cut(tasks: tuple[Setting, ...], height: float, width: float) -> tuple[Setting, ...]:
    """Return the tasks that a height holds, and where the others are to be read."""
    if _tasks_height(tasks) <= height + 1e-6:
        return tasks
    more = lines_of(OTHER_TASKS.zh, width, FLOOR)
    kept: tuple[Setting, ...] = ()
    while _tasks_height((*kept, tasks[len(kept)], more)) <= height:
        kept += (tasks[len(kept)],)
    if kept:
        return (*kept, more)
    room = height - more.height - FLOOR * 0.5
    if room < FLOOR:
        return (more,) if more.height <= height else ()
    return (cut(tasks[0], room, width, ems), more)


def rows_of(
    people: Sequence[PersonOnBoard], width: float, level: float, *, bilingual: bool
) -> list[Row]:
    """Return a row for each who answers, with letters of a level."""
    columns = _columns(people, width, level)
    rows: list[Row] = []
    for person in people:
        most = rows[0].name.size if rows else NAME_OF_FIRST  # nobody's name is above the first
        rows.append(_row(person, columns, level, most, is_first=not rows, bilingual=bilingual))
    return rows


def _columns(people: Sequence[PersonOnBoard], width: float, level: float) -> Columns:
    """Return columns for all rows: names and phones get the width they need, within reason."""
    left = PAD + DUTY_WIDTH + 4
    photo = PHOTO_OF_FIRST[0] + 5 if any(person.photo for person in people) else 0
    rest = width - left - photo - PAD
    size = between(PHONE, PHONE_OF_FIRST, level)
    needed = max((ems(person.phone or "") * size for person in people), default=0)
    has_tasks = any(person.tasks for person in people)
    name = min(max(needed, 84.0), rest * 0.64) if has_tasks else rest
    tasks = left + photo + name + 6
    return Columns(width, left, left + photo, tasks, width - tasks - PAD - FLOOR)


def _row(
    person: PersonOnBoard,
    columns: Columns,
    level: float,
    most: float,
    *,
    is_first: bool,
    bilingual: bool,
) -> Row:
    room = columns.tasks - columns.name - 5
    wished, call = (NAME_OF_FIRST, PHONE_OF_FIRST) if is_first else (NAME, PHONE)
    task = between(FLOOR, 5.2, level)
    return Row(
        person,
        columns,
        is_first,
        lines_of(person.duty, DUTY_WIDTH, between(FLOOR, 5.9, level), 1.22),
        lines_of(person.duty_en if bilingual else "", DUTY_WIDTH, FLOOR, 1.1),
        _name(person.name or NOBODY.zh, room, min(most, between(LEAST_NAME, wished, level))),
        _phone(person.phone or "", room, between(PHONE, call, level)),
        tuple(lines_of(text, columns.tasks_width, task) for text in person.tasks),
        between(LEAST_AIR, AIR, level),
    )


def _name(name: str, room: float, size: float) -> Setting:
    """Return a name on one line if it can be large enough, or on several."""
    fits = room / max(ems(name), 0.1)
    whole = heading_of(name, room, size if fits >= size else max(LEAST_NAME, min(size, fits)))
    return cut(whole, whole.size * (1 + 2 * whole.pitch), room, ems)


def _phone(phone: str, room: float, size: float) -> Setting:
    """Return a phone number on one line, before a space on two; a long one smaller, never cut."""
    if ems(phone) * size <= room or " " not in phone:
        return line_of(phone, room, size)
    broken = heading_of(phone, room, PHONE)
    return broken if len(broken.lines) == 2 else line_of(phone, room, PHONE)


def draw_rows(canvas: Canvas, rows: Sequence[Row], x: float, y: float, height: float) -> None:
    """Put the rows into a height; what does not fit is left to the page behind the code."""
    least = sum(row.least for row in rows)
    if not rows:
        return
    if least > height:
        _draw_compact(canvas, rows, x, y, height)
        return
    over = [row.height - row.least for row in rows]
    share = min(1.0, (height - least) / max(sum(over), 1e-9))
    spare = max(0.0, min(10.0, (height - sum(row.height for row in rows)) / len(rows)))
    for row, more in zip(rows, over, strict=True):
        tall = row.least + more * share + spare
        row.draw(canvas, x, y, tall)
        y += tall
        if row is not rows[-1] and not row.is_first:
            canvas.panel(x + PAD, y, row.columns.width - 2 * PAD, 0.25, "line")


def _draw_compact(canvas: Canvas, rows: Sequence[Row], x: float, y: float, height: float) -> None:
    """Put only whom to call, a line for each; where not all fit, how many are left out."""
    width, end = rows[0].columns.width, y + height
    room = width * 0.56 - DUTY_WIDTH - PAD - 3
    for place, row in enumerate(rows):
        call = line_of(row.person.phone or "", width * 0.44 - PAD, PHONE)
        name = heading_of(row.person.name or NOBODY.zh, room, LEAST_NAME)
        name = cut(name, LEAST_NAME * 2.2, room, ems)
        high = name.height + COMPACT
        if y + high > end - (0 if row is rows[-1] else 7):
            left_out = line_of(more_people(len(rows) - place), width, 5)
            canvas.text(left_out, x + PAD, y + 1, width, ink="quiet")
            return
        duty = cut(lines_of(row.person.duty, DUTY_WIDTH, FLOOR, 1.2), name.height, DUTY_WIDTH, ems)
        middle = y + high / 2
        canvas.text(duty, x + PAD, middle - duty.height / 2, DUTY_WIDTH, ink="jade", bold=True)
        canvas.text(name, x + PAD + DUTY_WIDTH + 3, middle - name.height / 2, room, bold=True)
        at = x + width * 0.56
        canvas.text(call, at, middle - call.size / 2, width * 0.44, ink="jade", bold=True)
        y += high


def draw_vacant(
    canvas: Canvas, said: Words, x: float, y: float, width: float, *, bilingual: bool
) -> None:
    """Put what to do while nobody answers for the grid."""
    canvas.panel(x, y, width, 40, "jade-weak", radius=2)
    words = lines_of(said.zh, width - 2 * PAD, 8)
    high = words.height + (FLOOR + 4 if bilingual else 0)
    at = y + (40 - high) / 2
    at += canvas.text(words, x + PAD, at, width - 2 * PAD) + 4
    if bilingual:
        english = line_of(said.en, width - 2 * PAD, 5)
        canvas.text(english, x + PAD, at, width, ink="quiet", lang="en")
