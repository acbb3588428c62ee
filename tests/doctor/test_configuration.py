"""The settings' examination: each finding both ways, on real files where it is about files."""

from dataclasses import replace
from pathlib import Path

import pytest

from config.settings import Settings
from registry.doctor import configuration
from registry.doctor.diagnosis import Verdict

CLUSTER = "mongodb://reserve:pw@a,b,c/?replicaSet=reserve&tls=true&tlsCAFile=ca.pem"


def _sound(data: Path) -> Settings:
    """Settings of a service that real filings go to."""
    return Settings(
        data=data,
        mongodb_uri=CLUSTER,
        secret_key="s" * 64,
        encryption_keys=("k",),
        trusted_proxies=1,
        public_url="https://reserve.example.cn",
    )


def _found(
    settings: Settings, *, serving: bool = False, address: str = ""
) -> dict[str, tuple[Verdict, str]]:
    seen = configuration.look_at(settings, serving=serving, address=address)
    return {one.check: (one.verdict, one.code) for one in configuration.examine(seen)}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory that only its owner may enter."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


def test_sound_settings_have_nothing_wrong(data: Path) -> None:
    """Every check of a real installation is fine."""
    assert {verdict for verdict, _ in _found(_sound(data)).values()} == {Verdict.FINE}


@pytest.mark.parametrize(
    ("changes", "check", "verdict", "code"),
    [
        ({"sms_url": "http://10.0.0.1/send"}, "sms", Verdict.WRONG, "doctor_sms_address"),
        ({"public_url": ""}, "public_url", Verdict.DOUBTFUL, "doctor_public_url"),
        ({"secure_cookies": False}, "front", Verdict.WRONG, "doctor_cookies"),
        ({"trusted_proxies": 0}, "front", Verdict.DOUBTFUL, "doctor_front"),
        ({"trusted_proxies": 0, "host": "0.0.0.0"}, "front", Verdict.WRONG, "doctor_no_front"),  # noqa: S104 - what the check is for
        ({"trusted_proxies": 0, "host": "example"}, "front", Verdict.WRONG, "doctor_no_front"),
        ({"secret_key": "short"}, "keys", Verdict.WRONG, "doctor_secret_short"),
        ({"secret_key": ""}, "keys", Verdict.DOUBTFUL, "doctor_keys_apart"),
        ({"training": True}, "training", Verdict.DOUBTFUL, "doctor_training"),
        ({"second_factor": "off"}, "second_factor", Verdict.DOUBTFUL, "doctor_second_factor"),
        ({"mongodb_uri": ""}, "cluster", Verdict.DOUBTFUL, "doctor_embedded"),
        (
            {"mongodb_uri": "mongodb://a,b,c/?replicaSet=reserve&tls=true"},
            "cluster",
            Verdict.WRONG,
            "doctor_cluster_password",
        ),
        (
            {"mongodb_uri": "mongodb://u:p@a,b,c/?replicaSet=reserve"},
            "cluster",
            Verdict.WRONG,
            "doctor_cluster_tls",
        ),
        *(
            (
                {"mongodb_uri": f"{CLUSTER}&{option}=true"},
                "cluster",
                Verdict.WRONG,
                "doctor_cluster_careless",
            )
            for option in (
                "tlsInsecure",
                "tlsAllowInvalidCertificates",
                "tlsallowinvalidhostnames",
            )
        ),
        ({"threads": 1}, "threads", Verdict.DOUBTFUL, "doctor_threads"),
    ],
)
def test_each_choice_is_told(
    data: Path, changes: dict[str, object], check: str, verdict: Verdict, code: str
) -> None:
    """One doubtful choice changes one diagnosis, and no other."""
    found = _found(replace(_sound(data), **changes))
    assert found[check] == (verdict, code)
    assert {one for one, (other, _) in found.items() if other is not Verdict.FINE} == {check}


def test_an_address_in_use_is_told_unless_it_is_ours(data: Path) -> None:
    """A taken port is wrong before the start, and what it should be while the service runs."""
    assert _found(_sound(data), address="已被占用")["address"][1] == "doctor_address"
    assert _found(_sound(data), address="已被占用", serving=True)["address"][0] is Verdict.FINE


def test_files_that_others_may_read_are_named(data: Path) -> None:
    """A key or a folder open to others is wrong, each by its path."""
    key = data / "secret_key"
    key.write_text("x")
    key.chmod(0o640)
    assert _found(_sound(data))["data"] == (Verdict.WRONG, "doctor_open")
    key.chmod(0o600)
    assert _found(_sound(data))["data"][0] is Verdict.FINE
    data.chmod(0o755)
    assert _found(_sound(data))["data"] == (Verdict.WRONG, "doctor_open")


def test_training_data_outside_training_is_wrong(data: Path) -> None:
    """A folder with made-up data must not take real filings."""
    (data / "seeded").touch()
    assert _found(_sound(data))["training"] == (Verdict.WRONG, "doctor_made_up")


def test_a_data_folder_that_is_a_file_is_told(data: Path) -> None:
    """A file, or a path below one, is called what it is; nobody is told to chmod it."""
    file = data / "file"
    file.write_text("x")
    file.chmod(0o644)
    for folder in (file, file / "below", file / "far" / "below"):
        settings = replace(_sound(data), data=folder)
        assert _found(settings)["data"] == (Verdict.WRONG, "doctor_data_no_folder")
    assert _found(replace(_sound(data), data=data / "to be made"))["data"][0] is Verdict.FINE


def test_a_data_folder_that_cannot_be_written_is_told() -> None:
    """Where the folder, or the one it would be made in, takes no files, nothing would start."""
    # The kernel lets nobody write there, root included.
    for folder in (Path("/proc/sys"), Path("/proc/sys/below")):
        settings = replace(_sound(folder), data=folder)
        assert _found(settings)["data"] == (Verdict.WRONG, "doctor_data_forbidden")


def test_any_password_can_stand_in_the_address(data: Path) -> None:
    """Signs that a URL's own parser takes for something else end no examination."""
    for password in ("a[b", "a/b", "a]b"):
        settings = replace(_sound(data), mongodb_uri=CLUSTER.replace("pw", password))
        assert _found(settings)["cluster"][0] is Verdict.FINE
