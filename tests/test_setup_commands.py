"""Commands of the set-up: staff, jobs, start-up checks, catalogues, bundles."""

from __future__ import annotations

import asyncio
import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from procrastinate.contrib.django import app

from newsroom import catalogues, checks, static_bundles
from newsroom.accounts.models import Membership, User
from newsroom.environment import ROOT
from newsroom.management.commands.worker import rescue, work
from newsroom.preparation import fingerprint

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from pytest_django import DjangoAssertNumQueries

PASSWORD = "a harbour full of lanterns"


def staff(monkeypatch: pytest.MonkeyPatch, *arguments: str, password: str = PASSWORD) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    said = io.StringIO()
    call_command("staff", "add", *arguments, stdout=said)
    return said.getvalue()


@pytest.mark.django_db
def test_a_member_of_staff_signs_in_with_the_password_of_standard_input(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    staff(monkeypatch, "carla", "--role", "editor")
    user = authenticate(username="carla", password=PASSWORD)
    assert isinstance(user, User)
    assert [(m.role, m.edition, m.desk) for m in Membership.objects.filter(user=user)] == [
        ("editor", None, None)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "password", "sentence"),
    [
        (["carla", "--role", "editor", "--edition", "xx"], PASSWORD, "There is no edition 'xx'"),
        (["carla", "--role", "editor", "--desk", "xx"], PASSWORD, "There is no desk 'xx'"),
        (["carla", "--role", "editor"], "short", "too short"),
        (["carla", "--role", "editor"], "", "standard input, which is empty"),
        (["not a name!", "--role", "editor"], PASSWORD, "valid username"),
    ],
)
def test_a_member_of_staff_who_cannot_be_added_is_not(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], password: str, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        staff(monkeypatch, *arguments, password=password)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_name_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    staff(monkeypatch, "carla", "--role", "editor")
    with pytest.raises(CommandError, match="named carla already"):
        staff(monkeypatch, "carla", "--role", "admin")


def in_a_thread(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run the coroutine in a thread of its own: browser tests keep an event loop in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, coroutine).result(60)


def jobs(status: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status::text = %s", [status])
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_the_worker_runs_what_was_deferred(monkeypatch: pytest.MonkeyPatch) -> None:
    app.configure_task("articles.render_picture").defer(image_id=0)
    assert jobs("todo") == 1
    in_a_thread(work(concurrency=1, wait=False))
    assert jobs("todo") == jobs("failed") == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_a_job_whose_worker_was_killed_is_queued_again() -> None:
    app.configure_task("articles.render_picture").defer(image_id=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")

    async def rescued() -> int:
        with app.replace_connector(app.connector.get_worker_connector()) as found:  # type: ignore[attr-defined]
            async with found.open_async():
                return await rescue(found)

    assert in_a_thread(rescued()) == 1
    assert jobs("todo") == 1


@pytest.mark.django_db
@pytest.mark.database
def test_the_database_passes_its_checks() -> None:
    assert checks.check_server(databases=["default"]) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "answer", "identity"),
    [
        ("SHOW server_version_num", "140010", "newsroom.E002"),
        ("SELECT lower('É')", "É", "newsroom.E003"),
    ],
)
def test_a_database_that_will_not_do_is_refused(
    monkeypatch: pytest.MonkeyPatch, asked: str, answer: str, identity: str
) -> None:
    value = checks._value

    def answered(cursor: Any, query: str) -> str:
        return answer if query == asked else value(cursor, query)

    monkeypatch.setattr(checks, "_value", answered)
    assert [message.id for message in checks.check_server(databases=["default"])] == [identity]


@pytest.mark.django_db
def test_missing_roles_come_with_the_sql_that_makes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "ROLES", ("owner", "desk", "reader", "ghost"))
    (message,) = checks.check_server(databases=["default"])
    assert message.id == "newsroom.E004"
    assert "CREATE ROLE" in (message.hint or "")


def test_checks_that_ask_the_database_wait_until_they_are_asked(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert checks.check_server(databases=None) == []


def test_strings_are_found_in_code_and_templates(tmp_path: Path) -> None:
    for folder in catalogues.SOURCES:
        (tmp_path / folder).mkdir()
    (tmp_path / "articles" / "verbs.py").write_text('_("Publish")\nngettext("%d story", "%d stories", 2)\n')
    (tmp_path / "templates" / "page.html").write_text(
        "{% load i18n %}<p>it's {% translate 'More news' %}</p>\n  {% blocktranslate trimmed with n=x %}\n  By\n"
        "  {{ n }}{% endblocktranslate %}{% translate 'May' context 'month' %}"
    )
    found = {(message.id, message.context) for message in catalogues.collect(tmp_path) if message.id}
    assert found == {
        ("Publish", None),
        (("%d story", "%d stories"), None),
        ("More news", None),
        ("By %(n)s", None),
        ("May", "month"),
    }


def test_a_catalogue_is_compiled_and_its_gaps_are_told(tmp_path: Path) -> None:
    for folder in catalogues.SOURCES:
        (tmp_path / folder).mkdir()
    (tmp_path / "articles" / "verbs.py").write_text('_("Publish")\n_("Withdraw")\n')
    source = tmp_path / "locale" / "es" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Publish"\nmsgstr "Publicar"\n'
    )
    catalogues.compile_all(tmp_path / "locale")
    assert b"Publicar" in source.with_suffix(".mo").read_bytes()
    assert catalogues.missing(tmp_path / "locale", tmp_path) == ["es: 'Withdraw' has no translation"]


def test_every_string_of_a_catalogue_is_translated() -> None:
    assert catalogues.missing() == []


def test_a_style_sheet_declares_its_layers_before_the_first_rule(tmp_path: Path) -> None:
    text = static_bundles.build("css/site.css", ROOT / "static", tmp_path).read_text()
    assert text.startswith("@layer tokens, base, layout, components;\n")
    assert text.count("{") == text.count("}")


NO_SPACE = str.maketrans("", "", " \n")


def test_every_component_style_is_in_the_site_style_sheet(tmp_path: Path) -> None:
    text = static_bundles.build("css/site.css", ROOT / "static", tmp_path).read_text()
    paths = sorted((ROOT / "static" / "css" / "components").glob("*.css"))
    rules = "".join(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in paths)
    assert f"@layer components {{{rules}}}".translate(NO_SPACE) in text.translate(NO_SPACE)


def test_a_style_sheet_carries_neither_comments_nor_needless_spaces(tmp_path: Path) -> None:
    text = static_bundles.build("css/site.css", ROOT / "static", tmp_path).read_text()
    assert "/*" not in text
    assert "\n\n" not in text
    assert ": " not in text


def test_every_script_is_in_the_bundle_or_loaded_on_first_use(tmp_path: Path) -> None:
    text = static_bundles.build("js/site.js", ROOT / "static", tmp_path).read_text()
    joined = set(re.findall(r"/\* js/(\S+) \*/", text))
    pages = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    later = set(re.findall(r"data-(?:module|load)=\"{% static 'js/([^'/]+)' %}", pages))
    worker = {"worker.js", "worker_off.js"}
    assert {path.name for path in (ROOT / "static" / "js").glob("*.js")} == joined | later | worker
    assert joined & later == set()


def test_a_bundle_of_a_missing_file_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"css/tokens\.css"):
        static_bundles.build("css/site.css", tmp_path, tmp_path)


@pytest.mark.parametrize("name", static_bundles.BUNDLES)
def test_a_bundle_is_found_by_its_name(name: str) -> None:
    found = finders.find(name)
    assert isinstance(found, str)
    assert Path(found).read_text()


def test_a_changed_static_file_is_noticed(tmp_path: Path) -> None:
    for name in ("static/css/base.css", "newsroom/static_bundles.py", "requirements/run.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    before = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == before
    (tmp_path / "static/css/base.css").write_text("p{}")
    assert fingerprint(tmp_path) != before
