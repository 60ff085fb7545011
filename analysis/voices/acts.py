"""
Acts of speech with an object: praised, criticised for, urged to, explained how. Part of `voices`.

The object, or what stands behind "for", "of" or a noun of speech, is what was said; a bare
noun there only names the topic.
"""

from analysis.voices.clauses import is_clause, is_finite
from analysis.voices.contents import (
    ENDS,
    FARTHEST,
    Attribution,
    before_gathering,
    clause_end,
    content_end,
    kind,
    thought_end,
)
from analysis.voices.covered import end_before_deeds
from analysis.voices.cues import Cue
from analysis.voices.english import (
    AUXILIARIES,
    COORDINATORS,
    DETERMINERS,
    FIRST_SECOND,
    PREPOSITIONS,
    QUESTION_WORDS,
    RELATIVES,
    TIME_WORDS,
    is_adverb,
)
from analysis.voices.lexicon import Lexicon
from analysis.voices.noun_phrases import Subject
from analysis.voices.units import Unit
from analysis.voices.words import word_list

FOR, OF = (
    frozenset(
        """thank praise commend applaud hail laud congratulate criticiz criticis condemn denounc slam blast
    blam lambast credit""".split()
    ),
    frozenset(["accus"]),
)
CLOSED = ENDS | COORDINATORS | {",", ":", "—", "–", "-", "that", "it"}
CALLED = frozenset(["it", "him", "her", "them", "this", "that", "himself", "herself", "itself"])
TOPIC = {
    "express": frozenset(
        "that to for over about at in of on toward towards with regarding against".split()
    ),
    "narrate": frozenset("of about on regarding concerning to".split()),
}


def is_own(unit: Unit, subject: Subject | None) -> bool:
    """Whether the writer or the reader is the subject: I, we, you."""
    return subject is not None and unit.low[subject.first].split("'")[0] in FIRST_SECOND


def read_question(
    unit: Unit, cue: Cue, subject: Subject | None, joints: list[tuple[int, int]]
) -> list[Attribution]:
    """'explained how …': the clause with its question word."""
    number = cue.last
    while is_adverb(unit.at(number)):
        number += 1
    if unit.at(number) not in QUESTION_WORDS and (unit.at(number) == "to" or "urge" in cue.classes):
        ahead = [
            place
            for place in range(number, min(number + 7, len(unit)))
            if unit.low[place] in QUESTION_WORDS - {"who", "which"}
        ]
        number = ahead[0] if ahead and not is_clause(unit, number, ahead[0]) else number
    if unit.at(number) not in QUESTION_WORDS or unit.at(number + 1) in ENDS:
        return []
    last = content_end(unit, number, joints)
    if cue.classes & {"think", "wonder"} or cue.form == "infinitive":
        last = thought_end(unit, number, last)
    word = " ".join(unit.low[cue.first : cue.last])
    return [Attribution(number, last, subject, word, "reported", "question clause", cue.first)]


def read_urged(
    unit: Unit, cue: Cue, subject: Subject | None, joints: list[tuple[int, int]]
) -> list[Attribution]:
    """'urged X to …', 'called for …': the object with what is asked of it."""
    word, first = " ".join(unit.low[cue.first : cue.last]), cue.last
    last = content_end(unit, first, joints)
    if unit.at(first) == "that":
        return [Attribution(first + 1, last, subject, word, "reported", "behind that", cue.first)]
    relative = (
        n for n in range(first, last - 1) if unit.low[n] == "," and unit.low[n + 1] in RELATIVES
    )
    last = next(relative, last)  # 'urged her to act, who had waited'
    asked = unit.low[first : min(last, first + FARTHEST)]
    if (
        last > first
        and unit.at(first) not in PREPOSITIONS | {",", "to", "not"}
        and (len(asked) and word.endswith(" for") or "to" in asked[1:])
    ):
        return [Attribution(first, last, subject, word, "reported", "what is asked", cue.first)]
    return []


def read_judged(
    unit: Unit, cue: Cue, subject: Subject | None, joints: list[tuple[int, int]]
) -> list[Attribution]:
    """'praised …', 'criticised X for …', 'accused X of …': what is praised or blamed."""
    word, first = " ".join(unit.low[cue.first : cue.last]), cue.last
    last = content_end(unit, first, joints)
    if last <= first or unit.at(first) in PREPOSITIONS | {",", "to", "you"} or subject is None:
        return []
    joint = "of" if word.startswith(tuple(OF)) else "for" if word.startswith(tuple(FOR)) else None
    if unit.at(first) == "that":
        first += 1
    elif joint in unit.low[first : min(last, first + FARTHEST)]:
        first = unit.low.index(joint, first) + 1
    last = before_gathering(unit, first, last)
    rule = (
        "object of the verb" if joint is None or unit.low[first - 1] != joint else f"behind {joint}"
    )
    return (
        [Attribution(first, last, subject, word, "reported", rule, cue.first)]
        if last > first
        else []
    )


def read_object(
    unit: Unit, cue: Cue, subject: Subject | None, joints: list[tuple[int, int]]
) -> list[Attribution]:
    """'claimed the killing of …', 'railed against …', 'vowed to …': the object, or the infinitive."""
    word, first = " ".join(unit.low[cue.first : cue.last]), cue.last
    is_verbal = cue.form == "finite" and not word.endswith("ing") or unit.at(cue.left) == ","
    is_promise = unit.at(first) == "to" and "commit" in cue.classes and is_verbal
    closed = CLOSED | PREPOSITIONS | AUXILIARIES | TIME_WORDS
    is_gerund = unit.at(first).endswith("ing") and word in word_list("gerund verbs")
    if is_gerund and not unit.is_name(first) and subject:
        last = min(clause_end(unit, first), content_end(unit, first, joints))
        row = Attribution(
            first, last, subject, word, "reported", "infinitive or participle", cue.first
        )
        return [row] if last > first else []
    is_closed = unit.at(first) in closed or is_adverb(unit.at(first))
    if is_closed and not is_promise or subject is None:
        return []
    if not is_promise and ("object" not in cue.classes or unit.at(first) == "to"):
        return []
    last = min(clause_end(unit, first), content_end(unit, first, joints))
    last = end_before_deeds(unit, first, before_gathering(unit, first, last))
    is_taken = not word_list("taken lives").isdisjoint(unit.low[first:last])
    if is_taken and unit.low[cue.first].startswith("claim"):
        return []  # 'the storm claimed 12 lives'
    rule = "infinitive or participle" if is_promise else "object of a verb of saying"
    return (
        [Attribution(first, last, subject, word, kind(unit, first, last), rule, cue.first)]
        if last > first
        else []
    )


def read_called(
    unit: Unit, cue: Cue, subject: Subject | None, joints: list[tuple[int, int]]
) -> list[Attribution]:
    """'called it a mistake', 'described the plan as late': what it is called, without marks."""
    number, word = cue.last, " ".join(unit.low[cue.first : cue.last])
    if (
        unit.at(number) in CALLED
        and unit.at(number + 1) in DETERMINERS
        and not unit.is_name(number + 2)
    ):
        first = number + 1
    else:
        ahead = range(number + 1, min(number + FARTHEST, len(unit)))
        stops = (place for place in ahead if unit.low[place] in CLOSED | {"as"})
        first = next(stops, len(unit)) + 1
        if unit.at(first - 1) != "as" or word.startswith("call"):
            return []
    last = content_end(unit, first, joints) if first < len(unit) else first
    row = Attribution(first, last, subject, word, "reported", "what it is called", cue.first)
    return [row] if last > first and subject else []


def read_named(unit: Unit, cue: Cue, subject: Subject | None) -> list[Attribution]:
    """'called the plan "…"', 'described it as "…" and "…"': the words between marks."""
    for number in range(cue.last + 1, min(cue.last + FARTHEST, len(unit))):
        if number in unit.pair:
            last = number + 1
            while unit.at(last) in ("and", "or", ",") and last + 1 in unit.pair:
                last += 2
            word = " ".join(unit.low[cue.first : cue.last])
            return [
                Attribution(n, n + 1, subject, word, "quotation", "what it is called", cue.first)
                for n in range(number, last)
                if n in unit.pair
            ]
        if unit.low[number] in ENDS | {",", ":", "that"} or is_finite(unit, number, cue.last):
            break
    return []


def read_rejected(
    unit: Unit, cue: Cue, subject: Subject | None, joints: list[tuple[int, int]]
) -> list[Attribution]:
    """'denied that …', 'denied having …': a clause; a bare object stays with the narrator."""
    word, first = " ".join(unit.low[cue.first : cue.last]), cue.last
    last = content_end(unit, first, joints)
    if unit.at(first) == "that" or unit.at(first).endswith("ing") and not unit.is_name(first):
        first += unit.at(first) == "that"
        return (
            [Attribution(first, last, subject, word, "reported", "behind that", cue.first)]
            if last > first
            else []
        )
    return []


def read_noun(
    unit: Unit,
    cue: Cue,
    subject: Subject | None,
    joints: list[tuple[int, int]],
    lexicon: Lexicon,
    name: str,
) -> list[Attribution]:
    """'expressed opposition to …', 'shared stories of how …': the clause behind a noun of speech."""
    nouns = lexicon.nouns["speech noun" if name == "express" else "story noun"]
    word, limit = unit.low[cue.first], min(cue.last + 9, len(unit))
    for number in range(cue.last, limit):
        if unit.low[number] in ",;" and name == "express" or unit.low[number] in ENDS:
            break
        if unit.low[number] in nouns or number in unit.pair and last_word(unit, number) in nouns:
            row = behind_noun(unit, number, joints, name)
            if row:
                return [
                    Attribution(
                        *row[:2], subject, f"{word} {last_word(unit, number)}", *row[2:], cue.first
                    )
                ]
    return []


def last_word(unit: Unit, number: int) -> str:
    """A token's word, or the last word between its marks."""
    pair = unit.pair.get(number)
    return (
        unit.text[pair.start : pair.end].strip(",. ").lower().split(" ")[-1]
        if pair
        else unit.low[number]
    )


def behind_noun(
    unit: Unit, noun: int, joints: list[tuple[int, int]], name: str
) -> tuple[int, int, str, str] | None:
    """(first, last, form, rule) of what stands behind a noun of speech, None if nothing does."""
    joint = unit.at(noun + 1)
    first = noun + 2
    if name == "narrate" and joint in QUESTION_WORDS:
        joint, first = "of", noun + 1
    if joint not in TOPIC[name] or first >= len(unit):
        return None
    last = before_gathering(unit, first, content_end(unit, first, joints))
    if last <= first:
        return None
    is_question = unit.at(first) in QUESTION_WORDS
    is_ing = unit.at(first).endswith("ing") and not unit.is_name(first) and name == "express"
    has_ing = name == "express" and any(
        unit.low[place] == "of" and unit.at(place + 1).endswith("ing")
        for place in range(first, last - 1)
    )
    if joint == "that" or is_question or is_ing or has_ing:
        return first, last, "reported", "clause behind a noun"
    return first, last, "narrated_act", "bare noun behind a noun"
