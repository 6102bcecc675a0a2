"""The list that a bank pays by, and how it comes back: every line as it went, with its outcome."""

import enum
import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.errors import N_
from portal.rewards.rules.money import fen_of, plain_yuan

BATCH, LINE, NUMBER, NAME = "批次号 batch", "行号 line", "工号 number", "姓名 name"
YUAN, FEN = "金额元 yuan", "金额分 fen"
VOUCHER, RESULT, DAY, REASON = "凭证号 voucher", "结果 result", "日期 day", "原因 reason"
COLUMNS = (BATCH, LINE, NUMBER, NAME, YUAN, FEN, VOUCHER, RESULT, DAY, REASON)
TOTAL, CHECKSUM = "合计 total", "校验 sha256"
LONGEST_VOUCHER, LONGEST_REASON = 40, 200
WHOLE = re.compile(r"\d{1,12}")


class BatchKind(enum.StrEnum):
    """Who pays by a list."""

    BANK = "bank"  # which gives each payment a number of its own
    VOUCHERS = "vouchers"  # paid by hand against vouchers that the list numbers


class LineState(enum.StrEnum):
    """What has become of a line."""

    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"


@dataclass(frozen=True)
class PayRow:
    """One line of a list: whom it pays, and how much."""

    line: int
    number: str
    name: str
    fen: int
    voucher: str = ""  # given by the list itself


@dataclass(frozen=True)
class PayList:
    """A whole list, as it goes to whoever pays."""

    number: str
    kind: BatchKind
    rows: Sequence[PayRow]

    @property
    def total(self) -> int:
        """The sum of its lines in fen."""
        return sum(row.fen for row in self.rows)

    @property
    def checksum(self) -> str:
        """The SHA-256 over its lines, which anybody can reckon again."""
        return checksum_of(self.number, self.rows)


@dataclass(frozen=True)
class Outcome:
    """What became of one line."""

    line: int
    is_paid: bool
    voucher: str
    day: date | None
    reason: str


@dataclass(frozen=True)
class Fault:
    """Something wrong in a file that came back: on which of its lines (0: as a whole), in words."""

    line: int
    words: str
    facts: dict[str, object] = field(default_factory=dict)


@dataclass
class Returned:
    """What a file says: outcomes, or faults; with one fault nothing of it counts."""

    outcomes: list[Outcome] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def canonical(number: str, rows: Sequence[PayRow]) -> str:
    """Return a list as the text over which its checksum goes: a line each, then the sums."""
    lines = [f"{row.line}\t{row.number}\t{row.name}\t{row.fen}" for row in rows]
    total = sum(row.fen for row in rows)
    return "\n".join([number, *lines, f"{len(rows)}\t{total}", ""])


def checksum_of(number: str, rows: Sequence[PayRow]) -> str:
    """Return the SHA-256 of a list."""
    return hashlib.sha256(canonical(number, rows).encode()).hexdigest()


def table_of(paid: PayList) -> list[list[str]]:
    """Return the rows of the file, all as text: a spreadsheet must not round or shorten them."""
    rows = [
        [paid.number, str(row.line), row.number, row.name, *_both(row.fen), row.voucher]
        for row in paid.rows
    ]
    sums = [TOTAL, str(len(paid.rows)), "", "", *_both(paid.total)]
    table = [[*COLUMNS], *rows, sums, [CHECKSUM, paid.checksum]]
    return [[*cells, *[""] * (len(COLUMNS) - len(cells))] for cells in table]


def _both(fen: int) -> tuple[str, str]:
    return plain_yuan(fen), str(fen)


def read_back(
    table: Sequence[tuple[int, list[str]]], sent: PayList, *, used: Collection[str], today: date
) -> Returned:
    """Hold a file that came back against the list that was sent; tell every fault by its line.

    `used` are the vouchers of earlier payments: a voucher pays once.
    """
    found = Returned()
    places = _places(table[0][1]) if table else None
    if places is None:
        words = N_("The first line has to name the columns as the list does: %(columns)s.")
        found.faults.append(Fault(1, words, {"columns": "、".join(COLUMNS)}))
        return found
    reader = _Reader(sent, places, set(used), today, found)
    for line, cells in table[1:]:
        reader.read(line, [*cells, *[""] * len(COLUMNS)])
    reader.end()
    return found


def _places(header: Sequence[str]) -> dict[str, int] | None:
    names = [cell.strip() for cell in header]
    return {name: names.index(name) for name in COLUMNS} if {*COLUMNS} <= {*names} else None


@dataclass
class _Reader:
    """Reads line by line and remembers what has come."""

    sent: PayList
    places: dict[str, int]
    used: set[str]
    today: date
    found: Returned
    rows: dict[int, PayRow] = field(default_factory=dict)  # as the file has them
    sums: list[tuple[str, str, str]] = field(default_factory=list)
    checksums: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Know the lines that were sent by their numbers."""
        self.known = {row.line: row for row in self.sent.rows}

    def read(self, line: int, cells: list[str]) -> None:
        """Read one line of the file."""
        said = {name: cells[place].strip() for name, place in self.places.items()}
        if said[BATCH] == TOTAL:
            self.sums.append((said[LINE], said[YUAN], said[FEN]))
        elif said[BATCH] == CHECKSUM:
            self.checksums.append(said[LINE].lower())
        elif row := self._row(line, said):
            self._compare(line, said, row)
            self._outcome(line, said, row)

    def end(self) -> None:
        """Judge the file as a whole."""
        for n in self.known.keys() - self.rows.keys():
            self._wrong(0, N_("Line %(n)d of the list is missing."), n=n)
        expected = (len(self.sent.rows), self.sent.total, self.sent.total)
        said = [(_whole(count), fen_of(yuan), _whole(fen)) for count, yuan, fen in self.sums]
        if said != [expected]:
            self._wrong(
                0,
                N_("The line of sums has to say %(count)d payments and %(total)s yuan, once."),
                count=expected[0],
                total=plain_yuan(self.sent.total),
            )
        if self.checksums != [self.sent.checksum] or self._reckoned() != self.sent.checksum:
            self._wrong(
                0, N_("The checksum does not fit: persons or amounts are not as they were sent.")
            )

    def _reckoned(self) -> str:
        return checksum_of(self.sent.number, [self.rows[n] for n in sorted(self.rows)])

    def _row(self, line: int, said: dict[str, str]) -> PayRow | None:
        """Return the line of the list that is meant, and note what the file says of it."""
        n = _whole(said[LINE])
        if said[BATCH] != self.sent.number:
            self._wrong(line, N_("This line is of another list: %(number)s."), number=said[BATCH])
        elif n is None or n not in self.known:
            self._wrong(line, N_("The list has no line %(n)s."), n=said[LINE])
        elif n in self.rows:
            self._wrong(line, N_("Line %(n)d of the list stands in the file twice."), n=n)
        else:
            fen = _whole(said[FEN])
            self.rows[n] = PayRow(n, said[NUMBER], said[NAME], -1 if fen is None else fen)
            return self.known[n]
        return None

    def _compare(self, line: int, said: dict[str, str], row: PayRow) -> None:
        if (said[NUMBER], said[NAME]) != (row.number, row.name):
            words = N_("The person has to be %(name)s, %(number)s.")
            self._wrong(line, words, name=row.name, number=row.number)
        if fen_of(said[YUAN]) != row.fen or _whole(said[FEN]) != row.fen:
            words = N_("The amount has to be %(yuan)s yuan, %(fen)d fen.")
            self._wrong(line, words, yuan=plain_yuan(row.fen), fen=row.fen)

    def _outcome(self, line: int, said: dict[str, str], row: PayRow) -> None:
        result = said[RESULT].lower()
        if result in {"成功", "已支付", "paid", "ok"}:
            self._paid(line, said, row)
        elif result in {"失败", "退回", "failed"}:
            if not said[REASON]:
                self._wrong(line, N_("Say why this payment failed."))
            reason = said[REASON][:LONGEST_REASON]
            self.found.outcomes.append(Outcome(row.line, False, "", None, reason))
        else:
            self._wrong(line, N_("The result has to be 成功 (paid) or 失败 (failed)."))

    def _paid(self, line: int, said: dict[str, str], row: PayRow) -> None:
        voucher, day = said[VOUCHER], _day(said[DAY])
        if row.voucher and voucher != row.voucher:
            words = N_("This voucher is unknown. The line has voucher %(voucher)s.")
            self._wrong(line, words, voucher=row.voucher)
        elif not voucher or len(voucher) > LONGEST_VOUCHER:
            self._wrong(line, N_("Give the voucher number, of at most 40 characters."))
        elif voucher in self.used:
            words = N_("Voucher %(voucher)s stands for another payment already.")
            self._wrong(line, words, voucher=voucher)
        if day is None or day > self.today:
            self._wrong(
                line, N_("Give the day of the payment such as 2026-10-20, not a later one.")
            )
        self.used.add(voucher)
        self.found.outcomes.append(Outcome(row.line, True, voucher, day, ""))

    def _wrong(self, line: int, words: str, **facts: object) -> None:
        self.found.faults.append(Fault(line, words, facts))


def _whole(cell: str) -> int | None:
    return int(cell) if WHOLE.fullmatch(cell) and cell.isascii() else None


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell.replace("/", "-"))
    except ValueError:
        return None
