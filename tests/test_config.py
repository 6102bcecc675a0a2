"""Settings are read once and strictly: a wrong one stops the start with a sentence naming it."""

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.config import WrongSetting, from_environment

KEY = "0123456789abcdef" * 2
GOOD = {
    "PORTAL_INSTANCE": "production",
    "PORTAL_BASE_URL": "https://grid.example.org/",
    "PORTAL_SECRET_KEY": KEY,
    "PORTAL_HOME": "/srv/portal",
}


def reading(**changes):
    return from_environment(GOOD | changes)


def test_the_least_that_production_needs_is_enough():
    settings = reading()

    assert settings.base_url == "https://grid.example.org"
    assert settings.database_url == "sqlite:////srv/portal/portal.sqlite"
    assert settings.is_https
    assert settings.is_sqlite
    assert settings.proof_of_work
    assert settings.rate_limits
    assert settings.trusted_proxies == 0


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("PORTAL_INSTANCE", "prod"),
        ("PORTAL_BASE_URL", "grid.example.org"),
        ("PORTAL_BASE_URL", "ftp://grid.example.org"),
        ("PORTAL_BASE_URL", "https://"),
        ("PORTAL_BASE_URL", ""),
        ("PORTAL_BASE_URL", "https://["),
        ("PORTAL_BASE_URL", "https://:443"),
        ("PORTAL_SMTP_URL", "smtp://mail.example.org:mail"),
        ("PORTAL_SECRET_KEY", ""),
        ("PORTAL_SECRET_KEY", "too short"),
        ("PORTAL_SECRET_KEY_FILE", "/nowhere/at/all"),
        ("PORTAL_DATABASE_URL", "mysql://localhost/portal"),
        ("PORTAL_DATABASE_URL", "portal.sqlite"),
        ("PORTAL_FILES_URL", "/srv/files"),
        ("PORTAL_FILES_URL", "gs://bucket"),
        ("PORTAL_SMTP_URL", "mail.example.org"),
        ("PORTAL_REDIS_URL", "http://localhost"),
        ("PORTAL_PROOF_OF_WORK", "yes"),
        ("PORTAL_PROOF_OF_WORK", "off"),
        ("PORTAL_RATE_LIMITS", "0"),
        ("PORTAL_RATE_LIMITS", "off"),
        ("PORTAL_OUTBOUND_HOSTS", "https://hooks.example.org"),
        ("PORTAL_OUTBOUND_HOSTS", "hooks.example.org:8443"),
        ("PORTAL_OUTBOUND_HOSTS", "*"),
        ("PORTAL_OUTBOUND_PRIVATE", "10.1.2.3/24"),
        ("PORTAL_OUTBOUND_PRIVATE", "inside"),
        ("PORTAL_TRUSTED_PROXIES", "-1"),
        ("PORTAL_TRUSTED_PROXIES", "all"),
        ("PORTAL_TRUSTED_PROXIES", "10"),
        ("PORTAL_TRUSTED_PROXIES", "１"),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_sentence_naming_it(name, wrong):
    with pytest.raises(WrongSetting) as stop:
        reading(**{name: wrong})

    sentence = str(stop.value)
    assert name in sentence
    assert sentence[-1] in ".)"
    assert len(sentence.split()) > 5


@given(
    name=st.sampled_from(
        [
            "PORTAL_INSTANCE",
            "PORTAL_BASE_URL",
            "PORTAL_DATABASE_URL",
            "PORTAL_FILES_URL",
            "PORTAL_SMTP_URL",
            "PORTAL_REDIS_URL",
            "PORTAL_PROOF_OF_WORK",
            "PORTAL_RATE_LIMITS",
            "PORTAL_TRUSTED_PROXIES",
        ]
    ),
    value=st.builds(
        "{}{}".format,
        st.sampled_from(["", "https://", "smtp://", "redis://", "s3://", "postgresql://"]),
        st.text(max_size=40),
    ).filter(bool),
)
def test_whatever_a_setting_says_it_is_understood_or_named(name, value):
    try:
        reading(**{name: value})
    except WrongSetting as stop:
        assert name in str(stop)  # noqa: PT017 - either answer is right, nothing else is


@pytest.mark.parametrize("name", ["PORTAL_PROOF_OF_WORK", "PORTAL_RATE_LIMITS"])
def test_only_a_test_or_a_demonstration_may_switch_a_guard_off(name):
    with pytest.raises(WrongSetting, match=name):
        reading(**{name: "off"})

    assert not getattr(
        reading(PORTAL_INSTANCE="test", **{name: "off"}), name.removeprefix("PORTAL_").lower()
    )


def test_a_key_may_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text(KEY + "\n")

    settings = reading(PORTAL_SECRET_KEY="", PORTAL_SECRET_KEY_FILE=str(tmp_path / "key"))

    assert settings.secret_key == KEY


def test_a_demonstration_makes_its_own_key_once_and_for_its_own_eyes(tmp_path):
    demo = {"PORTAL_INSTANCE": "demo", "PORTAL_HOME": str(tmp_path / "home")}

    first, again = from_environment(demo), from_environment(demo)

    assert len(first.secret_key) >= 32
    assert first.secret_key == again.secret_key
    assert stat.S_IMODE((tmp_path / "home" / "secret-key").stat().st_mode) == 0o600


def test_postgresql_is_reached_by_the_driver_that_is_installed():
    settings = reading(PORTAL_DATABASE_URL="postgresql://portal@localhost/portal")

    assert settings.database_url == "postgresql+psycopg://portal@localhost/portal"


@pytest.mark.parametrize(
    "value",
    [
        "tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/plain.png",
        "https://tiles.example.org; script-src *//{z}/{x}/{y}",
        "javascript:{z}{x}{y}",
    ],
)
def test_a_map_takes_its_ground_from_a_plain_template_only(value):
    environ = {"PORTAL_INSTANCE": "test", "PORTAL_MAP_TILES": value}

    with pytest.raises(WrongSetting, match="PORTAL_MAP_TILES must be a template"):
        from_environment(environ)


KEYS = f"B:{'b' * 32},A:{'a' * 40}"


def test_board_keys_are_read_newest_first_and_never_shown():
    settings = from_environment({"PORTAL_INSTANCE": "test", "PORTAL_BOARD_KEYS": KEYS})

    assert settings.board_keys == (("B", "b" * 32), ("A", "a" * 40))
    assert "bbbb" not in repr(settings)


def test_board_keys_may_stand_in_a_file_one_a_line(tmp_path):
    (tmp_path / "keys").write_text(KEYS.replace(",", "\n") + "\n")
    environ = {"PORTAL_INSTANCE": "test", "PORTAL_BOARD_KEYS_FILE": str(tmp_path / "keys")}

    assert [letter for letter, _ in from_environment(environ).board_keys] == ["B", "A"]


def test_as_delivered_nothing_is_signed():
    assert from_environment({"PORTAL_INSTANCE": "test"}).board_keys == ()


@pytest.mark.parametrize(
    "value", ["x", "A:short", "a:" + "a" * 32, "AB:" + "a" * 32, f"A:{'a' * 32},A:{'b' * 32}"]
)
def test_wrong_board_keys_stop_the_start_without_showing_them(value):
    with pytest.raises(WrongSetting, match="PORTAL_BOARD_KEYS must be LETTER:SECRET") as refusal:
        from_environment({"PORTAL_INSTANCE": "test", "PORTAL_BOARD_KEYS": value})

    assert "a" * 32 not in str(refusal.value)
