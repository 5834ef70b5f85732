"""Hostile text in any field of a story: refused with a sentence or kept as harmless words, in bounded time and memory.

Each request runs in a process of its own, under the kernel's limit on processor time and against the test's database.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from articles.models import Article
from tests.desk.forms import CHANGE, story_post
from tests.factories import make_article, make_user

if TYPE_CHECKING:
    from newsroom.accounts.models import User

ROOT = Path(__file__).resolve().parents[2]
# Two seconds are promised for the largest request of the desk; five times that, and the start of a process.
SECONDS = 10
START_SECONDS = 20
MEGABYTES = 400

CHILD = """
import json, os, resource, sys
import django
django.setup()
from django.contrib.auth import get_user_model
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
task = json.load(sys.stdin)
M = 1024 * 1024
client = Client(raise_request_exception=False)
client.force_login(get_user_model().objects.get(pk=task["user"]))
client.get("/admin/")
used = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
memory = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
answers, held = [], memory()
for hostile in task["hostile"]:
    before = used()
    response = client.post(task["url"], {**task["post"], **{name: eval(text) for name, text in hostile.items()}})
    answers.append({"status": response.status_code, "seconds": used() - before, "megabytes": memory() - held,
                    "explains": "desk-error" in response.content.decode()})
print(json.dumps(answers))
"""

PAYLOADS = {
    "script": "'<script>window.ran=1</script>'",
    "handler": "'<img src=x onerror=window.ran=1><p onclick=window.ran=1>x</p>'",
    "javascript": "'<a href=\"javascript:window.ran=1\">x</a>'",
    "svg": "'<svg onload=window.ran=1><script>window.ran=1</script></svg>'",
    "nested": "'<div>' * 10_000 + 'deep' + '</div>' * 10_000",
    "five megabytes": "'word ' * M",
    "nothing but marks": "'e' + '\\u0301' * (M // 32)",
    "broken characters": "'a\\x00b\\ud800c'.encode('utf-8', 'replace').decode()",
}
FIELDS = (
    *("headline", "short_headline", "kicker", "standfirst", "body", "slug", "slugline", "trail_text"),
    *("dateline_place", "seo_title", "seo_description", "desk_note"),
)


def database_url() -> str:
    """The test's own database, for another process."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))


def sent(user: User, url: str, post: dict[str, Any], hostile: list[dict[str, str]]) -> list[dict[str, Any]]:
    """What the site answered to each, one after the other, and what each cost."""
    plain = {name: str(value) for name, value in post.items()}
    task = {"user": user.pk, "url": url, "post": plain, "hostile": hostile}

    def limit() -> None:
        seconds = SECONDS * len(hostile) + START_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

    run = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "newsroom.settings"},
        preexec_fn=limit,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    answers: list[dict[str, Any]] = json.loads(run.stdout)
    return answers


@pytest.mark.django_db(transaction=True)
def test_hostile_text_in_every_field_at_once_costs_little_and_harms_nobody() -> None:
    story, editor = make_article(), make_user("editor")
    # In every field they come to more than a form may hold.
    fields = {name: ("body",) if name == "five megabytes" else FIELDS for name in PAYLOADS}
    hostile = [dict.fromkeys(fields[name], text) for name, text in PAYLOADS.items()]
    # The second to be saved is stale: what it typed is kept beside the story, as harmless as in it.
    answers = sent(editor, CHANGE.format(story.pk), story_post(story), hostile)
    for name, answer in zip(PAYLOADS, answers, strict=True):
        assert answer["status"] in (200, 302, 409), (name, answer)
        assert answer["explains"] or answer["status"] != 200, (name, answer)
        assert answer["seconds"] < SECONDS, (name, answer)
        assert answer["megabytes"] < MEGABYTES, (name, answer)
    bodies = [Article.objects.get(pk=story.pk).body, *(r.content["body"] for r in story.revisions.all())]
    for forbidden in ("<script", "onerror", "onclick", "javascript:", "<svg", "onload", "\x00"):
        assert not any(forbidden in body for body in bodies)


@pytest.mark.sweep
@pytest.mark.django_db(transaction=True)
def test_five_megabytes_in_one_field_are_refused_with_a_sentence() -> None:
    story, editor = make_article(), make_user("editor")
    hostile = [{name: PAYLOADS["five megabytes"]} for name in FIELDS]
    answers = sent(editor, CHANGE.format(story.pk), story_post(story), hostile)
    for name, answer in zip(FIELDS, answers, strict=True):
        assert (answer["status"], answer["explains"]) == (200, True), (name, answer)
        assert answer["seconds"] < SECONDS, (name, answer)
        assert answer["megabytes"] < MEGABYTES, (name, answer)
    assert Article.objects.get(pk=story.pk).head_id == story.head_id
