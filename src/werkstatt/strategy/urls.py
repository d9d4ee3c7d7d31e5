"""Addresses of this context, below ``/<town>/werkstatt/texte/``."""

from django.urls import path

from werkstatt.strategy.views import editor, klartext, pictures, texts, versions, writing

urlpatterns = [
    path("", texts.texts, name="texts"),
    path("neu/", texts.begin, name="text-new"),
    path("einlesen/", texts.import_text, name="import"),
    path("einlesen/<slug:token>/", texts.import_preview, name="import-preview"),
    path("klartext.json", klartext.marks, name="draft-klartext"),
    path("bilder/<str:name>", texts.picture, name="draft-picture"),
    path("<slug:slug>/", versions.versions, name="versions"),
    path("<slug:slug>/entwurf-beginnen/<int:number>/", versions.start, name="draft-start"),
    path("<slug:slug>/fassung/<int:number>/stand/", versions.move, name="version-move"),
    path("<slug:slug>/fassung/<int:number>/oeffnen/", versions.widen, name="version-widen"),
    path("<slug:slug>/veroeffentlichen/", versions.publish, name="publish"),
    path("<slug:slug>/entwurf/", editor.editor, name="editor"),
    path("<slug:slug>/entwurf/<int:chapter>/", editor.chapter, name="editor-chapter"),
    path("<slug:slug>/entwurf/absatz/<slug:uid>/", writing.block, name="draft-block"),
    path("<slug:slug>/entwurf/abschnitt/neu/", writing.new_section, name="draft-section-new"),
    path("<slug:slug>/entwurf/abschnitt/<slug:uid>/", writing.section, name="draft-section"),
    path("<slug:slug>/entwurf/abschnitt/<slug:uid>/bild/", pictures.new_picture, name="draft-picture-new"),
    path("<slug:slug>/entwurf/abschnitt/<slug:uid>/absatz/", writing.new_block, name="draft-block-new"),
]
