"""Portuguese."""

from activities.select.cues.kinds import Cues, phrases, words

CUES = Cues(
    asking=words("como quanto quantos quanta quantas porquê"),
    asking_before=words("que quem quando onde qual quais porque por"),
    auxiliary=words(
        "é são era está estão tem têm você pode podem podia deve devia quer querem sabe sabem "
        "sabia conhece conhecem acha há que"
    ),
    persons=words("tu você vocês ele ela nós eles elas alguém que um uma o a"),
    stories=phrases(
        """
        quando eu, um dia, eu lembro, eu me lembro, lembro-me, a primeira vez, a última vez
        anos atrás, há anos, há alguns anos, no ano passado, na semana passada, era uma vez
        vou contar, vou te contar, tudo começou, imagina, imagine
        """
    ),
    bold=words(
        "nunca jamais sempre ninguém todos tudo nada melhor pior maior menor único única só "
        "segredo erro erros falso verdade mentira mentiras louco loucura incrível impressionante "
        "surpreendente perigoso terrível enorme impossível deve morrer morreu morto amor ódio "
        "fracasso fracassar ganhou ganhar perdeu perder grátis dinheiro milhão milhões bilhões "
        "mudar mudou medo problema cuidado perfeito"
    ),
    contrast=words("mas porém contudo todavia embora entretanto exceto apesar enquanto"),
    explaining=words(
        "porque razão razões motivo significa exemplo resultado resultados explica explicar prova "
        "lição aprendi aprendido truque dica passo chave simples simplesmente estratégia regra "
        "portanto"
    ),
    listing=words(
        "primeiro primeira segundo segunda terceiro terceira quarto finalmente depois passo "
        "passos coisas razões regras dicas maneiras"
    ),
    numbers=words(
        "dois duas três quatro cinco seis sete oito nove dez onze doze vinte trinta quarenta "
        "cinquenta sessenta setenta oitenta noventa cem cento mil milhão milhões bilhão bilhões "
        "metade dobro euros reais dólares"
    ),
    second_person=words("tu te ti teu tua você vocês seu sua contigo"),
    joining=words("e mas porque ou então também pois além assim que aí daí"),
    pointing=words(
        "ele ela eles elas isso isto esse essa esses essas este esta estes estas aquilo aquele "
        "aquela dele dela deles lhe aí ali lá"
    ),
    absent=words("ele ela eles elas dele dela deles lhe"),
    hollow=phrases(
        """
        esta é a história, essa é a história, este ano, esta semana, desta vez, esse ano
        """
    ),
    unfinished=words(
        "e mas porque ou o a os as um uma de do da em no na com por para é são era se que quem meu "
        "teu seu muito mais como sobre quando onde"
    ),
    fillers=words("é eh hum bom bem então tipo né ok okay sim claro aí e mas olha"),
    answering=words("sim não exato exatamente claro correto certo totalmente"),
    telling=phrases(
        """
        ele disse, ela disse, disse, disseram, eles disseram, me disse, me disseram, disse-me
        diz, dizem, ele diz, ela diz, ele falou, ela falou, falou, perguntou, me perguntou
        as pessoas dizem, segundo ele, segundo ela, e cito, abre aspas, escreveu, todos dizem
        """
    ),
    framing=phrases(
        """
        eu pensava, eu achava, antes eu achava, sempre achei, sempre pensei, as pessoas acham
        as pessoas pensam, muita gente acha, muita gente pensa, você pode pensar
        você poderia pensar, suponha, vamos supor, digamos que, imagine que, o mito
        não é verdade que, não estou dizendo, não digo que, isso não significa, ninguém diz
        """
    ),
    reversing=phrases(
        """
        é brincadeira, tô brincando, estou brincando, brincadeira, era piada, isso é falso
        é mentira, não é verdade, isso não é verdade, está errado, tá errado, é um mito
        eu estava errado, eu estava errada, me enganei, claro que não, na verdade não
        de jeito nenhum, pelo contrário, é o contrário, era o que eu pensava, só que não
        """
    ),
    limiting=phrases(
        """
        mas, porém, contudo, no entanto, a menos que, a não ser que, exceto, embora, só se
        somente se, desde que, contanto que, caso contrário, senão, se não, por outro lado
        """
    ),
    recalling=phrases(
        """
        como eu disse, como disse, como eu falei, como falei, como mencionei, como vimos
        como a gente viu, no vídeo anterior, no último vídeo
        voltando à sua pergunta, para responder à sua pergunta, respondendo à sua pergunta
        """
    ),
    swearing=words(
        "merda porra caralho foder fodeu fodido foda puta puto putas cu cuzão bosta buceta "
        "desgraçado arrombado viado cacete"
    ),
    empty=words(
        "o a os as um uma uns umas de do da dos das em no na nos nas ao à aos às com por pelo pela "
        "para pra sem sobre entre até desde e ou mas se que quê como quando onde quem porque pois "
        "é são era eram ser foi foram está estão estava estar tá tô ter tem têm tenho tinha há "
        "haver eu tu você vocês ele ela nós eles elas a-gente me te se lhe nos meu minha meus teu "
        "tua seu sua seus suas dele dela este esta isto esse essa isso esses essas aquele aquela "
        "não sim nem mais menos muito muita muitos muitas pouco tudo todo toda todos todas nada "
        "algo alguém já também assim então agora aqui aí ali lá bem bom né tipo fazer faz fez "
        "fazem dizer diz disse dizem ir vai vou vão vamos poder pode posso podem querer quer quero "
        "acho coisa coisas vez gente outro outra outros dois duas três só ainda depois cada qual"
    ),
)
