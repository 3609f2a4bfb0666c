"""German."""

from activities.select.cues.kinds import Cues, phrases, words

CUES = Cues(
    asking=words("warum wieso weshalb wie wozu"),
    asking_before=words("was wer wann wo wohin woher welche welcher welches"),
    auxiliary=words(
        "ist sind war waren bin bist hat haben habt hast kann können könnt kannst soll sollen "
        "sollte muss müssen darf wird werden würde würdest willst wollt wollen weißt wisst kennst "
        "kennt gibt glaubst"
    ),
    persons=words("du ihr wir sie er es ich man jemand das"),
    stories=phrases(
        """
        als ich, eines tages, ich erinnere mich, das erste mal, das letzte mal, vor jahren
        vor ein paar jahren, letztes jahr, letzte woche, es war einmal, ich war in, damals
        stell dir vor, stellt euch vor, stellen sie sich vor, alles begann
        """
    ),
    bold=words(
        "nie niemals immer niemand jeder alle alles nichts beste besten bester schlimmste "
        "schlimmsten größte größten kleinste schwerste einfachste schnellste einzige nur geheimnis "
        "fehler falsch wahrheit lüge lügen verrückt wahnsinn unglaublich erstaunlich schockierend "
        "gefährlich schrecklich riesig unmöglich muss sterben gestorben tot liebe hasse scheitern "
        "gescheitert gewonnen verloren kostenlos geld million millionen milliarden verändern angst "
        "problem warnung perfekt"
    ),
    contrast=words("aber jedoch doch sondern trotzdem obwohl dennoch allerdings stattdessen außer"),
    explaining=words(
        "weil denn grund gründe bedeutet heißt deshalb deswegen darum beispiel beispielsweise "
        "ergebnis erklärt beweis lektion gelernt trick tipp schritt einfach strategie regel"
    ),
    listing=words(
        "erstens zweitens drittens viertens zuerst danach schließlich nächste nächstens schritt "
        "schritte dinge gründe regeln tipps"
    ),
    numbers=words(
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig "
        "sechzig siebzig achtzig neunzig hundert tausend million millionen milliarde milliarden "
        "prozent halb hälfte doppelt euro"
    ),
    second_person=words("du dich dir dein deine deinen deiner ihr euch euer eure"),
    joining=words("und aber weil oder dann auch sondern denn also deshalb deswegen damit dass"),
    pointing=words(
        "er sie es ihn ihm ihr ihnen das dies diese dieser dieses jene jener deren dessen dort da "
        "sein seine ihre"
    ),
    absent=words("er ihn ihm ihnen seine"),
    hollow=phrases(
        """
        es gibt, es gab, es ist wichtig, es ist schwer, es ist leicht, es ist zeit, es geht um
        es war ein, es war eine, es braucht, es scheint, das ist die geschichte, da ist, da war
        """
    ),
    unfinished=words(
        "und aber weil oder der die das ein eine einen zu in an auf für mit von bei ist sind war "
        "wenn dass ob mein dein sein ihr sehr wirklich als wie über den dem"
    ),
    fillers=words("äh ähm hm naja also ja okay ok so gut nun tja halt eben und aber"),
    answering=words("ja nein genau richtig stimmt absolut natürlich nö doch"),
    telling=phrases(
        """
        er sagte, sie sagte, sie sagten, er sagt, sie sagt, sie sagen, er meinte, sie meinte
        er hat gesagt, sie hat gesagt, er fragte, sie fragte, die leute sagen, man sagt
        hat er gesagt, hat sie gesagt, ich zitiere, er schrieb, sie schrieb, viele sagen
        """
    ),
    framing=phrases(
        """
        früher dachte ich, ich dachte immer, ich habe immer gedacht, ich habe früher
        viele denken, viele glauben, die meisten denken, die meisten glauben, man könnte meinen
        man denkt, angenommen, sagen wir mal, nehmen wir an, stell dir vor, der mythos
        es stimmt nicht, es ist nicht wahr, ich sage nicht, das heißt nicht, niemand sagt
        """
    ),
    reversing=phrases(
        """
        nur spaß, war nur spaß, war ein scherz, kleiner scherz, ich scherze, das ist falsch
        das stimmt nicht, stimmt nicht, das ist nicht wahr, das ist gelogen, das ist ein mythos
        das ist quatsch, das ist unsinn, ich lag falsch, wir lagen falsch, natürlich nicht
        nicht wirklich, dachte ich, auf keinen fall, im gegenteil, das gegenteil, quatsch
        """
    ),
    limiting=phrases(
        """
        aber, jedoch, allerdings, es sei denn, außer, obwohl, nur wenn, vorausgesetzt, solange
        sonst, ansonsten, andererseits, sondern, trotzdem, wenn nicht
        """
    ),
    recalling=phrases(
        """
        wie gesagt, wie ich gesagt habe, wie ich schon sagte, wie erwähnt, wie vorhin
        wie wir gesehen haben, wie besprochen, im letzten video, zurück zu deiner frage
        um deine frage zu beantworten
        """
    ),
    swearing=words(
        "scheiße scheiß scheiss beschissen arsch arschloch fick ficken gefickt verfickt hurensohn "
        "fotze wichser verdammt verdammte kacke schlampe pisse"
    ),
    empty=words(
        "der die das den dem des ein eine einen einem einer eines und oder aber wenn dann als wie "
        "an auf aus bei für in im ins ist sind war waren bin bist sein seine seinen ihr ihre ihren "
        "mit nach von vom zu zum zur über unter um durch ich du er sie es wir mich dich sich uns "
        "euch mir dir ihm ihnen mein meine dein deine kein keine nicht nichts nur auch noch schon "
        "so sehr mehr viel viele man was wer wo wann warum weil dass ob hat haben habe hatte "
        "hatten wird werden wurde wurden würde kann können konnte muss müssen soll sollen will "
        "wollen ja nein da dort hier hin her mal halt eben doch denn also dieser diese dieses "
        "diesen diesem alle alles immer nie wieder gibt ging gehen geht kommt macht machen gemacht "
        "sagt sagen gesagt sagte ganz etwas einfach eigentlich wirklich gut okay äh ähm leute "
        "dinge sache sachen beim vor bis gegen ohne einmal jetzt heute zwei drei erste"
    ),
)
