"""Italian."""

from activities.select.cues.kinds import Cues, phrases, words

CUES = Cues(
    asking=words("perché come quanto quanti quanta quante"),
    asking_before=words("cosa che chi quando dove quale quali"),
    auxiliary=words(
        "è sono era hai ha hanno puoi può possono potete devi dovrebbe vuoi volete sai sapete "
        "conosci conoscete credi c'è succede significa"
    ),
    persons=words("tu voi lui lei noi loro qualcuno che un una il la"),
    stories=phrases(
        """
        quando ero, quando avevo, un giorno, mi ricordo, ricordo, la prima volta
        l'ultima volta, anni fa, qualche anno fa, l'anno scorso, la settimana scorsa
        c'era una volta, vi racconto, ti racconto, tutto è iniziato, tutto è cominciato
        immagina, immaginate
        """
    ),
    bold=words(
        "mai sempre nessuno tutti tutto niente nulla migliore peggiore maggiore minore unico unica "
        "solo segreto errore errori falso verità bugia bugie pazzo pazzesco incredibile "
        "sorprendente pericoloso terribile enorme impossibile deve morire morto morta amore odio "
        "fallimento fallito vinto vincere perso perdere gratis soldi denaro milione milioni "
        "miliardi cambiare cambiato paura problema attenzione perfetto"
    ),
    contrast=words("ma però tuttavia invece nonostante eppure tranne anzi mentre"),
    explaining=words(
        "perché motivo motivi ragione ragioni significa esempio risultato risultati spiega "
        "spiegare prova lezione imparato trucco consiglio passo chiave semplice semplicemente "
        "strategia regola quindi"
    ),
    listing=words(
        "primo prima secondo seconda terzo terza quarto infine poi dopo finalmente passo passi "
        "cose motivi regole consigli modi"
    ),
    numbers=words(
        "due tre quattro cinque sei sette otto nove dieci undici dodici venti trenta quaranta "
        "cinquanta sessanta settanta ottanta novanta cento mille mila milione milioni miliardo "
        "miliardi percento metà doppio euro dollari"
    ),
    second_person=words("tu te ti tuo tua tuoi tue voi vi vostro vostra vostri"),
    joining=words("e ed ma perché o allora anche quindi però poi che inoltre così"),
    pointing=words(
        "lui lei loro esso essa questo questa questi queste quello quella quelli quelle ciò "
        "suo sua suoi sue lì là"
    ),
    absent=words("lui lei loro suo sua suoi sue"),
    hollow=phrases(
        """
        questa è la storia, quest'anno, questa settimana, questa volta, quella volta
        """
    ),
    unfinished=words(
        "e ed ma perché o il lo la i gli le un una di del della a al in con per da è sono era se "
        "che chi mio tuo suo molto più come su quando dove"
    ),
    fillers=words("eh ehm beh allora quindi cioè sì ok okay va bene ecco insomma e ma"),
    answering=words("sì no esatto esattamente certo corretto assolutamente infatti giusto"),
    telling=phrases(
        """
        lui ha detto, lei ha detto, hanno detto, ha detto, mi ha detto, mi hanno detto, dice
        dicono, lui dice, lei dice, ha chiesto, mi ha chiesto, la gente dice, si dice
        secondo lui, secondo lei, e cito, cito, ha scritto, tutti dicono
        """
    ),
    framing=phrases(
        """
        pensavo che, io pensavo, prima pensavo, credevo che, ho sempre pensato, ho sempre creduto
        la gente pensa, la gente crede, molti pensano, molti credono, si potrebbe pensare
        potresti pensare, supponiamo, diciamo che, immagina che, immaginiamo, il mito
        non è vero che, non dico che, non sto dicendo, questo non significa, nessuno dice
        """
    ),
    reversing=phrases(
        """
        scherzo, sto scherzando, era uno scherzo, è uno scherzo, è falso, è sbagliato
        non è vero, questo non è vero, è una bugia, è un mito, mi sbagliavo, avevo torto
        certo che no, ovviamente no, non proprio, per niente, al contrario, è il contrario
        così pensavo, così credevo, macché
        """
    ),
    limiting=phrases(
        """
        ma, però, tuttavia, a meno che, tranne, salvo, anche se, solo se, a patto che
        purché, finché, altrimenti, se no, d'altra parte, invece, eppure
        """
    ),
    recalling=phrases(
        """
        come ho detto, come dicevo, come ti ho detto, come vi ho detto, come accennato
        come abbiamo visto, nel video precedente, nell'ultimo video
        tornando alla tua domanda, per rispondere alla tua domanda
        """
    ),
    swearing=words(
        "cazzo cazzi cazzata cazzate merda stronzo stronza stronzi puttana puttane vaffanculo "
        "fanculo culo coglione coglioni minchia troia bastardo figa fottere fottuto"
    ),
    empty=words(
        "il lo la i gli le l' un uno una di del dello della dei degli delle a al allo alla ai agli "
        "alle da dal dalla in nel nella nei nelle con su sul sulla per tra fra e ed o ma se che "
        "chi cui come quando dove perché è sono era erano essere stato stata sei siamo ho hai ha "
        "abbiamo avete hanno aveva avere io tu lui lei noi voi loro mi ti si ci vi lo li ne mio "
        "mia tuo tua suo sua nostro vostro questo questa questi queste quello quella quelli quelle "
        "non no sì più meno molto molta molti molte poco tutto tutta tutti tutte niente qualcosa "
        "anche ancora già così allora quindi poi ora adesso qui qua lì là bene beh ecco cioè fare "
        "fa fatto faccio andare va vado dire dice detto dico può posso potere devo deve volere "
        "voglio vuole cosa cose volta gente altro altra altri due tre solo proprio quale quanto "
        "c'è c'era sta sto stanno"
    ),
)
