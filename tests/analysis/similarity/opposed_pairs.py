"""Pairs of sentences about invented town matters: opposed ones, and ones that only look as if they were."""

OPPOSED = [
    ("Windräder am Eichberg bauen", "Keine Windräder am Eichberg"),
    ("Das Freibad Auenwiese muss bleiben, bitte erhalten!", "Das Freibad Auenwiese bitte abschaffen."),
    ("Die Parkgebühren in der Altstadt erhöhen", "Die Parkgebühren in der Altstadt senken"),
    ("Tempo 30 auf der ganzen Bahnhofstraße", "Tempo 50 auf der ganzen Bahnhofstraße"),
    ("Auf dem Ring sollen 30 km/h gelten.", "Auf dem Ring sollen 50 km/h gelten."),
    ("Mehr Autos in die Innenstadt lassen", "Weniger Autos in die Innenstadt lassen"),
    ("Hunde am Badesee verbieten", "Hunde am Badesee erlauben"),
    ("Hunde am Badesee verbieten", "Hunde am Badesee bitte nicht verbieten!"),
    ("Ich bin für die Umgehungsstraße durch den Auwald.", "Ich bin gegen die Umgehungsstraße durch den Auwald."),
    ("Die Bücherei soll sonntags öffnen.", "Die Bücherei soll sonntags schließen."),
    ("Der Bus in die Ortsteile sollte kostenlos sein.", "Der Bus in die Ortsteile sollte kostenpflichtig sein."),
    ("Das Radwegenetz weiter ausbauen", "Das Radwegenetz nicht weiter ausbauen"),
    ("Die Hundesteuererhöhung ist richtig.", "Eine Hundesteuersenkung wäre richtig."),
    ("Der Wochenmarkt soll um 7 Uhr anfangen.", "Der Wochenmarkt soll erst um 9 Uhr anfangen."),
    ("Ohne Bürgerhaus stirbt das Dorf.", "Das Dorf braucht gar kein Bürgerhaus."),
    ("Nachts die Straßenbeleuchtung abschalten", "Nachts die Straßenbeleuchtung niemals abschalten"),
    ("Anträge nur noch digital einreichen", "Anträge weiterhin analog einreichen"),
    ("Die Teilnahme am Schulversuch soll freiwillig sein.", "Die Teilnahme am Schulversuch soll verpflichtend sein."),
    ("Der Grünschnitt muss wöchentlich abgeholt werden.", "Es reicht, wenn der Grünschnitt monatlich abgeholt wird."),
    ("Ich bin dagegen, dass die Lindenallee gefällt wird.", "Ich möchte, dass die Lindenallee gefällt wird."),
    ("Die Kitagebühren sind zu hoch.", "Die Kitagebühren müssen erhöht werden."),
    ("Keine Autos mehr, mehr Spielgeräte!", "Keine Spielgeräte mehr, mehr Autos!"),
    ("Fünf neue Bänke am Mühlteich", "Zwei neue Bänke am Mühlteich"),
    ("Die Grundschule in Furt darf nicht geschlossen werden.", "Die Grundschule in Furt schließen, sie ist zu teuer."),
    ("Mehr Straßenlaternen im Rosenweg", "Im Rosenweg bitte weniger Straßenlaternen"),
    ("Laubbläser im Kurpark verbieten", "Laubbläser im Kurpark sind in Ordnung, bitte kein Verbot"),
    ("Sperrmüll zweimal im Jahr kostenlos abholen", "Sperrmüll viermal im Jahr kostenlos abholen"),
    ("Das Stadtfest soll drei Tage dauern.", "Das Stadtfest soll nur einen Tag dauern, nicht drei."),
    ("Wir brauchen die neue Sporthalle am Anger.", "Die neue Sporthalle am Anger ist überflüssig."),
    ("E-Scooter in der Fußgängerzone zulassen", "E-Scooter raus aus der Fußgängerzone!"),
    ("Die Grundsteuer muss sinken.", "Die Grundsteuer muss steigen."),
    ("Das Rathaus soll samstags öffnen.", "Das Rathaus muss samstags nicht öffnen."),
    ("Ich lehne den Solarpark auf der Gänsewiese ab.", "Ich befürworte den Solarpark auf der Gänsewiese."),
    ("Den Jugendclub abends länger offen lassen", "Den Jugendclub abends früher schließen"),
    ("Parken am Bahnhof soll 1 Euro kosten.", "Parken am Bahnhof soll 3 Euro kosten."),
    (
        "Der Gehweg in der Gartenstraße soll gepflastert werden.",
        "Der Gehweg in der Gartenstraße soll nicht gepflastert werden.",
    ),
    ("Wir wollen die Straßenbahn bis Furt verlängern.", "Die Straßenbahn bis Furt verlängern ist Unsinn."),
    ("Bürgerhaushalt einführen und jedes Jahr abstimmen", "Bitte keinen Bürgerhaushalt einführen"),
    (
        "Sitzungen des Gemeinderats live im Internet übertragen",
        "Die Sitzungen des Gemeinderats gehören nicht ins Internet übertragen.",
    ),
    ("Für Familien den Eintritt ins Museum verbilligen", "Für Familien soll der Eintritt ins Museum teurer werden."),
    (
        "Die Ampel am Anger nachts abschalten",
        "Die Ampel am Anger muss auch nachts eingeschaltet bleiben, nicht abschalten!",
    ),
    (
        "Die Maximalhöhe von Neubauten auf vier Stockwerke festlegen",
        "Die Maximalhöhe von Neubauten auf sechs Stockwerke festlegen",
    ),
    ("Das Osterfeuer auf dem Eichberg muss weg.", "Das Osterfeuer auf dem Eichberg muss bleiben."),
    ("Den Marktplatz für Autos sperren", "Den Marktplatz für Autos öffnen"),
    ("Bewohnerparken ausweiten", "Bewohnerparken abschaffen"),
    ("Wir sind gegen den Verkauf der Stadtwerke.", "Der Verkauf der Stadtwerke wäre vernünftig."),
]

ALIKE = [
    ("Hunde am Badesee nicht erlauben", "Hunde am Badesee verbieten"),
    ("Keine Windräder am Eichberg", "Windräder am Eichberg verhindern"),
    ("Das Freibad Auenwiese nicht schließen", "Das Freibad Auenwiese offen halten"),
    (
        "Nicht nur die Bahnhofstraße braucht Bäume, sondern auch der Marktplatz.",
        "Die Bahnhofstraße braucht Bäume, der Marktplatz auch.",
    ),
    ("Kein Problem: Das Bürgerbüro kann länger öffnen.", "Das Bürgerbüro kann länger öffnen."),
    ("Es gibt keine Bänke am Mühlteich.", "Am Mühlteich fehlen Bänke."),
    ("Am Mühlteich gibt es nicht genug Bänke.", "Mehr Bänke am Mühlteich!"),
    ("Zu wenig Fahrradständer am Bahnhof", "Mehr Fahrradständer am Bahnhof"),
    ("Parkgebühren nicht erhöhen", "Parkgebühren senken"),
    ("Warum nicht einen Trinkbrunnen auf dem Marktplatz?", "Bitte einen Trinkbrunnen auf dem Marktplatz."),
    ("Bäume gegen die Sommerhitze auf dem Schulhof pflanzen", "Auf dem Schulhof Bäume für kühlere Sommer pflanzen"),
    ("Die Linie 5 soll abends öfter fahren.", "Die Linie 7 soll abends öfter fahren."),
    ("Im Kapitel 3 fehlt die Barrierefreiheit.", "Im Kapitel 4 fehlt die Barrierefreiheit."),
    (
        "Wer kein Smartphone hat, braucht das Bürgerbüro mit Schalter.",
        "Menschen, die kein Smartphone haben, brauchen einen Schalter im Bürgerbüro.",
    ),
    ("Keine Autos auf dem Schulweg, mehr Zebrastreifen!", "Mehr Zebrastreifen auf dem Schulweg"),
    ("Ein Zebrastreifen statt einer Ampel an der Grundschule", "Ein Zebrastreifen an der Grundschule"),
    ("Die Stadtbibliothek ist toll.", "Die Stadtbibliothek ist nicht nur für Kinder toll."),
    ("Ohne Zweifel braucht der Stadtpark mehr Licht.", "Der Stadtpark braucht mehr Licht."),
    ("Nichts gegen das Stadtfest, aber es braucht mehr Toiletten.", "Das Stadtfest braucht mehr Toiletten."),
    ("WLAN im Rathaus wäre gut.", "Im Rathaus gibt es noch kein WLAN."),
    ("Der Radweg an der Furt endet im Nichts.", "Radweg an der Furt: endet im Nichts!"),
    ("Kein Glasfaser im Ortsteil Furt, das geht nicht!", "Kein Glasfaser im Ortsteil Furt: das geht gar nicht"),
    ("Tempo 30 vor der Schule am Anger", "Vor der Schule am Anger bitte 30 km/h"),
    ("Der Weg zum Friedhof ist zu dunkel.", "Der Weg zum Friedhof sollte heller sein."),
    ("Die Grundschule in Furt darf nicht geschlossen werden.", "Die Grundschule in Furt soll erhalten bleiben."),
    ("Weniger Lärm am Festplatz", "Am Festplatz ist es zu laut, der Lärm muss weniger werden."),
    ("Kein Parkverbot im Rosenweg", "Parken im Rosenweg weiter erlauben"),
    ("Die Spielplätze sind nicht barrierefrei.", "Die Spielplätze müssen barrierefrei werden."),
    ("Ohne Auto kommt man nicht nach Furt, der Bus muss öfter fahren.", "Der Bus nach Furt muss öfter fahren."),
    ("Das Freibad darf nicht noch teurer werden.", "Das Freibad soll bezahlbar bleiben."),
    ("Nicht die Bücherei kürzen, sondern bei der Werbung sparen!", "Bei der Werbung sparen, nicht bei der Bücherei"),
    ("Wir haben seit 20 Jahren keinen Radweg nach Furt.", "Nach Furt gibt es seit 15 Jahren keinen Radweg."),
    ("Der Winterdienst kommt nie in den Rosenweg.", "Im Rosenweg wird nicht geräumt, der Winterdienst fehlt."),
    ("Müll im Wald: mehr Kontrollen, weniger Verständnis!", "Mehr Kontrollen gegen Müll im Wald"),
    ("Der Gehweg in der Gartenstraße ist nicht gepflastert.", "Den Gehweg in der Gartenstraße pflastern"),
    ("Nicht länger warten: Bürgerhaushalt einführen!", "Bürgerhaushalt endlich einführen"),
    (
        "Sitzungen des Gemeinderats live im Internet übertragen",
        "Wer nicht zur Sitzung des Gemeinderats kann, soll sie im Internet sehen.",
    ),
    ("Die Ampel am Anger ist kaputt.", "Die Ampel am Anger geht nicht."),
    ("Den Marktplatz für Autos sperren", "Keine Autos mehr auf dem Marktplatz"),
    ("Das Osterfeuer auf dem Eichberg nicht verbieten", "Das Osterfeuer auf dem Eichberg muss bleiben."),
    ("Der Verkauf der Stadtwerke darf nicht kommen.", "Die Stadtwerke nicht verkaufen"),
    ("Im Museum gibt es keine Ermäßigung für Familien.", "Das Museum braucht eine Ermäßigung für Familien."),
    ("Es stört niemanden, wenn der Kiosk am See länger öffnet.", "Der Kiosk am See soll länger öffnen."),
    ("Bis 2030 soll die Verwaltung papierlos arbeiten.", "Die Verwaltung soll papierlos arbeiten."),
    (
        "Mehr Tempokontrollen, denn niemand hält sich an Tempo 30 in der Gartenstraße.",
        "In der Gartenstraße hält sich keiner an Tempo 30, bitte kontrollieren.",
    ),
    ("Ein Jugendrat ohne Altersgrenze wäre gut.", "Ein Jugendrat wäre gut, auch für unter 14 Jahren."),
]

MISSED = [
    ("Jeder Haushalt soll eine Biotonne bekommen.", "Die Biotonne brauche ich nicht."),
]
"""Opposed, and not found so."""

MISTAKEN = [
    ("Niemand versteht die Formulare der Stadt.", "Die Formulare der Stadt sind unverständlich."),
    (
        "Bitte keine Kippen auf dem Spielplatz, mehr Aschenbecher!",
        "Auf dem Spielplatz liegen Kippen, bitte Aschenbecher aufstellen.",
    ),
]
"""Not opposed, and still taken to be: what somebody complains about, told once as it is and once as a wish."""

UNSEEN_OPPOSED = [
    (
        "Das Amtsblatt soll weiter gedruckt in jeden Briefkasten kommen.",
        "Das Amtsblatt muss nicht mehr gedruckt in jeden Briefkasten kommen, digital reicht.",
    ),
    (
        "Auf dem Friedhof in Oberbach sollen Hunde an der Leine erlaubt sein.",
        "Hunde haben auf dem Friedhof in Oberbach nichts verloren.",
    ),
    (
        "Bitte das Glockenläuten um sechs Uhr früh abstellen!",
        "Das Glockenläuten um sechs Uhr früh gehört zu uns und soll bleiben.",
    ),
    ("Der Skatepark soll an den Sportplatz.", "Kein Skatepark am Sportplatz!"),
    (
        "Kostenloses WLAN auf allen Plätzen der Altstadt wäre ein Gewinn.",
        "WLAN auf den Plätzen der Altstadt halte ich für überflüssig.",
    ),
    ("Die Kita Sonnenhügel sollte bis 18 Uhr betreuen.", "Die Kita Sonnenhügel sollte höchstens bis 16 Uhr betreuen."),
    ("Für die Feuerwehr muss mehr Geld da sein.", "Die Feuerwehr bekommt genug, dafür muss weniger Geld da sein."),
    ("Im Stadtwald mehr Wege für Mountainbikes freigeben", "Mountainbikes im Stadtwald verbieten"),
    (
        "Der Dorfladen in Oberbach lohnt sich, die Gemeinde soll ihn unterstützen.",
        "Die Gemeinde soll den Dorfladen in Oberbach nicht unterstützen.",
    ),
    ("Bürgerversammlungen zweimal im Jahr abhalten", "Bürgerversammlungen monatlich abhalten"),
    ("Ich will keine Videokameras am Busbahnhof.", "Videokameras am Busbahnhof würden mir Sicherheit geben."),
    ("Das alte Kino abreißen und Wohnungen bauen", "Das alte Kino erhalten und als Bühne nutzen"),
]
"""Written after the last change to the engine and not used for any: for measuring only."""

UNSEEN_ALIKE = [
    (
        "Das Amtsblatt kommt bei uns im Weiler nie an.",
        "Bitte sorgen Sie dafür, dass das Amtsblatt auch bei uns im Weiler ankommt.",
    ),
    ("Auf dem Friedhof in Oberbach fehlen Gießkannen.", "Auf dem Friedhof in Oberbach sind keine Gießkannen mehr da."),
    ("Der Skatepark am Sportplatz ist nachts nicht beleuchtet.", "Am Skatepark beim Sportplatz braucht es Licht."),
    (
        "Ich kann nicht verstehen, warum der Dorfladen in Oberbach kein Geld bekommt.",
        "Der Dorfladen in Oberbach soll Geld bekommen.",
    ),
    ("Das WLAN auf dem Marktplatz ist viel zu langsam.", "Schnelleres WLAN auf dem Marktplatz!"),
    ("Für Kinder unter 3 Jahren gibt es zu wenig Plätze.", "Es fehlen Plätze für Kinder unter 3 Jahren."),
    ("Das alte Kino nicht abreißen!", "Das alte Kino muss erhalten bleiben."),
    (
        "Niemand soll wegen der Kosten auf das Mittagessen in der Schule verzichten müssen.",
        "Das Mittagessen in der Schule soll sich jede Familie leisten können.",
    ),
    (
        "Mountainbikes im Stadtwald nur auf markierten Wegen",
        "Im Stadtwald dürfen Mountainbikes nicht abseits der markierten Wege fahren.",
    ),
    (
        "Die Online-Anmeldung beim Bürgerbüro funktioniert nicht.",
        "Die Online-Anmeldung beim Bürgerbüro stürzt ständig ab.",
    ),
    ("Keine langen Wartezeiten im Bürgerbüro mehr!", "Kürzere Wartezeiten im Bürgerbüro"),
    (
        "Wenn der Bus nicht fährt, kommen die Schüler zu spät: mehr Busse!",
        "Mehr Busse für die Schüler, damit niemand zu spät kommt.",
    ),
]
