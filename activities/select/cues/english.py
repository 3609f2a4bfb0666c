"""English."""

from activities.select.cues.kinds import Cues, phrases, words

CUES = Cues(
    asking=words("how why"),
    asking_before=words("what who when where which whose"),
    auxiliary=words(
        "is are am was were do does did can could would should have has had will isn't aren't "
        "don't doesn't didn't can't won't if"
    ),
    persons=words("you we they he she it i there anyone anybody this that"),
    stories=phrases(
        """
        when i was, one day, i remember, the first time, the last time, years ago, last year
        last week, let me tell you, there was a, i was in, i used to, it all started, the day
        a few years, i'll never forget, so there i was, once upon, imagine, picture this
        """
    ),
    bold=words(
        "never always nobody everybody everyone everything nothing best worst biggest greatest "
        "largest smallest hardest easiest fastest most least only secret mistake mistakes wrong "
        "truth lie lies crazy insane incredible unbelievable amazing shocking surprising surprised "
        "dangerous terrible huge impossible must die died dead kill killed love hate fail failed "
        "failure win won lost free money million billion change changed forever fear afraid "
        "problem warning stop worth powerful favorite perfect"
    ),
    contrast=words(
        "but however actually instead although though yet except unlike despite whereas rather "
        "turns until suddenly"
    ),
    explaining=words(
        "because reason reasons means therefore example instance basically result results which's "
        "that's why how works explain proof evidence lesson learned learn trick tip step key "
        "simple simply strategy rule"
    ),
    listing=words(
        "first firstly second secondly third thirdly fourth finally lastly next step steps number "
        "ways things reasons rules tips lessons"
    ),
    numbers=words(
        "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty "
        "sixty seventy eighty ninety hundred thousand million billion percent half double twice "
        "dollars"
    ),
    second_person=words("you your you're yours yourself you've you'll you'd"),
    joining=words(
        "and but so because or then also which plus anyway therefore than nor with of like as"
    ),
    pointing=words(
        "it it's its this that that's these those they they're their theirs them he he's his him "
        "she she's her hers such"
    ),
    absent=words("he he's his him she she's her they they're their theirs them"),
    hollow=phrases(
        """
        it is important, it's important, it is hard, it's hard, it is easy, it's easy
        it is time, it's time, it takes, it turns out, it seems, it is not about, it's not about
        it is about, it's about, it is true, it's true, it was a, it was the, it is the, it's the
        this is the story, this is a story, this is how, this is why, this is what, this year
        this week, this time, that's why, these days, they say
        """
    ),
    unfinished=words(
        "and but so because or the a an of to in on at for with from by is are was were if that "
        "which who my your his her their our very really as than like into about when where"
    ),
    fillers=words(
        "um uh uhm erm hmm mm well okay ok so yeah yes right like and but now alright oh ah "
        "basically anyway also then because"
    ),
    answering=words("yes yeah yep no nope exactly absolutely correct definitely sure indeed"),
    telling=phrases(
        """
        he said, she said, they said, he says, she says, they say, people say, he told me
        she told me, they told me, he told us, she told us, they told us, he asked, she asked
        he goes, she goes, he was like, she was like, they were like, and i quote, quote
        he wrote, she wrote, according to him, according to her, according to them
        the critics say, some people say, everyone says, everybody says
        """
    ),
    framing=phrases(
        """
        i used to think, i used to believe, we used to think, we used to believe, i once thought
        i always thought, people think, people believe, most people think, most people believe
        some people say, some people think, they want you to think, they want you to believe
        you might think, you may think, you would think, you'd think, the myth is, the myth that
        the lie is, let's pretend, let's say, imagine that, suppose, what if i told you
        hypothetically, for the sake of argument, playing devil's advocate, devil's advocate
        the old me, it is not true that, it's not true that, nobody is saying, i'm not saying
        i am not saying, that doesn't mean, this doesn't mean
        """
    ),
    reversing=phrases(
        """
        just kidding, i'm kidding, only kidding, i'm joking, just joking, that was a joke
        it's a joke, i'm being sarcastic, that's wrong, that is wrong, this is wrong
        that's not true, that is not true, not true, that's a lie, that's a myth
        that's false, that's nonsense, that's what i thought, that's what they say
        i was wrong, we were wrong, they were wrong, couldn't be more wrong, of course not
        not really, absolutely not, or so i thought, or so they say, said nobody ever
        actually no, well no, scratch that, i take that back, nothing could be further
        the opposite is true, it's the opposite
        """
    ),
    limiting=phrases(
        """
        but, however, unless, except, although, though, only if, provided, as long as
        assuming, otherwise, or else, if not, not if, then again, on the other hand, instead
        """
    ),
    recalling=phrases(
        """
        as i said, like i said, as i mentioned, like i mentioned, as we saw, as we've seen
        as you saw, as i told you, as we discussed, i said earlier, i mentioned earlier
        we talked about earlier, we saw earlier, in the last video, in the previous video
        going back to what, back to your question, to answer your question, as he said
        as she said
        """
    ),
    swearing=words(
        "fuck fucks fucked fucker fuckers fucking motherfucker motherfucking shit shits shitty "
        "bullshit horseshit shitting asshole assholes ass bitch bitches bitching bastard bastards "
        "cunt cunts dick dicks dickhead prick damn goddamn goddamned crap crappy piss pissed "
        "whore slut wanker bollocks bloody"
    ),
    empty=words(
        "a an the and or but so if then than as at by for from in into of off on onto out over to "
        "up with about after again all also am any are aren't be been before being below between "
        "both can can't could couldn't did didn't do does doesn't doing don't down during each few "
        "further had has have having he her here hers herself him himself his how i i'd i'll i'm "
        "i've is isn't it it's its itself just me more most my myself no nor not now once only "
        "other our ours ourselves own same she should some such that that's their theirs them "
        "themselves there there's these they they're this those through too under until us very "
        "was wasn't we we're were what what's when where which while who whom why will won't would "
        "you you're your yours yourself get gets got getting go goes going gonna went come comes "
        "came say says said know knows knew think thinks thought really thing things like kind "
        "sort lot much many way well yeah yes okay right see seen look want wants wanna make makes "
        "made take takes took actually basically even still back one something anything because "
        "um uh let tell put maybe let's around around's every ever never always though "
        "people time first two three"
    ),
)
