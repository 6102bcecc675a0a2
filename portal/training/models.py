"""What is stored of training: courses with steps and questions, tries, meetings and who came."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base
from portal.training.rules import CourseState, Task


def _where(condition: str) -> Any:
    return dict.fromkeys(("sqlite_where", "postgresql_where"), text(condition))


class Course(Base):
    """One edition of a course (培训课程). What is published is never changed: an edition follows.

    Passes of earlier editions of the same line count, back to `counts_from`.
    """

    __tablename__ = "courses"
    __table_args__ = (
        UniqueConstraint("line", "edition"),
        Index("ix_courses_one_draft", "line", unique=True, **_where("state = 'draft'")),
        Index("ix_courses_one_published", "line", unique=True, **_where("state = 'published'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # its address
    line: Mapped[str]  # the code of its first edition
    edition: Mapped[int]
    counts_from: Mapped[int]  # the first edition whose passes count
    area_code: Mapped[str]  # for whose people it is
    state: Mapped[CourseState] = mapped_column(default=CourseState.DRAFT)
    title: Mapped[str]
    title_en: Mapped[str]  # may be empty: then the Chinese stands on English pages too
    words: Mapped[str]  # what it is about
    words_en: Mapped[str]
    required_from: Mapped[date | None]  # since when everybody needs it; none: who likes takes it
    valid_months: Mapped[int | None]  # none: for good
    pass_percent: Mapped[int]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    published_on: Mapped[date | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_on: Mapped[date | None]  # the first day on which it is not in force any more
    reason: Mapped[str] = mapped_column(default="")  # why it was given up
    version: Mapped[int] = mapped_column(default=1)

    # Two at once: one wins, the other is told.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy

    made_by: Mapped[Person] = relationship(foreign_keys=[made_by_id])
    published_by: Mapped[Person | None] = relationship(foreign_keys=[published_by_id])
    tasks: Mapped[list["CourseTask"]] = relationship(
        order_by="CourseTask.task", cascade="all, delete-orphan"
    )
    steps: Mapped[list["Lesson"]] = relationship(
        order_by="Lesson.position", cascade="all, delete-orphan"
    )
    questions: Mapped[list["QuizQuestion"]] = relationship(
        order_by="QuizQuestion.position", cascade="all, delete-orphan"
    )


class CourseTask(Base):
    """That a task needs a course."""

    __tablename__ = "course_tasks"

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    task: Mapped[Task] = mapped_column(primary_key=True)


class Lesson(Base):
    """A step of a course: some words to read, and a picture if it helps."""

    __tablename__ = "course_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    title_en: Mapped[str]
    words: Mapped[str]
    words_en: Mapped[str]
    picture_key: Mapped[str | None]
    picture_words: Mapped[str]  # what it shows, for those who do not see it


class QuizQuestion(Base):
    """A question of a course's quiz, and which step says the answer."""

    __tablename__ = "quiz_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), index=True)
    position: Mapped[int]
    words: Mapped[str]
    words_en: Mapped[str]
    step: Mapped[int | None]  # the position of the step to read again

    choices: Mapped[list["QuizChoice"]] = relationship(
        order_by="QuizChoice.position", cascade="all, delete-orphan", lazy="selectin"
    )


class QuizChoice(Base):
    """An answer to choose, right or wrong."""

    __tablename__ = "quiz_choices"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("quiz_questions.id"), index=True)
    position: Mapped[int]
    words: Mapped[str]
    words_en: Mapped[str]
    is_right: Mapped[bool]


class Gathering(Base):
    """A meeting with a list of who came (集中培训); it may count as taking a course."""

    __tablename__ = "gatherings"
    __table_args__ = (Index(None, "area_code", "id"), Index(None, "ends_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    secret: Mapped[str]  # from which the words on the screen are made; it is shown to nobody
    area_code: Mapped[str]
    title: Mapped[str]
    place: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    course_id: Mapped[int | None] = mapped_column(ForeignKey("courses.id"))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[datetime | None]  # since when the list changes no more
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy

    course: Mapped[Course | None] = relationship()
    made_by: Mapped[Person] = relationship(foreign_keys=[made_by_id])
    closed_by: Mapped[Person | None] = relationship(foreign_keys=[closed_by_id])


class Attendance(Base):
    """Somebody on the list of a meeting, by their own phone or entered by staff."""

    __tablename__ = "attendances"
    __table_args__ = (
        UniqueConstraint("gathering_id", "person_id"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    gathering_id: Mapped[int] = mapped_column(ForeignKey("gatherings.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # by hand
    struck_at: Mapped[datetime | None]  # taken off the list: they were not there
    struck_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    entered_by: Mapped[Person | None] = relationship(foreign_keys=[entered_by_id])
    struck_by: Mapped[Person | None] = relationship(foreign_keys=[struck_by_id])


class CourseResult(Base):
    """One try at a course, added and never changed; or that somebody came to its meeting."""

    __tablename__ = "course_results"
    __table_args__ = (
        UniqueConstraint("person_id", "course_id", "day", "nth"),
        UniqueConstraint("person_id", "request_key"),
        Index(None, "person_id", "id"),
        Index(None, "course_id", "passed", "person_id"),
        Index(None, "valid_until", "id"),  # whose pass ends soon
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # by which anybody checks a certificate
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    gathering_id: Mapped[int | None] = mapped_column(ForeignKey("gatherings.id"))
    day: Mapped[date]  # in Asia/Shanghai
    at: Mapped[datetime]
    nth: Mapped[int]  # of that person and day: so two at once never make one too many
    correct: Mapped[int | None]  # none where somebody came to a meeting
    asked: Mapped[int | None]
    wrong: Mapped[str]  # which questions, counted from one, with commas
    passed: Mapped[bool]
    valid_until: Mapped[date | None]  # the last day on which it counts; none: for good
    request_key: Mapped[str]

    person: Mapped[Person] = relationship()
    course: Mapped[Course] = relationship()
    gathering: Mapped[Gathering | None] = relationship()


class PassReminder(Base):
    """That somebody was reminded that a pass of theirs ends soon: once for each pass."""

    __tablename__ = "pass_reminders"

    result_id: Mapped[int] = mapped_column(ForeignKey("course_results.id"), primary_key=True)
    at: Mapped[datetime]
