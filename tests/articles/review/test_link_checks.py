"""Links out of a story: which are asked, which may be asked at all, and what is said of the answers."""

from __future__ import annotations

import contextlib
import socket
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.models import Article
from articles.review import fetching, link_checks
from articles.review.jobs import check_links
from articles.review.models import LinkCheck
from tests.desk.forms import CHANGE, signed_in, story_post, verb_post, verb_url
from tests.factories import make_article, make_user
from tests.serving import LOCAL, Quiet, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper


class Answering(Quiet, BaseHTTPRequestHandler):
    """Paths are statuses; others lead on, drip, pour or answer HEAD worse than GET."""

    asked: list[tuple[str, str]]

    def do_GET(self) -> None:
        self.asked.append((self.command, self.path))
        what = self.path.strip("/").split("?")[0]
        leads = {"away": "http://169.254.169.254/latest/meta-data/", "file": "file:///etc/passwd"}
        if what.startswith("hops-"):
            left = int(what.removeprefix("hops-"))
            self.lead(f"/hops-{left - 1}" if left else "/410")
        elif what in leads:
            self.lead(leads[what])
        elif what in ("drip", "pour"):
            getattr(self, what)()
        elif what == "no-head":
            self.answer(405 if self.command == "HEAD" else 200)
        else:
            self.answer(int(what) if what.isdigit() else 200)

    def do_HEAD(self) -> None:  # as http.server calls it
        self.do_GET()

    def lead(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.end_headers()

    def drip(self) -> None:
        with contextlib.suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(100):
                self.wfile.write(b"X-%d: y\r\n" % number)
                time.sleep(0.1)

    def pour(self) -> None:
        self.send_response(404)
        self.end_headers()
        sent = 0
        with contextlib.suppress(OSError):
            while sent < 64 * 1024 * 1024:
                sent += self.wfile.write(b"x" * 65536)
        self.asked.append(("poured", str(sent)))


class Site:
    """A site on the loopback, and what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        answering = type("Here", (Answering,), {"asked": self.asked})
        self.server = ThreadingHTTPServer((LOCAL, 0), answering)
        self.url = f"http://{LOCAL}:{self.server.server_port}"


@pytest.fixture
def site(settings: SettingsWrapper) -> Iterator[Site]:
    settings.FETCH_ALLOW_HOSTS = (LOCAL,)
    site = Site()
    with serving(site.server):
        yield site


# What may be asked


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "198.18.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255"),
        *("2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"),
        *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:169.254.169.254]", "[::127.0.0.1]"),
        *("[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]"),
        *("[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[64:ff9b::a9fe:a9fe]"),
    ],
)
def test_no_address_within_a_network_is_asked(host: str) -> None:
    with pytest.raises((fetching.NotAsked, OSError)):
        fetching.target_of(f"http://{host}/")
    assert fetching.status_of(f"http://{host}/") == 0


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_of_the_internet_may_be_asked(address: str) -> None:
    assert fetching.is_global(address)


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://8.8.8.8/", "file:///etc/passwd", "gopher://8.8.8.8/", "javascript:alert(1)", "//8.8.8.8/"),
        *("http://8.8.8.8:22/", "http://8.8.8.8:8080/", "https://8.8.8.8:6379/", "http://8.8.8.8:99999/"),
        *("http://user:secret@8.8.8.8/", "http:///", "http://", "http://[::1", "http://a..b/", ""),
    ],
)
def test_no_other_scheme_port_or_shape_is_asked(url: str) -> None:
    assert fetching.status_of(url) == 0


def answers(*addresses: str) -> Any:
    """A resolver by which every name stands for these."""

    def resolved(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return resolved


def test_a_name_of_which_one_address_is_private_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answers("8.8.8.8", "10.0.0.1"))
    with pytest.raises(fetching.NotAsked):
        fetching.target_of("https://news.example/")


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that answers with a global address first and with a private one next wins nothing."""
    asked: list[str] = []
    replies = iter(["8.8.8.8", "127.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **_: answers(next(replies))(host, port))

    def connected(place: tuple[str, int], timeout: float) -> socket.socket:
        asked.append(place[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connected)
    assert fetching.status_of("http://rebinding.example/") == 0
    assert asked == ["8.8.8.8"]


# What is answered


@pytest.mark.parametrize("status", [200, 204, 403, 404, 410, 500])
def test_the_status_is_what_the_server_answers(site: Site, status: int) -> None:
    assert fetching.status_of(f"{site.url}/{status}") == status


def test_a_fault_of_head_is_asked_for_again_and_what_is_fine_is_not(site: Site) -> None:
    assert fetching.status_of(f"{site.url}/no-head") == 200
    fetching.status_of(f"{site.url}/200")
    assert site.asked == [("HEAD", "/no-head"), ("GET", "/no-head"), ("HEAD", "/200")]


def test_three_redirects_are_followed_and_no_fourth(site: Site) -> None:
    assert fetching.status_of(f"{site.url}/hops-2") == 410
    assert fetching.status_of(f"{site.url}/hops-3") == 0


@pytest.mark.parametrize("place", ["away", "file"])
def test_where_a_redirect_leads_is_looked_at_too(site: Site, place: str) -> None:
    assert fetching.status_of(f"{site.url}/{place}") == 0
    assert site.asked == [("HEAD", f"/{place}")]


def test_a_server_that_sends_now_and_then_is_cut_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "TIMEOUT", 0.5)
    assert fetching.status_of(f"{site.url}/drip") == 0


def test_a_server_that_never_shakes_hands_is_cut_off(
    settings: SettingsWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FETCH_ALLOW_HOSTS = (LOCAL,)
    monkeypatch.setattr(fetching, "TIMEOUT", 0.5)
    with socket.create_server((LOCAL, 0)) as silent:
        assert fetching.status_of(f"https://{LOCAL}:{silent.getsockname()[1]}/") == 0


def test_nothing_of_a_body_without_end_is_read(site: Site) -> None:
    assert fetching.status_of(f"{site.url}/pour") == 404
    for _turn in range(100):
        if sent := [int(size) for what, size in site.asked if what == "poured"]:
            break
        time.sleep(0.05)
    # What the kernel took before the connection was closed; none of it was asked for.
    assert max(sent) < 16 * 1024 * 1024


def test_an_address_in_another_script_is_asked_as_it_is_written_on_the_line(site: Site) -> None:
    assert fetching.status_of(f"{site.url}/straße?q=ä b") == 200
    assert site.asked[-1][1] == "/stra%C3%9Fe?q=%C3%A4%20b"


def test_a_server_that_is_not_there_answers_nothing(settings: SettingsWrapper) -> None:
    settings.FETCH_ALLOW_HOSTS = (LOCAL,)
    with socket.socket() as unused:
        unused.bind((LOCAL, 0))
        port = unused.getsockname()[1]
    assert fetching.status_of(f"http://{LOCAL}:{port}/") == 0


# Of a story


def linked(*urls: str) -> str:
    return "".join(f'<p><a href="{url}">Here</a>.</p>' for url in urls)


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="review.check_links").count()


def test_the_links_out_of_a_text_are_those_on_the_web_each_once() -> None:
    body = linked(
        "https://a.example/x#one",
        "https://a.example/x#two",
        "mailto:a@example.org",
        "/politics/12/",
        "http://b.example/",
    )
    assert link_checks.outward(body) == ["https://a.example/x", "http://b.example/"]


@pytest.mark.django_db
def test_a_link_is_asked_once_a_day(site: Site) -> None:
    body = linked(f"{site.url}/404", f"{site.url}/200")
    link_checks.check(body)
    link_checks.check(body)
    assert [path for _method, path in site.asked] == ["/404", "/404", "/200"]
    LinkCheck.objects.update(checked_at=datetime.now(UTC) - timedelta(days=1, minutes=1))
    assert len(link_checks.due(body)) == 2


@pytest.mark.django_db
def test_what_was_asked_long_ago_is_forgotten() -> None:
    LinkCheck.objects.create(url="https://a.example/", checked_at=datetime.now(UTC) - timedelta(days=91))
    link_checks.check("<p>No links.</p>")
    assert not LinkCheck.objects.exists()


@pytest.mark.django_db
def test_only_links_that_are_gone_for_sure_are_warned_of() -> None:
    for status in (0, 200, 403, 404, 410, 500):
        LinkCheck.objects.create(url=f"https://a.example/{status}", status=status)
    body = linked(*(f"https://a.example/{status}" for status in (0, 200, 403, 404, 410, 500)))
    assert link_checks.dead_links(body) == [
        "A link answers 404: https://a.example/404",
        "A link answers 410: https://a.example/410",
    ]


@pytest.mark.django_db
def test_saving_a_story_has_its_new_links_asked_and_its_page_says_which_lead_nowhere(site: Site) -> None:
    story, editor = make_article(), make_user("editor")
    client = signed_in(editor)
    client.post(CHANGE.format(story.pk), story_post(story, body=linked(f"{site.url}/410")))
    assert jobs() == 1
    check_links(article_id=story.pk)
    said = f"A link answers 410: {site.url}/410"
    assert said in client.get(CHANGE.format(story.pk)).content.decode()
    story = Article.objects.get()
    client.post(CHANGE.format(story.pk), story_post(story, kicker="Again"))
    assert jobs() == 1


@pytest.mark.django_db
def test_the_links_of_a_confidential_story_are_asked_of_nobody(site: Site) -> None:
    story = make_article(body=linked(f"{site.url}/404"), confidential=True)
    sent = story_post(story, headline="Anew", confidential="on")
    assert signed_in(make_user("editor")).post(CHANGE.format(story.pk), sent).status_code == 302
    assert jobs() == 0
    check_links(article_id=story.pk)
    assert site.asked == []


@pytest.mark.django_db
def test_a_job_that_waits_is_not_doubled_by_the_next_save() -> None:
    story, client = make_article(), signed_in(make_user("editor"))
    for number in range(2):
        story = Article.objects.get()
        body = linked(f"https://a.example/{number}")
        assert client.post(CHANGE.format(story.pk), story_post(story, body=body)).status_code == 302
    assert jobs() == 1
    assert "a.example/1" in Article.objects.get().body


@pytest.mark.django_db
def test_submitting_what_was_saved_long_ago_has_its_links_asked() -> None:
    writer = make_user()
    story = make_article(creator=writer, body=linked("https://a.example/"))
    signed_in(writer).post(verb_url(story, "submit"), verb_post(story))
    assert (Article.objects.get().stage, jobs()) == ("submitted", 1)


@pytest.mark.django_db
def test_a_story_without_links_asks_for_nothing() -> None:
    story, client = make_article(), signed_in(make_user("editor"))
    client.post(CHANGE.format(story.pk), story_post(story, kicker="New"))
    assert jobs() == 0
    check_links(article_id=story.pk)
    check_links(article_id=story.pk + 1000)


@pytest.mark.django_db
def test_a_job_that_is_repeated_asks_only_what_was_not_answered_yet(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = make_article(body=linked(f"{site.url}/200", f"{site.url}/204"))
    real = fetching.status_of

    def killed(url: str) -> int:
        if url.endswith("204"):
            raise KeyboardInterrupt
        return real(url)

    monkeypatch.setattr(link_checks, "status_of", killed)
    with pytest.raises(KeyboardInterrupt):
        check_links(article_id=story.pk)
    monkeypatch.setattr(link_checks, "status_of", real)
    check_links(article_id=story.pk)
    assert [path for _method, path in site.asked] == ["/200", "/204"]
