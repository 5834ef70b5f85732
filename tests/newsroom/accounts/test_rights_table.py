from __future__ import annotations

from django.conf import settings

from newsroom.accounts.rights_table import table


def test_the_documented_table_is_what_the_code_allows() -> None:
    assert (settings.BASE_DIR / "docs" / "permissions.md").read_text() == table()
