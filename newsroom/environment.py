"""What the operator sets: the environment's variables, read once and checked.

A value that cannot be used stops the process with one sentence that names the variable (`BadSetting`):
a newsroom never runs on a setting that was silently replaced. The list of variables is in docs/install.md.
"""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import SplitResult, urlsplit

from newsroom import embedded
from newsroom.email_url import BACKENDS, Mail, read_mail
from newsroom.vapid_key import new_key, read_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).resolve().parent.parent
LOCAL_HOSTS = ("localhost", "127.0.0.1")
DATABASE_SCHEMES = ("postgres", "postgresql")
HOST_NAME = re.compile(r"\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]", re.IGNORECASE)
# Those of RFC 3986: none of them ends a header or the brackets that an address stands in.
URL_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
# The services of the browsers that there are: Chrome, Edge and others; Firefox; Safari; Windows.
PUSH_HOSTS = (
    *("fcm.googleapis.com", "updates.push.services.mozilla.com"),
    *("*.push.apple.com", "*.notify.windows.com"),
)
CONTACT_MAIL = re.compile(r"mailto:[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
SHORTEST_SECRET = 32
SHORTEST_PASSWORD = 8
YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off"})


class BadSetting(Exception):
    """A variable cannot be used as it is; the message is one sentence that names it."""


@dataclass(frozen=True)
class Environment:
    """The checked values; `demo_password` is empty when one is to be made."""

    database_url: str = field(repr=False)
    is_embedded: bool
    port: int
    bind: str
    var_dir: Path
    secret_key: str = field(repr=False)
    site_url: str
    allowed_hosts: tuple[str, ...]
    web_workers: int
    demo: bool
    demo_password: str = field(repr=False)
    trusted_proxy_count: int
    stream_per_address: int
    alert_approvals: int
    alert_break_glass: bool
    drill_minutes: int
    fetch_allow_hosts: tuple[str, ...]
    push_hosts: tuple[str, ...]
    vapid_private_key: str = field(repr=False)
    vapid_subject: str
    mail: Mail = field(repr=False)
    websub_hub: str
    service_worker: bool
    debug: bool

    @property
    def is_https(self) -> bool:
        """Whether readers come over TLS, which turns on Secure cookies, HSTS and the redirect."""
        return self.site_url.startswith("https:")


def read_environment(root: Path = ROOT, environ: Mapping[str, str] | None = None) -> Environment:
    """Return the environment, or raise BadSetting for the first variable that cannot be used.

    `root` is the folder that a relative VAR_DIR starts from. The folder VAR_DIR and the secret key in it are
    made when they are missing; nothing else is written. `environ` is the process's own unless a test gives one.
    """
    values = _Values(os.environ if environ is None else environ)
    bind = values.address("BIND", "127.0.0.1")
    port = values.number("PORT", 8000, 1, 65535)
    site = values.site("SITE_URL", f"http://localhost:{port}", bind)
    debug = values.flag("DEBUG", default=False)
    if debug and not _is_loopback(bind):
        _refuse("DEBUG", f"shows the program's inside and is for a loopback BIND only, not {bind}")
    database_url = values.url("DATABASE_URL", DATABASE_SCHEMES, "postgresql://user@host/name")
    if database_url and not urlsplit(database_url).path.strip("/"):
        _refuse("DATABASE_URL", "names no database: write postgresql://user@host/name")
    var_dir = _var_dir(values, root)
    return Environment(
        database_url=database_url or embedded.url_for(var_dir / "postgres"),
        is_embedded=not database_url,
        port=port,
        bind=bind,
        var_dir=var_dir,
        secret_key=_secret_key(values, var_dir),
        site_url=f"{site.scheme}://{site.netloc}",
        allowed_hosts=values.hosts("ALLOWED_HOSTS", dict.fromkeys((_host(site), *LOCAL_HOSTS))),
        web_workers=values.number("WEB_WORKERS", 2, 1, 64),
        demo=values.flag("DEMO", default=True),
        demo_password=_demo_password(values),
        trusted_proxy_count=values.number("TRUSTED_PROXY_COUNT", 0, 0, 9),
        stream_per_address=values.number("STREAM_PER_ADDRESS", 500, 1, 1_000_000),
        alert_approvals=values.number("ALERT_APPROVALS", 1, 0, 1),
        alert_break_glass=values.emergency("ALERT_BREAK_GLASS", mail_by="EMAIL_URL"),
        drill_minutes=values.number("DRILL_MINUTES", 15, 0, 1440),
        fetch_allow_hosts=values.hosts("FETCH_ALLOW_HOSTS", ()),
        push_hosts=values.host_patterns("PUSH_HOSTS", PUSH_HOSTS),
        vapid_private_key=_vapid_key(values, var_dir),
        vapid_subject=values.contact("VAPID_SUBJECT"),
        mail=values.mail("EMAIL_URL", "smtp://user:password@host:587/?tls=True"),
        service_worker=values.flag("SERVICE_WORKER", default=True),
        websub_hub=values.hub("WEBSUB_HUB"),
        debug=debug,
    )


def read_or_exit() -> Environment:
    """Return the environment, or print the sentence and end the process with status 1."""
    try:
        return read_environment()
    except BadSetting as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None


def _refuse(name: str, why: str) -> NoReturn:
    raise BadSetting(f"{name} {why}.")


class _Values:
    """The variables as text, with one reader for each sort of value; an empty variable counts as unset."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def text(self, name: str, default: str = "") -> str:
        return self.environ.get(name, "").strip() or default

    def number(self, name: str, default: int, least: int, most: int) -> int:
        text = self.text(name, str(default))
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            _refuse(name, f"must be a whole number from {least} to {most}, not {text!r}")
        return int(text)

    def flag(self, name: str, *, default: bool) -> bool:
        text = self.text(name, "1" if default else "0").lower()
        if text not in YES | NO:
            _refuse(name, f"must be 1 or 0, not {text!r}")
        return text in YES

    def emergency(self, name: str, *, mail_by: str) -> bool:
        """Whether an alert may go out alone in an emergency: every editor is mailed then, so there must be mail."""
        is_on = self.flag(name, default=False)
        if is_on and not self.text(mail_by):
            _refuse(name, f"needs {mail_by}, because every editor is told by mail")
        return is_on

    def address(self, name: str, default: str) -> str:
        text = self.text(name, default)
        if text == "localhost":
            return "127.0.0.1"
        try:
            return str(ipaddress.ip_address(text.strip("[]")))
        except ValueError:
            _refuse(name, f"must be an IP address such as 127.0.0.1 or 0.0.0.0, not {text!r}")

    def url(self, name: str, schemes: tuple[str, ...], example: str) -> str:
        text = self.text(name)
        if text and _split(name, text, example).scheme not in schemes:
            _refuse(
                name, f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}: write {example}"
            )
        return text

    def mail(self, name: str, example: str) -> Mail:
        try:
            return read_mail(self.url(name, tuple(BACKENDS), example))
        except ValueError as error:
            _refuse(name, str(error))

    def hub(self, name: str) -> str:
        """An address that the site itself asks: with a host, and nothing secret in it, for feeds show it to all."""
        example = "https://hub.example/"
        text = self.url(name, ("http", "https"), example)
        parts = urlsplit(text)
        is_plain = parts.hostname and parts.username is None and not parts.fragment
        if text and not (is_plain and URL_CHARACTERS.fullmatch(text)):
            _refuse(name, f"must be the address of a hub, without a user or a fragment: write {example}")
        return text

    def hosts(self, name: str, default: Mapping[str, None] | tuple[str, ...]) -> tuple[str, ...]:
        text = self.text(name)
        hosts = tuple(part.strip() for part in text.split(",") if part.strip()) or tuple(default)
        for host in hosts:
            if host != "*" and not HOST_NAME.fullmatch(host):
                _refuse(
                    name, f"must be host names with commas between them, without scheme or port, not {host!r}"
                )
        return hosts

    def host_patterns(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """Host names, of which `*.` at the beginning stands for one or more names below what follows."""
        hosts = tuple(part.strip().lower() for part in self.text(name).split(",") if part.strip()) or default
        for host in hosts:
            if host.startswith(".") or not HOST_NAME.fullmatch(host.removeprefix("*.")):
                _refuse(
                    name,
                    f"must be host names such as push.example or *.push.example with commas, not {host!r}",
                )
        return hosts

    def contact(self, name: str) -> str:
        """Where whoever runs a push service can ask about what it gets (RFC 8292, 2.1)."""
        text = self.text(name)
        is_mail = CONTACT_MAIL.fullmatch(text) is not None
        is_page = URL_CHARACTERS.fullmatch(text) and _split(name, text, "https://www.example.org/").hostname
        if text and not is_mail and not (is_page and text.startswith("https://")):
            _refuse(
                name, f"must be mailto:desk@example.org or an address that begins with https://, not {text!r}"
            )
        return text

    def site(self, name: str, default: str, bind: str) -> SplitResult:
        text = self.text(name, default).rstrip("/")
        site = _split(name, text, "https://www.example.org")
        if site.scheme not in ("http", "https") or not site.hostname:
            _refuse(name, f"must be the site's address such as https://www.example.org, not {text!r}")
        if site.path or site.query or site.fragment or site.username:
            _refuse(name, f"must end after the host and port, not {text!r}")
        if site.scheme == "http" and not _is_loopback(bind):
            _refuse(name, f"must be https when BIND is not a loopback address ({bind})")
        return site


def _split(name: str, text: str, example: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port  # Read for its check: a port that is no number is found here.
    except ValueError:
        _refuse(name, f"is not an address: write {example}")
    return parts


def _host(site: SplitResult) -> str:
    """Return the host as a request names it: an IPv6 address stands in brackets."""
    host = site.hostname or ""
    return f"[{host}]" if ":" in host else host


def _is_loopback(bind: str) -> bool:
    return ipaddress.ip_address(bind).is_loopback


def _var_dir(values: _Values, root: Path) -> Path:
    folder = (root / Path(values.text("VAR_DIR", "var")).expanduser()).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _refuse("VAR_DIR", f"is {folder}, which cannot be made: {error.strerror}")
    if not os.access(folder, os.W_OK | os.X_OK):
        _refuse("VAR_DIR", f"is {folder}, where this user cannot write")
    return folder


def _demo_password(values: _Values) -> str:
    password = values.text("DEMO_PASSWORD")
    if password and len(password) < SHORTEST_PASSWORD:
        _refuse("DEMO_PASSWORD", f"must have at least {SHORTEST_PASSWORD} characters")
    return password


def _secret_key(values: _Values, var_dir: Path) -> str:
    key = values.text("SECRET_KEY")
    if not key:
        place = var_dir / "secret_key"
        try:
            key = _made_once(place, lambda: secrets.token_urlsafe(64))
        except OSError as error:
            _refuse("SECRET_KEY", f"is unset and its file {place} cannot be used: {error.strerror}")
    if len(key) < SHORTEST_SECRET:
        _refuse("SECRET_KEY", f"must have at least {SHORTEST_SECRET} characters")
    return key


def _vapid_key(values: _Values, var_dir: Path) -> str:
    key = values.text("VAPID_PRIVATE_KEY")
    place = var_dir / "vapid_key"
    try:
        key = key or _made_once(place, new_key)
        read_key(key)
    except OSError as error:
        _refuse("VAPID_PRIVATE_KEY", f"is unset and its file {place} cannot be used: {error.strerror}")
    except ValueError as error:
        _refuse("VAPID_PRIVATE_KEY", str(error))
    return key


def _made_once(place: Path, make: Callable[[], str]) -> str:
    """Return the text of `place`, which is made with a random one, mode 600, when it is missing.

    The file appears whole or not at all, and of two processes that start together both read the same key.
    """
    if not place.exists():
        handle, name = tempfile.mkstemp(dir=place.parent)  # Mode 600 from the first moment.
        try:
            with os.fdopen(handle, "w") as file:
                file.write(make() + "\n")
            os.link(name, place)
        except FileExistsError:
            pass  # The other process was first; its key holds.
        finally:
            Path(name).unlink()
    return place.read_text().strip()
