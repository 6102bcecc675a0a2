"""Make the shipped district: its areas, outlines, people, matters and units.

    python tools/district/make_district.py [--out FOLDER]

Running it again gives the same bytes, so that a change in the inputs shows as
a change in the files and nothing else does.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import areas
import matters
import numbering
import people
import shapely
import tables
import units

SHIPPED = Path(__file__).parents[2] / "portal" / "district"
REGISTRY = [
    *("kind", "code", "name", "name_en", "community", "grid_kind", "households", "residents"),
    *("scope", "external_code", "grid", "duty", "person", "phone", "email", "tasks", "started_on"),
]


def main() -> None:
    """Write the four files into the folder that was asked for."""
    arguments = argparse.ArgumentParser(description="Make the shipped district.")
    arguments.add_argument("--out", type=Path, default=SHIPPED, help="where to write the files")
    out: Path = arguments.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    communities = areas.communities()
    grids = numbering.numbered_grids(communities)
    (out / "grids.geojson").write_text(grid_map(grids), encoding="utf-8", newline="\n")
    tables.write(out / "registry.csv", REGISTRY, registry(communities, grids))
    tables.write(out / "matters.csv", matters.COLUMNS, matters.matters())
    tables.write(out / "units.csv", units.COLUMNS, units.units(communities))


def registry(
    communities: Sequence[areas.Community], grids: Sequence[numbering.NumberedGrid]
) -> Iterator[Mapping[str, object]]:
    """Yield streets, communities, grids and staff, each after what it belongs to."""
    for code, street in {c.street_code: c.street for c in communities}.items():
        english = f"{areas.STREETS_EN[street]} Subdistrict"
        yield {"kind": "street", "code": code, "name": street, "name_en": english}
    for c in communities:
        yield {"kind": "community", "code": c.code, "name": c.name, "name_en": c.name_en}
    for grid in grids:
        yield {"kind": "grid"} | grid.facts()
    yield from people.staff([grid.code for grid in grids])


def grid_map(grids: Sequence[numbering.NumberedGrid]) -> str:
    """Return the grids as GeoJSON, one to a line so that a change can be read."""
    features = (json.dumps(_feature(grid), ensure_ascii=False) for grid in grids)
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(features) + "\n]}\n"


def _feature(grid: numbering.NumberedGrid) -> dict[str, object]:
    facts = grid.facts()
    facts["kind"] = facts.pop("grid_kind")
    geometry = shapely.geometry.mapping(grid.outline)
    return {
        "type": "Feature",
        "properties": facts | {"outline_note": "示意图"},
        "geometry": geometry,
    }


if __name__ == "__main__":
    main()
