"""Lists of German words that say which way somebody wants something to go. Any form will do: stems are compared."""

from __future__ import annotations

from werkstatt.analysis.similarity.words import stem

WANTED = """
    erlauben zulassen zulaessig genehmigen gestatten einfuehren einfuehrung einrichten ausbauen ausbau ausweiten
    erweitern aufbauen bauen bau neubau errichten schaffen anlegen foerdern unterstuetzen erhalten bewahren
    beibehalten behalten ermoeglichen zustimmen begruessen befuerworten mehr erhoehen anheben steigen ansteigen
    steigern aufstocken verdoppeln verlaengern hoeher mehrere fehlt fehlen dafuer sinnvoll notwendig noetig wichtig
    ausreichend genug genuegend viel viele vielen hoch hohe hohen hoher staerken verstaerken hinzufuegen anschaffen
    beschaffen bleiben erlaubt gestattet einschalten eingeschaltet anschalten aufstellen pflanzen wiederbeleben
"""
"""More of it, or at all."""

UNWANTED = """
    verbieten verbot verboten untersagen abschaffen abschaffung streichen abbauen abbau rueckbau zurueckbauen
    einschraenken beschraenken begrenzen reduzieren verringern vermindern mindern senken absenken sinken kuerzen
    verkuerzen halbieren wenig wenige weniger gering geringe niedrig niedrige ablehnen lehnen stoppen stopp stop
    beenden verhindern abreissen entfernen vermeiden verzichten verzicht dagegen unnoetig ueberfluessig sinnlos unsinn
    unsinnig quatsch schwachsinn abschalten einsparen einstellen boykottieren abziehen schwaechen unmoeglich raus
    sperren sperrung gesperrt faellen gefaellt abholzen zerstoeren
"""
"""Less of it, or not at all."""

MEASURES = "viel viele vielen hoch hohe hohen hoher wenig wenige gering geringe niedrig niedrige"
"""With ``zu`` before them they want the contrary: ``zu hoch``, ``zu wenig``."""

COMPOUNDING = """
    verbot ausbau abbau rueckbau erhoehung senkung abschaffung einfuehrung foerderung stopp schliessung oeffnung
    verzicht kuerzung reduzierung erweiterung verlaengerung verkuerzung streichung
"""
"""Those that stand at the end of compounds: ``Steuersenkung``, ``Parkverbot``."""

NOT = """
    nicht kein keine keinen keinem keiner keines nie niemals nichts niemand niemanden niemandem nirgends weder nein
    keinesfalls keineswegs kaum
"""
"""What turns a whole clause round."""

NOT_THIS = "ohne gegen wider statt anstatt anstelle"
"""What turns round only the next noun: ``gegen die Hitze Bäume pflanzen`` does not turn round the trees."""

OPPOSITES = (
    ("kostenlos kostenfrei gratis umsonst gebuehrenfrei", "kostenpflichtig gebuehrenpflichtig bezahlpflichtig"),
    ("oeffnen geoeffnet offen oeffnung aufmachen", "schliessen geschlossen schliessung zumachen zusperren"),
    ("teuer teurer verteuern", "billig billiger guenstig guenstiger preiswert verbilligen"),
    ("frueh frueher", "spaet spaeter"),
    ("hell heller beleuchten", "dunkel dunkler"),
    ("breit breiter verbreitern", "schmal schmaler schmaeler verengen"),
    ("gross grosse grossen grosser vergroessern", "klein kleine kleinen kleiner verkleinern"),
    ("lang lange langen laenger", "kurz kurze kurzen kuerzer"),
    ("stark starke starken", "schwach schwache schwachen"),
    ("schnell schneller beschleunigen", "langsam langsamer verlangsamen"),
    ("laut lauter", "leise leiser"),
    ("freiwillig", "verpflichtend verpflichten pflicht zwang zwingen obligatorisch"),
    ("zentral zentralisieren", "dezentral"),
    ("oeffentlich", "privat privatisieren"),
    ("digital online", "analog papier offline"),
    ("klimafreundlich umweltfreundlich", "klimaschaedlich umweltschaedlich klimafeindlich umweltfeindlich"),
    ("strenger streng verschaerfen", "lockerer locker lockern"),
    ("voll ganz", "halb teilweise"),
    ("tagsueber", "nachts"),
)
"""Pairs of qualities of which a thing has the one or the other."""

CLOSING = next(axis for axis, (opened, _) in enumerate(OPPOSITES) if "oeffnen" in opened)
"""The pair of open and closed: to close a thing is also to be against it."""

OFTEN = {"taeglich": 365, "woechentlich": 52, "monatlich": 12, "jaehrlich": 1}
"""How often in a year."""

NUMBERS = {
    word: number
    for number, word in enumerate("null eins zwei drei vier fuenf sechs sieben acht neun zehn elf zwoelf".split())
} | {"zwanzig": 20, "dreissig": 30, "vierzig": 40, "fuenfzig": 50, "sechzig": 60, "hundert": 100, "tausend": 1000}
"""Numbers in words."""

NAMED_BY_NUMBER = frozenset(
    """
    linie buslinie gleis nr nummer kapitel seite abschnitt absatz paragraf paragraph artikel punkt phase klasse version
    fassung haus raum strasse str platz weg gasse allee zimmer stock idee beitrag these massnahme ziel co
    """.split()
)
"""Words whose number is a name: line 5 is no other amount than line 7."""

HARMLESS = (
    "nicht nur",
    "nicht zuletzt",
    "nicht vergessen",
    "nicht zu vergessen",
    "nicht wahr",
    "nicht genug",
    "nicht genuegend",
    "nicht ausreichend",
    "nicht mehr als",
    "nicht weniger als",
    "nichts weniger als",
    "warum nicht",
    "wieso nicht",
    "oder nicht",
    "noch nicht",
    "kein problem",
    "keine probleme",
    "kein nachteil",
    "keine nachteile",
    "kein wunder",
    "keine frage",
    "kein zweifel",
    "keinen zweifel",
    "ohne zweifel",
    "ohne frage",
    "ohne weiteres",
    "ohne wenn und aber",
    "mehr oder weniger",
    "ein wenig",
    "nichts gegen",
    "nicht gegen",
    "nicht ohne",
    "im nichts",
    "ins nichts",
)
"""Turns of phrase that deny nothing, or deny twice."""

CONDITIONS = frozenset("wer wenn falls weil obwohl solange bevor".split())
"""They begin a clause that says when or why, not what is wanted: its negation turns nothing round."""

DEMANDS = frozenset(
    """
    soll sollen sollte sollten muss muessen muesste muessten darf duerfen duerfte will wollen moechte moechten koennte
    koennten bitte lieber braucht brauchen brauche braeuchte wuenschen wuensche fordere fordern
    """.split()
)
"""Words that want something; without them a clause with a verb says how things are."""

STATES = frozenset("ist sind war waren wird werden wurde wurden hat haben liegt liegen steht stehen".split())
"""Verbs that say how things are."""

MISSING = frozenset("fehlt fehlen fehlte mangelt kaputt defekt marode".split())
"""They complain as a negation does: ``Der Winterdienst fehlt``, ``Der Winterdienst kommt nie``."""

TAKEN_APART = frozenset("schaffen bauen schalten reissen".split())
"""Verbs that turn round with an ``ab`` at the end of the clause: ``Schafft die Gebühr ab``."""

LACK = frozenset("gibt gab haben hat hatte habe existiert existieren vorhanden".split())
"""With a negation they say that something is missing: ``Es gibt keine Bank`` asks for one."""

NO_LACK = frozenset("grund bedarf sinn zweck recht rechtsanspruch anspruch interesse".split())
"""Except for these: ``Es gibt keinen Grund für …`` is against it."""


def stems(text: str) -> frozenset[str]:
    """The stems of all words of a list."""
    return frozenset(stem(word) for word in text.split())
