"""Lists of German words that the comparison of texts knows: what says nothing, what a compound may be made of."""

from __future__ import annotations

STOP_WORDS = frozenset(
    """
    ab aber alle allem allen aller allerdings alles allgemein als also am an ander andere anderem anderen anderer
    anderes anders anstatt auch auf aus ausser ausserdem bald bei beide beiden beim bereits besonders besser bestimmt
    bin bis bisher bist bitte bleiben bleibt brauchen braucht bzw ca da dabei dadurch dafuer dagegen daher dahin damit
    danach dann daran darauf darf darum das dass dasselbe davon davor dazu dein deine deinem deinen deiner deines dem
    den denen denn dennoch der deren des deshalb dessen deswegen dich die dies diese diesem diesen dieser dieses dir
    doch dort du duerfen duerfte duerften durch eben egal ehrlich eigentlich ein eine einem einen einer eines einfach
    einige einigen einmal endlich entweder er erst es etc etwa etwas euch euer eure falls fast finde finden fuer ganz
    ganze ganzen gar geben gegen gegenueber gehen geht gehoeren gehoert genau genug genuegend gerade gern gerne
    gewisse gibt ginge gleich gleichzeitig grundsaetzlich gut gute guten guter gutes habe haben halt hat hatte hatten
    hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem ins insbesondere irgendwie
    irgendwo ist ja jede jedem jeden jeder jedes jedoch jemand jetzt kann kannst kein keine keinem keinen keiner
    keines kommen kommt koennen koennte koennten lange lassen laesst leider lieber los mache machen macht mal man
    manche manchmal massiv massive mein meine meinem meinen meiner meines meist meistens mehr mich mindestens mir mit
    moechte moechten moeglich moegliche moeglichst muesse muessen muesste muessten muss nach naemlich natuerlich neben
    nicht nichts nie niemals niemand noch nun nur ob oder oft ohne paar per pro schon sehr seid sein seine seinem
    seinen seiner seines seit selber selbst sich sicher sie sind so sobald sofern sofort sogar solch solche solchen
    solcher soll sollen sollte sollten somit sondern sonst soviel soweit sowie sowohl statt staerker stets sodass
    trotz trotzdem ueber ueberall ueberhaupt um und uns unser unsere unserem unseren unserer unseres unter usw
    verstaerkt verstaerkte viel viele vielen vieler vielleicht voellig vom von vor wann war waere waeren waren warum
    was weder weg wegen weil weit weiter weitere weiterhin welche welchem welchen welcher welches wenig wenige weniger
    wenigstens wenn wer werde werden wie wieder will wir wird wirklich wo wobei wodurch wofuer wohl wollen worden
    wuerde wuerden wurde wurden zb zu zudem zuerst zum zur zusaetzlich zwar zwischen ok danke
    """.split()
)
"""Words that say nothing about what a text is about (spelled as ``words.spelled`` does)."""

STEM_OF = {
    "foerder": "foerder",
    "gefoerdert": "foerder",
    "verbot": "verbot",
    "verbiet": "verbot",
}
"""Beginnings of words (spelled out) whose stem the stemmer would mix up or tear apart, and the stem they get."""

SHORT_PARTS = frozenset(
    "amt bad bau bus gas hof inn kita luft lkw muell oel ort pkw rad rat see tag tor uhr wald weg zug netz".split()
)
"""Parts of compounds that are known even where no text has them as a word of their own (three letters at least)."""

PARTS = frozenset(
    """
    abfall abstell anbindung anlage antrag arbeit auto baum beleuchtung beratung bereich betrieb bibliothek bildung
    buerger buero digital energie fahrer fahrplan fahrrad familie feuerwehr foerderung freizeit garten gebaeude
    gebuehr gemeinde gesetz halle haltestelle haus heizung hilfe internet jugend karte kinder klima kultur laden
    landwirtschaft leitung licht linie markt museum natur nutzung ordnung park pflege pflicht plan planung platz
    politik preis projekt radweg rathaus raum saal schule schutz senioren spende sport sprache spur stadt staender
    stand station stelle steuer strasse strom tarif tempo termin transport umwelt verbot verein verkehr verpackung
    verwaltung wasser werbung wirtschaft wohnung zeit zentrum ziel zone
    """.split()
)
"""The same for longer ones."""

PREFIXES = frozenset(
    """
    ab an auf aus be bei dar ein ent er fort ge her hin los mit miss nach ueber um un unter ver vor weg wieder zer zu
    zurueck zusammen durch gegen herum rueck wider
    """.split()
)
"""What goes before a verb; what follows it is no part of a compound (``Ver-kehr`` has nothing to do with kehren)."""

ENDINGS = frozenset(
    """
    bar bares chen ens end ende enden eit eits erin haft heit heiten ieren ierung ig ige igen isch ische ischen
    ismus ist isten itaet keit keiten lein lich liche lichen licher lichkeit los lose losen losigkeit nis nisse sam same
    samen samkeit schaft schaften ung ungen wert
    """.split()
)
"""What ends a word and is no part of a compound (``Wirt-schaft``)."""

PALE = """
    aenderung anbieten angebot art aspekt aussage bedarf bedeutung beispiel beitrag bereich buerger buergerinnen
    dauerhaft deutschland dinge druck eigen eindruck entscheiden entscheidung ergebnis erster fall folge form frage
    geld gelegenheit gemeinde gemeinsam gesellschaft grosse gruende grund haelfte heute hoch hoffen hoffentlich idee
    individuell insgesamt jahr kommune konkret kosten land lang leben leicht leistbar leisten leute loesung massnahme
    meinung mensch minute moeglichkeit monat nachhaltig neu notwendig nutzen nutzung oesterreich ort person platz
    politik problem prozent punkt recht region richtig sache sagen schaffen schnell schoen schwer schwierig sehen
    seite sinnvoll situation spaet staat stadt stand statement stelle stellen stimme tag teil text thema tun
    ueberlegen umsetzen umsetzung unbedingt unterschiedlich verbessern verhindern verstehen vorhanden vorschlag wahl
    weise wert wichtig wissen woche wuenschen wunsch zahl zahlen zeit ziel zukunft zustand zweck
"""
"""Words that say a little about what a text is about: they stand in texts about anything."""

SAME = """
    auto pkw kfz kraftfahrzeug wagen
    fahrrad rad bike velo drahtesel
    oepnv nahverkehr oeffis oeffi
    muell abfall unrat
    bibliothek buecherei stadtbibliothek stadtbuecherei
    kita kindergarten kindertagesstaette kinderkrippe krippe
    kostenlos gratis kostenfrei umsonst
    pv photovoltaik solar solaranlage solarstrom pvanlage photovoltaikanlage
    handy smartphone mobiltelefon
    wlan wifi hotspot
    internet web netzzugang
    webseite website internetseite homepage webauftritt
    senioren seniorin senior aeltere rentner
    gaststaette restaurant wirtshaus lokal
    supermarkt lebensmittelladen
    schwimmbad hallenbad freibad
    parkplatz stellplatz
    gehweg buergersteig fussweg trottoir
    strassenbeleuchtung strassenlaterne strassenlampe laterne
    krankenhaus klinik spital
    arzt aerzte hausarzt
    toilette wc klo
    papierkorb muelleimer abfalleimer
    buergerbuero buergeramt einwohnermeldeamt
    barrierefrei barrierefreiheit rollstuhlgerecht
    formular vordruck
    jobs arbeitsplatz arbeitsstelle
    bevoelkerungswachstum bevoelkerungszuwachs
    baum baeume
    bezahlbar leistbar erschwinglich
    pfand pfandsystem
    tempolimit geschwindigkeitsbegrenzung
    homeoffice heimarbeit
    repaircafe reparaturcafe
    werbung reklame
    haus gebaeude
    wohnungen wohnraum
"""
"""Words that say the same, a line each: they get the stem of the first."""

WHOLE = frozenset("oesterreich frankreich oesterreichisch bereich radikal einzel".split())
"""Words that look like compounds and are none."""
