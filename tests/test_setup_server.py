"""The embedded server and the supervisor: what they start, what they stop, and what they survive."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import psycopg
import pytest

from newsroom import embedded, supervisor
from newsroom.environment import ROOT, read_environment

if TYPE_CHECKING:
    from collections.abc import Iterator


def ask(url: str, query: str) -> Any:
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def postmaster(server: embedded.Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split("\n", 1)[0])


def is_alive(number: int) -> bool:
    """Whether the process runs; one that has ended and waits for its parent does not."""
    try:
        return psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A short folder: a socket's address holds 107 bytes."""
    place = Path(tempfile.mkdtemp(prefix="nr-"))
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def server(folder: Path) -> embedded.Server:
    return embedded.Server(folder / "postgres", fast=True)


def test_the_server_knows_letters_beyond_ascii_whatever_the_shell_says(
    server: embedded.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    with server.in_use() as url:
        assert ask(url, "SELECT lower('ÉÑŞ')") == "éñş"
        assert ask(url, "SHOW server_encoding") == "UTF8"


def test_the_server_listens_on_a_private_socket_alone(server: embedded.Server) -> None:
    with server.in_use() as url:
        assert ask(url, "SHOW listen_addresses") == ""
        assert stat.S_IMODE(embedded.socket_folder(server.folder).stat().st_mode) == 0o700


def test_the_server_stops_when_its_last_user_leaves(server: embedded.Server) -> None:
    with server.in_use() as url:
        first = postmaster(server)
        with server.in_use() as again:
            assert again == url
            assert postmaster(server) == first
        assert ask(url, "SELECT 1") == 1
    assert not is_alive(first)


def test_what_was_written_is_there_after_the_server_was_killed(folder: Path) -> None:
    server = embedded.Server(folder / "durable")
    with server.in_use() as url:
        ask(url, "SELECT 1")
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
            connection.execute("INSERT INTO kept VALUES ('still here')")
        killed = psutil.Process(postmaster(server))
        killed.kill()
        assert gone([killed], 5)
    with server.in_use() as url:
        assert ask(url, "SELECT word FROM kept LIMIT 1") == "still here"


def test_a_process_number_that_was_given_away_does_not_keep_the_server_down(server: embedded.Server) -> None:
    with server.in_use():
        lines = (server.data / "postmaster.pid").read_text().split("\n")
    with subprocess.Popen(["sleep", "60"]) as stranger:
        (server.data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:]]))
        try:
            with server.in_use() as url:
                assert ask(url, "SELECT 1") == 1
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_folder_too_deep_for_a_socket_gets_a_short_private_one(folder: Path) -> None:
    deep = embedded.Server(folder / ("deep" * 20) / "postgres", fast=True)
    with deep.in_use() as url:
        place = embedded.socket_folder(deep.folder)
        assert ask(url, "SELECT 1") == 1
        assert len(str(place)) < 60
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
    with deep.in_use() as again:
        assert again == url


def test_a_command_gets_the_address_of_its_server(server: embedded.Server) -> None:
    show = "import os; print(os.environ['DATABASE_URL'])"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "newsroom.embedded", "with-server", "--fast"),
            *("--dir", str(server.folder), "--", sys.executable, "-c", show),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == server.url


def test_a_taken_port_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        environment = replace(read_environment(tmp_path, {}), port=taken.getsockname()[1])
        with pytest.raises(
            supervisor.Refusal, match=r"^PORT \d+ on 127\.0\.0\.1 is taken by another program"
        ):
            supervisor.check_port(environment)


def test_a_port_is_kept_for_one_run_before_its_server_listens_and_after(tmp_path: Path) -> None:
    environment = replace(read_environment(tmp_path, {}), port=free_port())
    with supervisor.kept_port(environment):
        with pytest.raises(supervisor.Refusal, match="is taken by another program"):
            supervisor.check_port(environment)
        # The run's own server, as it takes its port.
        with socket.create_server((environment.bind, environment.port), reuse_port=True) as server:
            server.settimeout(5)
            with socket.create_connection((environment.bind, environment.port), 5):
                server.accept()[0].close()
        with pytest.raises(supervisor.Refusal, match="is taken by another program"):
            supervisor.check_port(environment)
    supervisor.check_port(environment)


def test_a_port_that_another_server_has_just_left_can_be_used(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        environment = replace(read_environment(tmp_path, {}), port=server.getsockname()[1])
        with socket.create_connection(server.getsockname(), 5):
            # Who closes first keeps the address for a minute.
            server.accept()[0].close()
    supervisor.check_port(environment)
    with supervisor.kept_port(environment):
        pass


def test_what_a_killed_run_left_behind_is_ended(tmp_path: Path) -> None:
    idle = "import time; print(flush=True); time.sleep(60)"
    left = subprocess.Popen([sys.executable, "-c", idle], start_new_session=True, stdout=subprocess.PIPE)
    # The kernel shows no command line of a program that it is still about to start.
    assert left.stdout is not None
    left.stdout.readline()
    record = tmp_path / "run.processes"
    record.write_text(f"[{left.pid}]")
    supervisor.end_leftovers(record)
    left.wait(10)
    left.stdout.close()
    assert not record.exists()


def test_a_process_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as other:
        record = tmp_path / "run.processes"
        record.write_text(f"[{other.pid}]")
        supervisor.end_leftovers(record)
        assert other.poll() is None
        other.kill()


def test_a_stopped_database_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "newsroom.supervisor"],
        cwd=ROOT,
        env={
            **os.environ,
            "VAR_DIR": str(tmp_path),
            "PORT": "0",
            "DATABASE_URL": "postgresql://x@127.0.0.1:1/x",
        }
        | {"PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("The database of DATABASE_URL does not answer: ")
    assert "Traceback" not in done.stderr


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Run:
    """A whole site under a supervisor of its own, without the demo."""

    def __init__(self, var_dir: Path, port: int) -> None:
        self.var_dir, self.port = var_dir, port
        self.log = var_dir / "log"
        kept = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "MAKELEVEL")
        }
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "newsroom.supervisor"],
                cwd=ROOT,
                env=kept | {"VAR_DIR": str(var_dir), "PORT": str(port), "DEMO": "0", "WEB_WORKERS": "1"},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self, seconds: float = 90) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.status("/healthz") == 200 and "Readers" in self.log.read_text():
                return
            time.sleep(0.1)
        pytest.fail(f"The site did not answer: {self.log.read_text()}")

    def status(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def started(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def site(self) -> list[psutil.Process]:
        """Everything that works for this site: the supervisor's children and the database."""
        number = int((self.var_dir / "postgres" / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        return [*self.started(), psutil.Process(number)]


def gone(processes: list[psutil.Process], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while any(is_alive(process.pid) for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.sweep
def test_a_run_serves_stops_within_five_seconds_and_recovers_from_a_kill(folder: Path) -> None:
    var_dir = folder / "var"
    var_dir.mkdir()
    port = free_port()

    first = Run(var_dir, port)
    first.wait()
    assert first.status("/readyz") == 200
    began = first.site()
    first.process.send_signal(signal.SIGTERM)
    assert first.process.wait(5) == 0
    assert gone(began, 1)

    second = Run(var_dir, port)
    second.wait()
    children = [process for process in second.started() if process.name() != "postgres"]
    second.process.kill()
    second.process.wait()
    assert gone(children, 10)

    third = Run(var_dir, port)
    third.wait()
    began = third.site()
    third.process.send_signal(signal.SIGINT)
    assert third.process.wait(5) == 0
    assert gone(began, 1)
