"""Taking over documents: what is looked at first, and what cannot be taken over."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tests.factories import a_document, a_scene, signed_in
from werkstatt.core import clock
from werkstatt.core.documents.meta import Meta
from werkstatt.core.documents.writing import to_docx, to_odt
from werkstatt.core.errors import RuleBroken
from werkstatt.strategy import actions, tasks
from werkstatt.strategy.actions.importing import fitting
from werkstatt.strategy.models import Block, ImportPreview, Picture, Strategy
from werkstatt.strategy.queries import document_of
from werkstatt.text.model import Block as TextBlock
from werkstatt.text.model import BlockKind, Document, Section

pytestmark = pytest.mark.django_db


def a_picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (6, 4), "#0b5566").save(data, "PNG")
    return data.getvalue()


def with_a_picture() -> Document:
    figure = TextBlock(id="f", kind=BlockKind.FIGURE, text="Ein Feld", image="bild.png", alt="Petrol")
    return Document(
        title="Mit Bild", sections=(Section(id="s", title="Eins", blocks=(figure,)),), images={"bild.png": a_picture()}
    )


def zip_bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<w:document>" + b" " * 400_000_000)
    return data.getvalue()


@pytest.mark.parametrize("write", [to_docx, to_odt])
def test_what_was_written_as_a_file_comes_back_as_the_same_text(write):
    scene = a_scene()
    document = a_document()
    preview = actions.preview_import(
        actor=scene.editor, town=scene.town, data=write(document, Meta()), filename="datei", title="Mein Titel"
    )
    draft = actions.accept_import(actor=scene.editor, preview=preview)
    assert draft.strategy.title == "Mein Titel"
    assert [block.text for block in document_of(draft).blocks()] == [block.text for block in document.blocks()]
    assert not ImportPreview.objects.exists()


def test_pictures_come_along_once():
    scene = a_scene()
    for _time in range(2):
        preview = actions.preview_import(
            actor=scene.editor, town=scene.town, data=to_docx(with_a_picture(), Meta()), filename="bild.docx"
        )
        draft = actions.accept_import(actor=scene.editor, preview=preview)
    picture = Picture.objects.get()
    figure = Block.objects.get(version=draft, kind="figure")
    assert (figure.image, figure.alt, figure.text) == (picture.name, "Petrol", "Ein Feld")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("leer.docx", b""),
        ("leer.txt", b" \n\n "),
        ("kaputt.docx", b"PK\x03\x04 und dann nichts mehr"),
        ("falsch.docx", b"Das ist gar kein Word-Dokument."),
        ("scan.pdf", b"%PDF-1.7\n%\xff\xff"),
        ("alt.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
        ("bild.docx", b"\x89PNG\r\n\x1a\n"),
        ("bombe.docx", zip_bomb()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_taken_over_is_refused_with_a_way_out_and_the_title_stays(name: str, data: bytes):
    scene = a_scene()
    upload = {"title": "Unser Titel", "file": SimpleUploadedFile(name, data)}
    answer = signed_in(scene.editor).post(reverse("import", args=[scene.town.slug]), upload)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Unser Titel"' in page
    assert 'aria-invalid="true"' in page
    assert not ImportPreview.objects.exists()


def test_a_file_of_25_megabytes_is_refused_before_it_is_read():
    scene = a_scene()
    upload = {"title": "Groß", "file": SimpleUploadedFile("gross.docx", b"PK" + b"\x00" * 25_000_000)}
    answer = signed_in(scene.editor).post(reverse("import", args=[scene.town.slug]), upload)
    assert answer.status_code == 422
    assert "26 Megabyte groß, erlaubt sind 20" in answer.content.decode()


def test_pasted_text_is_taken_over_like_a_file():
    scene = a_scene()
    client = signed_in(scene.editor)
    text = "# Ziele\r\n\r\nErstens <b>das</b>.\r\n\r\nZweitens jenes.\r\n"
    answer = client.post(reverse("import", args=[scene.town.slug]), {"title": "Kurz", "text": text}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Zweitens jenes." in page
    assert "<b>das</b>" not in page
    assert 'value="Kurz"' in page


def test_neither_nothing_nor_both_is_taken():
    scene = a_scene()
    client = signed_in(scene.editor)
    address = reverse("import", args=[scene.town.slug])
    assert client.post(address, {"title": "Nichts"}).status_code == 422
    both = {"text": "Getippt", "file": SimpleUploadedFile("a.md", b"# Datei\n\nText")}
    answer = client.post(address, both)
    assert answer.status_code == 422
    assert "Getippt" in answer.content.decode()


def test_the_preview_shows_contents_counts_and_text_and_can_be_taken_or_thrown_away():
    scene = a_scene()
    client = signed_in(scene.editor)
    data = to_docx(with_a_picture(), Meta())
    answer = client.post(
        reverse("import", args=[scene.town.slug]), {"file": SimpleUploadedFile("b.docx", data)}, follow=True
    )
    page = answer.content.decode()
    address = answer.redirect_chain[-1][0]
    assert "Ein Feld" in page
    assert "<b>1</b> Bild" in page
    picture = reverse("draft-picture", args=[scene.town.slug, Picture.objects.get().name])
    assert picture in page
    assert client.get(picture)["Content-Type"] == "image/png"
    assert client.post(address, {"tun": "uebernehmen", "title": " "}).status_code == 422
    answer = client.post(address, {"tun": "uebernehmen", "title": "Mit einem Bild"})
    assert answer["Location"] == reverse("editor", args=[scene.town.slug, "mit-einem-bild"])
    assert client.get(address).status_code == 404
    second = actions.preview_import(actor=scene.editor, town=scene.town, data=data, filename="b.docx")
    client.post(reverse("import-preview", args=[scene.town.slug, second.token]), {"tun": "verwerfen"})
    assert Strategy.objects.count() == 1
    assert not ImportPreview.objects.exists()


def test_a_preview_nobody_took_is_gone_after_a_day():
    scene = a_scene()
    now = timezone.now()
    for age in (25, 1):
        with clock.at(now - timedelta(hours=age)):
            actions.preview_import(actor=scene.editor, town=scene.town, data=b"# A\n\nText", filename="a.md")
    result = tasks.clear_previews.enqueue()
    assert result.return_value == 1
    assert ImportPreview.objects.count() == 1


def test_another_town_sees_neither_preview_nor_picture():
    scene, other = a_scene(), a_scene()
    data = to_docx(with_a_picture(), Meta())
    preview = actions.preview_import(actor=scene.editor, town=scene.town, data=data, filename="b.docx")
    client = signed_in(other.editor)
    name = Picture.objects.get().name
    for town in (scene.town, other.town):
        assert client.get(reverse("import-preview", args=[town.slug, preview.token])).status_code == 404
        assert client.get(reverse("draft-picture", args=[town.slug, name])).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.accept_import(actor=other.editor, preview=preview)
    with pytest.raises(PermissionDenied):
        actions.preview_import(actor=scene.moderator, town=scene.town, data=b"x", filename="x.md")


def test_a_heading_that_is_too_long_keeps_all_its_words_in_the_text():
    long = "Wir " + "wollen " * 60
    block = TextBlock(id="b", kind=BlockKind.FIGURE, text="", alt="x" * 600)
    document = Document(
        title="t" * 300, sections=(Section(id="s", title=long, blocks=(block,)),), language="de-Latn-DE-1996"
    )
    fitted, notices = fitting(document)
    section = fitted.sections[0]
    assert len(section.title) <= 200
    assert section.blocks[0].text == long.strip()
    assert len(section.blocks[1].alt) == 500
    assert (len(fitted.title), fitted.language, len(notices)) == (200, "de", 2)


def test_an_import_with_a_title_that_is_too_long_writes_nothing():
    scene = a_scene()
    with pytest.raises(RuleBroken):
        actions.import_document(
            actor=scene.editor,
            town=scene.town,
            data=to_docx(with_a_picture(), Meta()),
            filename="b.docx",
            title="x" * 201,
        )
    assert not Strategy.objects.exists()
    assert not Picture.objects.exists()
