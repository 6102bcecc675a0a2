"""What may be the same problem, which photo was sent before, and what the public may see of it."""

import io
from datetime import timedelta
from random import Random

import pytest
from PIL import Image

from portal import clock, files
from portal.accounts.rules import Role
from portal.cases import actions, queries
from portal.cases.rules import DeclineReason
from portal.cases.rules.duplicates import (
    Position,
    bits_apart,
    is_same_photo,
    is_same_problem,
    metres_between,
    position_of,
)
from portal.errors import NotFound
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    a_busy_photo,
    a_case,
    a_clerk,
    a_grid,
    a_matter,
    a_photo,
    a_resolved_case,
    an_area,
)

HERE = Position(30.2000, 120.2000)


def north_of(metres):
    return Position(HERE.lat + metres / 111_195, HERE.lon)


def kept(content):
    return files.keep_photo(content, most_bytes=10**8)


def again(content, *, size, quality):
    """The same picture as a messenger sends it on: smaller, and with more loss."""
    out = io.BytesIO()
    Image.open(io.BytesIO(content)).resize(size).save(out, "JPEG", quality=quality)
    return out.getvalue()


# rules


@pytest.mark.parametrize(
    ("other", "metres"),
    [
        pytest.param(HERE, 0, id="the same place"),
        pytest.param(north_of(50), 50, id="fifty metres north"),
        pytest.param(Position(30.2, 120.2010406), 100, id="a hundred metres east"),
        pytest.param(Position(-30.2, -59.8), 20_015_087, id="the other side of the earth"),
    ],
)
def test_a_distance_is_measured_along_the_ground(other, metres):
    assert metres_between(HERE, other) == pytest.approx(metres, abs=1)
    assert metres_between(other, HERE) == pytest.approx(metres, abs=1)


@pytest.mark.parametrize(
    ("metres", "is_same_grid", "days", "is_same"),
    [
        pytest.param(50, False, 7, True, id="at both limits, over the border of a grid"),
        pytest.param(51, True, 0, False, id="a metre too far, though in the same grid"),
        pytest.param(0, True, 8, False, id="a day too long ago"),
        pytest.param(None, True, 7, True, id="no position, the same grid"),
        pytest.param(None, False, 0, False, id="no position, another grid"),
    ],
)
def test_the_same_problem_is_near_and_lately(metres, is_same_grid, days, is_same):
    found = is_same_problem(
        metres=metres, is_same_grid=is_same_grid, days=days, within_m=50, within_days=7
    )

    assert found is is_same


def test_fingerprints_are_compared_bit_by_bit():
    assert bits_apart("0" * 16, "f" * 16) == 64
    assert is_same_photo("ffff0000ffff0000", "ffff0000ffff001f")
    assert not is_same_photo("ffff0000ffff0000", "ffff0000ffff003f")


@pytest.mark.parametrize(
    ("lat", "lon"), [(None, 120.2), (30.2, None), (None, None)], ids=["no lat", "no lon", "none"]
)
def test_half_a_position_is_none(lat, lon):
    assert position_of(lat, lon) is None


# fingerprints of photos


def a_scene(seed: int) -> bytes:
    """A photo with things in it, light and dark; the same seed gives the same one."""
    things = Image.frombytes("L", (12, 9), Random(seed).randbytes(12 * 9)).resize((1600, 1200))
    grain = Image.frombytes("L", (400, 300), Random(~seed).randbytes(400 * 300)).resize(
        (1600, 1200)
    )
    out = io.BytesIO()
    Image.blend(things, grain, 0.3).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


@pytest.mark.parametrize("seed", range(8))
def test_a_photo_sent_on_smaller_and_with_more_loss_is_known_again(app, seed):
    content = a_scene(seed)

    first = kept(content).fingerprint
    second = kept(again(content, size=(800, 600), quality=40)).fingerprint
    other = kept(a_scene(seed + 100)).fingerprint

    assert len(first) == 16
    assert is_same_photo(first, second)
    assert not is_same_photo(first, other)


@pytest.mark.parametrize("colour", ["black", "white", "green"])
def test_a_picture_of_one_colour_is_nobodys_double(app, colour):
    assert kept(a_photo(colour)).fingerprint is None


def test_a_picture_of_an_even_fall_of_light_is_nobodys_double(app):
    out = io.BytesIO()
    Image.linear_gradient("L").rotate(90).convert("RGB").save(out, "JPEG")

    assert kept(out.getvalue()).fingerprint is None


def test_the_fingerprint_is_kept_with_the_photo(app):
    photo = kept(a_busy_photo((400, 300)))

    case = a_case(photos=[photo])

    assert case.photos[0].fingerprint == photo.fingerprint


# look-alikes


def looked_up(case, place=None, find=queries.alike, **given):
    grid = given.get("grid") or case.grid
    found = find(grid, given.get("matter") or case.matter, place, today=clock.today())
    return [(one.case.number, one.metres, one.days) for one in found]


def test_in_the_same_grid_a_report_of_the_same_matter_is_like_it(app):
    case = a_case()
    a_case(grid=case.grid)  # of another matter
    a_case(matter=case.matter)  # in another grid

    assert looked_up(case) == [(case.number, None, 0)]


def test_with_positions_the_distance_counts_over_the_border_of_a_grid(app):
    matter, grid = a_matter(same_within_m=50), a_grid()
    near = a_case(matter=matter, grid=a_grid(), place=north_of(40))
    nearer = a_case(matter=matter, grid=grid, place=north_of(10))
    a_case(matter=matter, grid=grid, place=north_of(60))

    assert looked_up(near, HERE, grid=grid) == [(nearer.number, 10, 0), (near.number, 40, 0)]


def test_a_neighbour_community_of_the_street_is_looked_at_and_another_street_is_not(app):
    matter = a_matter()
    beside = a_grid(community=an_area("330108002022"))
    elsewhere = a_grid(community=an_area("330108001001"))
    near = a_case(matter=matter, grid=beside, place=HERE)
    a_case(matter=matter, grid=elsewhere, place=HERE)

    assert [number for number, _m, _d in looked_up(near, HERE, grid=a_grid())] == [near.number]


@pytest.mark.parametrize(("days", "count"), [(7, 1), (8, 0)], ids=["just within", "a day too old"])
def test_the_matters_days_count(app, days, count):
    with clock.stopped_at(NOW - timedelta(days=days)):
        case = a_case(matter=a_matter(same_within_days=7))

    assert len(looked_up(case)) == count


def test_where_the_matter_does_not_say_the_policy_does(app):
    matter = a_matter(same_within_m=0, same_within_days=0)

    assert queries.same_within(matter, clock.today()) == (50, 7)
    assert queries.same_within(a_matter(same_within_m=30, same_within_days=2), clock.today()) == (
        30,
        2,
    )


def test_a_case_resolved_lately_is_found_however_long_ago_it_was_reported(app):
    matter = a_matter(same_within_days=7)
    with clock.stopped_at(NOW - timedelta(days=6)):
        case = a_resolved_case(matter=matter, now=NOW - timedelta(days=30))

    assert looked_up(case) == [(case.number, None, 6)]


def test_a_matter_of_a_newer_edition_of_the_list_is_the_same_by_its_code(app):
    case = a_case(matter=a_matter(code="B207"))
    newer = a_matter(code="B207", started_on=clock.today())

    assert len(looked_up(case, matter=newer)) == 1


def test_what_was_declined_is_not_offered(app):
    case = a_case()
    dispatcher = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.decline(case, reason=DeclineReason.TEST, words="测试", by=dispatcher, now=clock.now())

    assert looked_up(case) == []


def test_at_most_five_are_shown_the_nearest_first(app):
    matter, grid = a_matter(), a_grid()
    for metres in (40, 30, 20, 10, 5, 1):
        case = a_case(matter=matter, grid=grid, place=north_of(metres))

    assert [metres for _n, metres, _d in looked_up(case, HERE)] == [1, 5, 10, 20, 30]


# what the public sees


def in_public(case):
    return queries.alike_in_public(case.grid, case.matter, None, today=clock.today())


def test_the_public_sees_nothing_of_private_matters_and_of_reports_held_for_a_look(app):
    assert in_public(a_case(matter=a_matter(is_private=True))) == []
    assert in_public(a_case(is_held=True)) == []


def may_join(case, **given):
    given = {"grid": case.grid, "matter": case.matter} | given
    return queries.open_to_follow(case.number, a_case(**given)) is case


def test_a_report_is_said_to_be_the_same_as_one_of_its_matter_in_its_street(app):
    case, elsewhere = a_case(), a_grid(community=an_area("330108001001"))

    assert may_join(case)
    assert may_join(case, grid=a_grid(community=an_area("330108002022")))
    assert not may_join(case, grid=elsewhere)
    assert not may_join(case, matter=a_matter())
    assert not may_join(a_case(is_held=True))
    assert not may_join(a_case(matter=a_matter(is_private=True)))
    assert queries.open_to_follow(case.number, case) is None
    assert queries.open_to_follow("BJ20260921000019", case) is None


def test_the_public_sees_a_photo_only_after_somebody_let_it_be_seen(app):
    case = a_case(photos=[kept(a_busy_photo((400, 300)))])
    photo = case.photos[0]

    assert [one.photo for one in in_public(case)] == [None]
    with pytest.raises(NotFound):
        queries.public_photo(case.number)

    photo.shown_at = clock.now()

    assert [one.photo for one in in_public(case)] == [photo]
    assert queries.public_photo(case.number) is photo


# the same photo


def of(case):
    return [
        (one.own.case_id, one.other.case_id, one.is_exact)
        for one in queries.same_photos(case, case.photos)
    ]


def test_an_equal_photo_is_found_in_any_grid_however_long_ago(app):
    photo = kept(a_busy_photo((400, 300)))
    with clock.stopped_at(NOW - timedelta(days=200)):
        before = a_case(photos=[photo])

    case = a_case(photos=[photo])

    assert of(case) == [(case.id, before.id, True)]


@pytest.mark.parametrize(
    ("is_same_grid", "is_same_matter", "days", "count"),
    [
        pytest.param(True, False, 3, 1, id="the same grid, the same days"),
        pytest.param(True, False, 30, 0, id="the same grid, long ago"),
        pytest.param(False, True, 30, 1, id="the same matter"),
        pytest.param(False, False, 0, 0, id="neither"),
    ],
)
def test_a_nearly_equal_photo_is_found_nearby(app, is_same_grid, is_same_matter, days, count):
    grid, matter, photo = a_grid(), a_matter(), kept(a_busy_photo((400, 300)))
    nearly = f"{int(photo.fingerprint, 16) ^ 0b101:016x}"
    case = a_case(grid=grid, matter=matter, photos=[photo])
    with clock.stopped_at(NOW - timedelta(days=days)):
        before = a_case(
            grid=grid if is_same_grid else a_grid(),
            matter=matter if is_same_matter else a_matter(),
            photos=[photo],
        )
    before.photos[0].fingerprint = nearly

    assert len(of(case)) == count
    assert all(not is_exact for _own, _other, is_exact in of(case))


def test_photos_without_a_print_and_a_cases_own_photos_are_no_doubles(app):
    photo = kept(a_busy_photo((400, 300)))
    a_case(photos=[kept(a_photo())])

    assert of(a_case(photos=[kept(a_photo())])) == []
    assert of(a_case(photos=[photo, photo])) == []
