"""A list that comes back is taken as it went, or refused with every fault by its line."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rewards.rules.pay_file import (
    CHECKSUM,
    COLUMNS,
    TOTAL,
    BatchKind,
    PayList,
    PayRow,
    read_back,
    table_of,
)
from portal.sheets import csv_lines, decoded, lines_of, workbook

TODAY = date(2026, 10, 20)
NAMES = st.text(st.sampled_from("王李张䶮㛃𬭎欧阳·A"), min_size=1, max_size=5)
ROWS = st.lists(st.tuples(NAMES, st.integers(1, 10**9)), min_size=1, max_size=8)


def a_list(rows, kind=BatchKind.BANK):
    lines = [
        PayRow(n, f"T{n:05}", name, fen, f"FF-{n}" if kind is BatchKind.VOUCHERS else "")
        for n, (name, fen) in enumerate(rows, 1)
    ]
    return PayList("FF20261019-00007", kind, lines)


def answered(sent, failed=()):
    """The list as a bank fills it in."""
    table = table_of(sent)
    for row in table[1:-2]:
        if row[1] in failed:
            row[7:] = ["失败", "", "账户已注销"]
        else:
            row[6:] = [row[6] or f"Y{row[1]}", "成功", "2026-10-19", ""]
    return table


def back(table, sent, used=()):
    return read_back(list(enumerate(table, 1)), sent, used=set(used), today=TODAY)


def said(read):
    return [(fault.line, fault.words % fault.facts) for fault in read.faults]


@given(ROWS, st.sampled_from(list(BatchKind)), st.sampled_from(["csv", "gb18030", "xlsx"]))
def test_a_list_comes_back_through_any_file_as_it_went(rows, kind, form):
    sent = a_list(rows, kind)
    table = answered(sent, failed={"1"})
    content = workbook(table, name="list") if form == "xlsx" else b"".join(csv_lines(table))
    if form == "gb18030":
        content = decoded(content).encode("gb18030")

    read = read_back(lines_of(content, most_bytes=10**6), sent, used=set(), today=TODAY)

    assert read.faults == []
    assert [each.line for each in read.outcomes] == [row.line for row in sent.rows]
    assert [each.is_paid for each in read.outcomes] == [row.line != 1 for row in sent.rows]
    assert all(each.day == date(2026, 10, 19) for each in read.outcomes if each.is_paid)


@given(ROWS, st.data())
def test_no_byte_of_an_amount_can_be_altered(rows, data):
    sent = a_list(rows)
    table = answered(sent)
    row, column = data.draw(st.integers(1, len(table) - 2)), data.draw(st.sampled_from([4, 5]))
    cell = table[row][column]
    place = data.draw(st.integers(0, len(cell) - 1))
    other = data.draw(st.sampled_from(sorted(set("0123456789.-x ") - {cell[place]})))
    altered = cell[:place] + other + cell[place + 1 :]
    table[row][column] = altered

    read = back(table, sent)

    is_same = altered.strip() in {cell.rstrip("0"), cell[:-1]} and column == 4 and "." in altered
    assert read.faults or is_same  # 12.50 read as 12.5 is the same amount
    assert not read.faults or row in {fault.line - 1 for fault in read.faults} | {len(table) - 2}


@pytest.mark.parametrize(
    ("alter", "words"),
    [
        pytest.param(lambda t: t[1].__setitem__(5, "9999"), "The amount has to be", id="amount"),
        pytest.param(lambda t: t[1].__setitem__(3, "李四"), "The person has to be", id="person"),
        pytest.param(lambda t: t[1].__setitem__(2, "T9"), "The person has to be", id="number"),
        pytest.param(lambda t: t[1].__setitem__(0, "FF1"), "of another list: FF1", id="list"),
        pytest.param(lambda t: t[1].__setitem__(1, "77"), "no line 77", id="unknown line"),
        pytest.param(lambda t: t[2].__setitem__(1, "1"), "stands in the file twice", id="twice"),
        pytest.param(lambda t: t[2].__setitem__(6, "Y1"), "another payment already", id="voucher"),
        pytest.param(lambda t: t[1].__setitem__(6, ""), "Give the voucher", id="no voucher"),
        pytest.param(lambda t: t[1].__setitem__(6, "OLD"), "another payment already", id="used"),
        pytest.param(lambda t: t[1].__setitem__(7, "?"), "The result has to be", id="result"),
        pytest.param(lambda t: t[1].__setitem__(8, "2026-10-21"), "not a later one", id="late day"),
        pytest.param(lambda t: t[1].__setitem__(8, "soon"), "Give the day", id="no day"),
        pytest.param(lambda t: t[1].__setitem__(7, "失败"), "Say why", id="failed without why"),
        pytest.param(lambda t: t.pop(1), "Line 1 of the list is missing", id="missing line"),
        pytest.param(lambda t: t[-2].__setitem__(5, "1"), "line of sums", id="wrong total"),
        pytest.param(lambda t: t.pop(-2), "line of sums", id="no total"),
        pytest.param(lambda t: t.pop(-1), "checksum does not fit", id="no checksum"),
        pytest.param(lambda t: t[-1].__setitem__(1, "0" * 64), "checksum", id="other checksum"),
        pytest.param(lambda t: t[0].__setitem__(2, "谁"), "name the columns", id="columns"),
    ],
)
def test_a_file_that_is_not_as_it_was_is_refused_in_words(alter, words):
    sent = a_list([("王䶮", 12000), ("欧阳𬭎", 34550)])
    table = answered(sent)
    alter(table)

    read = back(table, sent, used={"OLD"})

    assert any(words in fault for _line, fault in said(read)), said(read)


def test_all_faults_are_told_at_once_each_by_its_line():
    sent = a_list([("王芳", 100), ("李明", 200), ("张三", 300)])
    table = answered(sent)
    table[1][5], table[3][7] = "101", "maybe"

    lines = [line for line, _words in said(back(table, sent))]

    assert lines[:2] == [2, 4]


def test_a_voucher_that_the_list_did_not_give_is_unknown():
    sent = a_list([("王芳", 100)], BatchKind.VOUCHERS)
    table = answered(sent)
    table[1][6] = "FF-99"

    assert "unknown" in said(back(table, sent))[0][1]


def test_the_file_says_amounts_in_yuan_and_fen_with_sums_and_a_checksum():
    sent = a_list([("王䶮", 12000), ("=cmd", 34550)])

    rows = list(csv.reader(io.StringIO(decoded(b"".join(csv_lines(table_of(sent)))))))

    assert tuple(rows[0]) == COLUMNS
    assert rows[1][:6] == ["FF20261019-00007", "1", "T00001", "王䶮", "120.00", "12000"]
    assert rows[2][3] == "'=cmd"
    assert rows[3][:6] == [TOTAL, "2", "", "", "465.50", "46550"]
    assert rows[4][:2] == [CHECKSUM, sent.checksum]
