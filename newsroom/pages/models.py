from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.body.cleaning import clean_body
from articles.editions.models import Edition
from articles.editions.reserved import check_address_word, check_no_prefix
from articles.sections.models import Section


class Page(models.Model):
    """A page that stands still: about, privacy, standards."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="pages", verbose_name=_("edition"))
    slug = models.SlugField(_("slug"), max_length=60, allow_unicode=True)
    headline = models.CharField(_("headline"), max_length=160)
    body = models.TextField(_("body"))
    is_shown = models.BooleanField(_("shown"), default=True)
    updated_at = models.DateTimeField(_("updated"), db_default=Now())

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["edition", "slug"]
        constraints = [models.UniqueConstraint(fields=["edition", "slug"], name="page_one_slug_an_edition")]

    def __str__(self) -> str:
        return self.headline

    def clean(self) -> None:
        check_address_word(self.slug, of_page=True)
        if self.edition_id:
            check_no_prefix(self.slug, self.edition)
        if Section.objects.filter(edition_id=self.edition_id, slug=self.slug).exists():
            raise ValidationError({"slug": _("A section of this edition has this slug already.")})

    def save(self, *args: object, **kwargs: object) -> None:
        self.body = clean_body(self.body)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class MenuItem(models.Model):
    """A line of one of an edition's menus, leading to a section, a page or an address."""

    class Menu(models.TextChoices):
        MAIN = "main", _("main")
        FOOTER = "footer", _("footer")
        SOCIAL = "social", _("social networks")
        APPS = "apps", _("apps")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="menu_items", verbose_name=_("edition"))
    menu = models.CharField(_("menu"), max_length=6, choices=Menu.choices, default=Menu.MAIN)
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    label = models.CharField(_("label"), max_length=60)
    section = models.ForeignKey(
        Section, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    page = models.ForeignKey(
        Page, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("page")
    )
    url = models.CharField(
        _("address"), max_length=500, blank=True, help_text=_("A path below the edition, or a whole address.")
    )
    is_live = models.BooleanField(_("marked as live"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("menu item")
        verbose_name_plural = _("menu items")
        ordering = ["edition", "menu", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(section__isnull=False, page__isnull=True, url="")
                | Q(section__isnull=True, page__isnull=False, url="")
                | (Q(section__isnull=True, page__isnull=True) & ~Q(url="")),
                name="menu_item_one_target",
            )
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        if sum([self.section_id is not None, self.page_id is not None, bool(self.url)]) != 1:
            raise ValidationError(_("A menu item leads to one place: a section, a page or an address."))
        if self.url and not self.url.startswith(("https://", "/")):
            raise ValidationError({"url": _("An address begins with https:// or with a slash.")})
        said = {
            "section": _("This section belongs to another edition."),
            "page": _("This page belongs to another edition."),
            "parent": _("The parent belongs to another edition."),
        }
        rows = {name: getattr(self, name) for name in said}
        elsewhere = [name for name, row in rows.items() if row and row.edition_id != self.edition_id]
        if elsewhere and self.edition_id:
            raise ValidationError({name: said[name] for name in elsewhere})
        if self.parent is not None and self.parent.parent_id is not None:
            raise ValidationError({"parent": _("Menus have two levels; this would make a third.")})


_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def one_line(text: str) -> str:
    """The text without line breaks and other signs by which a header of a mail could end."""
    return _BREAKS.sub(" ", text).strip()


class ContactMessage(models.Model):
    """What a reader wrote by the contact form. Kept whatever becomes of its mail, and deleted after a time.

    `sender` is a keyed hash of the day and the network address, for the limit on how much one sends; it cannot be
    followed to the next day, and is emptied within two days (messages.py, mailing.py).
    """

    class Subject(models.TextChoices):
        TIP = "tip", _("News tip")
        CORRECTION = "correction", _("A mistake in a story")
        COMPLAINT = "complaint", _("Complaint")
        TECHNICAL = "technical", _("Trouble using the site")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        NEW = "new", _("new")
        ANSWERED = "answered", _("answered")
        SPAM = "spam", _("spam")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+", verbose_name=_("edition"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254)
    subject = models.CharField(_("subject"), max_length=12, choices=Subject.choices)
    text = models.TextField(_("message"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.NEW)
    suspicion = models.CharField(_("why it was taken for spam"), max_length=120, blank=True)
    sender = models.BinaryField(max_length=16, default=b"")
    created_at = models.DateTimeField(_("came"))
    mailed_at = models.DateTimeField(_("mailed"), null=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["sender", "created_at"], name="contact_message_sender"),
            models.Index(fields=["created_at"], name="contact_message_created"),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}: {self.name or self.email}"
