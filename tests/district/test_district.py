"""The shipped district is whole, consistent, and made again byte for byte by its script."""

import csv
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
import shapely

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "portal" / "district"
SCRIPT = ROOT / "tools" / "district" / "make_district.py"
SOURCE = SCRIPT.parent / "inputs" / "district-boundary.geojson"
KINDS = {"residential", "resettlement", "park", "street", "enterprise"}
HOMES = {"residential", "resettlement"}
FICTITIOUS = re.compile(r"0571-0\d{7}")  # a local number never begins with nought
POSTS = ("grid_leader", "grid_instructor", "full_time_worker")


def table(name):
    with (SHIPPED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def registry():
    by_kind = defaultdict(list)
    for row in table("registry.csv"):
        by_kind[row["kind"]].append(row)
    return by_kind


@pytest.fixture(scope="module")
def features():
    return json.loads((SHIPPED / "grids.geojson").read_text("utf-8"))["features"]


@pytest.fixture(scope="module")
def outlines(features):
    return {f["properties"]["code"]: shapely.geometry.shape(f["geometry"]) for f in features}


@pytest.fixture(scope="module")
def matters():
    return table("matters.csv")


@pytest.fixture(scope="module")
def units():
    return table("units.csv")


def test_the_district_has_3_streets_60_communities_and_362_grids(registry):
    assert {kind: len(rows) for kind, rows in registry.items() if kind != "staff"} == {
        "street": 3,
        "community": 60,
        "grid": 362,
    }


def test_codes_nest(registry):
    streets = {row["code"] for row in registry["street"]}
    communities = {row["code"] for row in registry["community"]}

    assert all(re.fullmatch(r"330108\d{3}", code) for code in streets)
    assert all(re.fullmatch(r"\d{12}", c) and c[:9] in streets for c in communities)
    for grid in registry["grid"]:
        assert re.fullmatch(r"\d{15}", grid["code"])
        assert grid["code"][:12] == grid["community"]
        assert grid["community"] in communities


def test_grids_are_numbered_without_gaps(registry):
    numbers = defaultdict(list)
    for grid in registry["grid"]:
        numbers[grid["community"]].append(int(grid["code"][12:]))

    assert all(4 <= len(own) <= 9 for own in numbers.values())
    assert all(own == list(range(1, len(own) + 1)) for own in numbers.values())


def test_most_grids_are_homes(registry):
    kinds = Counter(grid["grid_kind"] for grid in registry["grid"])

    assert set(kinds) == KINDS
    assert 0.68 <= kinds["residential"] / 362 <= 0.72
    assert 0.08 <= kinds["resettlement"] / 362 <= 0.12


def test_homes_have_people_and_other_grids_have_none(registry):
    for grid in registry["grid"]:
        households, residents = int(grid["households"]), int(grid["residents"])
        if grid["grid_kind"] in HOMES:
            assert 300 <= households <= 500
            assert 600 <= residents <= 1000
        else:
            assert (households, residents) == (0, 0)


def test_every_area_has_its_own_name_in_both_languages(registry):
    areas = registry["street"] + registry["community"] + registry["grid"]

    assert len({row["name"] for row in areas}) == len(areas)
    assert len({row["name_en"] for row in areas}) == len(areas)
    assert all(row["name_en"].isascii() for row in areas)


def test_every_grid_has_one_of_each_post_and_8_to_16_part_time_workers(registry):
    posts = defaultdict(Counter)
    for row in registry["staff"]:
        posts[row["grid"]][row["duty"]] += 1

    assert set(posts) == {grid["code"] for grid in registry["grid"]}
    for duties in posts.values():
        assert [duties[post] for post in POSTS] == [1, 1, 1]
        assert 8 <= duties["part_time_worker"] <= 16
    assert 4280 <= sum(duties["part_time_worker"] for duties in posts.values()) <= 4340


def test_every_person_has_a_number_of_their_own(registry):
    numbers = [row["person"] for row in registry["staff"]]

    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"S\d{5}", number) for number in numbers)


def test_nobody_can_be_rung_or_written_to(registry, units):
    called = [row for row in registry["staff"] if row["duty"] in POSTS]
    phones = [row["phone"] for row in called + units]

    assert all(FICTITIOUS.fullmatch(phone) for phone in phones)
    assert len(set(phones)) == len(phones)
    for row in registry["staff"]:
        assert bool(row["phone"]) == bool(row["tasks"]) == (row["duty"] in POSTS)
        assert row["email"].endswith("@example.org") == (row["duty"] == "full_time_worker")


def test_the_map_and_the_registry_tell_of_the_same_grids(registry, features):
    same = ("code", "name", "name_en", "community", "scope")
    listed = [
        {key: grid[key] for key in same}
        | {
            "kind": grid["grid_kind"],
            "households": int(grid["households"]),
            "residents": int(grid["residents"]),
            "outline_note": "示意图",
        }
        for grid in registry["grid"]
    ]

    assert [feature["properties"] for feature in features] == listed


def test_every_outline_is_small_and_sound(features, outlines):
    assert all(f["geometry"]["type"] == "Polygon" for f in features)
    for code, shape in outlines.items():
        assert shape.is_valid, code
        assert not shape.interiors, code
        assert len(shape.exterior.coords) < 40, code
        assert all(round(c, 6) == c for point in shape.exterior.coords for c in point), code


def test_outlines_tile_the_district(outlines):
    source = json.loads(SOURCE.read_text("utf-8"))["features"][0]["geometry"]
    district = shapely.make_valid(shapely.geometry.shape(source))
    shapes = list(outlines.values())
    union = shapely.union_all(shapes)

    assert shapely.coverage_is_valid(shapes)  # no overlap, and shared borders share vertices
    assert union.geom_type == "Polygon"
    assert not union.interiors
    assert union.area == pytest.approx(district.area, rel=0.001)
    assert union.symmetric_difference(district).area < 0.001 * district.area
    assert sum(shape.area for shape in shapes) == pytest.approx(union.area, rel=1e-9)


@pytest.mark.parametrize("digits", [9, 12], ids=["streets", "communities"])
def test_streets_and_communities_are_each_in_one_part(outlines, digits):
    parts = defaultdict(list)
    for code, shape in outlines.items():
        parts[code[:digits]].append(shape)

    assert {shapely.union_all(own).geom_type for own in parts.values()} == {"Polygon"}


def test_streets_lie_in_their_order_from_west_to_east(outlines):
    parts = defaultdict(list)
    for code, shape in outlines.items():
        parts[code[:9]].append(shape)
    east = {code: shapely.union_all(own).centroid.x for code, own in parts.items()}

    assert all(a < b for a, b in pairwise([east[f"33010800{n}"] for n in (3, 2, 1)]))


def test_the_list_has_127_matters_in_four_categories(matters):
    assert len({matter["code"] for matter in matters}) == 127
    assert Counter(m["category_code"] for m in matters) == {"A": 5, "B": 59, "C": 45, "D": 18}
    assert Counter(m["name_basis"] for m in matters) == {"standard": 52, "drafted": 74, "report": 1}
    assert sum(m["is_info"] == "true" for m in matters) == 17
    assert sum(m["residents_may_report"] == "false" for m in matters) == 17


def test_days_never_exceed_the_limit_of_the_level(matters):
    limit = {"1": 1, "2": 3, "3": 7, "4": 7}

    assert all(1 <= int(m["days"]) <= limit[m["level"]] for m in matters)


def test_every_matter_has_a_unit_that_handles_it(matters, units):
    known = {unit["code"] for unit in units if unit["kind"] in {"department", "command_centre"}}

    assert {matter["department"] for matter in matters} <= known


def test_households_and_disputes_are_private(matters):
    private = {m["code"] for m in matters if m["is_private"] == "true"}

    assert private >= {m["code"] for m in matters if m["group_code"] == "C2"}
    assert private >= {"B201", "B202", "B203", "B204", "B205"}
    assert private >= {m["code"] for m in matters if "避免拍到人" in m["evidence"]}
    assert not private & {"B220", "B304", "B317"}


@pytest.mark.parametrize(
    ("code", "initials"),
    [
        pytest.param("B206", "zyxftd", id="plain"),
        pytest.param("B315", "xdsyc", id="行 as xing"),
        pytest.param("C110", "wqktwjdgkzlyh", id="调 as tiao"),
        pytest.param("C202", "dgdgdczjg", id="重 as zhong"),
        pytest.param("C309", "bpdtqps", id="brackets are passed over"),
    ],
)
def test_a_matter_is_found_by_its_initials(matters, code, initials):
    assert {m["code"]: m["initials"] for m in matters}[code] == initials


def test_every_character_of_every_matter_has_an_initial(matters):
    for matter in matters:
        assert len(matter["initials"]) == len(re.sub("[、（）]", "", matter["name_zh"]))
        assert re.fullmatch("[a-z]+", matter["initials"])


def test_eight_common_matters_have_a_tile(matters):
    tiles = [m for m in matters if m["common"]]

    assert sorted(m["common"] for m in tiles) == list("12345678")
    assert all(2 <= len(m["short_zh"]) <= 6 and m["short_en"] for m in tiles)
    assert all(m["residents_may_report"] == "true" for m in tiles)
    assert all(re.fullmatch(r"[a-z0-9-]+", m["icon"]) for m in matters)


def test_units_cover_every_street_platform_and_community(registry, units):
    kinds = Counter(unit["kind"] for unit in units)
    teams = Counter(u["area_code"] for u in units if u["kind"] == "street_team")
    communities = {u["code"] for u in units if u["kind"] == "community"}

    assert kinds["command_centre"] == 1
    assert kinds["command_room"] == 3
    assert teams == {row["code"]: 4 for row in registry["street"]}
    assert communities == {row["code"] for row in registry["community"]}
    assert len({unit["code"] for unit in units}) == len(units)
    assert all(unit["about"] for unit in units)


def test_the_script_makes_the_same_bytes_again(tmp_path):
    subprocess.run([sys.executable, SCRIPT, "--out", tmp_path], check=True)

    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(made) == {"grids.geojson", "registry.csv", "matters.csv", "units.csv"}
    assert all(text == (SHIPPED / name).read_bytes() for name, text in made.items())
