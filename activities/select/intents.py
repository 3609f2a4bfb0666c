"""Words of a prompt that ask for a kind of moment, and words that mean nothing in one. Data.

English, German, Spanish, French, Italian and Portuguese together: people write prompts in
another language than the recording, and a word that is missing here only counts as a topic.
"""

from enum import Enum

from activities.select.cues.kinds import words


class Intent(Enum):
    """A kind of moment that can be told without understanding what is said."""

    FUNNY = "funny moments"
    QUESTIONS = "questions"
    ADVICE = "advice"
    NUMBERS = "numbers"
    STORIES = "stories"
    EXCITING = "exciting moments"
    SWEARING = "swearing"


WORDS = {
    Intent.FUNNY: words(
        "funny funniest fun laugh laughs laughing laughter hilarious joke jokes humor humour comic "
        "comedy amusing lustig lustige lustigen lustigsten witzig witzige witzigen witz witze "
        "lachen humorvoll gracioso graciosa graciosos divertido divertida divertidos risa risas "
        "chiste chistes drôle drôles marrant rire rires blague blagues divertente divertenti "
        "risate ridere battuta battute scherzi engraçado engraçada engraçados piada piadas"
    ),
    Intent.QUESTIONS: words(
        "question questions q&a fragen frage preguntas pregunta domande domanda perguntas pergunta"
    ),
    Intent.ADVICE: words(
        "advice tip tips lesson lessons takeaway takeaways how-to actionable practical tipps rat "
        "ratschläge consejo consejos conseil conseils astuces consiglio consigli dica dicas"
    ),
    Intent.NUMBERS: words(
        "number numbers statistics statistic stats figures data facts zahlen statistik fakten "
        "números cifras datos chiffres données statistiques numeri cifre dati estatísticas fatos"
    ),
    Intent.STORIES: words(
        "story stories anecdote anecdotes geschichte geschichten anekdoten historia historias "
        "anécdotas histoire histoires storia storie aneddoti história histórias"
    ),
    Intent.EXCITING: words(
        "exciting excited energetic energy action intense hype loud dramatic thrilling epic "
        "spannend spannende spannenden aufregend emocionante emocionantes energía excitant "
        "intenses énergie emozionante emozionanti eccitante"
    ),
    Intent.SWEARING: words(
        "swearing swear swears curse curses cursing profanity profanities cussing obscenities "
        "fluchen flüche schimpfwörter groserías palabrotas insultos gros-mots jurons grossièretés "
        "parolacce volgarità palavrões palavrão"
    ),
}

EXCLUDING = words(
    "no not without except excluding exclude avoid skip omit nothing don't never ohne kein keine "
    "keinen nicht außer sin excepto menos evita evitar sans sauf pas senza tranne eccetto evita "
    "sem exceto evite nada"
)
"""What follows is not wanted, up to a comma or one of ``TURNING``."""

TURNING = words("but only just and aber nur pero solo sólo mais seulement ma solo soltanto mas só")
"""What follows is wanted again, or not wanted as well after ``and``."""

GLUE = words(
    "only just all any every best good great better top favorite important interesting key part "
    "parts bit bits section sections segment segments clip clips moment moments highlight "
    "highlights scene scenes video videos short shorts reel reels talk talks talking talked speak "
    "speaks speaking spoken say says saying said mention mentions mentioned discuss discusses "
    "discussed discussing discussion about regarding related concerning topic topics subject "
    "where when which show find give get make pick choose select use want need would like please "
    "focus focused focusing focuses include including something anything everything speaker guest "
    "host people person from with keep cut "
    "nur teile teil stellen stelle momente moment szenen ausschnitte clips thema über bitte zeig "
    "gib suche finde wähle besten beste wo wenn geht redet spricht sprechen gesprochen "
    "solo sólo partes parte momentos momento escenas sobre tema donde hable habla hablan mejores "
    "mejor por favor busca muestra dame "
    "seulement parties partie moments scènes sujet où parle parlent meilleurs meilleures "
    "uniquement montre trouve donne "
    "soltanto parti scene argomento dove parla parlano migliori mostra trova dammi "
    "apenas somente cenas assunto onde fala falam melhores mostre encontre"
)
"""Words that say nothing about what a clip is to be about."""
