"""What everybody reads of published figures."""

from datetime import date
from decimal import Decimal

import pytest

from portal.assessment.rules import Figure, PeriodKind, RevisionStatus, State, SubjectKind
from portal.i18n import speaking
from portal.public.results_told import Told
from tests.factories import COMMUNITY_CODE, DISTRICT_CODE, STREET_CODE, a_grid, an_area
from tests.laws.test_pages import faults_of
from tests.public.reporting import in_english
from tests.public.results_cast import AUGUST, published, subject, subjects
from tests.staff.test_figures import bare

AUGUST_1 = "/results/2026-08/r1"
PAGES = (
    "/results",
    "/results/method",
    AUGUST_1,
    f"{AUGUST_1}/street",
    f"{AUGUST_1}/community?by=on_time_rate",
    f"{AUGUST_1}/grid",
    f"{AUGUST_1}/grid?within={COMMUNITY_CODE}",
    f"{AUGUST_1}/unit",
    f"{AUGUST_1}/street/{STREET_CODE}",
    f"{AUGUST_1}/community/{COMMUNITY_CODE}",
    f"{AUGUST_1}/grid/{COMMUNITY_CODE}001",
    f"{AUGUST_1}/unit/U1",
    f"{AUGUST_1}/indicator/effective_resolution",
    f"{AUGUST_1}/indicator/rework_rate",
)


@pytest.fixture
def client(client):
    return in_english(client)


def test_every_page_of_an_edition_is_sound_in_both_languages(client):
    a_grid(code=f"{COMMUNITY_CODE}001")
    published(date(2026, 7, 1))
    published()

    for language in ("zh", "en"):
        client.set_cookie("lang", language)
        for address in PAGES:
            page = client.get(address)
            assert page.status_code == 200, address
            assert not (faults := list(faults_of(page.text, language))), f"{address}: {faults}"


def test_before_anything_is_published_the_page_says_what_will_be_here(client):
    published(status=RevisionStatus.DRAFT)

    assert "No figures are published yet" in client.get("/results").text
    for address in ("/results/2026-08", AUGUST_1, "/results/2031-01", f"{AUGUST_1}.csv"):
        assert client.get(address).status_code == 404, address


def test_a_period_leads_to_the_edition_that_counts_and_the_old_one_says_so(client):
    published(status=RevisionStatus.REPLACED)
    published(number=2, reason="A unit was counted twice")

    assert client.get("/results/2026-08").location == "/results/2026-08/r2"
    assert "These figures were corrected later." in client.get(AUGUST_1).text
    assert "A unit was counted twice" in client.get("/results/2026-08/r2").text


def test_the_first_page_opens_with_the_newest_month(client):
    published()
    published(date(2026, 6, 1))
    published(AUGUST, kind=PeriodKind.QUARTER)

    words = bare(client.get("/results"))

    assert "All answers for August 2026" in words
    assert "Quarter 3 of 2026" in words
    assert "June 2026" in words


def test_the_district_is_told_in_sentences_with_their_range_and_what_moved(client):
    was = subjects(confirmed=100)
    published(date(2026, 7, 1), whom=was)
    published(upheld=(True,))

    words = bare(client.get(AUGUST_1))

    assert "Of 400 valid cases that were due, about" in words
    assert "16 of 20 who answered gave four or five stars." in words
    assert "points more than in July 2026: more than chance alone would do" in words
    assert "2 cases were left out of what was due" in words
    assert "1 objection was made before publication: 1 found right, 0 refused" in words


def test_nobody_reads_of_a_worker(client):
    published()

    assert client.get(f"{AUGUST_1}/worker").status_code == 404
    assert client.get(f"{AUGUST_1}/worker/W0001").status_code == 404


def test_few_cases_make_no_rate_and_few_answers_are_kept_back_with_their_neighbour(client):
    published()

    page = bare(client.get(f"{AUGUST_1}/grid/{COMMUNITY_CODE}001"))
    neighbour = bare(client.get(f"{AUGUST_1}/grid/{COMMUNITY_CODE}002"))

    assert "There is no score" in page
    assert "Closed rate too few 3 / 4" in page
    assert "Satisfaction kept back – / –" in page
    assert "Satisfaction kept back – / –" in neighbour  # else the sum would give it away
    unit = bare(client.get(f"{AUGUST_1}/unit/U1"))
    assert "Satisfaction 80.0 %" in unit
    assert "Rightly passed on No figure yet 0 / 0" in unit  # nothing was returned: never 0 percent


def test_a_table_has_one_part_for_each_group_of_peers_and_tied_places_as_a_span(client):
    more = subject(SubjectKind.COMMUNITY, f"{STREET_CODE}023", "Park side", peers="park")
    equal = subject(SubjectKind.COMMUNITY, f"{STREET_CODE}024", peers="residential", confirmed=30)
    published(whom=[*subjects(), more, equal])

    page = client.get(f"{AUGUST_1}/community")
    words = bare(page)

    assert "Score: mostly parks" in words
    assert words.index("Score: mostly parks") < words.index("Park side")
    assert "1–2" in words  # two whose ranges overlap
    assert "The weights are a draft" in words


def test_the_map_shades_grids_and_leaves_those_without_a_rate_dotted(client):
    a_grid(code=f"{COMMUNITY_CODE}001")
    square = [[120.21, 30.2], [120.22, 30.2], [120.22, 30.21], [120.21, 30.21]]
    a_grid(code=f"{COMMUNITY_CODE}002", outline=square)
    published()

    text = client.get(f"{AUGUST_1}/indicator/effective_resolution").text

    assert text.count('fill="url(#no-figure)" d="M') == 1
    assert "grid-shape shade-" in text


def test_how_a_place_stands_is_found_from_its_board_and_the_first_page(client):
    an_area()
    published()

    assert 'href="/results"' in client.get("/").text
    assert 'href="/results"' in client.get("/open-data/").text
    assert 'href="/results"' in client.get("/supervision/results").text


def test_what_is_asked_wrongly_is_not_there(client):
    published()

    for end in ("r2", "1", "r01", "rx", "r1/planet", "r1/street/1", "r1/indicator/beauty"):
        assert client.get(f"/results/2026-08/{end}").status_code == 404, end
    assert client.get(f"{AUGUST_1}/street?by=beauty").status_code == 404
    assert client.get(f"{AUGUST_1}/district/{DISTRICT_CODE}").status_code in {200, 302}


@pytest.mark.usefixtures("app")
def test_standardised_stars_are_stars_and_shares_are_percent():
    figure = Figure(93, 25, State.RATED, standardised=Decimal("3.7"))

    with speaking("en"):
        said = [Told(name, figure).standardised for name in ("mean_stars", "satisfaction")]

    assert said == ["3.7 stars", "3.7 %"]
