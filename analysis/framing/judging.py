"""
Sense, status and target of the matches: small rules, written as rows of `rules.csv`.

Rules of the variable `use` tell senses apart by what stands around a word: a match that they
give the code *exclude* is not counted (support of the police is no endorsement of a state); *count*
leaves it as the dictionary has it.

The rows are tried from top to bottom, and for each match the first that holds decides. A
row says for which frames it is meant (none named: all), which words it waits for
(patterns as in the dictionary, ` / ` between several) and **where**: *before* or *after*
the match, or *around* it (on either side, or sharing words with it), in its sentence and with at most `words`
words between (none given: anywhere in the sentence); anywhere in its *paragraph*; *marks*: *around*, where the
match is scare-quoted or stands behind "so-called", or such marks alone; *always*. A row without a code says that
here the rules cannot tell: the value stays missing. In a pattern `{states}` stands for every name
of a state in `states.csv`, `{home}` for those of the state that the study is about: the places in
its own `home.csv`, none where it has none, and what `states.csv` has for a state that is one of them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.framing.dictionary import USES, find_pattern_faults
from analysis.framing.lookup import find_hits, order_tokens
from analysis.tables.stored import (
    FIRST_ROW,
    LISTS,
    check_table,
    list_path,
    own_list,
    read_list,
    refuse_faults,
)
from analysis.text.offsets import DOCUMENT
from analysis.text.spans import code_documents, find_sentences, find_tokens_at

VARIABLES = ("use", "status", "target")
JUDGED = VARIABLES[1:]  # found by rules alone; `use` begins as the dictionary has it
WHERE = ("before", "after", "around", "paragraph", "marks", "always")
ANYWHERE = 1 << 30  # words: more than any sentence has
NAMES = ("{states}", "{home}")
READ = ["doc_id", "sentence", "frame", "quoted", "first", "last"]  # what rules read of a match


def read_rules(corpus: Path | str) -> pd.DataFrame:
    """
    The rules of a corpus, each row checked; without rules of its own, the published ones.

    Of the published rules those of target hold for the published topic: where the corpus has
    a codebook of its own, only those remain whose code it knows.
    """
    rules, codebook, path = (
        read_list("rules", corpus),
        read_list("codebook", corpus),
        list_path("rules", corpus),
    )
    if path.parent == LISTS and list_path("codebook", corpus).parent != LISTS:
        known = rules["variable"].isin(["use", "status"]) | rules["code"].isin(codebook["code"])
        return write_out_names(rules[known].reset_index(drop=True), corpus)
    return write_out_names(check_rules(rules, codebook, path), corpus)


def write_out_names(rules: pd.DataFrame, corpus: Path | str, has_home: bool = True) -> pd.DataFrame:
    """
    `rules` with the patterns of all places where a row says `{states}` or `{home}`.

    `has_home`: a study whose corpus brings no home.csv has none; False where states are compared with each other, so that none is read otherwise.
    """
    states = read_list("states", corpus)
    home = list(read_list("home", corpus)["place"]) if has_home and own_list("home", corpus) else []
    own = states.loc[states["name"].isin(home), "pattern"]
    words = {
        "{states}": [word for cell in states["pattern"] for word in split_cell(cell)],
        "{home}": home + [word for cell in own for word in split_cell(cell)],
    }
    written = [
        " / ".join(
            pattern.replace(name, word)
            for pattern in split_cell(cell)
            for name in [next((name for name in NAMES if name in pattern), "")]
            for word in words.get(name, [""])
        )
        for cell in rules["pattern"]
    ]
    return rules.assign(pattern=pd.array([cell or None for cell in written], dtype="str"))


def check_rules(
    rules: pd.DataFrame, codebook: pd.DataFrame, path: Path | str = "rules.csv"
) -> pd.DataFrame:
    """`rules` if every row can be used; else one error that lists each bad row and its mend."""
    refuse_faults(path, find_rules_faults(rules, codebook))
    return rules


def find_rules_faults(rules: pd.DataFrame, codebook: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """(row, what is wrong with it and the mend) of the rules, in the order of the rows."""
    for number, row in enumerate(rules.itertuples(index=False), FIRST_ROW):
        yield from ((number, fault) for fault in find_rule_faults(row, codebook))


def find_rule_faults(row: Any, codebook: pd.DataFrame) -> Iterator[str]:
    """What is wrong with one row of the rules, each with its mend; nothing if all is well."""
    if row.variable not in VARIABLES:
        yield f"variable is {row.variable!r}; write one of {', '.join(VARIABLES)}"
    codes = set(codebook.loc[codebook["variable"] == row.variable, "code"])
    codes |= set(USES) if row.variable == "use" else set()
    if pd.notna(row.code) and row.code not in codes:
        yield f"no {row.variable} {row.code!r} in codebook.csv; it has {', '.join(sorted(codes))}"
    if row.where not in WHERE:
        yield f"where is {row.where!r}; write one of {', '.join(WHERE)}"
    if pd.notna(row.words) and not str(row.words).isdigit():
        yield f"words is {row.words!r}; write a whole number, or nothing for the whole sentence"
    if pd.isna(row.pattern) != (row.where == "always") and row.where != "marks":
        yield "before, after, around and paragraph need a pattern, marks may have one, always takes none"
    for pattern in split_cell(row.pattern):
        for name in NAMES:
            pattern = pattern.replace(name, "x")
        yield from find_pattern_faults(pattern)


def judge_matches(
    matches: pd.DataFrame, tokens: pd.DataFrame, sentences: pd.DataFrame, rules: pd.DataFrame
) -> pd.DataFrame:
    """The matches with `status` and `target`; missing where no row of `rules` can tell."""
    tokens = order_tokens(tokens)
    placed = place_matches(matches, tokens)
    hits = find_rule_hits(rules, tokens)
    judged, made_by = matches.copy(), matches["rule"].astype("str")
    for variable in VARIABLES:
        chosen = choose_rules(variable, placed, hits, tokens, sentences, rules)
        codes, reasons = (
            np.append(rules[name].to_numpy(object), np.array([None]))[chosen]
            for name in ("code", "reason")
        )
        codes = pd.Series(pd.array(codes, dtype="str"), judged.index)
        reasons = pd.Series(reasons, made_by.index, dtype="str")
        if variable not in JUDGED:  # count: as the dictionary has it, doubtful or excluded there
            kept = codes.eq("count") | judged[variable].eq("exclude")
            codes = codes.mask(kept).fillna(judged[variable])
            made_by += (f"; {variable}: " + reasons).fillna("")
        else:
            made_by += f"; {variable}: " + reasons.fillna("no rule holds")
        judged[variable] = codes.array
    return check_table(judged.assign(rule=made_by), "matches")


def choose_rules(
    variable: str,
    placed: pd.DataFrame,
    hits: pd.DataFrame,
    tokens: pd.DataFrame,
    sentences: pd.DataFrame,
    rules: pd.DataFrame,
) -> np.ndarray:
    """For each match (of `place_matches`) the first rule of the variable that holds; -1: none."""
    chosen = np.full(len(placed), -1)
    placed = placed[placed.columns.intersection(READ)]  # few columns: each rule copies its rows
    begin = np.searchsorted(hits["rule"], np.arange(len(rules) + 1))
    meant: dict[str, np.ndarray] = {}  # by the frames of a rule, which many have in common
    for row, rule in enumerate(rules.itertuples(index=False)):
        if rule.variable != variable:
            continue
        if str(rule.frame) not in meant:
            meant[str(rule.frame)] = is_meant(rule, placed)
        left = np.flatnonzero((chosen < 0) & meant[str(rule.frame)])
        if not len(left):
            continue
        rule_hits = hits.iloc[begin[row] : begin[row + 1]]
        held = holds(rule, placed.iloc[left], rule_hits, tokens, sentences)
        chosen[left[held]] = row
    return chosen


def is_excluded(spans: pd.DataFrame, tokens: pd.DataFrame, rules: pd.DataFrame) -> np.ndarray:
    """Which hits (frame, doc_id, raw_start, raw_end) the rules of use take out, in text that is only counted."""
    tokens, rules = order_tokens(tokens), rules[rules["variable"] == "use"].reset_index(drop=True)
    hits = find_rule_hits(rules, tokens)
    chosen = choose_rules("use", place_matches(spans, tokens), hits, tokens, None, rules)
    return np.append(rules["code"].eq("exclude").to_numpy(), False)[chosen]


def find_rule_hits(rules: pd.DataFrame, tokens: pd.DataFrame) -> pd.DataFrame:
    """Where the patterns of each rule stand, rule by rule: `rule` (its row), `first` and `last` row of the tokens."""
    patterns = rules["pattern"].map(split_cell)
    meant = pd.DataFrame(
        {
            "rule": np.repeat(np.arange(len(rules)), patterns.map(len)),
            "pattern": [pattern for row in patterns for pattern in row],
        }
    )
    looked_up = pd.DataFrame({"pattern": meant["pattern"].unique()})  # each once for all rules
    hits = find_hits(tokens, looked_up)
    hits = hits.assign(pattern=looked_up["pattern"].to_numpy()[hits["row"]])
    hits = hits.merge(meant, on="pattern")[["rule", "first", "last"]]
    return hits.sort_values("rule", kind="stable", ignore_index=True)


def is_meant(rule: Any, matches: pd.DataFrame) -> np.ndarray:
    """Which matches a rule (a row of the rules) is meant for, by their frames."""
    frames = split_cell(rule.frame)
    return matches["frame"].isin(frames).to_numpy() if frames else np.full(len(matches), True)


def holds(
    rule: Any,
    placed: pd.DataFrame,
    hits: pd.DataFrame,
    tokens: pd.DataFrame,
    sentences: pd.DataFrame,
) -> np.ndarray:
    """For which of these matches (of `place_matches`) the rule holds, `hits` being those of its patterns."""
    where, words = rule.where, ANYWHERE if pd.isna(rule.words) else int(rule.words)
    if where == "always":
        return np.full(len(placed), True)
    is_marked = is_scare_quoted(placed) if where == "marks" else np.full(len(placed), True)
    if where == "marks" and pd.isna(rule.pattern):
        return is_marked
    if where == "paragraph":
        return share_paragraph(placed, hits, tokens, sentences)
    first, last = placed["first"].to_numpy(), placed["last"].to_numpy()
    if where == "before":
        return find_before(first, hits, words, tokens)
    if where == "after":
        return find_after(last, hits, words, tokens)
    return is_marked & (
        find_before(first, hits, words, tokens)
        | find_over(first, last, hits)
        | find_after(last, hits, words, tokens)
    )


def is_scare_quoted(placed: pd.DataFrame) -> np.ndarray:
    """Which matches marks hold at a distance; none where text is only counted, without quotations."""
    quoted = placed["quoted"] if "quoted" in placed else pd.Series("", placed.index)
    return quoted.eq("scare").to_numpy(bool)


def find_before(
    places: np.ndarray, hits: pd.DataFrame, words: int, tokens: pd.DataFrame
) -> np.ndarray:
    """Which matches have one of the hits in front of `places`, in their sentence, so many words away."""
    last = np.sort(hits["last"].to_numpy())
    near = np.searchsorted(last, places, "left") - 1
    near_by = np.append(last, 0)[near]
    return (near >= 0) & (places - near_by - 1 <= words) & same_sentence(near_by, places, tokens)


def find_after(
    places: np.ndarray, hits: pd.DataFrame, words: int, tokens: pd.DataFrame
) -> np.ndarray:
    """Which matches have one of the hits behind `places`, in their sentence, so many words away."""
    first = np.sort(hits["first"].to_numpy())
    near = np.searchsorted(first, places, "right")
    near_by = np.append(first, 0)[near]
    return (
        (near < len(first))
        & (near_by - places - 1 <= words)
        & same_sentence(near_by, places, tokens)
    )


def find_over(first: np.ndarray, last: np.ndarray, hits: pd.DataFrame) -> np.ndarray:
    """Which matches share a word with one of the hits."""
    order = np.argsort(hits["first"].to_numpy(), kind="stable")
    begin = hits["first"].to_numpy()[order]
    reach = np.maximum.accumulate(np.append(-1, hits["last"].to_numpy()[order]))
    return reach[np.searchsorted(begin, last, "right")] >= first


def same_sentence(rows: np.ndarray, others: np.ndarray, tokens: pd.DataFrame) -> np.ndarray:
    """Do two rows of the token table stand in one sentence? (row by row)"""
    doc, sentence = tokens["doc_id"].array.codes, tokens["sentence"].to_numpy()
    return (doc[rows] == doc[others]) & (sentence[rows] == sentence[others])


def share_paragraph(
    matches: pd.DataFrame, hits: pd.DataFrame, tokens: pd.DataFrame, sentences: pd.DataFrame
) -> np.ndarray:
    """Which matches stand in a paragraph that holds one of the hits."""
    doc, _ = code_documents(sentences["doc_id"])
    paragraph = doc.astype(np.int64) * DOCUMENT + sentences["paragraph"].to_numpy()
    held = paragraph[find_sentences(tokens[["doc_id", "sentence"]].iloc[hits["first"]], sentences)]
    return np.isin(paragraph[find_sentences(matches, sentences)], held)


def place_matches(matches: pd.DataFrame, tokens: pd.DataFrame) -> pd.DataFrame:
    """The matches with `first` and `last`, the rows of the token table that each covers."""
    first, last = find_tokens_at(
        tokens, matches["doc_id"], matches["raw_start"], matches["raw_end"]
    )
    last = np.maximum(last - 1, first)
    return matches.assign(first=np.minimum(first, len(tokens) - 1), last=last)


def split_cell(cell: float | str) -> list[str]:
    """The entries of a cell, ` / ` between them."""
    return [part.strip() for part in cell.split(" / ")] if isinstance(cell, str) else []
