"""The catalogue that machines read: DCAT 3 of the W3C, as JSON-LD."""

import json
from datetime import date
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import open_to_all
from portal.exchange.models import Snapshot
from portal.exchange.queries import latest_snapshots
from portal.i18n import _l
from portal.opendata import blueprint as opendata
from portal.opendata.dictionary import FILES, DataFile
from portal.opendata.editions import editions_of
from portal.opendata.files import sent
from portal.opendata.media import JSON_LD
from portal.opendata.register_dictionary import said
from portal.opendata.rows import site

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TITLE, OF_A_DAY = _l("Open data of the grid portal"), _l("Snapshot: all files as they were made")


@opendata.get("/catalog.jsonld")
@open_to_all
def catalogue() -> ResponseReturnValue:
    """List every dataset, its files, its data dictionary, and the kept files with their sums."""
    today = clock.today()
    made = {
        "@context": CONTEXT,
        "@id": _at("opendata.catalogue"),
        "@type": "dcat:Catalog",
        "dct:title": _in_both(TITLE),
        "dct:language": ["zh", "en"],
        "dct:license": {"@id": _at("opendata.overview") + "#terms"},
        "dcat:landingPage": {"@id": _at("opendata.overview")},
        "dcat:dataset": [_dataset(file, today) for file in FILES]
        + [_snapshot(day, kept) for day, kept in latest_snapshots().items()],
    }
    text = json.dumps(made, ensure_ascii=False, indent=1).encode()
    return sent("catalog.jsonld", JSON_LD, [text])


def _dataset(file: DataFile, today: date) -> dict[str, Any]:
    return {
        "@id": f"{_at('opendata.overview')}#{file.slug}",
        "@type": "dcat:Dataset",
        "dct:identifier": file.slug,
        "dct:title": _in_both(file.title),
        "dct:description": _in_both(file.about),
        "dct:conformsTo": {"@id": _at("opendata.dictionary_csv", file=file.slug)},
        "dcat:distribution": [
            _distribution(_at(file.endpoint, **edition), file.media_type)
            for edition in editions_of(file, today)
        ],
    }


def _snapshot(day: date, kept: list[Snapshot]) -> dict[str, Any]:
    return {
        "@id": f"{_at('opendata.overview')}#snapshot-{day.isoformat()}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"snapshot-{day.isoformat()}",
        "dct:title": _in_both(OF_A_DAY),
        "dct:issued": {"@type": "xsd:date", "@value": day.isoformat()},
        "dcat:distribution": [_kept(day, one) for one in kept],
    }


def _kept(day: date, one: Snapshot) -> dict[str, Any]:
    address = _at("opendata.snapshot", day=day.isoformat(), name=one.name)
    return _distribution(address, one.media_type) | {
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(one.bytes)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": one.sha256,
        },
    }


def _distribution(address: str, media_type: str) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": media_type.partition(";")[0],
    }


def _in_both(words: Any) -> list[dict[str, str]]:
    return [{"@language": tongue, "@value": said(words, tongue)} for tongue in ("zh", "en")]


def _at(endpoint: str, **parts: Any) -> str:
    return site() + url_for(endpoint, **parts)
