from __future__ import annotations

pytest_plugins = ["tests.clock", "tests.database", "tests.files"]
