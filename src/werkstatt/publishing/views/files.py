"""Files: versions in every format, pictures."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from werkstatt.organisations.views.binding import TownRequest, town_page
from werkstatt.publishing.actions.published_file import file_of
from werkstatt.publishing.queries.files import find_picture, version_for_files
from werkstatt.publishing.queries.overview import FORMATS
from werkstatt.publishing.views.page import reader_of
from werkstatt.strategy.rules import Audience

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@require_safe
@town_page  # type: ignore[arg-type]  # a file is no HttpResponse
def download(request: TownRequest, slug: str, number: int, format: str) -> HttpResponseBase:
    """A published version as a file."""
    version = version_for_files(request.town, slug, number, reader_of(request)) if format in FORMATS else None
    if version is None:
        raise Http404
    how = "public, max-age=3600" if version.audience == Audience.PUBLIC else "private, no-store"
    file = file_of(version=version, format=format)
    etag = f'"{version.content_hash[:24]}-{format}-{int(file.made_at.timestamp())}"'
    unchanged = get_conditional_response(
        request,
        etag=etag,
        last_modified=int(file.made_at.timestamp()),
        response=HttpResponse(),
    )
    if unchanged is not None and unchanged.status_code != 200:
        return _kept(unchanged, etag, how)
    response = FileResponse(
        file.file.open("rb"),
        as_attachment=True,
        filename=f"{version.strategy.slug}-fassung-{version.number}.{format}",
        content_type=CONTENT_TYPES[format],
    )
    response["Last-Modified"] = f"{file.made_at:%a, %d %b %Y %H:%M:%S} GMT"
    return _kept(response, etag, how)


@require_safe
@town_page  # type: ignore[arg-type]  # a file is no HttpResponse
def picture(request: TownRequest, name: str) -> HttpResponseBase:
    """A picture of the town. Its name is the hash of its bytes, so it can be kept for ever."""
    found = find_picture(request.town, name)
    if found is None:
        raise Http404
    unchanged = get_conditional_response(request, etag=f'"{found.name}"', response=HttpResponse())
    if unchanged is not None and unchanged.status_code != 200:
        return _kept(unchanged, f'"{found.name}"', _FOR_EVER)
    try:
        response = FileResponse(found.file.open("rb"), content_type=found.content_type)
    except FileNotFoundError:
        raise Http404 from None
    return _kept(response, f'"{found.name}"', _FOR_EVER)


_FOR_EVER = "public, max-age=31536000, immutable"


def _kept(response: HttpResponseBase, etag: str, how: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = how
    return response
