"""The pages of teams: who keeps them, who joins, and where nobody may look."""

import pytest

from portal.accounts.rules import Role
from portal.supervision import queries
from tests.factories import a_clerk, a_grid, signed_in
from tests.supervision.cast import TODAY, a_keeper, a_team, lead_of

TEAMS = "/staff/supervision/teams"
FACTS = {
    "code": "jd-9",
    "name": "求真监督小组",
    "name_en": "Qiuzhen",
    "organisation": "求真评估中心",
    "contract": "2026-18",
    "phone": "",
}


@pytest.fixture
def keeper(client):
    person = a_keeper()
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def test_a_team_is_made_and_people_join_it(client, keeper):
    made = client.post(TEAMS, data=FACTS)
    assert made.location == f"{TEAMS}/JD-9"
    new = {"number": "JD-9-01", "name": "钱实", "email": "qian@example.org", "is_lead": "y"}
    assert client.post(f"{TEAMS}/JD-9/members", data=new).status_code == 303

    (member,) = queries.members_on(queries.team_called("JD-9"), TODAY)
    assert [post.role for post in member.person.posts] == [Role.INSPECTION_LEAD]
    assert "钱实" in client.get(f"{TEAMS}/JD-9").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"code": "JD 9"}, "letters, digits or hyphens"),
        ({"name": ""}, "A team needs a name"),
        ({"code": "JD-1"}, "another team"),
    ],
)
def test_a_bad_team_keeps_what_was_typed(client, keeper, typed, words):
    a_team()

    page = client.post(TEAMS, data=FACTS | {"contract": "2026-99"} | typed)

    assert page.status_code == 422
    assert words in page.text.replace("&#39;", "'")
    assert 'value="2026-99"' in page.text


def test_who_works_here_cannot_join(client, keeper):
    team, worker = a_team(), a_clerk(Role.GRID_WORKER, area_code=a_grid().code)

    page = client.post(f"{TEAMS}/{team.code}/members", data={"number": worker.number})

    assert page.status_code == 422
    assert "no other post" in page.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"number": "N-1"}, "give their name"),
        ({"number": "N-1", "name": "新人"}, "a mobile phone or an e-mail"),
        ({"number": "N-1", "name": "新人", "email": "nowhere"}, "no e-mail address"),
    ],
)
def test_somebody_unknown_needs_a_name_and_a_way_to_write(client, keeper, typed, words):
    page = client.post(f"{TEAMS}/{a_team().code}/members", data=typed)

    assert page.status_code == 422
    assert words in page.text


def test_a_member_leaves_and_another_phone_is_set_up(client, keeper):
    team = a_team()
    member = team.members[1]
    way = f"{TEAMS}/{team.code}/members/{member.id}"

    assert client.post(f"{way}/new-phone").status_code == 303
    assert client.post(f"{way}/end").status_code == 303
    assert client.post(f"{way}/end").status_code == 409
    assert member.person.posts[0].ended_on == TODAY
    assert client.post(f"{TEAMS}/{team.code}/members/999999/end").status_code == 404


def test_a_conflict_is_written_down_and_ended(client, keeper):
    team, grid = a_team(), a_grid()
    typed = {"area": grid.code[:9], "member": "", "reason": "亲属任职"}

    assert client.post(f"{TEAMS}/{team.code}/conflicts", data=typed).status_code == 303
    assert queries.areas_left_out(team, TODAY) == [grid.code[:9]]
    assert client.post(f"{TEAMS}/{team.code}/conflicts", data={}).status_code == 422
    (conflict,) = queries.conflicts_on(team, TODAY)
    ended = client.post(f"{TEAMS}/{team.code}/conflicts/{conflict.id}/end")

    assert ended.status_code == 303
    assert queries.areas_left_out(team, TODAY) == []
    assert client.post(f"{TEAMS}/{team.code}/conflicts/{conflict.id}/end").status_code == 409


def test_a_team_that_ends_takes_all_posts_with_it(client, keeper):
    team = a_team()

    assert client.post(f"{TEAMS}/{team.code}/end").status_code == 303
    assert queries.members_on(team, TODAY) == []
    assert "This team ended" in client.get(f"{TEAMS}/{team.code}").text
    assert (
        client.post(f"{TEAMS}/{team.code}/members", data={"number": "X"}).status_code == 422 or 409
    )


def test_a_team_does_not_keep_itself(client):
    team = a_team()
    signed_in(client, lead_of(team))

    assert client.get(TEAMS).status_code == 403
    assert client.post(f"{TEAMS}/{team.code}/members", data={}).status_code == 403


def test_a_team_that_is_not_there(client, keeper):
    assert client.get(f"{TEAMS}/NO-1").status_code == 404
