"""
Each claim again under other choices: does it still hold?

The choices are rows of `alternatives.csv`, written down before any was tried. Each is taken
the other way alone; those marked as crossed also in all combinations, where the corpus is
small enough. What an alternative changes is computed anew by the study's own steps.
"""

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.findings.claims import check_claims, evaluate_claims, name_frames, spread_claim
from analysis.findings.starting import read_claims
from analysis.findings.turning import could_turn
from analysis.framing.blocks import judge_block
from analysis.framing.dictionary import read_dictionary
from analysis.framing.judging import read_rules
from analysis.tables.columns import COLUMNS
from analysis.tables.settings import read_settings
from analysis.tables.stored import (
    FIRST_ROW,
    empty_table,
    read_list,
    read_table,
    refuse_faults,
)
from analysis.text.blocks import cut_tables, map_blocks
from analysis.text.coded import coded_matches, coded_quotations, covers, read_coding
from analysis.text.groups import add_group_columns
from analysis.text.spans import assign_voice, is_speech
from analysis.text.tokens import find_tokens
from analysis.text.views import (
    BODY,
    View,
    count_words,
    give_voices,
    join_counts,
    keep_counted,
    narrow,
    read_tokens,
)

PUBLISHED, ONE, SEVERAL, NONE = "published", "one change", "several changes", "no difference"
FURNITURE = ("headline", "subhead", "caption")
CROSSED_UP_TO = 100_000  # words: beyond, only one change at a time
GROUPS, EACH_UP_TO = (
    10,
    20,
)  # articles are left out one by one up to 20 of them, beyond in ten groups
# What claims and alternatives ask of a framing word; with its rule and its names a million need a gigabyte.
ASKED = ["doc_id", "raw_start", "raw_end", "text", "kind", "frame", "pattern", "use"]
ASKED += ["voice", "speaker", "role", "status", "quoted"]
INNER_HYPHEN = r"(?<=[^\W_])[-‐‑](?=[^\W_])"


class Grid:
    """The tables of one study, and each view of them that a set of switched alternatives gives."""

    def __init__(self, corpus: Path | str, out: Path | str) -> None:
        self.tables = {"matches": read_table("matches", out, ASKED)} | {
            name: read_table(name, out)
            for name in ("documents", "sentences", "edits", "quotations")
        }
        self.tables["documents"] = add_group_columns(
            self.tables["documents"], corpus, read_settings(out)
        )
        self.tables["tokens"] = read_tokens(out, corpus)
        self.dictionary, self.rules = read_dictionary(corpus), read_rules(corpus)
        self.variants = read_list("variants", corpus)
        self.coding = read_coding(corpus, self.tables["sentences"], self.tables["edits"])
        self.stop_terms = frozenset(read_list("stop_terms", corpus)["term"])
        self.is_small = self.tables["documents"]["n_words"].sum() <= CROSSED_UP_TO
        self.held: dict[str, dict[tuple, pd.DataFrame]] = {}

    def recall(self, find: Callable[..., pd.DataFrame], *asked: frozenset[str]) -> pd.DataFrame:
        """
        What `find` returns, computed once per combination of the alternatives that touch it.

        Of a large corpus only what is published and the last are kept. A cache in the place of a
        method would hold all tables until Python looks for rings: two grids at once took five gigabytes.
        """
        held = self.held.setdefault(find.__name__, {})
        if asked not in held:
            if not self.is_small:
                held.clear()
            held[asked] = find(*asked)
        return held[asked]

    @cached_property
    def words(self) -> pd.DataFrame:
        """The words as published, counted: most alternatives leave them as they are."""
        return self.count(frozenset(), frozenset())

    def view(self, switched: frozenset[str]) -> View:
        """What is counted when the alternatives in `switched` (a set of names) are taken the other way."""
        without = [name for name in switched if name.startswith("without ")]
        words = self.recall(
            self.find_words, pick(switched, TOUCH_TOKENS), pick(switched, TOUCH_QUOTATIONS)
        )
        matches = self.recall(
            self.find_matches,
            pick(switched, TOUCH_TOKENS),
            pick(switched, TOUCH_QUOTATIONS),
            pick(switched, TOUCH_DICTIONARY),
        )
        documents = self.tables["documents"]
        if "duplicates" in switched:
            documents = documents.assign(duplicate_of=pd.NA)
        for group in without:
            documents = documents[~documents["doc_id"].isin(self.groups()[group])]
        kinds = BODY + (FURNITURE if "headlines, captions and subheads" in switched else ())
        if "mentioned words" in switched:
            matches = matches[matches["status"] != "mentioned"]
        if "words between scare quotes" in switched:
            matches = matches[matches["quoted"] != "scare"]
        return View(
            *narrow(documents, words, matches, kinds),
            frozenset(self.dictionary["frame"]),
            frozenset() if "stop list" in switched else self.stop_terms,
        )

    def cut(
        self, of_tokens: frozenset[str], quotations: pd.DataFrame
    ) -> Iterator[dict[str, pd.DataFrame]]:
        """
        Tokens, sentences, edits and these quotations of some articles after the other.

        Hyphens are split or spellings apart where that is asked; split hyphens keep every
        character's place. Never more is copied than a part: with thirty million words, each
        copy of the tokens takes a gigabyte.
        """
        tables = {name: self.tables[name] for name in ("sentences", "edits", "tokens")}
        if of_tokens:
            del tables["tokens"]
        variants = None if "spelling variants" in of_tokens else self.variants
        for part in cut_tables(tables | {"quotations": quotations}):
            if "hyphens" in of_tokens:
                text = part["sentences"]["text"].str.replace(INNER_HYPHEN, " ", regex=True)
                part["sentences"] = part["sentences"].assign(text=text)
            if of_tokens:
                part["tokens"] = find_tokens(part["sentences"], part["edits"], variants)
            yield part

    def find_quotations(self, switched: frozenset[str]) -> pd.DataFrame:
        """The quotations as found or as coded; free indirect speech as speech, partial quotations as reported."""
        found = coded_quotations(self.coding) if "finder" in switched else self.tables["quotations"]
        if "free indirect speech" in switched:
            is_free = found["form"] == "free_indirect"
            found = found.assign(voice=found["voice"].mask(is_free, "indirect"))
        if "likely speech" in switched:
            is_likely = is_speech(found) & (found["odds"] == "likely")
            found = found.assign(voice=found["voice"].mask(is_likely, "narrator"))
        if "partial quotations" in switched:
            found = found.assign(voice=found["voice"].mask(found["form"] == "partial", "indirect"))
        return found

    def find_words(self, of_tokens: frozenset[str], of_quotations: frozenset[str]) -> pd.DataFrame:
        """The words with the voice they stand in, counted: as published, where no change touches them."""
        if not of_tokens | of_quotations:
            return self.words
        return self.count(of_tokens, of_quotations)

    def count(self, of_tokens: frozenset[str], of_quotations: frozenset[str]) -> pd.DataFrame:
        """The words with the voice they stand in, counted (`count_words`)."""
        parts = self.cut(of_tokens, self.recall(self.find_quotations, of_quotations))
        return join_counts(
            [
                count_words(give_voices(part["tokens"], part["sentences"], part["quotations"]))
                for part in parts
            ]
        )

    def find_matches(
        self,
        of_tokens: frozenset[str],
        of_quotations: frozenset[str],
        of_dictionary: frozenset[str],
    ) -> pd.DataFrame:
        """The framing words: as published, where no change touches them; as coded; or found anew."""
        if not of_tokens | of_quotations | of_dictionary:
            return self.tables["matches"]
        if "finder" in of_quotations:
            return coded_matches(self.coding, self.recall(self.find_quotations, of_quotations))[
                ASKED
            ]
        if not of_tokens | of_dictionary:  # the voice of a word decides nothing else
            quotations = self.recall(self.find_quotations, of_quotations)
            return assign_voice(self.tables["matches"], quotations)[ASKED]
        return self.find_again(of_tokens, of_quotations, of_dictionary)

    def find_again(
        self,
        of_tokens: frozenset[str],
        of_quotations: frozenset[str],
        of_dictionary: frozenset[str],
    ) -> pd.DataFrame:
        """The framing words, found and judged by the study's own steps."""
        dictionary, rules = self.change_dictionary(of_dictionary), self.rules
        if "hyphens" in of_tokens:
            dictionary, rules = (
                table.assign(pattern=table["pattern"].str.replace(INNER_HYPHEN, " ", regex=True))
                for table in (dictionary, rules)
            )
        parts = self.cut(of_tokens, self.recall(self.find_quotations, of_quotations))
        judge = partial(judge_block, dictionary=dictionary, rules=rules)
        return pd.concat([found[ASKED] for found in map_blocks(judge, parts)], ignore_index=True)

    def change_dictionary(self, switched: frozenset[str]) -> pd.DataFrame:
        """The dictionary without its doubtful patterns, or without each frame's commonest one."""
        dictionary = self.dictionary
        if "doubtful patterns" in switched:
            dictionary = dictionary[dictionary["use"] != "doubtful"]
        if "commonest pattern" in switched:
            keys = pd.MultiIndex.from_frame(dictionary[["frame", "pattern"]])
            dictionary = dictionary[~keys.isin(self.commonest_patterns())]
        return dictionary

    def commonest_patterns(self) -> list[tuple[str, str]]:
        """(frame, pattern) of the pattern that caught most in each frame; of equals the first by name."""
        matches = keep_counted(self.tables["matches"], self.tables["documents"])
        counted = matches.groupby(["frame", "pattern"]).size().rename("n").reset_index()
        counted = counted.sort_values(["n", "pattern"], ascending=[False, True])
        return [
            tuple(row) for row in counted.drop_duplicates("frame")[["frame", "pattern"]].to_numpy()
        ]

    def groups(self) -> dict[str, list[str]]:
        """The articles to be left out together: name of the setting -> their ids."""
        ids = sorted(self.tables["documents"].query("duplicate_of.isna()")["doc_id"])
        if len(ids) < 2:
            return {}
        if len(ids) <= EACH_UP_TO:
            return {f"without {doc_id}": [doc_id] for doc_id in ids}
        return {
            f"without articles {group + 1}, {group + 1 + GROUPS}, {group + 1 + 2 * GROUPS} …": ids[
                group::GROUPS
            ]
            for group in range(GROUPS)
        }


TOUCH_TOKENS = frozenset(["hyphens", "spelling variants"])
TOUCH_QUOTATIONS = frozenset(
    ["free indirect speech", "partial quotations", "likely speech", "finder"]
)
TOUCH_DICTIONARY = frozenset(["doubtful patterns", "commonest pattern"])
KNOWN = (
    TOUCH_TOKENS
    | TOUCH_QUOTATIONS
    | TOUCH_DICTIONARY
    | {
        "stop list",
        "headlines, captions and subheads",
        "duplicates",
        "mentioned words",
        "words between scare quotes",
        "articles",
    }
)


def pick(switched: frozenset[str], names: frozenset[str]) -> frozenset[str]:
    """Those of the switched alternatives that are among `names`."""
    return frozenset(switched) & names


def check_alternatives(alternatives: pd.DataFrame) -> pd.DataFrame:
    """Return `alternatives` if each is one that can be computed; otherwise name those that are not."""
    refuse_faults("alternatives.csv", find_alternative_faults(alternatives))
    return alternatives


def find_alternative_faults(alternatives: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """(row, what is wrong with it and the mend) of the alternatives, in the order of the rows."""
    twice = alternatives["alternative"].duplicated()
    for number, row in enumerate(alternatives.itertuples(), FIRST_ROW):
        if row.alternative not in KNOWN:
            yield (
                number,
                f"{row.alternative!r} is not known; use one of: {', '.join(sorted(KNOWN))}",
            )
        elif twice.iloc[number - FIRST_ROW]:
            yield number, "this alternative is in a row above; keep one of the two rows"
        if row.crossed not in ("yes", "no"):
            yield number, f"crossed is {row.crossed!r}; write yes or no"


def list_settings(
    alternatives: pd.DataFrame, grid: Grid
) -> tuple[dict[str, frozenset[str]], set[str]]:
    """The settings with one change: name -> the set of what is switched; and the names to be crossed."""
    other = alternatives.set_index("alternative")["other"]
    single = {
        f"{name}: {other[name]}": frozenset([name]) for name in other.index if name != "articles"
    }
    if not covers(grid.coding, grid.tables["documents"]):
        single = {name: switched for name, switched in single.items() if switched != {"finder"}}
    if "articles" in other:
        single |= {name: frozenset([name]) for name in grid.groups()}
    return single, set(alternatives.loc[alternatives["crossed"] == "yes", "alternative"])


def measure_robustness(
    corpus: Path | str, out: Path | str, progress: Callable = lambda settings: settings
) -> pd.DataFrame:
    """
    Every claim under every setting: the table `robustness`.

    kind: published; one change; several changes; "no difference" where a change alone leaves
    the claim's two numbers as they were. Combinations are made of those changes only that
    make a difference to the claim by themselves. `progress` wraps the loops over settings.
    """
    grid = Grid(corpus, out)
    claims = choose_claims(check_claims(read_claims(corpus, out)), grid.dictionary["frame"])
    single, crossed = list_settings(check_alternatives(read_list("alternatives", corpus)), grid)

    def evaluate(settings: dict[str, frozenset[str]]) -> list[pd.DataFrame]:
        return [
            evaluate_claims(claims, grid.view(switched)).assign(setting=name)
            for name, switched in progress(settings.items())
        ]

    alone = mark_differences(
        pd.concat(evaluate({"as published": frozenset()} | single), ignore_index=True)
    )
    combined = cross_settings(alone, single, crossed) if grid.is_small else {}
    several = [keep_effective(found, alone, single, combined) for found in evaluate(combined)]
    return mark_turning(pd.concat([alone, *several], ignore_index=True), claims, grid, single)


def measure_spread(corpus: Path | str, out: Path | str) -> pd.DataFrame:
    """Each claim asked of each article alone, as published: the table `spread`."""
    grid = Grid(corpus, out)
    claims = choose_claims(check_claims(read_claims(corpus, out)), grid.dictionary["frame"])
    view = grid.view(frozenset())
    rows = [spread_claim(row, view).assign(claim=row.claim) for row in claims.itertuples()]
    return pd.concat([empty_table("spread"), *rows], ignore_index=True)[list(COLUMNS["spread"])]


def mark_turning(
    found: pd.DataFrame, claims: pd.DataFrame, grid: Grid, single: dict[str, frozenset[str]]
) -> pd.DataFrame:
    """
    The rows with `could_turn`: whether some articles exist that would have turned the claim there.

    Of combinations, whether one of its changes alone could. A change that makes no difference
    to the claim's numbers in these articles turned nothing and is no test of it.
    """
    view, groups = grid.view(frozenset()), grid.groups()
    published = found[found["kind"] == PUBLISHED].set_index("claim")
    alone = {
        (row.claim, name): could_turn(row, published.loc[row.claim], switched, view, groups)
        for row in claims.itertuples()
        for name, switched in single.items()
    }
    turns = [
        kind in (ONE, SEVERAL) and any(alone[claim, part] for part in setting.split(" + "))
        for claim, setting, kind in zip(found["claim"], found["setting"], found["kind"])
    ]
    return found.assign(could_turn=np.array(turns, bool))


def choose_claims(claims: pd.DataFrame, frames: pd.Series) -> pd.DataFrame:
    """The claims that can be asked of this dictionary: those on frames that it has, or on none."""
    return claims[[name_frames(options) <= set(frames) for options in claims["options"]]]


def mark_differences(found: pd.DataFrame) -> pd.DataFrame:
    """The rows with their kind: published, one change, or no difference to the two numbers."""
    numbers = ["n", "of_n"]
    published = found[found["setting"] == "as published"].set_index("claim")[numbers]
    before = published.loc[found["claim"]].to_numpy(float)
    same = np.isclose(found[numbers].to_numpy(float), before, equal_nan=True).all(axis=1)
    return found.assign(
        kind=np.select([found["setting"] == "as published", same], [PUBLISHED, NONE], ONE)
    )


def cross_settings(
    alone: pd.DataFrame, single: dict[str, frozenset[str]], crossed: set[str]
) -> dict[str, frozenset[str]]:
    """All combinations of two or more of the crossed alternatives that make any difference alone."""
    effective = set(alone.loc[alone["kind"] == ONE, "setting"])
    names = [name for name, switched in single.items() if switched <= crossed and name in effective]
    return {
        " + ".join(some): frozenset().union(*(single[name] for name in some))
        for size in range(2, len(names) + 1)
        for some in combinations(names, size)
    }


def keep_effective(
    found: pd.DataFrame,
    alone: pd.DataFrame,
    single: dict[str, frozenset[str]],
    combined: dict[str, frozenset[str]],
) -> pd.DataFrame:
    """Of one combination the claims to which each of its changes makes a difference alone."""
    switched = combined[found["setting"].iloc[0]]
    touched = alone[alone["kind"] == ONE]
    n_changes = (
        touched[touched["setting"].map(single).map(switched.issuperset)].groupby("claim").size()
    )
    return found[found["claim"].map(n_changes) == len(switched)].assign(kind=SEVERAL)
