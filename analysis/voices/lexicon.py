"""
The list of reporting verbs and speech nouns, made ready for looking up. Part of the step `voices`.
"""

from collections import defaultdict

VERB_CLASSES = (
    "say",
    "state",
    "utter",
    "tell",
    "think",
    "sure",
    "show",
    "explain",
    "wonder",
    "urge",
    "judge",
    "name",
    "reject",
    "express",
    "narrate",
    "with that",
    "object",
    "commit",
)
NOUN_CLASSES = (
    "speech noun",
    "story noun",
    "claim noun",
    "statement noun",
    "evidence noun",
    "naming",
    "title noun",
)


THOUGHTS = frozenset(
    ["think", "explain", "show", "sure", "wonder", "with that"]
)  # no sentence goes on in their voice


class Lexicon:
    """
    `verbs`: a form -> the classes of the verb; `phrases`: a first word -> [(further words, classes)];
    `nouns`: a class -> its words. Made from the rows of `reporting_verbs.csv`.
    """

    def __init__(self, table):
        self.verbs, phrases = defaultdict(set), defaultdict(set)
        self.nouns = {name: set() for name in NOUN_CLASSES}
        for row in table.itertuples():
            for form in row.forms.split("|"):
                self._add(form.strip().lower().split(), row._3, phrases)
        self.verbs = {form: frozenset(classes) for form, classes in self.verbs.items()}
        self.nouns = {name: frozenset(words) for name, words in self.nouns.items()}
        self.phrases = defaultdict(list)
        for form in sorted(phrases, key=len, reverse=True):
            self.phrases[form[0]].append((form[1:], frozenset(phrases[form])))
        self.thoughts = frozenset(
            form
            for form, classes in self.verbs.items()
            if classes <= THOUGHTS or "with that" in classes
        )
        self.words = frozenset(self.verbs) | frozenset(self.phrases)

    def _add(self, form, kind, phrases):
        if kind in NOUN_CLASSES:
            self.nouns[kind].add(" ".join(form))
        elif kind not in VERB_CLASSES:
            raise ValueError(
                f"reporting_verbs.csv: class {kind!r} of {' '.join(form)!r} is none of "
                f"{', '.join(VERB_CLASSES + NOUN_CLASSES)}."
            )
        elif len(form) == 1:
            self.verbs[form[0]].add(kind)
        else:
            phrases[tuple(form)].add(kind)
