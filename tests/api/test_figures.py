"""Matters, units and published figures as another system reads them."""

from tests.api.cast import System, of_unit
from tests.factories import COMMUNITY_CODE, DISTRICT_CODE, STREET_CODE, a_matter, a_unit
from tests.public.results_cast import published, subjects


def test_published_figures_in_reach_come_with_their_counts(client):
    period = published(whom=subjects()).period.name
    district, street = (System(client, area_code=code) for code in (DISTRICT_CODE, STREET_CODE))

    (name,) = district.get("/periods").json["periods"]
    every = district.get(f"/figures?period={name}").json["figures"]
    below = street.get(f"/figures?period={name}").json["figures"]
    rate = next(
        one for one in below if one["code"] == COMMUNITY_CODE and one["indicator"] == "satisfaction"
    )

    assert name == period
    assert DISTRICT_CODE in {one["code"] for one in every}
    assert {one["code"][:9] for one in below if one["kind"] != "unit"} == {STREET_CODE}
    assert rate["denominator"] >= rate["numerator"] > 0
    kept_back = [one for one in every if one["is_kept_back"]]
    assert kept_back
    assert {one["denominator"] for one in kept_back} == {None}
    assert street.get("/figures").status_code == 422
    assert street.get("/figures?period=1999").status_code == 404


def test_matters_and_units_are_listed_by_their_codes(client):
    matter, unit = a_matter(is_private=True), a_unit()
    system = of_unit(client, unit=unit)

    matters = {one["code"]: one for one in system.get("/matters").json["matters"]}
    units = {one["code"]: one for one in system.get("/units").json["units"]}

    assert matters[matter.code]["is_private"] is True
    assert units[unit.code]["name"] == unit.name
