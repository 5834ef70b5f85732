from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Name and password. Whoever has no role here learns no more than whoever mistyped."""

    error_messages = {
        "invalid_login": _("Name and password do not fit each other, or the account may not enter."),
        "inactive": _("Name and password do not fit each other, or the account may not enter."),
    }

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if not user.may("enter"):
            raise self.get_invalid_login_error()
