"""The contact form: a page without cookie or token, which works without scripts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from articles.body.reading import first_sentence
from articles.editions.figures import counted
from articles.published.head import NOINDEX, Head
from articles.published.page import Page
from articles.published.public_posts import client_address, public_post
from articles.published.reader import ReaderRequest
from articles.published.rendering import parts_of
from articles.published.structured_data import page_data
from newsroom.pages import messages, models
from newsroom.pages.mailing import KEPT
from newsroom.pages.messages import TooMany
from newsroom.pages.models import ContactMessage, one_line

SLUG = "contact"
LONGEST_TEXT = 5000
# The longest message in a script of three bytes a sign, percent-encoded, and the other fields.
LARGEST_BODY = 64 * 1024


class Text(forms.CharField):
    """Several lines, counted as their writer sees them. The browser cuts nothing off what is pasted."""

    widget = forms.Textarea(attrs={"rows": 8})

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class ContactForm(forms.Form):
    """`website` is a trap: people do not see it, programs fill it in."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=120, required=False)
    email = forms.EmailField(label=gettext_lazy("Your e-mail address"), max_length=254)
    subject = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=[("", gettext_lazy("Choose")), *ContactMessage.Subject.choices],
    )
    text = Text(label=gettext_lazy("Your message"), max_length=LONGEST_TEXT)
    website = forms.CharField(required=False, max_length=2000)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="contact-%s")
        sentences = {
            "email": _("Write your e-mail address, so that we can answer."),
            "subject": _("Choose what it is about."),
            "text": _("Write a message."),
        }
        for name, sentence in sentences.items():
            self.fields[name].error_messages["required"] = sentence
        self.fields["email"].error_messages["invalid"] = _(
            "Write the e-mail address in full, such as name@example.org."
        )
        for name, autocomplete in (("name", "name"), ("email", "email")):
            self.fields[name].widget.attrs["autocomplete"] = autocomplete
        for name in ("name", "text"):
            self.fields[name].widget.attrs["dir"] = "auto"

    def clean_email(self) -> str:
        """An address may be quoted and hold signs at which a mail's header would be broken off (RFC 5321, 4.1.2)."""
        email = str(self.cleaned_data["email"])
        if not email.isprintable():
            raise forms.ValidationError(self.fields["email"].error_messages["invalid"], code="invalid")
        return email

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])


@csrf_exempt
def contact(request: ReaderRequest) -> HttpResponse:
    """The form below the words of the edition's page `contact`, if it has one; and what is sent by it."""
    if request.method == "POST":
        answered: HttpResponse = received(request)
        return answered
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    return shown(request, ContactForm())


@public_post
def received(request: ReaderRequest) -> HttpResponse:
    """Keep a message and lead to the thanks (303); or the form again, with what was typed and what is wrong with it."""
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if length.isdecimal() and int(length) > LARGEST_BODY:
        return shown(request, ContactForm(), 413, _too_long())
    form = ContactForm(request.POST)
    if not form.is_valid():
        return shown(request, form, 422)
    data = dict(form.cleaned_data)
    trapped = bool(data.pop("website"))
    # By its number: the row itself came by the connection that only reads, and would take the message there.
    message = ContactMessage(edition_id=request.reader.edition.pk, **data)
    try:
        messages.take(message, client_address(request), is_trapped=trapped)
    except TooMany as refusal:
        problem = (
            _("We are getting more messages than we can take just now. Please send this one later.")
            if refusal.of_all
            else _("You have sent us several messages within the hour. Please send this one later.")
        )
        response = shown(request, form, 429, problem)
        response["Retry-After"] = str(int(messages.SPAN.total_seconds()))
        return response
    response = HttpResponseRedirect(request.reader.url(f"{SLUG}/sent/"), status=303)
    response["Cache-Control"] = "no-store"
    return response


def _too_long() -> str:
    return _("What you sent is too long. A message may have %(count)s characters.") % {
        "count": counted(LONGEST_TEXT)
    }


def shown(request: ReaderRequest, form: ContactForm, status: int = 200, problem: str = "") -> HttpResponse:
    """The page with the form; `problem` is a sentence about the whole of it."""
    reader = request.reader
    row = (
        models.Page.objects.using(reader.moment.using)
        .filter(edition_id=reader.edition.pk, slug=SLUG, is_shown=True)
        .first()
    )
    headline = row.headline if row else _("Contact us")
    page = Page(reader)
    page.load()
    is_wrong = status != 200
    title = _("Not sent yet: %(headline)s") % {"headline": headline} if is_wrong else headline
    head = Head(title=f"{title} | {reader.edition.name}")
    if is_wrong:
        head.robots = NOINDEX
    else:
        head.description = first_sentence(row.body) if row else _("Write to us.")
        head.canonical = reader.absolute(reader.here)
        head.json_ld = page_data(reader, head, headline)
    context = {
        "headline": headline,
        "parts": parts_of(reader, row.body, {}, {}) if row else [],
        "form": form,
        "problem": problem,
        "is_wrong": is_wrong,
        "kept_days": KEPT.days,
    }
    response = page.render(request, "pages/contact.html", head, context, status=status)
    if request.method == "POST":
        # What was typed is nobody else's.
        response["Cache-Control"] = "no-store"
    return response


def sent(request: ReaderRequest) -> HttpResponse:
    page = Page(request.reader)
    page.load()
    head = Head(title=f"{_('Your message has been sent')} | {request.reader.edition.name}", robots=NOINDEX)
    return page.render(request, "pages/contact_sent.html", head, {})
