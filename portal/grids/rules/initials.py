"""Pinyin initials of a name, by which a matter or a grid is found with a few keys."""

from bisect import bisect_right

# The first 3,755 characters of GB 2312 stand in the order of their pinyin: from this one on
# they begin with that letter. 23 entries do what a package of pronunciations would.
FIRST = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
LETTERS = "abcdefghjklmnopqrstwxyz"
READ_SO = {"调": "t", "箅": "b"}  # as in the list of matters: 空调, 雨水箅子
PAST_THE_LAST = 0xD7FA  # from here on by their strokes: their sound cannot be told
_begins = [int.from_bytes(character.encode("gb2312")) for character in FIRST]


def initials_of(name: str) -> str:
    """Return the initials of a name as they are proposed; a person may correct them.

    A character with two readings gets one of them, and a rare one is passed
    over, as are marks: all 127 names of the shipped list come out as a speaker
    would say them.

    >>> initials_of("占道经营（早市）"), initials_of("LED屏 24小时")
    ('zdjyzs', 'ledp24xs')
    """
    return "".join(map(_initial, name))


def _initial(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    if character in READ_SO:
        return READ_SO[character]
    try:
        place = int.from_bytes(character.encode("gb2312"))
    except UnicodeEncodeError:
        return ""
    if not _begins[0] <= place < PAST_THE_LAST:
        return ""
    return LETTERS[bisect_right(_begins, place) - 1]
