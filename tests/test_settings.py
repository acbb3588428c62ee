"""Settings: what the environment says, and what it may not say."""

import pytest

from config.settings import Settings, SettingsError, environment_of, load_settings


@pytest.mark.parametrize(
    "environ",
    [
        {"RESERVE_PORT": "eighty"},
        {"RESERVE_PORT": "-1"},
        {"RESERVE_PORT": "65536"},
        {"RESERVE_PORT": "８０８０"},
        {"RESERVE_WORKERS": "0"},
        *({"RESERVE_DATABASE": name} for name in ("a/b", "a b", "a.b", "a$b", "x" * 64, "admin")),
        {"RESERVE_WORKERS": "1.5"},
        {"RESERVE_TRAINING": "yes"},
        {"RESERVE_SECURE_COOKIES": "true"},
        {"RESERVE_TRAINING": "1", "RESERVE_CLOCK": "tomorrow"},
        {"RESERVE_CLOCK_ANCHOR": "now"},
        {"RESERVE_SECOND_FACTOR": "yes"},
        {"RESERVE_SECOND_FACTOR": "off"},
        {"RESERVE_TRAINING": "1", "RESERVE_SECOND_FACTOR": "none"},
        {"RESERVE_ENCRYPTION_KEY": "short"},
        {"RESERVE_ENCRYPTION_KEY": "A" * 43 + "=,not a key"},
        {"RESERVE_CLOCK": "2026-12-28T09:00"},
    ],
)
def test_a_value_that_cannot_be_is_named(environ: dict[str, str]) -> None:
    """What cannot be used stops the start, and the variable at fault is in the sentence."""
    with pytest.raises(SettingsError, match=next(reversed(environ))):
        load_settings(environ)


def test_an_empty_environment_is_a_production_service() -> None:
    """Without a word the service is no training service, local, and its cookies are secure."""
    settings = load_settings({})
    assert not settings.training
    assert settings.secure_cookies
    assert settings.host == "127.0.0.1"
    assert settings.training_clock is None


def test_a_moment_without_zone_is_shanghais() -> None:
    """RESERVE_CLOCK is read in Asia/Shanghai unless it names another zone."""
    environ = {"RESERVE_TRAINING": "1", "RESERVE_CLOCK": "2026-12-28T09:00"}
    moment = load_settings(environ).training_clock
    assert moment is not None
    assert moment.isoformat() == "2026-12-28T09:00:00+08:00"


def test_secrets_do_not_show(tmp_path) -> None:
    """Printed into a log by mistake, settings show no key, token or connection string."""
    shown = repr(
        Settings(
            data=tmp_path, mongodb_uri="hidden", secret_key="hidden", metrics_token="hidden",
            token="hidden", encryption_keys=("hidden",),
        )
    )  # fmt: skip
    assert "hidden" not in shown


def test_a_training_service_needs_no_word_for_its_clock() -> None:
    """Who starts a training service by name may set its clock without RESERVE_TRAINING."""
    settings = load_settings({"RESERVE_CLOCK": "2026-11-20T10:00"}, training=True)
    assert settings.training
    assert not settings.secure_cookies
    assert settings.training_clock is not None


def test_two_steps_are_the_rule_outside_training_alone() -> None:
    """Ministry and administrators must by default; a training service lets everybody off."""
    assert load_settings({}).second_factor == "required"
    assert load_settings({"RESERVE_SECOND_FACTOR": "everyone"}).second_factor == "everyone"
    assert load_settings({"RESERVE_TRAINING": "1"}).second_factor == "off"
    training = {"RESERVE_TRAINING": "1", "RESERVE_SECOND_FACTOR": "required"}
    assert load_settings(training).second_factor == "required"


def test_several_keys_are_read_newest_first_and_handed_to_workers() -> None:
    """Keys stand in the order given, and a worker reads the same ones again."""
    keys = ("A" * 43 + "=", "B" * 42 + "A=")
    settings = load_settings({"RESERVE_ENCRYPTION_KEY": f" {keys[0]} , {keys[1]} "})
    assert settings.encryption_keys == keys
    assert load_settings(environment_of(settings)).encryption_keys == keys


def test_a_key_that_is_none_is_not_repeated() -> None:
    """The complaint about a key says which one, and not what it reads."""
    with pytest.raises(SettingsError) as refused:
        load_settings({"RESERVE_ENCRYPTION_KEY": "my-secret-key"})
    assert "my-secret-key" not in str(refused.value)
