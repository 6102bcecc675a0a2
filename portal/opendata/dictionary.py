"""What each file holds, column by column: the header, the cells and the words are one list.

So the dictionary on the page cannot say anything else than the file does.
"""

from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from portal.assessment.rules import MEANINGS, NAMES
from portal.cases.models import Matter
from portal.i18n import _, _l, speaking
from portal.opendata.columns import Column
from portal.opendata.media import CSV, GEOJSON, JSON
from portal.opendata.register_dictionary import BOARDS, CASES, CHECKS, DRAWN, FINDINGS, FRAME
from portal.opendata.results_dictionary import (
    BY_MATTER,
    EXCLUSIONS,
    MIX,
    RESULTS,
    SEALED,
    STRATA,
)
from portal.policy.queries import ValueInForce


def _count(name: str, meaning: LazyString) -> Column:
    return Column(name, meaning, lambda row: row.counts[name])


def _content(value: ValueInForce) -> str:
    """Return a policy value as one cell; several are separated by semicolons."""
    content = value.content
    return "; ".join(map(str, content)) if isinstance(content, list | tuple) else str(content)


def _said(value: ValueInForce, tongue: str) -> str:
    with speaking(tongue):
        return str(_(value.words))


def _is_for_residents(matter: Matter) -> bool:
    return matter.residents_may_report and not matter.is_info


GRIDS = (
    Column(
        "code",
        _l("Code of the grid: 12 digits of its community and 3 of its own"),
        lambda row: row.grid.code,
    ),
    Column("name", _l("Name in Chinese"), lambda row: row.grid.name),
    Column("name_en", _l("Name in English"), lambda row: row.grid.name_en),
    Column(
        "kind",
        _l("What the grid mostly holds: residential, resettlement, park, street or enterprise"),
        lambda row: row.grid.kind.value,
    ),
    Column(
        "community_code", _l("Official code of the community"), lambda row: row.grid.community.code
    ),
    Column(
        "community", _l("Name of the community in Chinese"), lambda row: row.grid.community.name
    ),
    Column(
        "community_en",
        _l("Name of the community in English"),
        lambda row: row.grid.community.name_en,
    ),
    Column(
        "board",
        _l("Address of the grid's board page, where one was made"),
        lambda row: row.board_url,
    ),
    Column("is_schematic", _l("Always true: the outline is a sketch"), lambda _row: True),
)
MATTERS = (
    Column("code", _l("Code of the matter"), lambda matter: matter.code),
    Column("name", _l("Name in Chinese"), lambda matter: matter.name),
    Column("name_en", _l("Name in English"), lambda matter: matter.name_en),
    Column("category", _l("Category in Chinese"), lambda matter: matter.category_name),
    Column("category_en", _l("Category in English"), lambda matter: matter.category_name_en),
    Column("group", _l("Group in Chinese"), lambda matter: matter.group_name),
    Column("group_en", _l("Group in English"), lambda matter: matter.group_name_en),
    Column(
        "platform", _l("Which of the Four Platforms it belongs to"), lambda matter: matter.platform
    ),
    Column(
        "level",
        _l("Suggested level: 1 grid, 2 community, 3 subdistrict, 4 district department"),
        lambda matter: matter.level,
    ),
    Column("days", _l("Working days to resolve it"), lambda matter: matter.days),
    Column(
        "limit_hours",
        _l("Hours to resolve it where the list sets hours; the days are then those they fill"),
        lambda matter: matter.limit_hours,
    ),
    Column(
        "first_response_hours",
        _l("Hours to the first answer; empty where none are set"),
        lambda matter: matter.first_response_hours,
    ),
    Column("residents_may_report", _l("true where a resident can choose it"), _is_for_residents),
    Column(
        "is_private",
        _l("true where public pages show no place closer than the grid"),
        lambda matter: matter.is_private,
    ),
    Column(
        "national_code",
        _l("Nearest type of the national standard; empty where none was found"),
        lambda matter: matter.national_code,
    ),
    Column(
        "national_name",
        _l("What GB/T 47678.5-2026 calls that type"),
        lambda matter: matter.national_name,
    ),
    Column(
        "national_code_2013",
        _l("The type of the older standard, GB/T 30428.2-2013; empty where none was found"),
        lambda matter: matter.national_code_2013,
    ),
    Column(
        "started_on",
        _l("Since when it reads so: the day of its edition of the list"),
        lambda matter: matter.started_on,
    ),
    Column(
        "is_draft", _l("true until the district has confirmed it"), lambda matter: matter.is_draft
    ),
)
FIGURES = (
    Column("month", _l("The month, by days in Hangzhou"), lambda row: f"{row.month:%Y-%m}"),
    Column("code", _l("Code of the grid"), lambda row: row.grid.code),
    Column("name", _l("Name in Chinese"), lambda row: row.grid.name),
    Column("name_en", _l("Name in English"), lambda row: row.grid.name_en),
    *(_count(name, _l(MEANINGS[name])) for name in NAMES),
)
POLICY = (
    Column("name", _l("Name of the value in the program"), lambda value: value.name),
    Column("words", _l("What it is, in Chinese"), lambda value: _said(value, "zh")),
    Column("words_en", _l("What it is, in English"), lambda value: _said(value, "en")),
    Column(
        "clause", _l("The clause of the policy map that it answers"), lambda value: value.clause
    ),
    Column("value", _l("The value; several are separated by semicolons"), _content),
    Column(
        "in_force_on",
        _l("Since when; empty where it was never changed"),
        lambda value: value.set_by.in_force_on if value.set_by else None,
    ),
    Column(
        "is_draft",
        _l("true until the district has confirmed it"),
        lambda value: value.set_by.is_draft if value.set_by else True,
    ),
)

POLICY_VERSIONS = (
    Column(
        "number",
        _l("Number of the change; empty for what the portal was written with"),
        lambda value: value.set_by.id if value.set_by else None,
    ),
    *POLICY,
)


@dataclass(frozen=True)
class DataFile:
    """One file of the open data."""

    endpoint: str
    title: LazyString
    about: LazyString
    columns: tuple[Column, ...]
    by_month: bool = False
    by_period: bool = False
    by_year: bool = False
    by_check: bool = False
    media_type: str = CSV

    @property
    def slug(self) -> str:
        """The name of the dataset in addresses."""
        return self.endpoint.rpartition(".")[2].replace("_", "-")


FILES = (
    DataFile(
        "opendata.cases_csv",
        _l("Cases of a year (CSV)"),
        _l(
            "Every reported case of the months that are over, with no words, no picture and no "
            "exact place. What is told of one is true of at least four others; "
            "what is rarer is told more coarsely, or not at all."
        ),
        CASES,
        by_year=True,
    ),
    DataFile(
        "opendata.boards_csv",
        _l("Boards (CSV)"),
        _l("Every valid board: its grid, where it hangs, and the address of its page."),
        BOARDS,
    ),
    DataFile(
        "opendata.grids_csv",
        _l("Grids (CSV)"),
        _l("The same grids without their outlines."),
        GRIDS,
    ),
    DataFile(
        "opendata.grids",
        _l("Grids (GeoJSON)"),
        _l(
            "Every working grid with its outline. "
            "The outlines are sketches: good to look at, not to measure by."
        ),
        GRIDS,
        media_type=GEOJSON,
    ),
    DataFile(
        "opendata.matters",
        _l("Matters (CSV)"),
        _l(
            "The list of admitted matters: "
            "what is handled, at which level and in how many working days."
        ),
        MATTERS,
    ),
    DataFile(
        "opendata.figures",
        _l("Figures by grid and month (CSV)"),
        _l(
            "One line for each grid, quiet ones too. "
            "Counts only: every rate can be worked out from two of them."
        ),
        FIGURES,
        by_month=True,
    ),
    DataFile(
        "opendata.policy",
        _l("Policy values (CSV)"),
        _l("Every number that the portal goes by today, with the clause that it answers."),
        POLICY,
    ),
    DataFile(
        "opendata.policy_versions",
        _l("Policy values of all times (CSV)"),
        _l("Every version of every value: what was written first, and each change with its day."),
        POLICY_VERSIONS,
    ),
    DataFile(
        "opendata.checks_csv",
        _l("Spot checks with their seeds (CSV)"),
        _l(
            "Every published check: the hash of its list, the seed of each round, "
            "and the addresses of its list, of what was drawn and of what was found."
        ),
        CHECKS,
    ),
    DataFile(
        "public.supervision_list",
        _l("Frames: what a check was drawn from (CSV)"),
        _l("The frozen list of each check, as it was hashed below its line of headings."),
        FRAME,
        by_check=True,
    ),
    DataFile(
        "public.supervision_drawn",
        _l("Tickets: what was drawn (CSV)"),
        _l("What each round of a check drew, and its reserves, with their tickets."),
        DRAWN,
        by_check=True,
    ),
    DataFile(
        "public.download_finding_log",
        _l("Findings (CSV)"),
        _l("The log of findings, hash upon hash; details from the day their check has ended."),
        FINDINGS,
    ),
    DataFile(
        "opendata.results_csv",
        _l("Results of a period (CSV)"),
        _l(
            "One line for each area or unit and each figure, and one for its score, "
            "of every period that was published."
        ),
        RESULTS,
        by_period=True,
    ),
    DataFile(
        "opendata.strata_csv",
        _l("Strata of a period (CSV)"),
        _l("What the estimates of effective resolution stand on: one line for each stratum."),
        STRATA,
        by_period=True,
    ),
    DataFile(
        "opendata.by_matter_csv",
        _l("Counts of a period by matter (CSV)"),
        _l(
            "What standardised figures stand on. "
            "Matters that few stand behind are told together, as the rest."
        ),
        BY_MATTER,
        by_period=True,
    ),
    DataFile(
        "opendata.mix_csv",
        _l("Mix of matters of a period (CSV)"),
        _l("How much of each matter all peers together had: the mix by which is standardised."),
        MIX,
        by_period=True,
    ),
    DataFile(
        "opendata.exclusions_csv",
        _l("Cases left out of a period (CSV)"),
        _l("What two people left out of what was due, each with its reason."),
        EXCLUSIONS,
        by_period=True,
    ),
    DataFile(
        "opendata.results_json",
        _l("The sealed texts of a period (JSON)"),
        _l("Every result byte for byte as it was hashed, with the hashes, to be checked."),
        SEALED,
        by_period=True,
        media_type=JSON,
    ),
)
