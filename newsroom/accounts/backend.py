from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Model

from newsroom.accounts.models import User, with_roles

# What Django's admin calls a permission, as an action of `may`: (view, add, change, delete).
# "" stands for never; a story's own parts follow the story.
_STORY = ("view", "create", "edit", "")
_PART = ("view", "create", "create", "create")
_LIBRARY: dict[str, tuple[str, str, str, str]] = {
    "articles.article": _STORY,
    "articles.byline": _PART,
    "articles.articletag": _PART,
    "articles.articleimage": _PART,
    "articles.relatedlink": _PART,
    "articles.source": _PART,
    "articles.correction": ("view", "correct", "correct", "correct"),
    "articles.revision": ("view", "", "", ""),
    "media.image": ("enter", "upload_picture", "upload_picture", ""),
    "media.video": ("enter", "upload_video", "upload_video", ""),
    "media.captiontrack": ("enter", "upload_video", "upload_video", "upload_video"),
    "tags.tag": ("enter", "propose_tag", "manage_tags", ""),
    "tags.tagname": ("enter", "manage_tags", "manage_tags", "manage_tags"),
    "authors.author": ("enter", "manage_authors", "manage_authors", ""),
    "authors.authorname": ("enter", "manage_authors", "manage_authors", "manage_authors"),
    "sections.section": ("enter", "manage_sections", "manage_sections", ""),
    "sections.desk": ("enter", "manage_sections", "manage_sections", ""),
    "sections.region": ("enter", "manage_sections", "manage_sections", ""),
    "sections.regionname": ("enter", "manage_sections", "manage_sections", "manage_sections"),
    "sections.coverage": ("enter", "manage_coverages", "manage_coverages", ""),
    "sections.coveragename": ("enter", "manage_coverages", "manage_coverages", "manage_coverages"),
    "sections.coveragepart": ("enter", "manage_coverages", "manage_coverages", "manage_coverages"),
    "editions.edition": ("enter", "add_editions", "manage_editions", ""),
    "pages.page": ("enter", "manage_pages", "manage_pages", "manage_pages"),
    "pages.menuitem": ("enter", "manage_menus", "manage_menus", "manage_menus"),
    "pages.contactmessage": ("answer_readers", "", "answer_readers", "delete_messages"),
    "redirects.redirect": ("manage_redirects", "manage_redirects", "manage_redirects", "manage_redirects"),
    "review.bundle": ("bundle", "bundle", "bundle", ""),
    "breaking.alert": ("enter", "ticker", "ticker", ""),
    "channels.channel": ("manage_channels", "manage_channels", "manage_channels", "manage_channels"),
    "channels.broadcast": ("manage_channels", "manage_channels", "manage_channels", "manage_channels"),
    "push.subscription": ("ticker", "", "", ""),
    "accounts.user": ("manage_people", "manage_people", "manage_people", ""),
    "accounts.membership": ("manage_people", "manage_people", "manage_people", "manage_people"),
}
_VERBS = ("view", "add", "change", "delete")


class RightsBackend(ModelBackend):
    """Answers Django's questions about permissions with `may`: groups and per-user permissions are not used."""

    def get_user(self, user_id: int) -> User | None:
        """Who is signed in, with the roles that every page asks for."""
        user = with_roles(User.objects.filter(pk=user_id)).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        app, _, codename = perm.partition(".")
        verb, _, model = codename.partition("_")
        actions = _LIBRARY.get(f"{app}.{model}")
        if actions is None or verb not in _VERBS or not hasattr(user_obj, "may"):
            return False
        action = actions[_VERBS.index(verb)]
        if not action:
            return False
        story = obj if obj is not None and f"{app}.{model}" == "articles.article" else None
        return bool(user_obj.may(action, story))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(
            self.has_perm(user_obj, f"{app_label}.view_{name.split('.')[1]}")
            for name in _LIBRARY
            if name.split(".")[0] == app_label
        )

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        return {
            f"{name.split('.')[0]}.{verb}_{name.split('.')[1]}"
            for name in _LIBRARY
            for verb in _VERBS
            if self.has_perm(user_obj, f"{name.split('.')[0]}.{verb}_{name.split('.')[1]}", obj)
        }
