"""The files of every published period: results, strata, what was left out, and the sealed texts."""

import json

from flask import request
from flask.typing import ResponseReturnValue

from portal.access import open_to_all
from portal.assessment import queries
from portal.assessment.models import Revision
from portal.assessment.rules import RevisionStatus
from portal.errors import N_, NotFound
from portal.opendata import blueprint as opendata
from portal.opendata import exports
from portal.opendata.files import sent
from portal.opendata.media import CSV, JSON
from portal.opendata.result_rows import result_lines, sealed, stratum_lines
from portal.opendata.results_dictionary import RESULTS, STRATA

OUT = frozenset({RevisionStatus.PUBLISHED, RevisionStatus.REPLACED})


@opendata.get("/results/<string:period>.csv")
@open_to_all
def results_csv(period: str) -> ResponseReturnValue:
    """Give every figure and score of a published period."""
    revision = _revision(period)
    return sent(_called(revision, ".csv"), CSV, exports.csv_pieces(RESULTS, result_lines(revision)))


@opendata.get("/results/<string:period>/strata.csv")
@open_to_all
def strata_csv(period: str) -> ResponseReturnValue:
    """Give what the estimates of effective resolution stand on."""
    revision = _revision(period)
    lines = stratum_lines(revision)
    return sent(_called(revision, "-strata.csv"), CSV, exports.csv_pieces(STRATA, lines))


@opendata.get("/results/<string:period>/exclusions.csv")
@open_to_all
def exclusions_csv(period: str) -> ResponseReturnValue:
    """Give the cases left out, byte for byte as they were sealed."""
    revision = _revision(period)
    pieces = [revision.exclusions.encode()]
    return sent(_called(revision, "-exclusions.csv"), CSV, pieces)


@opendata.get("/results/<string:period>/matters.csv")
@open_to_all
def by_matter_csv(period: str) -> ResponseReturnValue:
    """Give what was counted by matter, byte for byte as it was sealed."""
    revision = _revision(period)
    return sent(_called(revision, "-matters.csv"), CSV, [revision.matters.encode()])


@opendata.get("/results/<string:period>/mix.csv")
@open_to_all
def mix_csv(period: str) -> ResponseReturnValue:
    """Give the mix of matters of each group of peers, byte for byte as it was sealed."""
    revision = _revision(period)
    return sent(_called(revision, "-mix.csv"), CSV, [revision.mix.encode()])


@opendata.get("/results/<string:period>.json")
@open_to_all
def results_json(period: str) -> ResponseReturnValue:
    """Give the sealed texts with their hashes."""
    revision = _revision(period)
    pieces = [json.dumps(sealed(revision), ensure_ascii=False, indent=1).encode()]
    return sent(_called(revision, ".json"), JSON, pieces)


def _called(revision: Revision, ending: str) -> str:
    """Return the name of a file; of an example it says so."""
    said = "-example" if revision.period.is_example else ""
    return f"results-{revision.period.name}{said}{ending}"


def _revision(period: str) -> Revision:
    """Return the edition that counts, or the one that is asked for."""
    if "edition" not in request.args:
        return queries.shown_revision(period)
    revision = queries.revision_numbered(period, request.args.get("edition", 0, type=int))
    if revision.status in OUT:
        return revision
    raise NotFound(N_("No figures of this period have been published yet."))
