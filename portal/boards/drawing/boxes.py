"""Says in a PDF how far the colour goes beyond the cut: the one box that the typesetter leaves out.

The typesetter writes where to cut (TrimBox) and the whole sheet with its marks (MediaBox). A print
shop's programs also want the BleedBox. It is put beside the TrimBox of each page, and the table of
where things stand in the file is moved along, so that every byte is accounted for.
"""

import re

TRIM = re.compile(rb"/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]/TrimBox\[[-\d. ]+\]")
ENTRY = re.compile(rb"(\d{10})( \d{5} n)")
POINTS = 72 / 25.4


def with_bleed_box(pdf: bytes, beyond: float) -> bytes:
    """Return the file with a BleedBox on each page, so many millimetres inside the sheet."""
    table = pdf.rindex(b"\nxref\n") + 1
    body, moved, end = [], [], 0
    for found in TRIM.finditer(pdf, 0, table):
        width, height = (float(side) for side in found.groups())
        body += [pdf[end : found.end()], _box(width, height, beyond * POINTS)]
        moved.append((found.end(), len(body[-1])))
        end = found.end()
    body.append(pdf[end:table])

    def shifted(place: int) -> int:
        return place + sum(length for at, length in moved if at <= place)

    tail = ENTRY.sub(lambda entry: b"%010d" % shifted(int(entry[1])) + entry[2], pdf[table:])
    start = b"startxref\n%d\n"
    return b"".join(body) + tail.replace(start % table, start % shifted(table))


def _box(width: float, height: float, inside: float) -> bytes:
    left, right, top = inside, width - inside, height - inside
    return f"/BleedBox[{left:.6g} {left:.6g} {right:.7g} {top:.7g}]".encode()
