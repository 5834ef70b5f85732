"""A picture whose file tells everything: what the desk is to read, and what no reader must ever get."""

from __future__ import annotations

import struct

from PIL import ImageCms

from tests.articles.media.picture_files import exif, in_languages, packet, picture, with_iim, with_segment

OWNER, SERIAL, LENS = "OWNERNAME", "SERIAL12345", "LENSSERIAL9"
SECRETS = (b"OWNERNAME", b"SERIAL12345", b"LENSSERIAL9", b"SECRETCOMMENT", b"48,51.5022", b"GPSLatitude")
# A GPS directory has latitude as three fractions: degrees, minutes, seconds.
DEGREES = tuple(struct.pack(order + "6I", 48, 1, 51, 1, 3013, 100) for order in "<>")
TOLD = (
    in_languages("dc:description", x_default="The ferry leaves.")
    + in_languages("dc:rights", x_default="© Agency")
    + in_languages("Iptc4xmpCore:AltTextAccessibility", x_default="A white ferry")
    + "<dc:creator><rdf:Seq><rdf:li>Rosa Vale</rdf:li></rdf:Seq></dc:creator>"
    + "<photoshop:Credit>R. Vale/Agency</photoshop:Credit><photoshop:City>Östhavn</photoshop:City>"
)


def original(kind: str) -> bytes:
    """A picture that tells everything in every place that its format has."""
    block = exif(
        {0xA430: OWNER, 0xA431: SERIAL, 0xA435: LENS, 0x9286: b"ASCII\0\0\0SECRETCOMMENT"},
        {1: "N", 2: (48.0, 51.0, 30.13), 3: "E", 4: (2.0, 17.0, 40.0)},
        Artist=OWNER,
        Make="Camera",
    )
    told = packet(TOLD, f'aux:SerialNumber="{SERIAL}" aux:OwnerName="{OWNER}" exif:GPSLatitude="48,51.5022N"')
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + b"SECRETCOMMENT"
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", told.decode())
        info.add_text("Comment", "SECRETCOMMENT")
        return picture("PNG", (1300, 800), pnginfo=info, exif=block, icc_profile=profile)
    data = picture(kind, (1300, 800), exif=block, xmp=told, icc_profile=profile)
    if kind == "JPEG":
        data = with_segment(data, 0xFE, b"SECRETCOMMENT")
        data = with_iim(data, [(80, OWNER.encode()), (40, b"SECRETCOMMENT")])
    return data


def secrets_in(data: bytes) -> list[bytes]:
    return [secret for secret in (*SECRETS, *DEGREES) if secret in data]
