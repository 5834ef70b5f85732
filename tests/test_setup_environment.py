"""Every variable an operator may set: its default, and the sentence that a bad value gets."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from newsroom.environment import ROOT, BadSetting, Environment, read_environment
from newsroom.vapid_key import ORDER, read_key

if TYPE_CHECKING:
    from pathlib import Path


def environment(root: Path, **variables: str) -> Environment:
    return read_environment(root, variables)


def test_an_empty_environment_runs_a_trial_on_this_machine_alone(tmp_path: Path) -> None:
    found = environment(tmp_path)
    assert found.is_embedded
    assert found.var_dir == tmp_path / "var"
    assert (found.bind, found.port, found.site_url) == ("127.0.0.1", 8000, "http://localhost:8000")
    assert found.allowed_hosts == ("localhost", "127.0.0.1")
    assert (found.demo, found.debug, found.is_https) == (True, False, False)
    assert (found.web_workers, found.trusted_proxy_count, found.alert_approvals) == (2, 0, 1)
    assert (found.alert_break_glass, found.drill_minutes) == (False, 15)


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    assert environment(tmp_path, PORT="", SITE_URL=" ") == environment(tmp_path)


def test_the_site_address_follows_the_port(tmp_path: Path) -> None:
    assert environment(tmp_path, PORT="8123").site_url == "http://localhost:8123"


def test_the_hosts_follow_the_site_address(tmp_path: Path) -> None:
    found = environment(tmp_path, SITE_URL="https://news.example.org/", BIND="0.0.0.0")
    assert found.site_url == "https://news.example.org"
    assert found.allowed_hosts == ("news.example.org", "localhost", "127.0.0.1")


def test_the_embedded_server_is_reached_by_its_socket(tmp_path: Path) -> None:
    assert environment(tmp_path).database_url.endswith("var%2Fpostgres%2Frun/newsroom")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eight"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "٨٠٠٠"),
        ("BIND", "everywhere"),
        ("SITE_URL", "news.example.org"),
        ("SITE_URL", "ftp://news.example.org"),
        ("SITE_URL", "https://news.example.org/news/"),
        ("SITE_URL", "https://news.example.org:none"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "postgresql://host"),
        ("ALLOWED_HOSTS", "https://news.example.org"),
        ("WEB_WORKERS", "none"),
        ("DEMO", "perhaps"),
        ("DEMO_PASSWORD", "short"),
        ("SECRET_KEY", "too short a key"),
        ("TRUSTED_PROXY_COUNT", "-1"),
        ("ALERT_APPROVALS", "many"),
        ("ALERT_APPROVALS", "2"),
        ("ALERT_BREAK_GLASS", "perhaps"),
        ("ALERT_BREAK_GLASS", "on"),
        ("DRILL_MINUTES", "-1"),
        ("DRILL_MINUTES", "1441"),
        ("STREAM_PER_ADDRESS", "0"),
        ("FETCH_ALLOW_HOSTS", "a host"),
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "smtp://mail.example.org/?tsl=1"),
        ("WEBSUB_HUB", "hub.example.org"),
        ("SERVICE_WORKER", "later"),
        ("WEBSUB_HUB", "ftp://hub.example.org/"),
        ("WEBSUB_HUB", "https:///path"),
        ("WEBSUB_HUB", "https://user:word@hub.example.org/"),
        ("WEBSUB_HUB", "https://hub.example.org/#top"),
        ("WEBSUB_HUB", "https://hub.example.org:port/"),
        ("WEBSUB_HUB", "https://hub.example.org/\r\nX: y"),
        ("PUSH_HOSTS", "*"),
        ("PUSH_HOSTS", "https://fcm.googleapis.com"),
        ("PUSH_HOSTS", "push.*.example"),
        ("VAPID_PRIVATE_KEY", "a secret"),
        ("VAPID_PRIVATE_KEY", "A" * 43),
        ("VAPID_PRIVATE_KEY", "_" * 43),
        ("VAPID_PRIVATE_KEY", "é" * 43),
        ("VAPID_SUBJECT", "desk@example.org"),
        ("VAPID_SUBJECT", "mailto:desk"),
        ("VAPID_SUBJECT", "http://example.org"),
        ("VAPID_SUBJECT", 'https://example.org/"'),
        ("VAPID_SUBJECT", "https:///contact"),
        ("VAR_DIR", "/proc/newsroom"),
    ],
)
def test_a_bad_value_is_refused_in_one_sentence_that_names_it(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting) as refused:
        environment(tmp_path, **{name: value})
    sentence = str(refused.value)
    assert sentence.startswith(f"{name} ")
    assert "\n" not in sentence
    assert sentence.endswith(".")


def test_plain_http_is_refused_when_others_can_connect(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="SITE_URL must be https"):
        environment(tmp_path, BIND="0.0.0.0")


def test_debug_is_refused_when_others_can_connect(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="DEBUG"):
        environment(tmp_path, BIND="0.0.0.0", SITE_URL="https://news.example.org", DEBUG="1")


def test_the_secret_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = environment(tmp_path).secret_key
    place = tmp_path / "var" / "secret_key"
    assert len(first) >= 64
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert environment(tmp_path).secret_key == first


def test_a_secret_key_of_the_environment_is_not_written_down(tmp_path: Path) -> None:
    key = "k" * 50
    assert environment(tmp_path, SECRET_KEY=key).secret_key == key
    assert not (tmp_path / "var" / "secret_key").exists()


def test_the_key_of_pushes_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = environment(tmp_path).vapid_private_key
    place = tmp_path / "var" / "vapid_key"
    assert 0 < read_key(first) < ORDER
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert environment(tmp_path).vapid_private_key == first


def test_a_broken_key_of_pushes_is_refused_and_not_shown(tmp_path: Path) -> None:
    environment(tmp_path)
    (tmp_path / "var" / "vapid_key").write_text("nonsense\n")
    with pytest.raises(BadSetting, match="VAPID_PRIVATE_KEY must be a private key") as refused:
        environment(tmp_path)
    assert "nonsense" not in str(refused.value)


def test_the_push_services_are_those_of_the_browsers_or_those_that_are_named(tmp_path: Path) -> None:
    assert "fcm.googleapis.com" in environment(tmp_path).push_hosts
    named = environment(tmp_path, PUSH_HOSTS="Push.example, *.push.example")
    assert named.push_hosts == ("push.example", "*.push.example")


@pytest.mark.parametrize("subject", ["mailto:desk@example.org", "https://www.example.org/contact/"])
def test_push_services_are_told_whom_to_ask(tmp_path: Path, subject: str) -> None:
    assert environment(tmp_path, VAPID_SUBJECT=subject).vapid_subject == subject


def test_secrets_are_not_shown_with_the_environment(tmp_path: Path) -> None:
    shown = repr(
        environment(
            tmp_path,
            SECRET_KEY="s" * 50,
            DEMO_PASSWORD="open sesame",
            DATABASE_URL="postgresql://u:hush@h/n",
            VAPID_PRIVATE_KEY="v" * 43,
        )
    )
    assert [secret for secret in ("s" * 50, "open sesame", "hush", "v" * 43) if secret in shown] == []


@pytest.mark.parametrize(
    "command", [["manage.py", "check"], ["-m", "newsroom.supervisor"], ["-m", "newsroom.preparation"]]
)
def test_a_bad_variable_stops_every_program_without_a_stack_trace(tmp_path: Path, command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "VAR_DIR": str(tmp_path), "PORT": "eight"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout + done.stderr == "PORT must be a whole number from 1 to 65535, not 'eight'.\n"
