"""Tables that people keep in spreadsheets: read whatever saved them, written so that nothing runs.

A sheet may come from anybody's machine: it is measured before it is opened.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from portal.errors import N_, NotAcceptable

Cell = str | int | float | bool | date | None
Line = tuple[int, list[str]]  # where it stands in the file, and its cells

MARK = "\ufeff"  # tells a spreadsheet that this is UTF-8, so that Chinese is legible
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# A cell that begins so is a formula to a spreadsheet; the full-width ones too where it is Chinese.
RUNS = tuple("=+-@\t\r\n＝＋－＠")
ENCODINGS = ("utf-8-sig", "gb18030")  # as browsers, and as older Chinese programs save it
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")  # what Excel calls Unicode text
MOST_UNPACKED = 100_000_000  # bytes of a workbook when unpacked
MOST_CELLS = 4_000_000  # one cell far down and right would ask for memory for all between
BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError)
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})([0-9]{1,9})["']""")


def lines_of(content: bytes, *, most_bytes: int) -> list[Line]:
    """Return the filled lines of a CSV or XLSX file; what it is, its first bytes say."""
    if len(content) > most_bytes:
        raise NotAcceptable(N_("The file has more than %(most)d MB."), most=most_bytes // 1_000_000)
    if content.startswith(OLE):
        raise NotAcceptable(N_("The file is an old workbook. Save it as XLSX or CSV."))
    read = lines_of_workbook if content.startswith(ZIP) else lines_of_text
    lines = list(read(content))
    if not lines:
        raise NotAcceptable(N_("The file is empty."))
    return lines


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, or as older programs save it."""
    if content.startswith(WIDE_MARKS):
        return content.decode("utf-16", "replace").removeprefix(MARK)
    if b"\0" not in content:
        for encoding in ENCODINGS:
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise NotAcceptable(
        N_("The file is neither text in UTF-8 or GBK nor a workbook. Save it as CSV or XLSX.")
    )


def lines_of_text(content: bytes | str) -> Iterator[Line]:
    """Yield the filled lines of a CSV file, each with the line on which it begins."""
    text = content if isinstance(content, str) else decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as why:
        raise NotAcceptable(
            N_("Line %(line)d cannot be read: %(why)s. Look for a quotation mark left open."),
            line=line,
            why=str(why),
        ) from None


def lines_of_workbook(content: bytes) -> Iterator[Line]:
    """Yield the filled lines of a workbook's first sheet."""
    if content.startswith(ZIP):
        _refuse_boundless(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        table = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as why:
        raise _unreadable(why) from None
    for line, cells in enumerate(table, 1):
        texts = [as_text(cell) for cell in cells]
        if any(map(str.strip, texts)):
            yield line, texts


def csv_lines(rows: Iterable[Iterable[Cell]]) -> Iterator[bytes]:
    """Yield a CSV file line by line: UTF-8 with its mark, lines ended as RFC 4180 says."""
    mark = MARK
    for row in rows:
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow([written(cell) for cell in row])
        yield (mark + out.getvalue()).encode()
        mark = ""


def workbook(
    rows: Iterable[Sequence[Cell]],
    *,
    name: str,
    made_at: datetime | None = None,
    more: Mapping[str, Iterable[Sequence[Cell]]] | None = None,
) -> bytes:
    """Return an XLSX file of one sheet, or with `more` behind it; text stays text.

    The first row of each is bold and kept in sight. With the moment it was made it is the same
    bytes whenever it is written.
    """
    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, plain) as book:
        if made_at:
            book.set_properties({"created": made_at.replace(tzinfo=None)})
        head = book.add_format({"bold": True})
        for title, lines in ({name: rows} | dict(more or {})).items():
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            for n, row in enumerate(lines):
                sheet.write_row(n, 0, [_kept_in_sheet(cell) for cell in row], None if n else head)
    return out.getvalue()


def written(cell: Cell) -> str:
    """Return a cell as text that no spreadsheet takes for a formula; numbers stay as they are.

    >>> written("=1+1"), written(-3), written(None), written(True), written("<5")
    ("'=1+1", '-3', '', 'true', '<5')
    """
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case str():
            return f"'{cell}" if cell.lstrip(" ").startswith(RUNS) else cell
        case date():
            return cell.isoformat()
    return str(cell)


def unwritten(cell: str) -> str:
    """Return a cell as it was before it was made harmless.

    >>> unwritten("'=1+1"), unwritten("'quoted'")
    ('=1+1', "'quoted'")
    """
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(RUNS) else cell


def _kept_in_sheet(cell: Cell) -> Cell:
    return written(cell) if isinstance(cell, bool | date) else cell


def _refuse_boundless(content: bytes) -> None:
    """Refuse a workbook that unpacks to too much, or whose cells lie too far apart."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise _too_much()
            pages = [packed.read(part) for part in parts if part.filename.endswith(".xml")]
    except BROKEN as why:
        raise _unreadable(why) from None
    rows, columns = 1, 1
    for page in pages:
        for letters, number in _PLACE.findall(page):
            rows, columns = max(rows, int(number)), max(columns, _column(letters))
        if rows * columns > MOST_CELLS:
            raise _too_much()


def _column(letters: bytes) -> int:
    """Return the number of a column from its letters.

    >>> _column(b"A"), _column(b"AA")
    (1, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_much() -> NotAcceptable:
    return NotAcceptable(
        N_("The workbook reaches too far. Copy the table alone into a new one, or save it as CSV.")
    )


def _unreadable(why: Exception) -> NotAcceptable:
    return NotAcceptable(
        N_("The workbook cannot be read (%(why)s). Save it again as XLSX or CSV."),
        why=str(why)[:100],
    )


def as_text(cell: Any) -> str:
    """Return what a person would have typed: Excel keeps codes as numbers and days as instants."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
