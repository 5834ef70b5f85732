from __future__ import annotations

pytest_plugins = [
    "tests.pace",
    "tests.browser.demo_site",
    "tests.clock",
    "tests.database",
    "tests.files",
    "tests.breaking.live.people",
]
