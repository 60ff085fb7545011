"""
Who a speaker is, within one article: names, pronouns, "the senior official". Part of `voices`.

`Speakers` reads an article from its start and remembers who was introduced. A name that the
article does not make certain stays unresolved: *ambiguous* where two could be meant,
*unattributed* where nobody is. Roles are offices, found in what describes a speaker.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from analysis.english import (ADVERBS, COORDINATORS, DETERMINERS, FIRST_SECOND, GATHERINGS, PREPOSITIONS,
                              QUESTION_WORDS, SUBORDINATORS, TIME_WORDS)
from analysis.subjects import PARTICLES, read_places

UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100\u0106\u010c\u0110\u011e\u0130\u0141\u0150\u015a\u015e\u0160\u0170\u017b\u017d\u0410-\u042f"
NAME_WORD = rf"(?:[{UPPER}]\.|[{UPPER}][\w'’-]*[\w])"
# Two to five words with a capital, particles between them: Ana Ruiz, Ursula von der Leyen.
NAME = re.compile(rf"(?<![\w'’-])(?:(?:{NAME_WORD})(?:\s(?:{'|'.join(sorted(PARTICLES))}))*\s)+{NAME_WORD}")
BODIES = frozenset("""university council party office ministry department committee agency news times post daily
    guardian watch bank group church court authority association institute center centre foundation company corp
    inc ltd commission organization organisation union government army police parliament congress senate house
    bureau service museum school college hospital embassy mission republic region nations federation league
    board fund network press security rights affairs international global national united state states
    province county prefecture city district autonomous day week street road river mount north south east west
    act bill award prize cup games olympics world war herald tribune journal review radio television tv channel
    society club team squad force forces defense defence civil high convention congress""".split())
TITLES = frozenset("""mr mrs ms miss dr prof sir lord lady president vice prime deputy foreign minister secretary
    general state councilor councillor chancellor ambassador senator governor mayor king queen prince princess pope
    imam bishop archbishop reverend father captain major colonel sergeant officer chief director chairman
    chairwoman spokesperson spokesman spokeswoman professor doctor judge justice attorney commissioner premier
    leader former senior shadow home interior finance defense defence treasury press undersecretary emeritus
    representative congressman congresswoman coach artist the a an human first second lieutenant sheikh
    administrator captain researcher biologist co-founder founder ceo chair chairperson permanent acting executive representatives
    editor reporter analyst expert""".split())
NO_NAMES = PREPOSITIONS | DETERMINERS | SUBORDINATORS | COORDINATORS | TIME_WORDS | ADVERBS | QUESTION_WORDS
SINGULAR_NOUNS = frozenset("""official officer office diplomat ambassador envoy politician minister president leader
    secretary chairman chairwoman spokesperson spokesman spokeswoman director senator mayor governor professor
    scholar expert analyst researcher doctor lawyer author writer journalist coach player artist resident man
    woman teacher student worker farmer imam bishop chancellor premier commissioner general representative
    activist lawmaker scientist""".split())
FIRST_PERSON = "first person"    # outside quotation marks: the writer speaks of himself or herself
NEAR = 2        # paragraphs back in which a pronoun looks for whom it means


class Mention(NamedTuple):
    """A subject read: its `kind` (he, they, it, i, person, definite, group), the name, the words around it."""

    kind: str
    name: str
    description: str


class Speaker(NamedTuple):
    """Whom an attribution names: `name` and `role` (None where nobody certain), and why not."""

    name: str | None
    role: str | None
    doubt: str = ""         # "", "unattributed", "ambiguous"


PRONOUNS = {"he": "he", "she": "she", "they": "they", "it": "it", "this": "it", "who": "who", "which": "who"}


def read_mention(words, description, common=frozenset()):
    """
    What kind of subject the words of a noun phrase are, and the name in it.

    `common` are words that name nobody even with a capital at the start of a sentence.
    """
    low = [word.lower() for word in words]
    head = low[0].split("'")[0].split("’")[0] if low else ""
    if not words or len(words) == 1 and head in PRONOUNS:
        return Mention(PRONOUNS.get(head, "none"), head, description)
    if len(words) == 1 and head in FIRST_SECOND:
        return Mention("i", head, description)
    joined = join_people(words, description)
    if joined:
        return joined
    words = cut_aside(words)
    if low[0] in common:
        words = [low[0], *words[1:]]
    person = person_name(words)
    if person:
        return Mention("person", person, description)
    printed = " ".join(words).replace(" ,", ",").replace(" '", "'")
    printed = printed[0].lower() + printed[1:] if is_common(words) else printed
    if low[0] == "the" and words[-1].lower() in SINGULAR_NOUNS:
        return Mention("definite", printed, description)
    return Mention("group", printed, description)


def join_people(words, description):
    """'X, …, and Y' as one mention with both names, or None."""
    if "and" not in [word.lower() for word in words] or "," not in words:
        return None
    chunks = " ".join(words).replace(" , and ", " , ").split(" , ")
    people = [person_name(chunk.split(" ")) for chunk in chunks]
    if not people[0] or not people[-1] or len(chunks) > 2 and all(people):
        return None
    return Mention("people", f"{people[0]} and {people[-1]}", description)


def cut_aside(words):
    """The noun phrase without what stands aside: a comma, 'who …', 'on Friday', 'at the event'."""
    for number, word in enumerate(words):
        low = word.lower()
        after = [other.lower() for other in words[number + 1:number + 5]]
        if number and (low in ("who", "which", "(", "while", "whose") or low == "," and not is_list(words, number)
                       or low in ("on", "in") and after[:1] and after[0] in TIME_WORDS
                       or low in ("at", "during") and GATHERINGS & set(after)):
            return words[:number]
    return words


def is_list(words, comma):
    """Whether the comma belongs to a list of names ('from Laos, Cuba, and Eritrea')."""
    rest = [word.lower() for word in words[comma + 1:]]
    return "and" in rest and rest[0] != "including" and (words[comma + 1][:1].isupper() or rest[0] == "and")


def is_common(words):
    """Whether the first word of a phrase would be written small in mid-sentence."""
    first, second = words[0].lower(), words[1].lower() if len(words) > 1 else ""
    return first in DETERMINERS or first in ROLE_PLURALS or first[:1].isdigit() \
        or first.endswith("s") and second in ("of", "from", "including", "and")


ROLE_PLURALS = frozenset("""analysts experts officials diplomats ambassadors envoys scholars researchers scientists
    residents critics activists protesters witnesses police authorities lawyers politicians lawmakers students
    teachers observers reports media estimates figures people sources local foreign senior western former several
    relevant human international some many most new basic recent other older younger young women men children
    government state opposition parents workers farmers villagers doctors economists historians diplomats
    investigators prosecutors rescuers officers soldiers troops voters users fans organizers organisers""".split())


def person_name(words):
    """The name of a person at the end of a phrase ('UK Foreign Secretary Dominic Raab'), or None."""
    if not words or not words[-1][:1].isupper() or any(word.lower() in PREPOSITIONS - {"of"} for word in words[:-1]) \
            and len(words) > 8:
        return None
    first = len(words)
    while first and (words[first - 1][:1].isupper() or words[first - 1].lower() in PARTICLES and first < len(words)):
        first -= 1
    has_lead = any(word.lower() not in DETERMINERS for word in words[:first])
    return clean_name(words[first:], has_lead or first == 0)


def clean_name(run, may_be_one_word):
    """A run of words with capitals without its titles and places; None where no person is left."""
    places = read_places()
    if len(run) > 1 and " ".join(run) in places:
        return None
    titles = [number for number, word in enumerate(run[:-1]) if word.lower().rstrip(".") in TITLES]
    run = run[titles[-1] + 1:] if titles else run
    if len(run) > 2 and run[0].isupper() and len(run[0]) > 2 and "." not in run[0]:
        run = run[1:]
    while run and (run[0].lower().rstrip(".") in TITLES or run[0].lower() in NO_NAMES or run[0] in places or run[0].endswith(("'s", "’s"))
                   or run[0].lower() in PARTICLES and run[0][0].islower()):
        run = run[1:]
    if not run or any(word.lower() in BODIES for word in run) or len(run) == 1 and run[0] in places:
        return None
    if len(run) == 1 and not may_be_one_word or len(run) == 1 and run[0].isupper() and len(run[0]) > 1:
        return None
    return " ".join(run[-4:])


@lru_cache(maxsize=8)
def role_patterns(rows):
    """One expression per row of the list, in its order; a role is that of the first that is found."""
    return [(re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", 0 if words[:1].isupper() else re.I), role)
            for words, role in rows]


class Roles:
    """The list of offices (speakers.csv): the first row found in a description gives the role."""

    def __init__(self, table):
        rows = tuple(zip(table["speaker"], table["role"]))
        self.home = role_patterns(tuple(row for row in rows if row[1] == "home"))
        self.patterns = role_patterns(tuple(row for row in rows if row[1] != "home"))
        self.words = frozenset(word + end for word, _ in rows if word.islower() and " " not in word for end in ("", "s"))
        self.known = {}

    def find(self, description):
        """The role that a description names, or None."""
        if description not in self.known:
            if len(self.known) > 100_000:
                self.known.clear()
            self.known[description] = self._find(description)
        return self.known[description]

    def _find(self, description):
        role = next((role for pattern, role in self.patterns if pattern.search(description)), None)
        is_home = any(pattern.search(description) for pattern, _ in self.home)
        if role == "foreign diplomat" and is_home:
            return "official"
        if role == "official" and self.home and not is_home and names_place(description):
            return "foreign official"
        return role


def names_place(description):
    """Whether a description names a state or its people (UK Foreign Secretary)."""
    places = read_places()
    words = re.findall(r"\w+(?:\.\w+)*", description)
    return any(word in places for word in words) \
        or any(" ".join(pair) in places for pair in zip(words, words[1:]))


class Speakers:
    """The speakers of one article, in reading order."""

    def __init__(self, roles, text=""):
        self.roles = roles
        self.full = {}              # a word of a name -> [(place in the text, full name)]
        self.people = {}            # full name -> description
        self.groups = {}            # name of a group, body or document -> its role
        self.last = {}              # he, they, it -> [(paragraph, name)], the latest last
        self.named = []             # (paragraph, place, full name): people named outside speech
        for found in NAME.finditer(text):
            name = clean_name(found[0].split(), False)
            for word in (name or "").split():
                self.full.setdefault(word, []).append((found.start(), name))

    def resolve(self, mention, paragraph, at, outer=None):
        """The `Speaker` whom a mention at a place of the text means; `outer` speaks around it."""
        find = getattr(self, f"_{mention.kind}", None)
        if mention.kind == "i":
            return outer or Speaker(None, None, FIRST_PERSON)
        return find(mention, paragraph, at, outer) if find else Speaker(None, None, "unattributed")

    def _person(self, mention, paragraph, at, outer):
        name = mention.name
        known = [full for place, full in self.full.get(name, []) if place < at and full != name]
        name = known[-1] if known and " " not in name else name
        if len(mention.description) > len(self.people.get(name, "")):
            self.people[name] = mention.description
        self._remember("he", paragraph, at, name)
        return Speaker(name, self.roles.find(self.people[name]))

    def _people(self, mention, paragraph, at, outer):
        self.groups.setdefault(mention.name, "collective")
        self._remember("they", paragraph, at, mention.name)
        return Speaker(mention.name, "collective")

    def _group(self, mention, paragraph, at, outer):
        name = mention.name
        role = self.roles.find(mention.description) or self.roles.find(name)
        if name.startswith("the "):
            name, doubt = self._known_group(name, role)
            if doubt:
                return Speaker(None, None, doubt)
        self.groups.setdefault(name, role)
        self._remember("they" if is_plural(name) else "it", paragraph, at, name)
        return Speaker(name, self.groups[name])

    def _known_group(self, name, role):
        """The group introduced before that 'the envoys' means: the same noun, or the same office."""
        noun = head_noun(name)
        same = [known for known in self.groups if head_noun(known) == noun]
        if not same and is_plural(name) and role:
            same = [known for known, kind in self.groups.items() if kind == role and is_plural(known)]
        if len(set(same)) > 1 and is_plural(name):
            return None, "ambiguous"
        return (same[0] if same else name), ""

    def _definite(self, mention, paragraph, at, outer):
        """'the Turkish politician': the one person introduced whom the words fit."""
        place = places_in(mention.name)
        fits = [name for name, about in self.people.items() if not place or place & places_in(about)]
        role = self.roles.find(mention.name)
        if len(fits) > 1 and role:
            fits = [name for name in fits if related(self.roles.find(self.people[name]), role)] or fits
        if len(fits) > 1:
            near = [name for where, _, name in self.last.get("he", []) if paragraph - where < NEAR and name in fits]
            fits = near[-1:] if len(set(near)) == 1 else fits
        if len(fits) == 1:
            self._remember("he", paragraph, at, fits[0])
            return Speaker(fits[0], self.roles.find(self.people[fits[0]]))
        return Speaker(None, None, "ambiguous") if fits else Speaker(mention.name, role)

    def _he(self, mention, paragraph, at, outer):
        return self._recall("he", paragraph, at)

    _she = _he

    def _they(self, mention, paragraph, at, outer):
        return self._recall("they", paragraph, at)

    def _it(self, mention, paragraph, at, outer):
        return self._recall("it", paragraph, at)

    def _recall(self, kind, paragraph, at):
        near = [row for row in self.last.get(kind, []) if paragraph - row[0] < NEAR]
        if kind == "he":
            name, doubt = self._whom(near, paragraph, at)
        else:
            name, doubt = (near[-1][2], "") if near else (None, "unattributed")
        if name is None:
            return Speaker(None, None, doubt)
        self._remember(kind, paragraph, at, name)
        role = self.roles.find(self.people[name]) if name in self.people else self.groups.get(name)
        return Speaker(name, role)

    def _whom(self, near, paragraph, at):
        """Whom "he" means: who spoke last, unless another was named since; or the only one named."""
        since = near[-1][1] if near else 0
        others = [row for row in self.named if since < row[1] < at and paragraph - row[0] < NEAR]
        names = {name for _, _, name in others} | ({near[-1][2]} if near else set())
        here = {name for where, place, name in [*self.named, *near] if where == paragraph and place < at}
        if len(names) == 1:
            return names.pop(), ""
        if len(here) == 1:
            return here.pop(), ""
        return None, "ambiguous" if names else "unattributed"

    def note_names(self, words, paragraph):
        """Remember the people whom the narrator names: (word, place) pairs of words with capitals."""
        for word, place in words:
            known = [name for start, name in self.full.get(word, ()) if start <= place]
            if known and (not self.named or self.named[-1][2] != known[-1] or self.named[-1][0] != paragraph):
                self.named.append((paragraph, place, known[-1]))

    def _remember(self, kind, paragraph, at, name):
        self.last.setdefault(kind, []).append((paragraph, at, name))


def head_noun(name):
    """The noun of a phrase: 'ambassadors' of 'ambassadors of 37 countries'."""
    words = [word for word in name.lower().split() if word not in DETERMINERS]
    stop = next((number for number, word in enumerate(words) if word in PREPOSITIONS or word == "including"), len(words))
    return words[stop - 1] if words and stop else ""


def is_plural(name):
    """Whether a phrase names several people."""
    noun = head_noun(name)
    return noun in ("people", "police", "media", "men", "women", "children") \
        or noun.endswith("s") and not noun.endswith(("ss", "us", "news", "times"))


def places_in(text):
    """The states that a text names, by name or by their people."""
    places = read_places()
    words = re.findall(r"\w+(?:\.\w+)*", text)
    return {places[word] for word in [*words, *(" ".join(pair) for pair in zip(words, words[1:]))] if word in places}


def related(role, other):
    """Whether two roles can be one person's: a diplomat is an official, a politician one of a party."""
    state = {"official", "foreign official", "foreign diplomat", "party"}
    return role == other or role in state and other in state
