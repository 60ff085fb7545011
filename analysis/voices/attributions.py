"""
What is handed to whom in one sentence: the attributions of a unit. Part of the step `voices`.
"""

from itertools import chain

from analysis.voices.acts import (
    is_own,
    read_called,
    read_judged,
    read_named,
    read_noun,
    read_object,
    read_question,
    read_rejected,
    read_urged,
)
from analysis.voices.cited import VIEWS, find_according, find_label
from analysis.voices.clauses import is_clause, is_quotation
from analysis.voices.contents import (
    CLAUSE,
    ENDS,
    Attribution,
    content_before,
    is_behind,
    kind,
    thought_start,
)
from analysis.voices.covered import SAYING, THOUGHT, covers, end_behind
from analysis.voices.cues import Cue, find_cues
from analysis.voices.english import (
    COORDINATORS,
    NEGATIONS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    is_adverb,
)
from analysis.voices.hearsay import find_claims, find_hearsay
from analysis.voices.inverted import find_inverted
from analysis.voices.lexicon import Lexicon
from analysis.voices.noun_phrases import Subject
from analysis.voices.placing import is_when, place_content
from analysis.voices.subjects import find_subject
from analysis.voices.units import Unit
from analysis.voices.words import word_list

ANY_ORDER = frozenset(["say", "state", "utter", "tell", "think"])
BEHIND = ("both", "that", "clause", "quotation", "colon", "question")
JOINING = frozenset(
    [",", ";", "while", "whereas", "although", "though", "which", "with", "as", *COORDINATORS]
)
RULES = {"both": "both sides of the verb", "that": "behind that"}
SEEING = word_list("perceiving")
OBJECTS = frozenset(["object", "commit"])
ACTS = frozenset(["urge", "judge", "express", "narrate"])
GOVERNING = word_list("governing an infinitive")
UNCUED = frozenset().union(
    *map(word_list, ("hearsay adverbs", "hearsay verbs", "claim nouns", "passives with by"))
)
SOURCES = VIEWS | {"according", "per"}
WHATEVER = frozenset(["what", "whatever", "whichever", "whoever", "wherever"])
MEANWHILE = frozenset(["as", "while", "after", "before", "when"])
SHORT = 12  # tokens of a sentence that only says who speaks


def find_attributions(unit: Unit, lexicon: Lexicon) -> list[Attribution]:
    """The attributions of a unit, in the order of their cues."""
    words = set(unit.low)
    handed = [] if UNCUED.isdisjoint(words) else [*find_claims(unit), *find_hearsay(unit)]
    if lexicon.words.isdisjoint(words) and SOURCES.isdisjoint(words):
        return sorted(handed + find_label(unit, not handed), key=lambda row: row.at)
    pairs: list[tuple[Cue, Subject | None]] = []
    read: list[list[Attribution]] = []
    for cue in find_cues(unit, lexicon):
        subject = find_inverted(unit, cue) or find_subject(unit, cue, pairs)
        if subject or cue.form == "impersonal":
            if "show" in cue.classes and not may_show(unit, subject, lexicon):
                cue = cue._replace(classes=cue.classes - {"show"})
            rows = read_attribution(unit, cue, subject, [], lexicon)
            if rows or "with that" not in cue.classes:
                pairs.append((cue, subject))
                read.append(rows)
    # Twice: only a cue that covers something ends what stands to its left.
    silent = [
        pair
        for pair in pairs
        if unit.low[pair[0].left - 1 : pair[0].left + 1] == [",", "and"]
        and pair[0].form == "finite"
        and pair[0].classes & ACTS
    ]  # '…, and urged calm'
    pairs = [pair for pair, rows in zip(pairs, read) if rows]
    joints = find_joints(unit, sorted({*pairs, *silent}, key=lambda pair: pair[0].first))
    if joints:
        read = [read_attribution(unit, *pair, joints, lexicon) for pair in pairs]
    found = list(chain.from_iterable(read))
    if not SOURCES.isdisjoint(words):
        found += find_according(unit)
    handed = [row for row in handed if not any(is_same_clause(row, other) for other in found)]
    named = [row for row in found if row.form == "narrated_act"]
    found = [
        row
        for row in found
        if row not in named or not any(row.first <= one.at < row.last for one in handed)
    ] + handed
    return sorted(found + find_label(unit, not found), key=lambda row: row.at)


def is_same_clause(row: Attribution, other: Attribution) -> bool:
    """Whether two attributions of a unit begin at the same token, or the one holds the other's cue and words."""
    return row.first == other.first or (
        other.first <= row.at < other.last and row.last <= other.last and row.form == "hearsay"
    )


def may_show(unit: Unit, subject: Subject | None, lexicon: Lexicon) -> bool:
    """Whether a subject can show or find: a poll and a person can, a fact or a rise cannot."""
    if subject is None:
        return False
    words = unit.low[subject.first : subject.last]
    is_person = words[-1:] and words[-1].split("'")[0] in SUBJECT_PRONOUNS - {"it", "which"}
    is_named = unit.is_name(subject.last - 1) and (
        unit.is_name(subject.first) or PREPOSITIONS.isdisjoint(words)
    )
    return bool(lexicon.nouns["evidence noun"] & set(words)) or is_named or bool(is_person)


def find_joints(unit: Unit, pairs: list[tuple[Cue, Subject | None]]) -> list[tuple[int, int]]:
    """(token of a cue, token at which a content on its left ends) where two attributions stand side by side."""
    joints = []
    for cue, subject in pairs:
        begin = min(subject.start, cue.first) if subject else cue.first
        begin = cue.left + 1 if cue.form == "participle" and unit.at(begin) != "with" else begin
        step = begin
        while step > 0 and is_adverb(unit.low[step - 1]):
            step -= 1
        while step > 0 and unit.low[step - 1] in JOINING:
            step -= 1
        joined = unit.low[step : begin + 1]
        is_beside = any(low in JOINING - {",", "as"} for low in joined)
        is_behind = place_content(unit, cue, subject)[0] in ("before", "both")
        if is_beside or "," in joined and (cue.form == "participle" or is_behind):
            joints.append((cue.first, step))
    if "according" in unit.low:
        joints += [
            (number, number - (unit.at(number - 1) == ","))
            for number, low in enumerate(unit.low)
            if low == "according" and unit.at(number + 1) == "to"
        ]
    return joints


def read_attribution(
    unit: Unit, cue: Cue, subject: Subject | None, joints: list[tuple[int, int]], lexicon: Lexicon
) -> list[Attribution]:
    """The attributions that one cue makes: none, one, or two where it stands in the middle."""
    rows = (
        read_noun(unit, cue, subject, joints, lexicon, "narrate")
        if "narrate" in cue.classes
        else []
    )
    if (
        not rows
        and cue.classes & CLAUSE
        and (cue.form != "infinitive" or is_said(unit, cue, subject))
    ):
        rows = read_clause(unit, cue, subject, joints)
    is_only_named = all(row.form == "narrated_act" for row in rows)
    is_object = cue.classes & OBJECTS or unit.low[cue.first] in word_list("gerund verbs")
    if is_only_named and is_object and cue.form != "infinitive":
        rows = read_object(unit, cue, subject, joints) or rows
    if not rows and (
        "explain" in cue.classes or "wonder" in cue.classes and may_wonder(unit, cue, subject)
    ):
        rows = read_question(unit, cue, subject, joints)
    if not rows and "name" in cue.classes and cue.form != "infinitive":
        rows = read_named(unit, cue, subject)
        if not rows and "judge" not in cue.classes:
            rows = read_called(unit, cue, subject, joints)
    for name, read in (("urge", read_urged), ("judge", read_judged), ("reject", read_rejected)):
        if not rows and name in cue.classes and cue.form != "infinitive":
            rows = read(unit, cue, subject, joints)
    if not rows and "reject" in cue.classes and "as" in unit.low[cue.last : cue.last + 9]:
        rows = read_named(unit, cue, subject)  # 'dismissed the plan as "too dear"'
    if not rows and "express" in cue.classes:
        rows = read_noun(unit, cue, subject, joints, lexicon, "express")
    return rows


def may_wonder(unit: Unit, cue: Cue, subject: Subject | None) -> bool:
    """Whether a question is in somebody's mind: the writer's, or that of others who know, or want to know."""
    if is_own(unit, subject):
        return True
    if subject is None or unit.low[cue.first] in SEEING or unit.at(cue.last + 1) == "to":
        return False
    if cue.form == "infinitive":
        return unit.at(cue.left - 1) in ("want", "wants", "wanted")
    return not NEGATIONS & set(unit.low[cue.left + 1 : cue.first])


def is_said(unit: Unit, cue: Cue, subject: Subject | None) -> bool:
    """Whether an infinitive says that it was said: 'went on to say that', not 'refused to say'."""
    return unit.at(cue.left - 1) in GOVERNING and place_content(unit, cue, subject)[0] in (
        "that",
        "quotation",
        "colon",
    )


def read_clause(
    unit: Unit, cue: Cue, subject: Subject | None, joints: list[tuple[int, int]]
) -> list[Attribution]:
    """A clause or a quotation behind the verb, before it, or on both sides."""
    place, first = place_content(unit, cue, subject)
    if place == "both" and unit.at(cue.left) in ("who", "which"):
        return []  # 'Ana Ruiz, who also writes, left the hall'
    if subject and place != "that" and unit.at(subject.first - 1) in WHATEVER:
        return []  # 'what he says is true', 'no matter what he says, she stays'
    start = min(subject.start, cue.first) if subject else cue.first
    spans = []
    is_around = place in ("colon", "quotation") and unit.at(start - 1) in (",", '"')
    if (place in ("before", "both") or is_around or is_behind(subject, cue)) and may_follow(
        unit, cue
    ):
        before = content_before(unit, start, joints, place == "both")
        before = (
            before if not is_around or before and is_quotation(unit, *before) else None
        )  # '"The plan," he said, "is"'
        if before and cue.classes <= THOUGHT:
            before = thought_start(unit, *before)
        if before and (
            cue.classes & SAYING and "with that" not in cue.classes or is_quotation(unit, *before)
        ):
            spans.append((*before, kind(unit, *before), "before the verb"))
    goes_elsewhere = place == "both" and (
        unit.at(first) == "then"
        or spans
        and unit.at(first) in MEANWHILE
        and is_clause(unit, *spans[0][:2])
    )  # 'Stocks fell, traders said, as fears grew': the reporter's reason
    if place in BEHIND and not goes_elsewhere:
        last = end_behind(unit, cue, subject, joints, place, first)
        if last > first and covers(unit, cue, subject, place, first, last, bool(spans)):
            spans.append(
                (first, last, kind(unit, first, last), RULES.get(place, "behind the verb"))
            )
        elif place == "clause" and cue.classes & {"say", "state"} and unit.n_words(first) > 2:
            spans.append(
                (first, first + 1, "quotation", "behind the verb")
            )  # promised "every bit of it" to them
        elif (
            last > first
            and "state" in cue.classes
            and place == "clause"
            and "with that" not in cue.classes
        ):
            spans.append((first, last, "narrated_act", "bare object"))
    is_alone = (
        place == "before" and cue.form == "finite" and cue.classes & {"say", "utter"} and start == 0
    )
    if not spans and is_alone and len(unit) < SHORT:
        spans.append((cue.first, cue.first, "quotation", "a sentence of its own"))
    word = " ".join(unit.low[cue.first : cue.last])
    return [
        Attribution(begin, end, subject, word, form, rule, cue.first)
        for begin, end, form, rule in spans
    ]


def may_follow(unit: Unit, cue: Cue) -> bool:
    """Whether a verb may stand behind what was said: '…, Ana Ruiz said', '…, records show'."""
    if cue.form == "participle":
        return unit.at(cue.left) == "as"  # "…," the paper quoted her as saying
    is_last = unit.at(cue.last) in ENDS | {","}
    if not is_last and (
        unit.at(cue.first - 1) == "to"
        or cue.classes <= THOUGHT
        and (unit.at(cue.last) in PREPOSITIONS or is_when(unit, cue.last))
    ):
        return False  # 'had to contend with', 'you know in which town'
    return cue.form == "finite" and bool(
        cue.classes & ANY_ORDER or "show" in cue.classes and is_last
    )
