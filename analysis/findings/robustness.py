"""
Each claim again under other choices: does it still hold?

The choices are rows of `alternatives.csv`, written down before any was tried. Each is taken
the other way alone; those marked as crossed also in all combinations, where the corpus is
small enough. What an alternative changes is computed anew by the study's own steps.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from analysis.findings.claims import (
    check_claims,
    evaluate_claims,
    holds_values,
    name_frames,
    spread_claim,
)
from analysis.findings.counting import (
    count_stretches,
    find_edges,
    find_lines,
    find_middles,
    find_voices,
    lay_out,
    tell_words,
)
from analysis.findings.starting import read_claims
from analysis.findings.turning import could_turn
from analysis.framing.blocks import judge_block
from analysis.framing.dictionary import read_dictionary
from analysis.framing.judging import read_rules, split_cell
from analysis.framing.lookup import find_hits
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
from analysis.text.groups import GROUP, add_group_columns
from analysis.text.patterns import plain_forms
from analysis.text.spans import is_speech
from analysis.text.tokens import find_tokens
from analysis.text.views import (
    BODY,
    COUNTED,
    View,
    count_words,
    find_articles,
    join_counts,
    keep_counted,
    read_token_blocks,
)

PUBLISHED, ONE, SEVERAL, NONE = "published", "one change", "several changes", "no difference"
FURNITURE = ("headline", "subhead", "caption")
CROSSED_UP_TO = 100_000  # words: beyond, only one change at a time
GROUPS, EACH_UP_TO = (
    10,
    20,
)  # articles are left out one by one up to 20 of them, beyond in ten groups
# What claims and alternatives ask of a framing word; with its rule and its names a million need a gigabyte.
ASKED = ["doc_id", "sentence", "raw_start", "raw_end", "text", "kind", "frame", "pattern", "use"]
ASKED += ["voice", "speaker", "role", "status", "quoted"]
NAMED = ["kind", "frame", "pattern", "use", "voice", "speaker", "role", "status", "quoted"]
HYPHEN = "[-‐‑]"
INNER_HYPHEN = rf"(?<=[^\W_]){HYPHEN}(?=[^\W_])"
GROUPS_READ = 4  # groups of rows of the tokens that are looked at at once


class Scan(NamedTuple):
    """What one look at all words finds: their counts, and which sentences a change of words may touch."""

    edges: np.ndarray  # of `find_edges`
    counts: pd.DataFrame  # of `count_stretches`
    variants: np.ndarray  # for each sentence: has it a spelling that is counted as another?
    split: np.ndarray  # has it words that a pattern with a hyphen finds, whole or split?


class Grid:
    """The tables of one study, and each view of them that a set of switched alternatives gives."""

    def __init__(self, corpus: Path | str, out: Path | str) -> None:
        self.corpus, self.out = corpus, out
        self.tables = {name: read_table(name, out) for name in ("sentences", "edits", "quotations")}
        documents = add_group_columns(
            read_table("documents", out), corpus, read_settings(out)
        ).filter(regex=f"^(doc_id|duplicate_of|n_words|{GROUP}.*)$")
        self.line = lay_out(self.tables["sentences"], documents)
        groups = {name: "category" for name in documents if name.startswith(GROUP)}
        self.tables["documents"] = documents.astype(groups).assign(
            doc_id=self.line.name(self.line.number(documents["doc_id"]))
        )
        self.tables["matches"] = self.shrink(read_table("matches", out, ASKED))
        self.dictionary, rules = read_dictionary(corpus), read_rules(corpus)
        self.rules = rules[rules["variable"].isin(ASKED)].reset_index(drop=True)
        self.variants = read_list("variants", corpus)
        self.coding = read_coding(corpus, self.tables["sentences"], self.tables["edits"])
        self.stop_terms = frozenset(read_list("stop_terms", corpus)["term"])
        self.is_small = self.tables["documents"]["n_words"].sum() <= CROSSED_UP_TO
        self.held: dict[str, dict[tuple, Any]] = {}

    def shrink(self, matches: pd.DataFrame) -> pd.DataFrame:
        """Framing words with few names many times as categories: each claim asks for them in each view."""
        named: dict[str, Any] = dict.fromkeys(NAMED, "category")
        doc_id = self.line.name(self.line.number(matches["doc_id"]))
        return matches.astype(named).assign(doc_id=doc_id)

    def recall(self, find: Callable[..., Any], *asked: frozenset[str]) -> Any:
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
    def claims(self) -> pd.DataFrame:
        """The claims of the study, those too that cannot be asked of its dictionary."""
        return read_claims(self.corpus, self.out)

    @cached_property
    def words(self) -> pd.DataFrame:
        """The words as published, counted: most alternatives leave them as they are."""
        return self.count(frozenset(), frozenset())

    def view(self, switched: frozenset[str]) -> View:
        """What is counted when the alternatives in `switched` (a set of names) are taken the other way."""
        without = [name for name in switched if name.startswith("without ")]
        of_tokens, of_quotations, of_dictionary = (
            pick(switched, names) for names in (TOUCH_TOKENS, TOUCH_QUOTATIONS, TOUCH_DICTIONARY)
        )
        words = self.recall(self.find_words, of_tokens, of_quotations)
        matches = self.recall(self.find_matches, of_tokens, of_quotations, of_dictionary)
        documents = self.tables["documents"]
        if "duplicates" not in switched:
            documents = documents[documents["duplicate_of"].isna()]
        for group in without:
            documents = documents[~documents["doc_id"].isin(self.groups()[group])]
        kinds = BODY + (FURNITURE if "headlines, captions and subheads" in switched else ())
        counted = holds_values(matches, use="|".join(COUNTED))
        if "mentioned words" in switched:
            counted &= ~holds_values(matches, status="mentioned")
        if "words between scare quotes" in switched:
            counted &= ~holds_values(matches, quoted="scare")

        def narrow(table: pd.DataFrame, kept: bool | np.ndarray = True) -> pd.DataFrame:
            is_here = find_articles(table, documents) >= 0
            return table[is_here & holds_values(table, kind="|".join(kinds)) & kept]

        return View(
            documents,
            narrow(words),
            narrow(matches, counted),
            frozenset(self.dictionary["frame"]),
            frozenset() if "stop list" in switched else self.stop_terms,
            lambda: narrow(self.recall(self.find_terms, of_tokens)),
        )

    def cut(
        self, of_tokens: frozenset[str], rows: np.ndarray | None = None
    ) -> Iterator[dict[str, pd.DataFrame]]:
        """
        The sentences in `rows` (all, if none are named) with their words, edits and quotations, some articles at a time.

        Hyphens are split or spellings apart where that is asked; split hyphens keep every
        character's place.
        """
        tables = {name: self.tables[name] for name in ("sentences", "edits", "quotations")}
        if rows is not None:
            tables["sentences"] = tables["sentences"][rows].reset_index(drop=True)
        variants = None if "spelling variants" in of_tokens else self.variants
        for part in cut_tables(tables):
            if "hyphens" in of_tokens:
                text = part["sentences"]["text"].str.replace(INNER_HYPHEN, " ", regex=True)
                part["sentences"] = part["sentences"].assign(text=text)
            yield part | {"tokens": find_tokens(part["sentences"], part["edits"], variants)}

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
        """The words by article and voice: as published, where no change touches their number or voice."""
        of_tokens = of_tokens - {"spelling variants"}  # the same words, under other names
        if not of_tokens | of_quotations:
            return self.words
        return self.count(of_tokens, of_quotations)

    def count(self, of_tokens: frozenset[str], of_quotations: frozenset[str]) -> pd.DataFrame:
        """The words by article, kind of the line, voice and role (`tell_words`)."""
        quotations = self.recall(self.find_quotations, of_quotations)
        scan = self.recall(self.find_scan, pick(of_quotations, frozenset(["finder"])))
        counts = self.count_split(scan) if "hyphens" in of_tokens else scan.counts
        return tell_words(counts, scan.edges, quotations, self.line)

    def count_split(self, scan: Scan) -> pd.DataFrame:
        """The counts of words, those of sentences with hyphens counted again, with their hyphens split."""
        hyphened = self.hyphened
        parts = [scan.counts[~hyphened[scan.counts["row"]]]]
        for part in self.cut(frozenset(["hyphens"]), hyphened):
            rows = find_lines(part["tokens"], self.line)
            parts.append(count_stretches(part["tokens"], rows, scan.edges, self.line))
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def hyphened(self) -> np.ndarray:
        """Which sentences have a hyphen."""
        return self.tables["sentences"]["text"].str.contains(HYPHEN).to_numpy(bool)

    def find_scan(self, is_coded: frozenset[str]) -> Scan:
        """All words looked at once, some articles after the other: with the quotations found, or as coded."""
        edges = find_edges(self.find_quotations(is_coded), self.line)
        touched = np.zeros((2, len(self.line.doc)), bool)
        split, counts = pd.DataFrame({"pattern": self.list_split_patterns()}), []
        for tokens in read_token_blocks(self.out, self.corpus, GROUPS_READ):
            rows = find_lines(tokens, self.line)
            counts.append(count_stretches(tokens, rows, edges, self.line))
            other = plain_forms(tokens["token"].cat.categories).isin(self.variants["variant"])
            touched[0, rows[other[tokens["token"].cat.codes]]] = True
            touched[1, rows[find_hits(tokens, split)["first"]]] = True
        return Scan(edges, pd.concat(counts, ignore_index=True), *touched)

    def list_split_patterns(self) -> list[str]:
        """The patterns of the dictionary and the rules that splitting hyphens changes, before and after."""
        written = [*self.dictionary["pattern"]]
        written += [pattern for cell in self.rules["pattern"] for pattern in split_cell(cell)]
        split = {pattern: re.sub(INNER_HYPHEN, " ", pattern) for pattern in written}
        return sorted({either for pair in split.items() if pair[0] != pair[1] for either in pair})

    def find_terms(self, of_tokens: frozenset[str]) -> pd.DataFrame:
        """The words by article, term and kind of the line."""
        blocks: Iterable[pd.DataFrame] = read_token_blocks(self.out, self.corpus)
        if of_tokens:
            blocks = (part["tokens"] for part in self.cut(of_tokens))
        counts = []
        for tokens in blocks:
            kind = self.line.kind[find_lines(tokens, self.line)]
            words = tokens[["doc_id", "term"]].assign(kind=kind)
            counts.append(count_words(words, ["doc_id", "term", "kind"]))
        return join_counts(counts)

    def find_matches(
        self,
        of_tokens: frozenset[str],
        of_quotations: frozenset[str],
        of_dictionary: frozenset[str],
    ) -> pd.DataFrame:
        """The framing words: as coded; or as published, found anew where a change of words or patterns touches them."""
        if "finder" in of_quotations:
            quotations = self.recall(self.find_quotations, of_quotations)
            return self.shrink(coded_matches(self.coding, quotations)[ASKED])
        matches = self.tables["matches"]
        if of_tokens | of_dictionary:
            matches = self.recall(self.find_again, of_tokens, of_dictionary)
        if not of_quotations:
            return matches
        middles = find_middles(matches, matches["doc_id"].cat.codes.to_numpy())
        quotations = self.recall(self.find_quotations, of_quotations)
        return matches.assign(**find_voices(middles, quotations, self.line))

    def find_again(self, of_tokens: frozenset[str], of_dictionary: frozenset[str]) -> pd.DataFrame:
        """The framing words, found and judged anew by the study's own steps in the paragraphs that a change touches."""
        matches, rows = self.tables["matches"], self.find_touched(of_tokens, of_dictionary)
        if not rows.any():
            return matches
        kept = matches[~rows[self.find_lines_of(matches)]]
        return concat_named([kept, self.judge_again(rows, of_tokens, of_dictionary)])

    def find_touched(self, of_tokens: frozenset[str], of_dictionary: frozenset[str]) -> np.ndarray:
        """
        Which sentences stand in a paragraph where such a change may find or judge a framing word otherwise.

        No pattern or rule looks beyond a paragraph. A pattern that goes leaves all as it is where
        it made no match: of words that overlap, one that lost has kept nothing else out.
        """
        touched = np.zeros(len(self.line.doc), bool)
        if of_tokens:
            scan = self.recall(self.find_scan, frozenset())
            if "spelling variants" in of_tokens:
                touched |= scan.variants
            if "hyphens" in of_tokens:
                touched |= scan.split | self.hyphened
        if of_dictionary:
            matches, kept = self.tables["matches"], self.change_dictionary(of_dictionary)
            is_gone = ~self.dictionary.index.isin(kept.index)
            gone = pd.MultiIndex.from_frame(self.dictionary.loc[is_gone, ["frame", "pattern"]])
            made = pd.MultiIndex.from_frame(matches[["frame", "pattern"]].astype("str"))
            touched[self.find_lines_of(matches[made.isin(gone)])] = True
        return self.line.widen(touched)

    def find_lines_of(self, matches: pd.DataFrame) -> np.ndarray:
        """The row of the sentence of each framing word."""
        return self.line.find(
            matches["doc_id"].cat.codes.to_numpy(), matches["sentence"].to_numpy()
        )

    def judge_again(
        self, rows: np.ndarray, of_tokens: frozenset[str], of_dictionary: frozenset[str]
    ) -> pd.DataFrame:
        """The framing words of these sentences, found and judged by the study's own steps."""
        dictionary, rules = self.change_dictionary(of_dictionary), self.rules
        if "hyphens" in of_tokens:
            dictionary, rules = (
                table.assign(pattern=table["pattern"].str.replace(INNER_HYPHEN, " ", regex=True))
                for table in (dictionary, rules)
            )
        judge = partial(judge_block, dictionary=dictionary, rules=rules)
        found = map_blocks(judge, self.cut(of_tokens, rows))
        return concat_named([self.shrink(part[ASKED]) for part in found])

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


def concat_named(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Tables of framing words below each other, their names as categories of all of them."""
    names = {name: union_categoricals([table[name] for table in tables]) for name in NAMED}
    return pd.concat(tables, ignore_index=True).assign(**names)


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


def measure_robustness(grid: Grid, progress: Callable = lambda settings: settings) -> pd.DataFrame:
    """
    Every claim under every setting: the table `robustness`.

    kind: published; one change; several changes; "no difference" where a change alone leaves
    the claim's two numbers as they were. Combinations are made of those changes only that
    make a difference to the claim by themselves. `progress` wraps the loops over settings.
    """
    claims, alternatives = read_askable(grid), read_list("alternatives", grid.corpus)
    single, crossed = list_settings(check_alternatives(alternatives), grid)

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


def measure_spread(grid: Grid) -> pd.DataFrame:
    """Each claim asked of each article alone, as published: the table `spread`."""
    view = grid.view(frozenset())
    rows = [
        spread_claim(row, view).assign(claim=row.claim) for row in read_askable(grid).itertuples()
    ]
    return pd.concat([empty_table("spread"), *rows], ignore_index=True)[list(COLUMNS["spread"])]


def read_askable(grid: Grid) -> pd.DataFrame:
    """The claims of the study that can be asked of its dictionary."""
    return choose_claims(check_claims(grid.claims), grid.dictionary["frame"])


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
