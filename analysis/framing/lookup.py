"""
Where the patterns of a dictionary stand in the token table.

Each word of each pattern is looked up once in the vocabulary. Of a run of words only the
places of its rarest word are visited, for all patterns in one pass; the other words are
then asked for in the neighbouring rows. Five articles and five million use the same code.
"""

import numpy as np
import pandas as pd

from analysis.framing.dictionary import parse_patterns
from analysis.text.patterns import expand, plain_forms


def find_hits(tokens: pd.DataFrame, dictionary: pd.DataFrame) -> pd.DataFrame:
    """
    Every place of every pattern, nested and overlapping ones too.

    One row per hit: `row` of the dictionary (0, 1, 2 …), `first` and `last` row of the
    tokens. Where a gap leaves a choice, the nearest words are taken. Marks around a pattern
    are left aside here: what is scare-quoted is for `find_matches` to say.
    """
    patterns = parse_patterns(dictionary)
    lookup = Lookup(
        tokens, [word for pattern in patterns for part in pattern.parts for word in part]
    )
    parts = {tuple(part) for pattern in patterns for part in pattern.parts}
    places = lookup.find_parts(sorted(parts))
    found = [
        join_parts(
            [places[tuple(part)] for part in pattern.parts],
            [len(part) for part in pattern.parts],
            pattern.gaps,
            lookup.sentence,
        )
        for pattern in patterns
    ]
    return pd.DataFrame(
        {
            "row": np.repeat(
                [pattern.row for pattern in patterns], [len(first) for first, _ in found]
            ),
            "first": np.concatenate([first for first, _ in found] or [NONE]),
            "last": np.concatenate([last for _, last in found] or [NONE]),
        },
        dtype="int64",
    )


NONE = np.zeros(0, np.int64)


class Lookup:
    """The token table as columns of codes, and the codes that each word of a pattern stands for."""

    def __init__(self, tokens: pd.DataFrame, words: list[str]) -> None:
        self.codes = tokens["token"].cat.codes.to_numpy()
        self.marked = tokens["after_mark"].to_numpy()
        self.sentence = (tokens["doc_id"].cat.codes.to_numpy(), tokens["sentence"].to_numpy())
        self.n_of_code = np.bincount(self.codes, minlength=len(tokens["token"].cat.categories))
        self.expanded = expand_words(words, tokens)

    def codes_of(self, word: str) -> np.ndarray:
        """The codes of the token column that a word of a pattern stands for."""
        return self.expanded.get(word, NONE)

    def count(self, word: str) -> int:
        """How many tokens a word of a pattern stands for."""
        return len(self.codes) if word == "*" else self.n_of_code[self.codes_of(word)].sum()

    def is_word(self, word: str, rows: np.ndarray) -> np.ndarray:
        """Which of these rows of the token table hold the word."""
        if word == "*":
            return np.full(len(rows), True)
        table = np.zeros(len(self.n_of_code), bool)
        table[self.codes_of(word)] = True
        return table[self.codes[rows]]

    def find_parts(self, parts: list[tuple[str, ...]]) -> dict[tuple[str, ...], np.ndarray]:
        """Where each run of words begins: a mapping from the run to rows of the token table."""
        rarest = {
            part: min(range(len(part)), key=lambda place: self.count(part[place])) for part in parts
        }
        places = self.find_words(sorted({part[rarest[part]] for part in parts}))
        return {part: self.find_part(part, places[part[at]] - at) for part, at in rarest.items()}

    def find_words(self, words: list[str]) -> dict[str, np.ndarray]:
        """The rows of each of these words, all found in one pass over the tokens."""
        code = np.concatenate([self.codes_of(word) for word in words] or [NONE])
        word = np.repeat(np.arange(len(words)), [len(self.codes_of(word)) for word in words])
        order = np.argsort(code, kind="stable")
        n_words = np.bincount(code, minlength=len(self.n_of_code))  # that a code belongs to
        row = np.flatnonzero((n_words > 0)[self.codes])
        n = n_words[self.codes[row]]
        begin = (np.cumsum(n_words) - n_words)[self.codes[row]]
        word = word[order[np.repeat(begin, n) + count_up(n)]]
        row = np.repeat(row, n)[np.argsort(word.astype(np.int16), kind="stable")]
        edges = np.cumsum(np.bincount(word, minlength=len(words)))[:-1]
        return dict(zip(words, np.split(row, edges)))

    def find_part(self, part: tuple[str, ...], start: np.ndarray) -> np.ndarray:
        """Those of the rows `start` where the whole run stands; it crosses no mark and no sentence."""
        start = start[(start >= 0) & (start + len(part) <= len(self.codes))]
        for step, word in enumerate(part):
            if step:
                start = start[~self.marked[start + step]]
            start = start[self.is_word(word, start + step)]
        return start


def expand_words(words: list[str], tokens: pd.DataFrame) -> dict[str, np.ndarray]:
    """
    For each word of a pattern the codes of the token column it stands for.

    A word finds what is printed so, and what is counted as that term: where the list of
    variants counts "labour" as labor, `labor` finds both spellings and `labour` its own.
    """
    printed, counted = tokens["token"].cat.categories, tokens["term"].cat.categories
    term_of = np.full(len(printed), -1)  # -1: a category of the table without a token
    term_of[tokens["token"].cat.codes.to_numpy()] = tokens["term"].cat.codes.to_numpy()
    forms, used = plain_forms(printed), np.flatnonzero(term_of >= 0)
    other = used[(forms[used] != counted[term_of[used]])] if len(used) else NONE
    form, vocabulary = pd.factorize(forms.append(counted[term_of[other]]), sort=True)
    code = np.concatenate([np.arange(len(printed)), other])
    order = np.argsort(form, kind="stable")
    begin = np.searchsorted(form[order], np.arange(len(vocabulary) + 1))
    vocabulary = vocabulary.to_numpy(object)  # once, not for each of the words
    found = {word: expand(word, vocabulary) for word in {*words} - {"*"}}
    return {
        word: np.unique(np.concatenate([code[order[begin[at] : begin[at + 1]]] for at in places]))
        if len(places)
        else NONE
        for word, places in found.items()
    }


def join_parts(
    starts: list[np.ndarray],
    lengths: list[int],
    gaps: list[int],
    sentence: tuple[np.ndarray, np.ndarray],
) -> tuple[np.ndarray, np.ndarray]:
    """(first, last) rows of whole patterns, from where their runs of words begin."""
    first, last = starts[-1], starts[-1] + lengths[-1] - 1
    for start, length, gap in zip(starts[-2::-1], lengths[-2::-1], gaps[::-1]):
        if not len(first):
            return NONE, NONE
        ahead = np.searchsorted(
            first, start + length
        )  # from right to left: the nearest that can go on
        near = np.minimum(ahead, len(first) - 1)
        held = (ahead < len(first)) & (first[near] <= start + length + gap)
        for column in sentence:
            held &= column[start] == column[first[near]]
        first, last = start[held], last[near[held]]
    return first, last


def count_up(n: np.ndarray) -> np.ndarray:
    """0 … n-1 for each entry of `n`, one behind the other."""
    return np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n)


def order_tokens(tokens: pd.DataFrame) -> pd.DataFrame:
    """The tokens with each document in one piece and in order, whatever order they came in."""
    doc, position = tokens["doc_id"].cat.codes.to_numpy(), tokens["position"].to_numpy()
    new = doc[1:] != doc[:-1]
    n_docs = np.count_nonzero(np.bincount(doc)) if len(doc) else 1
    if np.count_nonzero(new) + 1 == n_docs and (new | (position[1:] > position[:-1])).all():
        return tokens
    return tokens.iloc[np.lexsort((position, doc))].reset_index(drop=True)


def expand_dictionary(dictionary: pd.DataFrame, tokens: pd.DataFrame) -> pd.DataFrame:
    """
    Which words each pattern really stands for in these tokens, and how often.

    One row per pattern and wording: frame, pattern, use, term (the words, joined by blanks;
    words in gaps with them), n. Counted before exclusions, and before the longest pattern
    wins: what a frame counts in the end is in `matches`. A pattern that catches nothing is
    one row with n = 0 and no term.
    """
    tokens = order_tokens(tokens)
    hits = find_hits(tokens, dictionary)
    wording, n = count_wordings(hits, tokens["term"].cat.codes.to_numpy())
    terms = tokens["term"].cat.categories
    code = tokens["term"].cat.codes.to_numpy()
    caught = pd.DataFrame(
        {
            "row": wording["row"],
            "n": n,
            "term": [
                " ".join(terms[code[first : last + 1]])
                for first, last in zip(wording["first"], wording["last"])
            ],
        }
    )
    table = dictionary.reset_index(drop=True).merge(
        caught, how="left", left_index=True, right_on="row"
    )
    table["n"] = table["n"].fillna(0).astype("int64")
    table["term"] = table["term"].astype("str")
    return table.sort_values(
        ["frame", "use", "pattern", "n", "term"],
        ignore_index=True,
        ascending=[True, True, True, False, True],
    )[["frame", "pattern", "use", "term", "n"]]


def count_wordings(hits: pd.DataFrame, code: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
    """(one hit of each wording of each pattern, how many hits have that wording)."""
    key = hits["row"].to_numpy()
    first, length = hits["first"].to_numpy(), (hits["last"] - hits["first"]).to_numpy() + 1
    for step in range(length.max(initial=0)):
        more = length > step
        word = np.zeros(len(key), np.int64)
        word[more] = code[first[more] + step] + 1
        key = pd.factorize(key * (code.max(initial=0) + 2) + word)[0]
    _, example, n = np.unique(key, return_index=True, return_counts=True)
    return hits.iloc[example], n
