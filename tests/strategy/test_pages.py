"""The staff pages of the text, as a browser sees them."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import Scene, a_comment, a_consultation, a_document, a_scene, a_suggestion, signed_in
from tests.strategy.helpers import a_draft, block_at, section_at, texts, uids
from werkstatt.strategy import actions
from werkstatt.strategy.models import Block, Section, Strategy, Version
from werkstatt.text.model import BlockKind, Document

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script> \u202e **fett** & \x07 [x](javascript:alert(1))"


def address(name: str, version: Version, *more: object) -> str:
    return reverse(name, args=[version.municipality.slug, version.strategy.slug, *more])


def save_address(block: Block) -> str:
    return address("draft-block", block.version, block.uid)


def form_of(block: Block, **changes: object) -> dict[str, object]:
    """What the browser sends for a block's form."""
    kind = "ordered" if block.ordered else block.kind
    return {
        "tun": "speichern",
        "source": block.text,
        "kind": kind,
        "level": block.level,
        "revision": block.revision,
    } | changes


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return len(captured)


# ── Looking ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_town_without_a_text_is_led_to_the_import_or_an_empty_page():
    scene = a_scene()
    page = signed_in(scene.editor).get(reverse("texts", args=[scene.town.slug])).content.decode()
    assert "Hier ist noch kein Text." in page
    assert reverse("import", args=[scene.town.slug]) in page
    assert reverse("text-new", args=[scene.town.slug]) in page
    page = signed_in(scene.moderator).get(reverse("texts", args=[scene.town.slug])).content.decode()
    assert "Die Redaktion kann hier" in page


def test_a_strategy_begun_empty_opens_its_first_chapter():
    scene = a_scene()
    client = signed_in(scene.editor)
    form = {"title": "Agenda <2030>", "chapter": "Ziele", "kind": "framework"}
    answer = client.post(reverse("text-new", args=[scene.town.slug]), form, follow=True)
    assert answer.status_code == 200
    assert "Den ersten Absatz schreiben" in answer.content.decode()
    assert client.post(reverse("text-new", args=[scene.town.slug]), {"title": "Ohne Kapitel"}).status_code == 422


def test_from_an_upload_to_a_published_version():
    scene = a_scene()
    client = signed_in(scene.officer)
    text = {"title": "Digitale Agenda", "text": "# Ziele\n\nDie Stadt wird einfacher.\n\n## Schritte\n\nErst dies."}
    answer = client.post(reverse("import", args=[scene.town.slug]), text, follow=True)
    preview = answer.redirect_chain[-1][0]
    client.post(preview, {"tun": "uebernehmen", "title": "Digitale Agenda"})
    draft = Version.objects.get()
    block = Block.objects.select_related("version__strategy", "version__municipality").get(text__startswith="Die Stadt")
    answer = client.post(save_address(block), form_of(block, source="Die Stadt wird **viel** einfacher."))
    assert answer["Location"].endswith(f"#absatz-{block.uid}")
    page = client.get(address("publish", draft)).content.decode()
    assert "Das ist die erste Fassung dieser Strategie." in page
    answer = client.post(address("publish", draft), {"state": "consultation", "audience": "public"}, follow=True)
    page = answer.content.decode()
    assert "Fassung 1 ist veröffentlicht." in page
    assert reverse("phase-new", args=[scene.town.slug, draft.pk]) in page
    draft.refresh_from_db()
    assert draft.state == "consultation"
    assert draft.content_hash[:16] in page


def test_all_pages_show_the_way_and_survive_strange_parameters():
    scene, draft = a_draft()
    client = signed_in(scene.officer)
    for name, more in (("versions", ()), ("editor", ()), ("publish", ()), ("editor-chapter", (1,))):
        assert client.get(address(name, draft, *more)).status_code == 200
    chapter = address("editor-chapter", draft, 1)
    for query in (
        "absatz=nein",
        "nach=%F0%9F%98%80",
        "anfang=<x>",
        "abschnitt='",
        "geloescht=nichts",
        "veroeffentlicht=x",
    ):
        assert client.get(f"{chapter}?{query}").status_code == 200
    assert client.get(f"{chapter}?absatz=%00").status_code == 400
    for wrong in (address("editor-chapter", draft, 0), address("editor-chapter", draft, 99)):
        assert client.get(wrong).status_code == 404
    assert client.get(reverse("versions", args=[scene.town.slug, "fehlt"])).status_code == 404
    assert client.get(reverse("editor", args=[scene.town.slug, "fehlt"])).status_code == 404


def test_without_a_draft_the_editor_leads_to_the_versions_where_one_can_be_begun():
    scene = a_consultation()
    client = signed_in(scene.officer)
    answer = client.get(address("editor", scene.version), follow=True)
    assert "Neuen Entwurf beginnen" in answer.content.decode()
    answer = client.post(address("draft-start", scene.version, 1))
    assert answer["Location"] == address("editor", scene.version)
    assert client.get(address("editor-chapter", scene.version, 1)).status_code == 200


def test_the_publishing_page_tells_what_changed_and_what_moves_along():
    scene = a_consultation()
    draft = actions.start_draft(actor=scene.editor, base=scene.version)
    block = block_at(draft)
    actions.edit_block(actor=scene.editor, block=block, text=block.text.replace("einfach", "leicht"))
    actions.add_block(actor=scene.editor, section=section_at(draft), text="Ganz neu.", after=block_at(draft))
    actions.delete_block(actor=scene.editor, block=block_at(draft, 2))
    page = signed_in(scene.officer).get(address("publish", draft)).content.decode()
    assert "1 Absatz geändert" in page
    assert "1 neu" in page
    assert "1 gestrichen" in page
    assert "Ganz neu." in page


def test_a_version_moves_on_and_a_way_that_does_not_exist_is_said():
    scene = a_consultation()
    client = signed_in(scene.officer)
    move = address("version-move", scene.version, 1)
    assert client.post(move, {"state": "evaluation"}).status_code == 302
    answer = client.post(move, {"state": "adopted"})
    assert answer.status_code == 422
    assert "Aus „in der Auswertung“ kann nicht „beschlossen“ werden." in answer.content.decode()
    assert client.post(move, {"state": "forged"}).status_code == 422


# ── Writing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_block_opens_as_a_form_and_saves_with_its_notation():
    scene, draft = a_draft()
    client, block = signed_in(scene.editor), block_at(draft)
    page = client.get(f"{address('editor-chapter', draft, 1)}?absatz={block.uid}").content.decode()
    assert f'action="{save_address(block)}"' in page
    source = "Die Stadt **handelt**.^[Seit 2019]"
    client.post(save_address(block), form_of(block, source=source, kind="ordered", level=1))
    saved = block_at(draft)
    assert (saved.text, saved.kind, saved.ordered, saved.level) == ("Die Stadt handelt.", "item", True, 1)
    assert [mark[2] for mark in saved.marks] == ["strong", "footnote"]
    page = client.get(address("editor-chapter", draft, 1)).content.decode()
    assert "<strong>handelt</strong>" in page
    assert "Seit 2019" in page
    assert "gespeichert um" in page


def test_a_table_is_edited_line_by_line():
    scene, draft = a_draft()
    client = signed_in(scene.editor)
    table = Block.objects.select_related("version__strategy", "version__municipality").get(version=draft, kind="table")
    page = client.get(f"{address('editor-chapter', draft, 1)}?absatz={table.uid}").content.decode()
    assert "Dienst | Stand\nUmzug melden | geht" in page
    client.post(save_address(table), form_of(table, source="Dienst | Stand\nUmzug melden | geht wieder", header="on"))
    table.refresh_from_db()
    assert (table.text, table.header_rows) == ("Dienst\tStand\nUmzug melden\tgeht wieder", 1)


def test_blank_lines_part_a_block_on_the_page():
    scene, draft = a_draft()
    block = block_at(draft)
    signed_in(scene.editor).post(save_address(block), form_of(block, source="Eins.\r\n\r\nZwei."))
    assert texts(draft)[:2] == ["Eins.", "Zwei."]
    assert uids(draft)[0] == block.uid


def test_new_blocks_go_behind_a_block_or_to_the_beginning():
    scene, draft = a_draft()
    client, block, section = signed_in(scene.editor), block_at(draft), section_at(draft)
    new = address("draft-block-new", draft, section.uid)
    client.post(new, {"source": "Davor.", "kind": "paragraph"})
    client.post(new, {"source": "Danach.\n\nUnd noch.", "kind": "paragraph", "nach": block.uid})
    assert texts(draft)[:4] == ["Davor.", block.text, "Danach.", "Und noch."]
    answer = client.post(new, {"source": "  ", "kind": "table", "nach": block.uid})
    assert answer.status_code == 422
    assert 'value="table" selected' in answer.content.decode()


def test_a_deleted_block_can_be_put_back_from_the_page():
    scene, draft = a_draft()
    client, block = signed_in(scene.editor), block_at(draft)
    before = uids(draft)
    answer = client.post(save_address(block), {"tun": "loeschen"}, follow=True)
    page = answer.content.decode()
    assert "Gelöscht:" in page
    assert "Rückgängig" in page
    assert f"absatz-{block.uid}" not in page
    answer = client.post(save_address(block), {"tun": "zurueckholen"}, follow=True)
    assert "Gelöscht:" not in answer.content.decode()
    assert uids(draft) == before


def test_buttons_move_and_join_and_save_what_was_typed_first():
    scene, draft = a_draft()
    client, first, second = signed_in(scene.editor), block_at(draft, 0), block_at(draft, 1)
    client.post(save_address(first), {"tun": "runter"})
    assert uids(draft)[:2] == [second.uid, first.uid]
    client.post(save_address(first), {"tun": "hoch"})
    assert uids(draft)[:2] == [first.uid, second.uid]
    target = section_at(draft, 3)
    client.post(save_address(first), form_of(first, tun="nach", abschnitt=target.uid, source="Getippt und verschoben."))
    assert texts(draft)[-1] == "Getippt und verschoben."
    answer = client.post(save_address(second), {"tun": "nach", "abschnitt": "fehlt"})
    assert answer.status_code == 409
    joined = block_at(draft, 1)
    client.post(save_address(joined), {"tun": "verbinden"})
    assert uids(draft)[0] == second.uid
    assert client.post(save_address(block_at(draft)), {"tun": "verbinden"}).status_code == 409


def test_a_conflict_shows_both_wordings_a_suggestion_and_keeps_what_was_typed():
    scene, draft = a_draft()
    block = block_at(draft)
    actions.edit_block(actor=scene.officer, block=block, text=block.text.replace("einfach", "leicht"))
    typed = block.text.replace("einfach", "**sofort**")
    client = signed_in(scene.editor)
    answer = client.post(save_address(block), form_of(block, source=typed))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Das steht jetzt da" in page
    areas = re.findall(r"<textarea[^>]*>\s*(.*?)</textarea>", page, re.DOTALL)
    assert any("leicht" in area and "**sofort**" in area for area in areas)
    assert typed in areas
    # Sent again, what was typed counts: the writer has now seen the other wording.
    current = block_at(draft)
    assert f'name="revision" value="{current.revision}"' in page
    client.post(save_address(block), form_of(current, source=typed))
    assert "sofort" in block_at(draft).text


def test_words_for_a_deleted_block_come_back_as_a_new_one():
    scene, draft = a_draft()
    block = block_at(draft)
    actions.delete_block(actor=scene.officer, block=block)
    answer = signed_in(scene.editor).post(save_address(block), form_of(block, source="Meine Worte."))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Meine Worte." in page
    assert "Rückgängig" in page
    assert address("draft-block-new", draft, block.section.uid) in page


def test_words_for_a_draft_that_was_published_meanwhile_are_shown():
    scene, draft = a_draft()
    block = block_at(draft)
    actions.publish_version(actor=scene.officer, draft=draft)
    client = signed_in(scene.editor)
    for url in (save_address(block), address("draft-block-new", draft, block.section.uid)):
        answer = client.post(url, form_of(block, source="Meine Worte."))
        assert answer.status_code == 409
        assert "Meine Worte." in answer.content.decode()


def test_who_lost_the_session_while_writing_gets_the_words_back():
    _scene, draft = a_draft()
    block = block_at(draft)
    answer = Client().post(save_address(block), form_of(block, source="Lange überlegt."))
    page = answer.content.decode()
    assert answer.status_code == 401
    assert "Lange überlegt." in page
    assert "Ihre Anmeldung ist abgelaufen" in page
    assert block_at(draft).text == block.text


def test_headings_are_edited_added_moved_and_taken_out():
    scene, draft = a_draft()
    client, section = signed_in(scene.editor), section_at(draft)
    here = address("draft-section", draft, section.uid)
    client.post(here, {"title": "Neuer Titel"})
    client.post(here, {"tun": "einfach", "summary": "Kurz."})
    assert (section_at(draft).title, section_at(draft).summary) == ("Neuer Titel", "Kurz.")
    assert client.post(here, {"title": " "}).status_code == 422
    new = address("draft-section-new", draft)
    client.post(new, {"title": "Kapitel drei"})
    client.post(new, {"title": "Teil zwei", "in": section.uid})
    assert client.post(new, {"title": ""}).status_code == 422
    assert client.post(new, {"title": "", "in": section.uid}).status_code == 422
    titles = list(Section.objects.filter(version=draft).order_by("position").values_list("number", "title"))
    assert ("1.2", "Teil zwei") in titles
    assert ("3", "Kapitel drei") in titles
    last = section_at(draft, len(titles) - 1)
    client.post(address("draft-section", draft, last.uid), {"tun": "hoch"})
    assert Section.objects.get(pk=last.pk).number == "2"
    client.post(address("draft-section", draft, last.uid), {"tun": "loeschen"})
    assert not Section.objects.filter(pk=last.pk).exists()
    assert client.post(here, {"tun": "loeschen"}).status_code == 409


def test_a_figure_keeps_its_picture_and_takes_caption_and_description():
    scene, draft = a_draft()
    figure = actions.add_block(
        actor=scene.editor, section=section_at(draft), text="Alt", shape=actions.Shape(BlockKind.FIGURE), image="x.png"
    )
    figure.version = draft
    client = signed_in(scene.editor)
    page = client.get(f"{address('editor-chapter', draft, 1)}?absatz={figure.uid}").content.decode()
    assert "Was auf dem Bild zu sehen ist" in page
    client.post(save_address(figure), form_of(figure, source="", alt="Ein Platz"))
    figure.refresh_from_db()
    assert (figure.kind, figure.image, figure.alt, figure.text) == ("figure", "x.png", "Ein Platz", "")


@pytest.mark.parametrize(
    "source", [HOSTILE, "x" * 200_000, "\x00", "\ud800", "| | |\n" * 500, "*" * 3000, "[" * 3000, "a\n\n" * 400]
)
@pytest.mark.parametrize("kind", ["paragraph", "table", "code", "figure", "forged"])
def test_hostile_words_never_break_the_page(source: str, kind: str):
    scene, draft = a_draft()
    client, block = signed_in(scene.editor), block_at(draft)
    form = urlencode(form_of(block, source=source, kind=kind, level="1", header="on"), errors="surrogatepass")
    for url in (save_address(block), address("draft-block-new", draft, block.section.uid)):
        answer = client.post(url, form, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (302, 409, 422)
        page = client.get(address("editor-chapter", draft, 1)).content.decode()
        assert "<script>alert" not in page
        assert 'javascript:alert(1)"' not in page


def test_ten_megabytes_are_too_much():
    scene, draft = a_draft()
    block = block_at(draft)
    answer = signed_in(scene.editor).post(save_address(block), form_of(block, source="x" * 10_000_000))
    assert answer.status_code == 413


# ── Who may, and how much it costs ────────────────────────────────────────────────────────────────────────────────


def every_address(draft: Version) -> list[str]:
    block, section = block_at(draft), section_at(draft)
    return [
        reverse("texts", args=[draft.municipality.slug]),
        reverse("import", args=[draft.municipality.slug]),
        reverse("text-new", args=[draft.municipality.slug]),
        address("versions", draft),
        address("editor", draft),
        address("editor-chapter", draft, 1),
        address("publish", draft),
        address("draft-start", draft, 1),
        address("version-move", draft, 1),
        address("draft-block", draft, block.uid),
        address("draft-block-new", draft, section.uid),
        address("draft-section", draft, section.uid),
        address("draft-section-new", draft),
    ]


def test_strangers_sign_in_and_other_towns_find_nothing():
    _scene, draft = a_draft()
    before = texts(draft)
    other = a_scene()
    foreign = signed_in(other.officer)
    for url in every_address(draft):
        answer = Client().get(url)
        assert answer.status_code in (302, 405), url
        if answer.status_code == 302:
            assert "/konto/login/" in answer["Location"]
        assert Client().post(url, {}).status_code in (401, 405), url
        assert foreign.get(url).status_code in (404, 405), url
        assert foreign.post(url, {"tun": "loeschen", "title": "x"}).status_code in (404, 405), url
    assert texts(draft) == before


def test_ids_of_another_strategy_or_town_are_not_found():
    scene, draft = a_draft()
    _same, second = a_draft(scene)
    client = signed_in(scene.officer)
    block, section = block_at(second), section_at(second)
    before = texts(second)
    for url in (address("draft-block", draft, block.uid), address("draft-section", draft, section.uid)):
        assert client.post(url, {"tun": "loeschen"}).status_code == 404
    assert client.post(address("draft-block-new", draft, section.uid), {"source": "x"}).status_code == 404
    client.post(address("draft-section-new", draft), {"title": "Neu", "in": section.uid})
    assert texts(second) == before
    assert not Section.objects.filter(version=second, title="Neu").exists()


def test_roles_see_and_do_only_their_part():
    scene, draft = a_draft()
    for user, editor, publish in ((scene.editor, 200, 403), (scene.moderator, 403, 403), (scene.officer, 200, 200)):
        client = signed_in(user)
        assert client.get(address("versions", draft)).status_code == 200
        assert client.get(address("editor", draft)).status_code == editor
        assert client.get(address("editor-chapter", draft, 1)).status_code == editor
        assert client.get(address("publish", draft)).status_code == publish


def test_a_chapter_costs_the_same_for_one_three_and_fifty_blocks():
    counts = []
    for blocks in (1, 3, 50):
        scene, draft = a_draft(document=a_document(chapters=1, paragraphs=blocks))
        client = signed_in(scene.officer)
        chapter = address("editor-chapter", draft, 1)
        opened = f"{chapter}?absatz={block_at(draft).uid}"
        counts.append((queries(client, chapter), queries(client, opened)))
    assert len(set(counts)) == 1
    assert max(counts[0]) <= 12, counts


def test_a_chapter_with_remarks_costs_the_same_for_one_and_three():
    counts = []
    for remarks in (1, 3):
        scene = a_consultation()
        for n in range(remarks):
            a_comment(scene, text=f"Bemerkung {n}")
        a_suggestion(scene)
        draft = actions.start_draft(actor=scene.editor, base=scene.version)
        client = signed_in(scene.officer)
        counts.append(queries(client, address("editor-chapter", draft, 1)))
        assert "Bemerkung 0" in client.get(address("editor-chapter", draft, 1)).content.decode()
    assert counts[0] == counts[1] <= 12


def many(n: int, make: Callable[[Scene], object]) -> Scene:
    scene = a_scene()
    for _time in range(n):
        make(scene)
    return scene


@pytest.mark.parametrize("published", [False, True])
def test_lists_cost_the_same_for_one_and_three(published: bool):
    def a_strategy(scene: Scene) -> None:
        _scene, draft = a_draft(scene)
        if published:
            actions.publish_version(actor=scene.officer, draft=draft)

    counts = [
        queries(signed_in(scene.officer), reverse("texts", args=[scene.town.slug]))
        for scene in (many(1, a_strategy), many(3, a_strategy))
    ]
    assert counts[0] == counts[1] <= 12


def test_versions_cost_the_same_for_one_and_three():
    counts = []
    for number in (1, 3):
        scene, draft = a_draft()
        for _time in range(number):
            version = actions.publish_version(actor=scene.officer, draft=draft, state="candidate")
            draft = actions.start_draft(actor=scene.editor, base=version)
        client = signed_in(scene.officer)
        counts.append((queries(client, address("versions", draft)), queries(client, address("publish", draft))))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12, counts


def test_the_contents_of_a_draft_cost_the_same_for_one_and_nine_chapters():
    counts = []
    for chapters in (1, 9):
        scene, draft = a_draft(document=a_document(chapters=chapters))
        counts.append(queries(signed_in(scene.editor), address("editor", draft)))
    assert counts[0] == counts[1] <= 12


def test_an_empty_draft_is_not_offered_for_publishing():
    scene = a_scene()
    empty = Document(title="Leer")
    draft = actions.begin_strategy(actor=scene.editor, town=scene.town, document=empty)
    client = signed_in(scene.officer)
    assert "Der Entwurf ist noch leer." in client.get(address("publish", draft)).content.decode()
    assert client.post(address("publish", draft), {"state": "consultation"}).status_code == 422
    assert client.post(address("publish", draft), {"state": "adopted"}).status_code == 422
    assert Strategy.objects.get().versions.get().is_draft
