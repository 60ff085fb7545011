"""
The list of reporting verbs and speech nouns, made ready for looking up. Part of the step `voices`.
"""

from collections import defaultdict

import pandas as pd

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
    `verbs`: a form -> the classes of the verb; `phrases`: first word -> second -> [(further words, classes)];
    `nouns`: a class -> its words. Made from the rows of `reporting_verbs.csv`.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        verbs: dict[tuple[str, ...], set[str]] = defaultdict(set)
        nouns: dict[str, set[str]] = {name: set() for name in NOUN_CLASSES}
        for row in table.itertuples():
            for form in row.forms.split("|"):
                add_form(form.strip().lower().split(), row._3, verbs, nouns)
        phrases = {form: classes for form, classes in verbs.items() if len(form) != 1}
        self.verbs = {form[0]: frozenset(verbs[form]) for form in verbs if len(form) == 1}
        self.nouns = {name: frozenset(words) for name, words in nouns.items()}
        self.phrases: dict[str, dict[str, list[tuple[list[str], frozenset[str]]]]] = {}
        for form in sorted(phrases, key=len, reverse=True):
            found = self.phrases.setdefault(form[0], {}).setdefault(form[1], [])
            found.append((list(form[1:]), frozenset(phrases[form])))
        self.thoughts = frozenset(
            form
            for form, classes in self.verbs.items()
            if classes <= THOUGHTS or "with that" in classes
        )
        self.words = frozenset(self.verbs) | frozenset(self.phrases)


def add_form(
    form: list[str], kind: str, verbs: dict[tuple[str, ...], set[str]], nouns: dict[str, set[str]]
) -> None:
    """Note one form (its words) of a row of the list under its class."""
    if kind in NOUN_CLASSES:
        nouns[kind].add(" ".join(form))
    elif kind in VERB_CLASSES:
        verbs[tuple(form)].add(kind)
    else:
        raise ValueError(
            f"reporting_verbs.csv: class {kind!r} of {' '.join(form)!r} is none of "
            f"{', '.join(VERB_CLASSES + NOUN_CLASSES)}."
        )
