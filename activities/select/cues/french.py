"""French."""

from activities.select.cues.kinds import Cues, phrases, words

CUES = Cues(
    asking=words("pourquoi comment combien est-ce qu'est-ce"),
    asking_before=words("que qui quand où quel quelle quels quelles quoi"),
    auxiliary=words(
        "est sont était avez avez-vous as-tu es-tu êtes-vous peut peux peut-on pouvez pouvez-vous "
        "savez savez-vous sais-tu voulez voulez-vous veux-tu faut faut-il connaissez-vous doit-on"
    ),
    persons=words("tu vous il elle on nous ils elles quelqu'un ce que"),
    stories=phrases(
        """
        quand j'étais, quand j'avais, un jour, je me souviens, la première fois
        la dernière fois, il y a des années, il y a quelques années, l'année dernière
        la semaine dernière, il était une fois, je vais vous raconter, tout a commencé
        imaginez, imagine
        """
    ),
    bold=words(
        "jamais toujours personne tous tout rien meilleur meilleure pire plus moins seul seule "
        "secret erreur erreurs faux vérité mensonge mensonges fou folle incroyable impressionnant "
        "surprenant choquant dangereux terrible énorme impossible doit mourir mort morte amour "
        "haine échec échoué gagné gagner perdu perdre gratuit argent million millions milliard "
        "milliards changer changé peur problème attention parfait"
    ),
    contrast=words("mais pourtant cependant toutefois malgré sauf contrairement alors-que"),
    explaining=words(
        "parce car raison raisons signifie veut-dire exemple résultat résultats explique expliquer "
        "preuve leçon appris astuce conseil étape clé simple simplement stratégie règle donc"
    ),
    listing=words(
        "premièrement deuxièmement troisièmement premier première deuxième troisième d'abord "
        "ensuite enfin finalement étape étapes choses raisons règles conseils façons"
    ),
    numbers=words(
        "deux trois quatre cinq six sept huit neuf dix onze douze vingt trente quarante cinquante "
        "soixante cent cents mille million millions milliard milliards pourcent moitié double "
        "euros dollars"
    ),
    second_person=words("tu te toi ton ta tes vous votre vos vôtre t'as t'es"),
    joining=words("et mais parce ou alors aussi donc car puis que qui dont ensuite"),
    pointing=words(
        "il elle ils elles ça cela ceci ce c'est c'était celui celle ceux celles lui leur leurs y "
        "son sa ses cette ces là"
    ),
    absent=words("il elle ils elles lui leur leurs son sa ses"),
    hollow=phrases(
        """
        il y a, il y avait, il faut, il faudrait, il est important, il est temps, il s'agit
        il est difficile, il existe, il reste, c'est important, c'est l'histoire, c'est pour ça
        ce qui, ce que, ce matin, ce soir, cette année, cette semaine
        """
    ),
    unfinished=words(
        "et mais parce ou le la les un une de du des à au aux en dans avec par pour est sont était "
        "si que qui mon ton son très plus comme sur quand où"
    ),
    fillers=words("euh hum ben bah bon alors donc voilà oui ouais ok okay genre et mais du coup"),
    answering=words("oui non ouais exactement absolument effectivement tout-à-fait si évidemment"),
    telling=phrases(
        """
        il a dit, elle a dit, ils ont dit, il dit, elle dit, ils disent, il m'a dit
        elle m'a dit, on m'a dit, a-t-il dit, a-t-elle dit, il a demandé, elle a demandé
        les gens disent, on dit, selon lui, selon elle, je cite, il a écrit, elle a écrit
        tout le monde dit
        """
    ),
    framing=phrases(
        """
        je pensais, je croyais, avant je pensais, j'ai toujours pensé, j'ai toujours cru
        les gens pensent, les gens croient, beaucoup pensent, beaucoup croient
        on pourrait penser, on pourrait croire, supposons, disons que, imaginons, le mythe
        ce n'est pas vrai que, c'est pas vrai que, je ne dis pas, je dis pas, ça ne veut pas dire
        ça veut pas dire, personne ne dit
        """
    ),
    reversing=phrases(
        """
        je plaisante, je rigole, c'est une blague, c'était une blague, pour rire, c'est faux
        c'est pas vrai, ce n'est pas vrai, c'est un mensonge, c'est un mythe
        j'avais tort, je me trompais, je me suis trompé, bien sûr que non, pas vraiment
        pas du tout, au contraire, c'est le contraire, c'est ce que je croyais
        c'est ce que je pensais
        """
    ),
    limiting=phrases(
        """
        mais, cependant, pourtant, toutefois, à moins que, sauf, sauf si, seulement si
        à condition, tant que, sinon, autrement, si ce n'est, par contre, en revanche
        d'un autre côté, bien que
        """
    ),
    recalling=phrases(
        """
        comme je disais, comme je l'ai dit, comme j'ai dit, comme dit, comme mentionné
        comme on l'a vu, comme on a vu, dans la vidéo précédente, dans la dernière vidéo
        pour revenir à votre question, pour répondre à votre question, pour répondre à ta question
        """
    ),
    swearing=words(
        "merde putain pute putes connard connards connasse con conne cons salope salopes enculé "
        "enculés foutre foutu bordel chier chiant couille couilles nique niquer"
    ),
    empty=words(
        "le la les un une des de du d'un d'une à au aux en dans sur sous avec sans par pour entre "
        "vers et ou mais si que qui quoi dont où quand comme parce car donc est sont était "
        "étaient être été suis es ai as a avons avez ont avait avoir je j'ai tu il elle on nous "
        "vous ils elles me te se moi toi lui leur y ne n'est pas plus moins très trop peu beaucoup "
        "tout toute tous toutes rien ce cet cette ces c'est c'était ça cela mon ma mes ton ta tes "
        "son sa ses notre nos votre vos leurs même aussi alors puis ensuite encore déjà ici là "
        "bien bon oui non ouais euh ben bah voilà genre faire fait faut va vais vont aller dit "
        "dire dis peut peux pouvoir veux veut vouloir sais sait savoir chose choses fois gens "
        "autre autres deux trois il-y-a qu'il qu'on qu'elle quelque quelques d'accord juste"
    ),
)
