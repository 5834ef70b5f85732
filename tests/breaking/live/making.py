"""Live blogs for tests: rows as the desk's verbs write them, at instants of the test's own choosing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from articles.body.cleaning import clean_body
from breaking.live.models import LivePost, LiveState, PostVersion
from tests.factories import make_article, make_section

if TYPE_CHECKING:
    from articles.models import Article
    from newsroom.accounts.models import User


class Blog:
    """A public live blog, and the posts that a test gives it."""

    def __init__(self, headline: str = "Council votes tonight", **fields: Any) -> None:
        fields = {"published": True, "section": make_section("politics")} | fields
        self.article: Article = make_article(headline, kind="live", **fields)
        self.author: User = self.article.creator

    @property
    def pk(self) -> int:
        return self.article.pk

    @property
    def path(self) -> str:
        return f"/politics/{self.pk}/{slugify(self.article.headline)}/"

    def post(
        self, body: str = "<p>The doors are open.</p>", at: datetime | None = None, **fields: Any
    ) -> int:
        """A post that says it was made at `at`, by default now; its number."""
        at = at or timezone.now()
        post = LivePost.objects.create(article_id=self.pk, author=self.author, created_at=at)
        self._version(post.pk, {"body": clean_body(body), "posted_at": at} | fields)
        self._keep_state()
        return post.pk

    def posts(self, number: int, apart: timedelta = timedelta(minutes=1), **fields: Any) -> list[int]:
        """So many posts, the oldest first, the last of them a minute ago."""
        now = timezone.now()
        last = now - timedelta(minutes=1)
        ats = [last - apart * (number - n) for n in range(1, number + 1)]
        made = LivePost.objects.bulk_create(
            LivePost(article_id=self.pk, author=self.author, created_at=at) for at in ats
        )
        PostVersion.objects.bulk_create(
            PostVersion(
                post=post,
                article_id=self.pk,
                saved_by=self.author,
                posted_at=at,
                public_from=now,
                **({"body": f"<p>What happened at step {n}.</p>", "headline": f"Step {n}"} | fields),
            )
            for n, (post, at) in enumerate(zip(made, ats, strict=True), start=1)
        )
        self._keep_state()
        return [post.pk for post in made]

    def change(self, post_id: int, **fields: Any) -> None:
        """The post's next version, from now on."""
        at = timezone.now()
        before = PostVersion.objects.get(post_id=post_id, public_until=None)
        names = (
            "state",
            "headline",
            "body",
            "byline",
            "author_ids",
            "image_ids",
            "is_key",
            "is_breaking",
            "posted_at",
        )
        with transaction.atomic():
            PostVersion.objects.filter(pk=before.pk).update(public_until=at)
            self._version(
                post_id, {name: getattr(before, name) for name in names} | {"public_from": at} | fields
            )
        self._keep_state()

    def hide(self, post_id: int) -> None:
        self.change(post_id, state="gone", body="", headline="")

    def stand(self, **fields: Any) -> None:
        """What is known of the blog as a whole: `pinned_id`, `closed_at`."""
        LiveState.objects.update_or_create(article_id=self.pk, defaults=fields)

    def _version(self, post_id: int, fields: dict[str, Any]) -> None:
        fields = {"public_from": timezone.now()} | fields
        PostVersion.objects.create(post_id=post_id, article_id=self.pk, saved_by=self.author, **fields)

    def _keep_state(self) -> None:
        seen = PostVersion.objects.filter(article_id=self.pk, state="published", public_until=None)
        last = seen.order_by("-posted_at").values_list("posted_at", flat=True).first()
        self.stand(posts=seen.count(), last_post_at=last)
