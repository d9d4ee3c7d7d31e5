"""Pictures come into the text with a description, and with nothing that cannot be seen."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.factories import a_scene, signed_in
from tests.strategy.helpers import a_draft, block_at, section_at
from werkstatt.strategy.models import Block, Picture

pytestmark = pytest.mark.django_db


def a_file(data: bytes | None = None, name: str = "Ludwig-zuhause.png") -> SimpleUploadedFile:
    if data is None:
        file = io.BytesIO()
        Image.new("RGB", (8, 6), "teal").save(file, "PNG")
        data = file.getvalue()
    return SimpleUploadedFile(name, data, "image/png")


def address(draft) -> str:
    return reverse("draft-picture-new", args=[draft.municipality.slug, draft.strategy.slug, section_at(draft).uid])


def test_a_picture_stands_behind_the_paragraph_with_its_description():
    scene, draft = a_draft()
    first = block_at(draft)
    client = signed_in(scene.editor)
    assert "Das Bild kommt hinter den Absatz" in client.get(f"{address(draft)}?nach={first.uid}").content.decode()
    sent = {"file": a_file(), "alt": "Ein grünes Rechteck", "caption": "Unser Plan", "nach": first.uid}
    answer = client.post(address(draft), sent)
    figure = block_at(draft, 1)
    assert answer.status_code == 302
    assert (figure.kind, figure.alt, figure.text) == ("figure", "Ein grünes Rechteck", "Unser Plan")
    assert "Ludwig" not in Picture.objects.get(name=figure.image).file.name
    page = client.get(reverse("editor-chapter", args=[scene.town.slug, draft.strategy.slug, 1])).content.decode()
    assert 'alt="Ein grünes Rechteck"' in page


@pytest.mark.parametrize(
    "sent",
    [
        {"alt": "Ohne Bild"},
        {"file": "leer", "alt": "Leere Datei"},
        {"file": "svg", "alt": "Kein Bild"},
        {"file": "bild", "alt": " "},
        {"file": "bild", "alt": "x" * 600},
    ],
)
def test_what_is_no_picture_or_not_described_is_refused_in_words(sent):
    scene, draft = a_draft()
    files = {"leer": b"", "svg": b"<svg onload='alert(1)'/>", "bild": None}
    data = dict(sent)
    if "file" in data:
        data["file"] = a_file(files[data["file"]])
    count = Block.objects.filter(version=draft).count()
    answer = signed_in(scene.editor).post(address(draft), data)
    assert answer.status_code == 422
    assert Block.objects.filter(version=draft).count() == count
    assert not Picture.objects.exists()


def test_only_those_who_write_put_pictures_in():
    scene, draft = a_draft()
    assert signed_in(scene.lead).get(address(draft)).status_code == 403
    assert signed_in(a_scene().editor).get(address(draft)).status_code == 404


def test_the_contents_offer_another_chapter_for_a_section():
    scene, draft = a_draft()
    client, section = signed_in(scene.editor), section_at(draft, 1)
    editor = reverse("editor", args=[scene.town.slug, draft.strategy.slug])
    page = client.get(f"{editor}?verschieben={section.uid}").content.decode()
    target = section_at(draft, 2)
    assert f'<option value="{target.uid}">2 Feld 2</option>' in page
    post = reverse("draft-section", args=[scene.town.slug, draft.strategy.slug, section.uid])
    client.post(post, {"tun": "in", "ziel": target.uid})
    section.refresh_from_db()
    assert section.number == "2.2"
    assert client.post(post, {"tun": "in", "ziel": "gibt-es-nicht"}).status_code == 409
