"""A talk with moments that any editor would take, and stretches that none would."""

OPENING = [
    "Okay so um can everybody hear me yes good.",
    "We will wait a little for the people who are still parking.",
    "And then the coffee is over there next to the stairs.",
    "There are also some of the sandwiches left from before.",
    "So that is that and we have a few more minutes.",
    "Then it goes on with the things on the list from last time.",
]
QUESTION = [
    "Why do nine out of ten restaurants fail in their first three years?",
    "Everybody blames the food, but the food is almost never the reason.",
    "The real reason is rent, because rent is the one cost you can never change.",
    "I have seen owners pay forty percent of their income to a landlord.",
    "The rule is simple: if rent is above ten percent, walk away.",
    "That one number would have saved two hundred owners that I worked with.",
]
FILLING = [
    "And it was like that for them as well I think.",
    "So they did it and then he said that it was okay with them.",
    "Which is also something they had from before or so.",
    "But that was more or less it with those and the other ones.",
    "Then they went over there and it was still the same thing.",
    "And so on and so on until it was time for them to go home.",
]
STORY = [
    "When I was nineteen I lost everything my family owned in a single night.",
    "My father had trusted me with the keys of his restaurant for one weekend.",
    "I forgot to turn off the fryer, and at three in the morning the kitchen burned down.",
    "Instead of shouting at me, he handed me a broom and told me to start sweeping.",
    "He said you never learn from a fire that somebody else puts out.",
    "I swept that floor for eleven days, and I have never forgotten it.",
]
NOTICES = [
    "There is a car in front of the gate with its lights on.",
    "It would be good if whoever owns it could go and see to it.",
    "Then there was something about the lists that are on the table.",
    "They are for those who have not put down their name so far.",
    "And the other thing was the key for the room upstairs.",
    "But that can wait until she is back from wherever she is.",
]
ADVICE = [
    "Here are three things you must check before you sign a lease.",
    "First, count the people who walk past the door on a wet Tuesday.",
    "Second, ask the last tenant why they left, because the landlord will lie.",
    "Third, read the page about repairs, the most expensive page in the contract.",
    "If one of these three is wrong, the best kitchen in the world will not save you.",
]
CLOSING = [
    "So that was more or less it from my side for now.",
    "And if there is something then it is also on the sheet.",
    "They will take the chairs away after so just leave them.",
    "Then thank you and see you at the next one or so.",
]

TALK = [*OPENING, *QUESTION, *FILLING, *STORY, *NOTICES, *ADVICE, *CLOSING]
GOOD = {"question": QUESTION, "story": STORY, "advice": ADVICE}

# Half a second between sentences, more between parts of the talk.
PAUSES = [
    1.6 if part and sentence is part[-1] else 0.5
    for part in (OPENING, QUESTION, FILLING, STORY, NOTICES, ADVICE, CLOSING)
    for sentence in part
]


def heard_offline(sentences: list[str]) -> list[str]:
    """Return what an engine without grammar writes: no marks, no capitals, wrong words."""
    wrong = {"restaurants": "rest runs", "landlord": "land lord", "lease": "least", "fryer": "fire"}
    bare = [
        "".join(c for c in sentence.lower() if c.isalnum() or c in " '") for sentence in sentences
    ]
    for right, heard in wrong.items():
        bare = [sentence.replace(right, heard) for sentence in bare]
    return bare
