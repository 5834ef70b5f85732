"""The style sheets and scripts that a page loads, joined from one small file for each component.

A style sheet is a row of cascade layers, in which a later layer wins whatever its selectors weigh. A script is a
row of files, each in a scope of its own: one that fails leaves the others at work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage
from servestatic.compress import Compressor
from servestatic.storage import CompressedManifestStaticFilesStorage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# No file of readers is larger; the desk's editor is, many times over.
READERS_BYTES = 64 * 1024
BEST_QUALITY, QUICK_QUALITY = 11, 5

# Readers fetch the style sheets, comments and all: these are a tenth of what the site's weighs on the way.
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# No string of ours has such a mark beside a space.
_SPACE = re.compile(r"\s*([{};,])\s*|(?<=:) +")


@dataclass(frozen=True)
class Layer:
    """A cascade layer: its name, and its files as patterns below `static/`, each sorted by name."""

    name: str
    patterns: tuple[str, ...]

    def text(self, folder: Path) -> str:
        """Return the files of `folder` in one block of the layer, without comments and needless spaces."""
        rules = _SPACE.sub(r"\1", _COMMENT.sub("", _joined(folder, self.patterns)))
        return f"@layer {self.name} {{{rules}}}\n"


@dataclass(frozen=True)
class StyleSheet:
    """A bundle of layers, the weakest first."""

    layers: tuple[Layer, ...]

    def text(self, folder: Path) -> str:
        """Return the whole style sheet, its layers' order declared before the first of them."""
        order = ", ".join(layer.name for layer in self.layers)
        return f"@layer {order};\n" + "".join(layer.text(folder) for layer in self.layers)


@dataclass(frozen=True)
class Script:
    """A bundle of scripts, loaded as one module. Files that a page imports on first use are not in it."""

    files: tuple[str, ...]

    def text(self, folder: Path) -> str:
        """Return the files one after the other, each in its own block."""
        return "".join(
            f"try {{\n{_joined(folder, (name,))}}} catch (error) {{\nreportError(error);\n}}\n"
            for name in self.files
        )


BUNDLES: dict[str, StyleSheet | Script] = {
    "css/site.css": StyleSheet(
        (
            Layer("tokens", ("css/tokens.css",)),
            Layer("base", ("css/base.css",)),
            Layer("layout", ("css/layout.css",)),
            Layer("components", ("css/components/*.css",)),
        )
    ),
    # Beside the site's: only live TV loads it.
    "css/channel.css": StyleSheet((Layer("components", ("css/pages/channel.css",)),)),
    "css/desk.css": StyleSheet(
        (
            Layer("tokens", ("css/tokens.css",)),
            Layer("desk", ("css/desk/*.css",)),
        )
    ),
    "js/site.js": Script(
        (
            "js/theme.js",
            "js/nav.js",
            "js/ticker.js",
            "js/flash.js",
            "js/stream.js",
            "js/share.js",
            "js/figure.js",
            "js/video.js",
            "js/beacon.js",
            "js/connection.js",
            "js/load.js",
        )
    ),
}


def _joined(folder: Path, patterns: Iterable[str]) -> str:
    texts: list[str] = []
    for pattern in patterns:
        found = sorted(folder.glob(pattern))
        if not found:
            raise ImproperlyConfigured(
                f"newsroom/static_bundles.py names {pattern}, which static/ does not have."
            )
        texts += [
            f"/* {path.relative_to(folder).as_posix()} */\n{path.read_text().rstrip()}\n" for path in found
        ]
    return "".join(texts)


def build(name: str, sources: Path, target: Path) -> Path:
    """Join the bundle `name` from the files below `sources` into `target`, and return its file.

    The file is written only when its text has changed, so that its date tells when it did.
    """
    place = target / name
    text = BUNDLES[name].text(sources)
    if not place.exists() or place.read_text() != text:
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished = place.with_name(f"{place.name}.new")
        unfinished.write_text(text)
        unfinished.replace(place)
    return place


class BundleFinder(BaseFinder):
    """Finds the bundles, made anew from their files whenever they are asked for."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sources = Path(settings.STATICFILES_DIRS[0])
        self.target = Path(settings.STATIC_ROOT).with_name("bundles")

    def check(self, **kwargs: Any) -> list[Any]:
        """Return no complaint: a missing file stops the build with its name."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return the file of the bundle `path`, or nothing if it is none; in a list when all are asked for."""
        place = str(build(path, self.sources, self.target)) if path in BUNDLES else None
        if find_all or kwargs.get("all"):
            return [place] if place else []
        return place

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield each bundle's name with the storage that holds it."""
        storage = FileSystemStorage(location=self.target)
        for name in BUNDLES:
            build(name, self.sources, self.target)
            yield name, storage


class _Compressor(Compressor):
    """Spends Brotli's best effort, which takes a second for each megabyte, on what readers load."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        quality = BEST_QUALITY if len(data) <= READERS_BYTES else QUICK_QUALITY
        return bytes(brotli.compress(data, quality=quality))


class BundledManifestStorage(CompressedManifestStaticFilesStorage):
    """Static files under names that hold their hash, for ever cacheable, beside their compressed twins."""

    def create_compressor(self, **kwargs: Any) -> Compressor:
        return _Compressor(**kwargs)
