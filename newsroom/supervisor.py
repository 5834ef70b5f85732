"""`make run`: the whole site on one machine, for trial and small newsrooms.

    python -m newsroom.supervisor [--dev]

Starts the embedded PostgreSQL (unless DATABASE_URL is set), prepares the database, then runs web server and job
worker until it is stopped. Nothing it starts outlives it: each child leads a process group of its own and asks
the kernel for SIGTERM when the supervisor dies (Linux); what is left of a killed run is found by the file
`$VAR_DIR/run.processes` and ended by the next one.
"""

from __future__ import annotations

import argparse
import ctypes
import errno
import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

import psutil
import psycopg

from newsroom import embedded, web_server
from newsroom.environment import ROOT, Environment, read_or_exit
from newsroom.postgres_programs import ServerError, wheel_binaries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# All is over 5 seconds after a stop signal: the children have this long, the database has the rest.
CHILD_GRACE = 2.5
WEB_GRACE = 2
LOCK_PATIENCE = 6.0
START_PATIENCE = 60.0
RESTART_PAUSE = 1.0
DEATHS_A_MINUTE = 5
# Readers come before pictures: the worker takes the time that the web server leaves.
WORKER_NICENESS = 10
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
LIBC = ctypes.CDLL(None, use_errno=True)


class Refusal(Exception):
    """The site cannot run; the message is a sentence for the operator."""


class Stopped(BaseException):
    """A stop signal has come."""


@dataclass
class Child:
    """A process that is kept running."""

    name: str
    command: list[str]
    niceness: int = 0
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it as the leader of a group, which is to end with us."""
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            start_new_session=True,
            preexec_fn=self._before,  # noqa: PLW1509
        )

    def _before(self) -> None:
        _die_with_parent()
        os.nice(self.niceness)

    def is_dead(self) -> bool:
        """Whether it has ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def signal_group(self, number: signal.Signals) -> None:
        """Send the signal to it and to all that it started."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    # One signal is enough: a second one must not cut the stopping short.
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


def _adopt_orphans() -> None:
    """Become the parent of what our children leave behind, the database server first, and wait for it.

    Not every container has a first process that does.
    """
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1)


@contextmanager
def _only_run(environment: Environment) -> Iterator[None]:
    """Hold VAR_DIR for one run at a time; the kernel lets go of it when the process ends, however it ends."""
    lock = os.open(environment.var_dir / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + LOCK_PATIENCE
    try:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Refusal(
                        f"Another `make run` is using VAR_DIR {environment.var_dir}: stop it, or set VAR_DIR."
                    ) from None
                time.sleep(0.1)
        yield
    finally:
        os.close(lock)


def end_leftovers(record: Path) -> None:
    """End what a killed run left behind: the process groups of `record` that still run this project's Python."""
    try:
        groups = set(json.loads(record.read_text()))
    except (OSError, ValueError):
        return
    for process in psutil.process_iter(["pid", "cmdline"]):
        with suppress(OSError, psutil.Error):
            command = process.info["cmdline"] or [""]
            if os.getpgid(process.pid) in groups and command[0] == sys.executable:
                process.kill()
                process.wait(2)
    record.unlink(missing_ok=True)


def check_port(environment: Environment) -> None:
    """Refuse a port that another program holds, before anything is started."""
    with _socket(environment) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((environment.bind, environment.port))
        except OSError as error:
            why = {
                errno.EADDRINUSE: f"PORT {environment.port} on {environment.bind} is taken by another program",
                errno.EACCES: f"PORT {environment.port} may only be used by root",
                errno.EADDRNOTAVAIL: f"BIND {environment.bind} is no address of this machine",
            }.get(
                error.errno or 0,
                f"PORT {environment.port} on {environment.bind} cannot be used ({error.strerror})",
            )
            raise Refusal(f"{why}: set another one.") from None


def _socket(environment: Environment) -> socket.socket:
    return socket.socket(socket.AF_INET6 if ":" in environment.bind else socket.AF_INET, socket.SOCK_STREAM)


@contextmanager
def kept_port(environment: Environment) -> Iterator[None]:
    """Keep a checked port from other runs, whether our web server listens on it yet or not.

    The server shares its port with whoever asks for that (SO_REUSEPORT), so that it would not notice a second one; a
    socket that does not listen gets no readers, and lets in those alone who share.
    """
    with _socket(environment) as keeper:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        # For a minute what is left of connections to a server that does not share is in the way.
        with suppress(OSError):
            keeper.bind((environment.bind, environment.port))
        yield


@contextmanager
def _database(environment: Environment) -> Iterator[str]:
    if environment.is_embedded:
        try:
            with embedded.Server(environment.var_dir / "postgres").in_use() as url:
                yield url
        except ServerError as error:
            raise Refusal(str(error)) from None
        return
    try:
        psycopg.connect(environment.database_url, connect_timeout=5).close()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise Refusal(f"The database of DATABASE_URL does not answer: {reason}") from None
    yield environment.database_url


@contextmanager
def _children(children: list[Child], record: Path) -> Iterator[None]:
    """End the children, as many as were started, on the way out."""
    try:
        yield
    finally:
        _end(children)
        record.unlink(missing_ok=True)


def _remember(children: list[Child], record: Path) -> None:
    record.write_text(json.dumps([child.process.pid for child in children if child.process]))


def _end(children: list[Child]) -> None:
    for child in children:
        child.signal_group(signal.SIGTERM)
    deadline = time.monotonic() + CHILD_GRACE
    for child in children:
        if child.process is not None:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, deadline - time.monotonic()))
    for child in children:
        child.signal_group(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def commands(environment: Environment, *, dev: bool) -> list[Child]:
    """Return the processes of a running site in the order of their start: the web server and the worker."""
    place = f"[{environment.bind}]" if ":" in environment.bind else environment.bind
    manage = [sys.executable, str(ROOT / "manage.py")]
    if dev:
        web = [*manage, "runserver", "--skip-checks", f"{place}:{environment.port}"]
    else:
        web = web_server.command(
            environment.bind, environment.port, workers=environment.web_workers, grace=WEB_GRACE
        )
        web.append("--respawn-failed-workers")
    return [Child("web server", web), Child("worker", [*manage, "worker"], WORKER_NICENESS)]


def _wait_until_it_answers(environment: Environment, web: Child) -> None:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(environment.bind, environment.bind)  # noqa: S104 - compared
    deadline = time.monotonic() + START_PATIENCE
    while time.monotonic() < deadline:
        if web.is_dead():
            raise Refusal("The web server has ended right after its start; see its message above.")
        connection = http.client.HTTPConnection(host, environment.port, timeout=2)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        connection.close()
        time.sleep(0.1)
    raise Refusal(f"The web server did not answer within {START_PATIENCE:.0f} seconds.")


def _keep_running(children: list[Child], record: Path) -> NoReturn:
    """Start again what ends by itself, unless it keeps ending."""
    while True:
        time.sleep(0.5)
        for child in children:
            if not child.is_dead():
                continue
            now = time.monotonic()
            child.deaths = [at for at in child.deaths if now - at < 60] + [now]
            if len(child.deaths) > DEATHS_A_MINUTE:
                raise Refusal(f"The {child.name} ends again and again; see its messages above.")
            print(f"The {child.name} has ended and is started again.", file=sys.stderr)
            child.signal_group(signal.SIGKILL)
            time.sleep(RESTART_PAUSE)
            child.start()
            _remember(children, record)


def greeting(environment: Environment, url: str) -> str:
    """Return what the operator needs to know about the running site."""
    lines = ["", f"  Readers   {environment.site_url}/", f"  Desk      {environment.site_url}/admin/"]
    accounts = environment.var_dir / "demo-accounts.txt"
    if environment.demo and accounts.exists():
        lines += ["", f"  Demo accounts (from {accounts}):"]
        lines += [f"    {line}" for line in accounts.read_text().strip().splitlines()]
    lines += ["", "  For trial and small sites: one machine, no standby. Ctrl-C stops it."]
    dump = wheel_binaries() / "pg_dump"
    lines += ["  Dump the database:", f"    {dump} --format=custom --file=newsroom.dump '{url}'"]
    lines += [f"  and keep {environment.var_dir / 'media'} with it.", ""]
    return "\n".join(lines)


def _prepare() -> None:
    preparation = Child("preparation", [sys.executable, "-m", "newsroom.preparation"])
    try:
        preparation.start()
        if preparation.process is not None and preparation.process.wait():
            raise Refusal("The site was not started.")
    finally:
        preparation.signal_group(signal.SIGKILL)


def run(*, dev: bool) -> NoReturn:
    """Run the site until a stop signal comes (Stopped) or something cannot be mended (Refusal)."""
    environment = read_or_exit()
    record = environment.var_dir / "run.processes"
    with ExitStack() as stack:
        stack.enter_context(_only_run(environment))
        end_leftovers(record)
        check_port(environment)
        if not dev:
            stack.enter_context(kept_port(environment))
        url = stack.enter_context(_database(environment))
        _prepare()
        children = commands(environment, dev=dev)
        stack.enter_context(_children(children, record))
        web, worker = children
        web.start()
        _remember(children, record)
        _wait_until_it_answers(environment, web)
        print(greeting(environment, url), flush=True)
        worker.start()
        _remember(children, record)
        _keep_running(children, record)


def main() -> int:
    """Run the site and return the exit status: 0 after a stop signal, 1 after a sentence that says why."""
    parser = argparse.ArgumentParser(prog="python -m newsroom.supervisor")
    parser.add_argument("--dev", action="store_true", help="Django's own server with DEBUG and auto-reload")
    options = parser.parse_args()
    if options.dev:
        os.environ["DEBUG"] = "1"
    if os.environ.get("MAKELEVEL"):
        # Started by make: when that is killed, nobody is left to stop us.
        _die_with_parent()
    _adopt_orphans()
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)
    try:
        run(dev=options.dev)
    except Stopped:
        print("Stopped.")
        return 0
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
