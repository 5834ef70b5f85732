from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.published import moment
from newsroom.accounts.languages import LanguageField
from newsroom.accounts.models import Membership, User
from newsroom.accounts.zones import ZoneField


class MembershipInline(admin.StackedInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0
    verbose_name_plural = _("roles")


class NewUserForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("username",)


class PasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """A new password without the old one. Who types it could sign in as that person: see `User.granted_at`."""

    def save(self, commit: bool = True) -> User:
        self.user.granted_at = moment.clock_reading("default")
        user: User = super().save(commit)
        return user


class StaffForm(UserChangeForm):  # type: ignore[type-arg]
    language = LanguageField()
    time_zone = ZoneField()


@admin.register(User)
class StaffAdmin(UserAdmin):  # type: ignore[type-arg]
    """People and their roles. Django's groups and permissions are not shown, because nothing asks for them."""

    form = StaffForm
    add_form = NewUserForm
    add_form_template = None
    change_password_form = PasswordForm
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email", "language", "time_zone")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "usable_password", "password1", "password2")}),)
    list_display = ("username", "first_name", "last_name", "roles_shown", "is_active", "last_login")
    list_filter = ("is_active", "memberships__role")
    search_fields = ("username", "first_name", "last_name", "email")
    filter_horizontal = ()
    inlines = [MembershipInline]
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("memberships__edition", "memberships__desk")

    @admin.display(description=_("roles"))
    def roles_shown(self, user: User) -> str:
        return "; ".join(
            " · ".join(
                str(part) for part in (role.get_role_display(), role.edition, role.desk) if part is not None
            )
            for role in user.memberships.all()
        )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change or "is_active" in form.changed_data:
            obj.granted_at = moment.clock_reading("default")
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if any(formset.has_changed() for formset in formsets):
            User.objects.filter(pk=form.instance.pk).update(granted_at=moment.clock_reading("default"))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People are made inactive: their stories and the history name them."""
        return False
