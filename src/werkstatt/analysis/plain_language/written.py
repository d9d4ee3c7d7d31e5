"""Words of written German: what is read in reports and laws, and seldom said aloud.

They are not rare, so frequency does not show them; people who learn German, or who read little, meet them late. The
lists are our own, made by class of word, and hold the forms in small letters.
"""

from __future__ import annotations

CONNECTIVES = frozenset(
    """
    allenfalls allerdings alsdann andererseits anderenfalls andernfalls anschließend ansonsten beispielsweise
    bereits beziehungsweise bislang bzw dabei dadurch dafür dagegen daher dahingehend damit daneben daran darauf
    daraufhin daraus darin darüber darunter davon demgegenüber demgemäß demnach demzufolge dennoch dementsprechend
    derart derzeit desgleichen desto dessenungeachtet ebenfalls ebenso eher einerseits einschließlich entweder
    ferner folglich fortan gegebenenfalls gegenwärtig gemeinhin gleichermaßen gleichfalls gleichsam gleichwohl
    gleichzeitig hieran hieraus hierbei hierdurch hierfür hierin hiermit hiernach hierunter hiervon hierzu
    hierzulande hingegen immerhin indes indessen infolgedessen inklusive insbesondere insgesamt insofern insoweit
    inwiefern inwieweit inzwischen je jedoch jeweils lediglich letztlich letztendlich mithin mitunter mittlerweile
    namentlich nebst nichtsdestotrotz nichtsdestoweniger nunmehr obendrein respektive seinerzeit seither sodann
    sofern somit sonach sowie sowohl stattdessen stets teils teilweise überdies überwiegend umso ungeachtet
    unterdessen vielmehr vielfach vorerst vornehmlich währenddessen weder weiterhin weitgehend weitestgehend
    wiederum wodurch wofür wohingegen womit woraufhin woraus worin worüber wovon wozu zeitweise zudem zugleich
    zumeist zumindest zunächst zunehmend zusätzlich zuvor zwar zwecks zwischenzeitlich
    """.split()
)
"""Adverbs and conjunctions that tie thoughts together."""

OFFICIAL_PREPOSITIONS = frozenset(
    """
    abzüglich angesichts anhand anlässlich aufgrund ausweislich außerhalb betreffs bezüglich einschließlich entsprechend
    gegenüber gemäß hinsichtlich infolge innerhalb kraft laut mangels mithilfe mittels seitens unbeschadet ungeachtet
    vorbehaltlich zufolge zugunsten zulasten zuzüglich zwecks
    """.split()
)
"""Prepositions of offices and courts."""

POINTERS = frozenset(
    """
    dieser diese dieses diesem diesen jener jene jenes jenem jenen solcher solche solches solchem solchen derselbe
    dieselbe dasselbe derselben demselben denselben dieselben derjenige diejenige dasjenige denjenigen diejenigen
    derjenigen demjenigen dessen deren derer denen welcher welche welches welchem welchen letztere letzterer
    letzteres letzteren ersterer erstere ersteren sich
    """.split()
)
"""Pronouns that send the reader back to what was said before."""

_ACTIONS = """
    aufweis aufgewiesen nachgewiesen nachweis hingewiesen resultier gewährleist beruh erlang bedürf oblag oblieg
    verfüg erforder ermöglich beding bewirk verursach beeinfluss betreff betriff betraf umfass darstell dargestell
    bezeichn unterlag unterlieg hervorgeh hervorgerufen hervorruf hervorgegangen herbeif zurückführ zurückzuführ
    zurückgeführ zugrunde vollzog vollzieh verzeichn zustande sicherstell sicherzustell sichergestell begünstig
    berücksichtig ausgepräg abzeichn verweis voraussetz vorausgesetz entsprech entsprich entsprach entsproch
    durchführ durchzuführ durchgeführ auftret auftrat aufgetret vorlieg vorlag angenommen erachte angestreb
    beanspruch beinhalt vermittel verwirklich begründ gekennzeichn kennzeichn erfolgt erfolgen ergib ergab ergeb
    ersetz erweis erwies etablier festgestell feststell gilt galt gelten unterscheid unterschied verbund vergleich
    zusammenhäng zurückgeh zählt dient
    """.split()

_QUALITIES = """
    jeweilig entsprechend sogenannt derartig wesentlich erheblich maßgeblich zunehmend verschieden zahlreich
    bestimmt gegeben gesamt einzeln relativ spezifisch umfangreich ursprünglich tatsächlich allgemein eindeutig
    ausschließlich gegenwärtig künftig ehemalig bisherig vorhanden vollständig grundsätzlich grundlegend notwendig
    wirksam geeignet bezogen bedeutend beträchtlich weitreichend langfristig kurzfristig erstmalig mehrheitlich
    nachhaltig vorwiegend unmittelbar mittelbar durchschnittlich überwiegend sämtlich weitgehend ausreichend
    angemessen insgesamt komplex
    """.split()

_THINGS = """
    bezug rahmen hinblick ansatz ansätz aspekt faktor maßnahme prozess verfahren struktur funktion zusammenh
    bedeutung grundlage bereich verlauf umsetzung ausmaß anteil auswirkung konsequenz zweck umfang anspruch
    ansprüche einfluss einflüsse entwicklung wirkung ursach zustand zuständ verhältnis verhalten phase ebene
    phänomen prinzip theorie begriff definition kriteri konzentration zusammensetz beziehung tendenz zeitraum
    ereignis erscheinung sachverhalt umstand umständ perspektive potenzial ressource mechanism instrument kompetenz
    initiative institution konzept strategie projekt
    """.split()

ABSTRACT = (*_ACTIONS, *_QUALITIES, *_THINGS)
"""Beginnings of general words of science, administration and reports, which nobody can picture."""
