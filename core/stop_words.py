"""Words that say nothing about a topic. Data.

English, with the words that fill spoken English.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = _words(
    "a an the and or but so if then than as at by for from in into of off on onto out over to "
    "up with about after again against all also am any are aren't be been before being below "
    "between both can can't cannot could couldn't did didn't do does doesn't doing don't down "
    "during each few further had hadn't has hasn't have haven't having he he'd he'll he's her "
    "here here's hers herself him himself his how how's i i'd i'll i'm i've is isn't it it'd "
    "it'll it's its itself just let let's me more most much must my myself no nor not now "
    "once only other others our ours ourselves own same shall she she'd she'll she's should "
    "shouldn't some such that that'd that'll that's their theirs them themselves there "
    "there'd there'll there's these they they'd they'll they're they've this those through "
    "too under until us very was wasn't we we'd we'll we're we've were weren't what what'll "
    "what's when when's where where's which while who who'd who'll who's whom whose why will "
    "won't would wouldn't you you'd you'll you're you've your yours yourself yourselves able "
    "across actually ago almost already although always among another anybody anymore anyone "
    "anything anyway anyways anywhere apparently around aside away back basically because "
    "become besides beyond bit came certain certainly come comes coming couple definitely "
    "different else enough especially etc even ever every everybody everyone everything "
    "everywhere exactly except fairly far feel fine first five four gave get gets getting "
    "give given gives giving go goes going gone gonna good got gotta gotten great guess guy "
    "guys happen happens hard hear heard hello help hey hi hopefully however idea instead "
    "interesting keep keeps kind kinda knew know known knows last later least left less lets "
    "like liked likely little long look looked looking looks lot lots made make makes making "
    "many matter may maybe mean means meant might mind mine move moving need needed needs "
    "neither never new next nice nobody none nothing nowhere obvious obviously often oh okay "
    "ok old one ones part particular people perhaps person piece please point possible pretty "
    "probably problem put puts putting quick quickly quite rather real really right run "
    "running said saw say saying says second see seeing seem seems seen set several show "
    "showing shows side simple simply since six slightly small somebody somehow someone "
    "something sometimes somewhat somewhere soon sorry sort sorta start started starts still "
    "stuff super sure take taken takes taking talk talked talking tell tends terms thank "
    "thanks thing things think thinking third though thought three thus time times today "
    "together told tomorrow took toward towards tried tries true truly try trying turn turns "
    "two type unless unlike upon use used uses using usually various via want wanna wanted "
    "wants way ways well went whatever whenever wherever whether within without wonder work "
    "worked working works worth yes yesterday yet alright anyhow big whole half end ended "
    "actual ah aha eh er erm ha hm hmm huh mhm mm mmhmm mm-hmm nah nope oops ooh uh uhh uhhuh "
    "um umm whoa wow ya yeah yep yup bye goodbye cool totally literally honestly seriously "
    "dont thats im ive youre theyre didnt doesnt isnt wasnt cant wont gotcha cause cuz 'cause "
    "hope hopes hoping happy found find finding add adding added bad best better call called "
    "calls causes causing change changed changes day days week weeks month year years monday "
    "tuesday wednesday thursday friday saturday sunday minute minutes moment seven eight nine "
    "ten suppose supposed available ask asked asking believe check checking clear completely "
    "current currently decide decided easier easy entire entirely explain figure forget full "
    "fully hold hour hours important include including issue issues leave love main mention "
    "mentioned mostly note open order ready reason reasons relevant remember similar specific "
    "specifically stop step steps understand understanding understood wait walk wrong"
)
