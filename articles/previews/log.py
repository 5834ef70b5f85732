"""Keeping the addresses of share links out of the logs: who reads those is not meant to read the story."""

from __future__ import annotations

import logging
import re

_TOKEN = re.compile(r"/preview/[^/\s\"']+")


class HideTokens(logging.Filter):
    """Takes out of each line what follows /preview/, be it a token or nearly one."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if "/preview/" in text:
            record.msg, record.args = _TOKEN.sub("/preview/…", text), ()
        return True
