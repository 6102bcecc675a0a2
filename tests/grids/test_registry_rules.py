"""Which rows of a registry are good, and what is said of each bad one."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import NotAcceptable
from portal.grids.actions import read_registry
from portal.grids.rules import DISTRICT, Checked, Known, Row, RowKind, check_rows
from portal.grids.rules.outlines import ring_of
from portal.grids.rules.values import Wrong
from tests.grids.registry import (
    COMMUNITY,
    GRID,
    RING,
    STREET,
    Said,
    a_community,
    a_grid,
    a_leader,
    a_street,
    a_worker,
    as_csv,
    as_geojson,
    whole,
)

KNOWN = Known(frozenset({DISTRICT, STREET, COMMUNITY}), frozenset({GRID}))
CROSSED = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]
EIGHT = [[0, 0], [1, 0], [1, 1], [0.5, 0], [0, 1], [0, 0]]  # touches one of its own sides
SPIKE = [[0, 0], [1, 0], [2, 0], [1, 0], [1, 1], [0, 0]]


def checked(*rows: Said, known: Known = KNOWN) -> Checked:
    return check_rows(read_registry(as_csv(rows)), known, residents_limit=1000)


def reasons(found: Checked) -> str:
    return "; ".join(map(str, found.faults))


def test_a_good_registry_has_no_fault_whatever_the_order_of_its_rows():
    found = checked(*reversed(whole()), known=Known())

    assert not found.faults
    assert [len(found.entries[kind]) for kind in RowKind] == [1, 1, 1, 2]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(a_grid(kind="gird"), "the kind “gird” is not known", id="unknown kind"),
        pytest.param(a_grid(kind=""), "the kind “” is not known", id="no kind"),
        pytest.param(a_grid(code="33010800202"), "has 11 digits, it needs 15", id="digits"),
        pytest.param(a_street(code="3301080020"), "has 10 digits, it needs 9", id="street digits"),
        pytest.param(a_grid(code="33010800202100A"), "made of digits", id="a letter in a code"),
        pytest.param(a_grid(code=""), "made of digits", id="no code"),
        pytest.param(a_street(code="110101001"), "not of this district", id="another district"),
        pytest.param(a_community(code="330108009021"), "the street 330108009", id="unknown street"),
        pytest.param(
            a_grid(code="330108002999001", community="330108002999"),
            "the community 330108002999 of 330108002999001 is not known",
            id="unknown community",
        ),
        pytest.param(
            a_grid(community="330108002022"), "is not the one that the code", id="other community"
        ),
        pytest.param(a_grid(code="330108002021009", name=" "), "name is missing", id="no name"),
        pytest.param(a_grid(name="长" * 81), "may have 80", id="a long name"),
        pytest.param(a_grid(scope="长" * 1001), "may have 1000", id="a long text"),
        pytest.param(a_grid(grid_kind="palace"), "grid kind “palace”", id="unknown grid kind"),
        pytest.param(a_grid(households="many"), "not a whole number", id="not a number"),
        pytest.param(a_grid(households="-3"), "not a whole number", id="a negative number"),
        pytest.param(a_grid(residents="9.5"), "not a whole number", id="half a resident"),
        pytest.param(a_grid(residents="99999999999999"), "not a whole number", id="too many"),
        pytest.param(a_worker(phone="0571-123"), "not a telephone number", id="bad phone"),
        pytest.param(a_worker(phone="1380571000"), "not a telephone number", id="short mobile"),
        pytest.param(a_worker(email="nobody"), "not an e-mail address", id="bad e-mail"),
        pytest.param(a_worker(duty="king"), "the duty “king” is not known", id="unknown duty"),
        pytest.param(a_worker(grid="330108002021777"), "is not known", id="unknown grid"),
        pytest.param(a_worker(person=""), "staff number (person) is missing", id="no number"),
        pytest.param(a_worker(started_on="soon"), "is not a date", id="bad date"),
        pytest.param(a_worker(started_on="2025-02-30"), "is not a date", id="no such day"),
    ],
)
def test_a_bad_row_is_said_with_its_line_and_its_reason(row, reason):
    found = checked(a_street(), row)

    assert reason in reasons(found)
    assert found.faults[0].place == "line 3"


def test_a_row_with_two_slips_is_said_twice():
    found = checked(a_worker(phone="1", email="2"))

    assert len(found.faults) == 2


def test_the_second_of_two_equal_codes_is_refused_and_names_the_first():
    found = checked(a_grid(), a_grid(name="另一个"))

    assert reasons(found) == f"line 3: {GRID} was given before, in line 2"


def test_the_same_duty_given_twice_to_somebody_is_refused():
    found = checked(a_worker(), a_worker())

    assert "was given before, in line 2" in reasons(found)


def test_one_number_is_one_person():
    found = checked(a_worker(), a_leader(person="S00003"))

    assert "the person S00003 has another name and phone and email in line 2" in reasons(found)


def test_more_than_a_thousand_residents_is_a_warning_only():
    found = checked(a_grid(residents="1024"))

    assert not found.faults
    assert str(found.warnings[0]) == "line 2: 1,024 residents, 1,000 is the limit"


def test_two_leaders_of_a_grid_are_a_warning_only():
    found = checked(a_leader(), a_leader(person="S9", name="王五"))

    assert not found.faults
    assert "has 2 people as grid_leader" in str(found.warnings[0])


def test_a_grid_whose_row_is_bad_is_not_known_to_its_staff():
    found = checked(
        a_grid(code="330108002021009", households="x"), a_worker(grid="330108002021009")
    )

    assert "line 3: the grid 330108002021009 is not known" in reasons(found)
    assert {"330108002021009", "S00003"} <= found.spared


def test_chinese_columns_and_words_are_understood():
    text = (
        "类型,编码,名称,所属社区,网格类型,户数,人口\n"
        f"网格,{GRID},春江社区第1网格,{COMMUNITY},住宅,４１２,930\n"
    )
    found = check_rows(read_registry(text.encode("gb18030")), KNOWN, residents_limit=1000)

    assert not found.faults
    assert found.entries[RowKind.GRID][0].said["households"] == 412


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b" \n\n", "empty", id="blank lines"),
        pytest.param(b"\x00\x01\x02", "neither text", id="a binary"),
        pytest.param(b"\xff\xff\xff,\xff", "neither text", id="no known encoding"),
        pytest.param(b"a,b\n1,2\n", "“kind”, “name”", id="another table"),
        pytest.param(b"kind,name,code,code\n", "names a column twice", id="a column twice"),
        pytest.param(b'kind,name\ngrid,"open\n', "Line 2", id="an open quotation mark"),
        pytest.param(b"kind,name\ngrid,x,,y\n", "Line 2 has more cells", id="a stray comma"),
        pytest.param(b"kind,name\ngrid,a\ngrid," + b"x" * 200_000, "Line 3", id="a huge field"),
        pytest.param(b"PK\x03\x04 no workbook", "workbook cannot be read", id="a broken workbook"),
        pytest.param(b'{"type": ', "not good JSON", id="half a JSON"),
        pytest.param(b"{" * 100_000, "not good JSON", id="a deep JSON"),
        pytest.param(b'{"a":' * 50_000, "not good JSON", id="a deeper JSON"),
        pytest.param(b'{"type": "Topology"}', "not a GeoJSON", id="other JSON"),
        pytest.param(b'{"type": "FeatureCollection", "features": []}', "empty", id="no feature"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(content, words):
    with pytest.raises(NotAcceptable, match=words):
        read_registry(content)


@pytest.mark.parametrize(
    ("ring", "reason"),
    [
        pytest.param(RING[:-1], "does not close", id="open"),
        pytest.param([RING[0], RING[1], RING[0]], "fewer than 4", id="three points"),
        pytest.param(CROSSED, "crosses or touches", id="crossed"),
        pytest.param(EIGHT, "crosses or touches", id="touches a side"),
        pytest.param(SPIKE, "crosses or touches", id="a spike"),
        pytest.param([[0, 0], [1, 0], [2, 0], [0, 0]], "crosses or touches", id="a line"),
        pytest.param([[0, 0]] * 4, "no area", id="a point"),
        pytest.param([[30.2, 120.2]] * 4, "not on the earth", id="latitude first"),
        pytest.param([[0, 0], ["1", 0], [1, 1], [0, 0]], "not a longitude", id="a word"),
        pytest.param([[0, 0], [True, 0], [1, 1], [0, 0]], "not a longitude", id="a yes"),
        pytest.param([[0, 0], [math.nan, 0], [1, 1], [0, 0]], "not a longitude", id="no number"),
        pytest.param([[0, 0], [1], [1, 1], [0, 0]], "not a longitude", id="half a point"),
        pytest.param("ring", "fewer than 4", id="no list"),
    ],
)
def test_a_bad_outline_is_refused(ring, reason):
    with pytest.raises(Wrong, match=reason):
        ring_of(ring)


def test_a_bad_outline_is_said_with_its_feature():
    content = as_geojson({"code": GRID}, ring=RING[:-1])
    found = check_rows(read_registry(content), KNOWN, residents_limit=1000)

    assert reasons(found).startswith("feature 1: the outline does not close")


@pytest.mark.parametrize(
    "geometry",
    [
        pytest.param({"type": "Point", "coordinates": [120, 30]}, id="a point"),
        pytest.param({"type": "Polygon", "coordinates": [RING, RING]}, id="a hole"),
        pytest.param({"type": "MultiPolygon", "coordinates": [[RING], [RING]]}, id="two pieces"),
        pytest.param("here", id="a word"),
    ],
)
def test_an_outline_is_one_polygon(geometry):
    row = Row("feature 1", {"kind": "grid", "code": GRID}, geometry)

    assert check_rows([row], KNOWN, residents_limit=1000).faults


@given(st.integers(3, 40), st.floats(0.001, 1), st.floats(-170, 170), st.floats(-80, 80))
def test_every_convex_ring_is_an_outline(corners, size, lon, lat):
    angles = [2 * math.pi * n / corners for n in range(corners)]
    ring = [[lon + size * math.cos(a), lat + size * math.sin(a)] for a in angles]

    assert ring_of([*ring, ring[0]]) == [*ring, ring[0]]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_never_more(content):
    try:
        rows = read_registry(content)
    except NotAcceptable:
        return
    check_rows(rows, KNOWN, residents_limit=1000)
