"""Pictures from documents: recognised by content, freed of everything but the pixels."""

from __future__ import annotations

import hashlib
import io

from PIL import Image, ImageOps

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
_MOST_PIXELS = 60_000_000
_LONGEST_SIDE = 2400
_LARGEST_FILE = 40 * 1024 * 1024
_JPEG_QUALITY = 88


class ImageError(Exception):
    """The bytes are no picture that can be shown."""


def cleaned_image(data: bytes) -> tuple[str, bytes]:
    """Name (SHA-256 of the new bytes and ending) and bytes of the picture, encoded anew as PNG or JPEG.

    Place, camera and author are gone, the picture stands upright and is at most 2,400 pixels long.
    Raises ImageError where it is no raster picture, broken or too large.
    """
    if len(data) > _LARGEST_FILE:
        raise ImageError("too large")
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS or min(picture.size) < 1:
                raise ImageError("too many pixels")
            is_photo = picture.format == "JPEG" and picture.mode != "RGBA"
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
            return _encoded(upright, is_photo=is_photo)
    except (OSError, ValueError, SyntaxError, TypeError, ArithmeticError, LookupError, MemoryError) as error:
        raise ImageError("unreadable") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageError("too many pixels") from error


def _encoded(picture: Image.Image, *, is_photo: bool) -> tuple[str, bytes]:
    """The bare pixels, in a fresh image, so that no metadata can come along."""
    has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    mode = "RGBA" if has_alpha else "L" if picture.mode in ("1", "L") else "RGB"
    pixels = picture.convert(mode)
    bare = Image.new(mode, pixels.size)
    bare.paste(pixels)
    output = io.BytesIO()
    if is_photo:
        bare.save(output, "JPEG", quality=_JPEG_QUALITY)
    else:
        bare.save(output, "PNG", optimize=False)
    data = output.getvalue()
    return f"{hashlib.sha256(data).hexdigest()}.{'jpg' if is_photo else 'png'}", data
