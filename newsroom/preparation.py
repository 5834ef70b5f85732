"""All that stands between a fresh checkout and a site that can serve; run again, it does only what is missing.

    python -m newsroom.preparation

A process of its own, so that the supervisor stays small and a failure here ends in one sentence.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command, get_commands
from django.core.management.base import SystemCheckError
from django.db import OperationalError

from newsroom import catalogues
from newsroom.environment import ROOT, Environment, read_or_exit


def prepare(environment: Environment) -> None:
    """Bring catalogues, database, static files and the demo newsroom up to date."""
    catalogues.compile_all()
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    collect_static(environment)
    if environment.demo and "demo" in get_commands() and _is_empty():
        print("Loading the demo newsroom …", flush=True)
        call_command("demo")


def collect_static(environment: Environment) -> None:
    """Collect the static files when one of their sources has changed since they were last collected.

    Of several processes one collects; the others wait, and find it done.
    """
    stamp = environment.var_dir / "static.stamp"
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    environment.var_dir.mkdir(parents=True, exist_ok=True)
    with (environment.var_dir / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        now = fingerprint()
        if stamp.exists() and stamp.read_text() == now and manifest.exists():
            return
        print("Collecting static files …", flush=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(now)


def fingerprint(root: Path = ROOT) -> str:
    """Return a text that changes with any static file, with the bundles and with the installed packages."""
    digest = hashlib.sha256()
    for path in [*sorted((root / "static").rglob("*")), root / "newsroom" / "static_bundles.py"]:
        if path.is_file():
            digest.update(f"{path.relative_to(root)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    digest.update((root / "requirements" / "run.txt").read_bytes())
    return digest.hexdigest()


def _is_empty() -> bool:
    editions = apps.get_model("editions", "Edition")
    return not editions._default_manager.exists()


def main() -> int:
    """Prepare, and return the exit status; what an operator can mend is told in a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        prepare(read_or_exit())
    except (CommandError, SystemCheckError, ImproperlyConfigured) as error:
        print(error, file=sys.stderr)
    except OperationalError as error:
        print(
            f"The database of DATABASE_URL does not answer: {str(error).strip().splitlines()[0]}",
            file=sys.stderr,
        )
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
