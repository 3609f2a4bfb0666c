"""Spanish."""

from activities.select.cues.kinds import Cues, phrases, words

CUES = Cues(
    asking=words("cómo cuánto cuántos cuánta cuántas cuál cuáles dónde"),
    asking_before=words("qué quién quiénes cuándo"),
    auxiliary=words(
        "es son era está están estás has ha han había puede puedes pueden podría debes debería "
        "quieres quieren sabes saben conoces crees tienes tienen hay pasa pasó hizo hace"
    ),
    persons=words("tú usted ustedes él ella ellos nosotros alguien lo la que un una"),
    stories=phrases(
        """
        cuando yo, cuando era, cuando tenía, un día, recuerdo, me acuerdo, la primera vez
        la última vez, hace años, hace unos años, el año pasado, la semana pasada, había una vez
        te cuento, os cuento, les cuento, todo empezó, todo comenzó, imagina, imagínate
        """
    ),
    bold=words(
        "nunca siempre nadie todos todo nada mejor peor mayor menor único única sólo solo secreto "
        "error errores falso verdad mentira mentiras loco locura increíble impresionante "
        "sorprendente peligroso terrible enorme imposible debe morir murió muerto amor odio "
        "fracaso fracasar ganó ganar perdió perder gratis dinero millón millones cambiar cambió "
        "miedo problema cuidado perfecto"
    ),
    contrast=words("pero sino aunque sin embargo mientras excepto salvo"),
    explaining=words(
        "porque razón razones significa ejemplo resultado resultados explica explicar prueba "
        "lección aprendí aprendido truco consejo paso clave simple sencillo estrategia regla"
    ),
    listing=words(
        "primero primera segundo segunda tercero tercera cuarto finalmente luego después paso "
        "pasos cosas razones reglas consejos maneras"
    ),
    numbers=words(
        "dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cuarenta "
        "cincuenta sesenta setenta ochenta noventa cien ciento mil millón millones ciento mitad "
        "doble euros dólares pesos"
    ),
    second_person=words("tú te ti tu tus usted ustedes vosotros vuestro vuestra contigo tuyo"),
    joining=words("y e pero porque o entonces también sino pues además así que aunque"),
    pointing=words(
        "él ella ellos ellas eso esto ese esa esos esas este esta estos estas aquello le les su "
        "sus ahí allí"
    ),
    absent=words("él ella ellos ellas le les su sus"),
    hollow=phrases(
        """
        esta es la historia, este año, esta semana, esta vez, este mes
        """
    ),
    unfinished=words(
        "y e pero porque o el la los las un una de del a al en con por para es son era si que "
        "quien mi tu su muy más como sobre cuando donde"
    ),
    fillers=words("eh em este bueno pues vale ok okay sí claro o sea y pero entonces mira"),
    answering=words("sí no exacto exactamente claro correcto efectivamente totalmente"),
    telling=phrases(
        """
        él dijo, ella dijo, dijo, dijeron, me dijo, me dijeron, nos dijo, dice, dicen, me dice
        él dice, ella dice, preguntó, me preguntó, la gente dice, según él, según ella, y cito
        cito, escribió, todos dicen
        """
    ),
    framing=phrases(
        """
        yo pensaba, antes pensaba, antes creía, siempre pensé, siempre creí, la gente cree
        la gente piensa, muchos creen, muchos piensan, uno pensaría, podrías pensar
        supongamos, digamos que, imagina que, el mito, no es verdad que, no es cierto que
        no digo que, no estoy diciendo, eso no significa, nadie dice
        """
    ),
    reversing=phrases(
        """
        es broma, era broma, era una broma, estoy bromeando, eso es falso, es mentira
        eso no es verdad, no es verdad, no es cierto, eso no es cierto, está mal, es un mito
        me equivoqué, estaba equivocado, estaba equivocada, claro que no, por supuesto que no
        en realidad no, para nada, eso pensaba, eso creía, al contrario, todo lo contrario
        """
    ),
    limiting=phrases(
        """
        pero, sin embargo, a menos que, salvo que, excepto, aunque, sólo si, solo si
        siempre que, siempre y cuando, de lo contrario, si no, sino, por otro lado, en cambio
        """
    ),
    recalling=phrases(
        """
        como dije, como ya dije, como te dije, como les dije, como decía, como mencioné
        como vimos, como hemos visto, en el vídeo anterior, en el video anterior
        volviendo a tu pregunta, para responder a tu pregunta
        """
    ),
    swearing=words(
        "mierda joder jodido jodida puta puto putas hostia coño cabrón cabrones gilipollas carajo "
        "pendejo pendejos verga chingar chingada culo cojones hijoputa"
    ),
    empty=words(
        "el la los las un una unos unas de del a al en con por para sin sobre entre hasta desde y "
        "e o u pero si que qué como cómo cuando donde quien porque pues es son era eran ser está "
        "están estaba estar fue fueron ha han he había hay haber yo tú él ella nosotros ellos "
        "ellas usted ustedes me te se nos os lo le les mi mis tu tus su sus este esta esto estos "
        "estas ese esa eso esos esas aquel no sí ni más menos muy mucho mucha muchos muchas poco "
        "todo toda todos todas algo alguien nada ya también así entonces ahora aquí ahí allí bien "
        "bueno vale claro eh ir va voy van vamos hacer hace hizo hacen decir dice dijo digo tener "
        "tiene tengo tienen poder puede puedo pueden creo cosa cosas vez gente otro otra otros uno "
        "dos tres luego sea solo sólo gran tan"
    ),
)
