"""The one table of outside services whose posts, videos and sounds may be embedded by URL."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import parse_qs, urlsplit

MAX_URL_LENGTH = 2048


@dataclass(frozen=True)
class Rule:
    """One shape of address: exact hosts, a pattern for the path, and the address it stands for.

    Named groups of `path`, and the query parameter `parameter` where the service keeps the id there,
    fill the placeholders of `canonical`, and of `player`: the address of a page to be framed that plays it, if the
    service has one. `is_video`: what stands at such an address is a video.
    """

    hosts: frozenset[str]
    path: re.Pattern[str]
    canonical: str
    parameter: str = ""
    is_video: bool = False
    player: str = ""


@dataclass(frozen=True)
class Provider:
    """A service. `csp` holds what its player adds to the page's policy, by directive."""

    key: str
    name: str
    rules: tuple[Rule, ...]
    csp: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _rule(
    hosts: str, path: str, canonical: str, parameter: str = "", *, is_video: bool = False, player: str = ""
) -> Rule:
    return Rule(frozenset(hosts.split()), re.compile(path, re.ASCII), canonical, parameter, is_video, player)


_video = partial(_rule, is_video=True)


_YOUTUBE = "youtube.com www.youtube.com m.youtube.com www.youtube-nocookie.com"
_WATCH = "https://www.youtube.com/watch?v={id}"
# Players that set no cookie before they play.
_NO_COOKIE = "https://www.youtube-nocookie.com"
_YOUTUBE_PLAYER = f"{_NO_COOKIE}/embed/{{id}}?rel=0"
_VIMEO = "https://player.vimeo.com"
_VIMEO_PLAYER = f"{_VIMEO}/video/{{id}}?dnt=1"
_X = "x.com www.x.com twitter.com www.twitter.com mobile.twitter.com"
_FACEBOOK = "facebook.com www.facebook.com m.facebook.com"
_PROFILE = r"(?P<profile>[\w.-]{1,80})"
_POST = r"(?P<id>[\w-]{1,120})"

# An embed is drawn as a link that opens the service, and so is a video whose service has no such player.
PROVIDERS: tuple[Provider, ...] = (
    Provider(
        "youtube",
        "YouTube",
        (
            _video(_YOUTUBE, r"/watch/?", _WATCH, parameter="v", player=_YOUTUBE_PLAYER),
            _video(
                _YOUTUBE,
                r"/(?:embed|shorts|live|v)/(?P<id>[\w-]{6,20})/?",
                _WATCH,
                player=_YOUTUBE_PLAYER,
            ),
            _video("youtu.be", r"/(?P<id>[\w-]{6,20})/?", _WATCH, player=_YOUTUBE_PLAYER),
        ),
        csp={"frame-src": (_NO_COOKIE,)},
    ),
    Provider(
        "vimeo",
        "Vimeo",
        (
            _video(
                "vimeo.com www.vimeo.com",
                r"/(?P<id>\d{1,15})/?",
                "https://vimeo.com/{id}",
                player=_VIMEO_PLAYER,
            ),
            _video(
                "player.vimeo.com",
                r"/video/(?P<id>\d{1,15})/?",
                "https://vimeo.com/{id}",
                player=_VIMEO_PLAYER,
            ),
        ),
        csp={"frame-src": (_VIMEO,)},
    ),
    Provider(
        "x",
        "X",
        (
            _rule(
                _X,
                r"/(?P<profile>\w{1,20})/status/(?P<id>\d{1,25})(?:/.*)?",
                "https://x.com/{profile}/status/{id}",
            ),
        ),
    ),
    Provider(
        "instagram",
        "Instagram",
        (
            _rule(
                "instagram.com www.instagram.com",
                r"/(?:[\w.]{1,40}/)?(?P<kind>p|reel|tv)/(?P<id>[\w-]{5,40})/?",
                "https://www.instagram.com/{kind}/{id}/",
            ),
        ),
    ),
    Provider(
        "facebook",
        "Facebook",
        (
            _rule(
                _FACEBOOK, rf"/{_PROFILE}/posts/{_POST}/?", "https://www.facebook.com/{profile}/posts/{id}"
            ),
            _video(
                _FACEBOOK, rf"/{_PROFILE}/videos/{_POST}/?", "https://www.facebook.com/{profile}/videos/{id}"
            ),
            _video(_FACEBOOK, r"/reel/(?P<id>\d{1,25})/?", "https://www.facebook.com/reel/{id}"),
            _video(_FACEBOOK, r"/watch/?", "https://www.facebook.com/watch/?v={id}", parameter="v"),
        ),
    ),
    Provider(
        "tiktok",
        "TikTok",
        (
            _video(
                "tiktok.com www.tiktok.com m.tiktok.com",
                r"/@(?P<profile>[\w.]{1,40})/video/(?P<id>\d{1,25})/?",
                "https://www.tiktok.com/@{profile}/video/{id}",
            ),
        ),
    ),
    Provider(
        "soundcloud",
        "SoundCloud",
        (
            _rule(
                "soundcloud.com www.soundcloud.com m.soundcloud.com",
                rf"/{_PROFILE}/(?P<id>(?:sets/)?[\w-]{{1,200}})/?",
                "https://soundcloud.com/{profile}/{id}",
            ),
        ),
    ),
    Provider(
        "spotify",
        "Spotify",
        (
            _rule(
                "open.spotify.com",
                r"/(?:embed/|intl-[a-z]{2}/)?(?P<kind>track|album|playlist|episode|show|artist)"
                r"/(?P<id>[A-Za-z0-9]{10,40})/?",
                "https://open.spotify.com/{kind}/{id}",
            ),
        ),
    ),
    Provider(
        "bluesky",
        "Bluesky",
        (
            _rule(
                "bsky.app",
                r"/profile/(?P<profile>[\w.:-]{3,100})/post/(?P<id>[a-z0-9]{5,30})/?",
                "https://bsky.app/profile/{profile}/post/{id}",
            ),
        ),
    ),
)

_PARAMETER_VALUE = re.compile(r"[\w-]{5,25}", re.ASCII)


@dataclass(frozen=True)
class Found:
    """Who answers for a web address, the one https form in which we keep it, and where it is played, if it can be."""

    provider: Provider
    url: str
    is_video: bool
    player: str = ""


def resolve(url: str) -> Found | None:
    """What the table says of an address; None if it is nobody's.

    A host must be one of the table's exactly: no other subdomain, no port, no user name.
    """
    url = url.strip()
    if len(url) > MAX_URL_LENGTH or re.search(r"[\x00-\x20\x7f\\]", url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    for provider in PROVIDERS:
        for rule in provider.rules:
            if parts.netloc.lower() in rule.hosts:
                found = _parts(rule, parts.path, parts.query)
                if found is not None:
                    url, player = rule.canonical.format(**found), rule.player.format(**found)
                    return Found(provider, url, rule.is_video, player)
    return None


def _parts(rule: Rule, path: str, query: str) -> dict[str, str] | None:
    """What fills the placeholders of a rule; None if the address has not its shape."""
    match = rule.path.fullmatch(path)
    if match is None:
        return None
    found = match.groupdict()
    if rule.parameter:
        try:
            value = parse_qs(query, max_num_fields=50).get(rule.parameter, [""])[0]
        except ValueError:
            return None
        if not _PARAMETER_VALUE.fullmatch(value):
            return None
        found["id"] = value
    return found


def provider_for(url: str) -> Provider | None:
    """The provider that answers for this address, None if the address is nobody's we know."""
    found = resolve(url)
    return found.provider if found else None


def csp_for(providers: Iterable[Provider]) -> dict[str, list[str]]:
    """What a page that shows these providers adds to its policy: sources by directive, sorted."""
    wanted: dict[str, set[str]] = {}
    for provider in providers:
        for directive, sources in provider.csp.items():
            wanted.setdefault(directive, set()).update(sources)
    return {directive: sorted(wanted[directive]) for directive in sorted(wanted)}
