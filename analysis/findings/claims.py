"""
The published findings as claims that can be checked, and whether they hold on given tables.

A claim is a row of `claims.csv`: a sentence, what is measured for it, and the comparison
that makes it true. Each measure is a small function from a `View` (the tables under one
set of choices) to two numbers, `n` and `of_n`; the claim compares n / of_n with a threshold.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from inspect import signature
from math import ceil, isfinite, log
from string import Formatter
from typing import Any

import numpy as np
import pandas as pd

from analysis.measures.rates import count, per_1000
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import FIRST_ROW, refuse_faults, round_off
from analysis.terms.frequencies import frequency_table
from analysis.text.groups import GROUP, NOT_KNOWN
from analysis.text.spans import APART, SPEECH
from analysis.text.views import View

HOLDS, FAILS, NOT_COMPUTED = "holds", "fails", "cannot be computed"
TOO_FEW = "too few to judge"  # even the clearest outcome of so few could be chance
EXPLORED = (
    "Explored"  # how the reason of a claim begins that was made from the articles it is asked of
)
BY_RULE = "follows from a coding rule"  # and would of any articles: no finding
CHANCE = 0.05  # of the clearest outcome, if nothing but the claim's own threshold were at work


def count_words(
    view: View, voice: str | None = None, role: str | None = None, among_voice: str | None = None
) -> tuple[int, int]:
    """Words in these voices and roles, of the words in `among_voice` (all, if none is named)."""
    among = holds_values(view.words, voice=among_voice)
    spoken = among & holds_values(view.words, voice=voice, role=role)
    n = view.words["n"].to_numpy()
    return int(n[spoken].sum()), int(n[among].sum())


def count_matches(
    view: View,
    frame: str,
    voice: str | None = None,
    status: str | None = None,
    quoted: str | None = None,
) -> tuple[int, int]:
    """Words of a frame that stand in these voices, with this status, between these marks; of all of it."""
    found = holds_values(view.matches, frame=frame)
    wanted = found & holds_values(view.matches, voice=voice, status=status, quoted=quoted)
    return int(wanted.sum()), int(found.sum())


def compare_rates(view: View, frame: str, voice: str, against_voice: str) -> tuple[float, float]:
    """Words of a frame per 1,000 words in the one group of voices, and in the other."""

    def rate(voices: str) -> float:
        n_words, _ = count_words(view, voice=voices)
        n = count_kept(view.matches, frame=frame, voice=voices)
        return 1000 * n / n_words if n_words else np.nan

    return rate(voice), rate(against_voice)


def compare_with_rest(view: View, frame: str, by: str, group: str) -> tuple[float, float]:
    """Words of a frame per 1,000 words in the articles of a group, and in those of all other groups."""
    column = f"{GROUP}{by}"
    if column not in view.documents:
        return np.nan, np.nan
    of = view.documents[column]
    side = np.where(of == group, 0, np.where(of == NOT_KNOWN, 2, 1))
    words, matches = (np.append(side, 2)[articles] for articles in view.articles)
    found = np.bincount(matches[holds_values(view.matches, frame=frame)], minlength=3)
    rates = per_1000(found[:2], np.bincount(words, view.words["n"], minlength=3)[:2])
    return float(rates[0]), float(rates[1])


def count_articles(view: View, frame: str) -> tuple[int, int]:
    """Articles with at least one word of the frame, of all articles."""
    found = view.matches["doc_id"][holds_values(view.matches, frame=frame)]
    return found.nunique(), len(view.documents)


def find_largest_article(view: View, frame: str) -> tuple[int, int]:
    """Words of the frame in the article that has most of them, of all."""
    found = count_by_article(view, frame=frame)
    return int(found.max(initial=0)), int(found.sum())


def compare_frames(view: View, frame: str, against_frame: str) -> tuple[int, int]:
    """Words of the one frame, and of the other."""
    n, of_n = (count_kept(view.matches, frame=name) for name in (frame, against_frame))
    return n, of_n


def count_top_terms(view: View, terms: str) -> tuple[int, int]:
    """Of the most frequent terms, stop terms and numbers aside, those that occur in every article."""
    words = view.find_terms() if view.find_terms else view.words
    doc, term = (words[name].astype("category").cat for name in ("doc_id", "term"))
    names, codes = term.categories, term.codes.to_numpy()
    n = np.bincount(codes, words["n"], minlength=len(names)).astype(np.int64)
    found = frequency_table(names, n, n, n.sum())
    is_word = ~found["term"].isin(view.stop_terms) & found["term"].str.contains(
        "[^\\W\\d_]", regex=True
    )
    top = names.get_indexer(found.loc[is_word, "term"].head(int(terms)))
    rows = np.flatnonzero(np.isin(np.arange(len(names)), top)[codes])  # of these alone, articles
    pairs = pd.DataFrame({"term": codes[rows], "doc": doc.codes.to_numpy()[rows]}).drop_duplicates()
    n_docs = np.bincount(pairs["term"], minlength=len(names))[top]
    return int((n_docs == len(view.documents)).sum()), len(top)


MEASURES: dict[str, Callable] = {
    "words": count_words,
    "matches": count_matches,
    "rates": compare_rates,
    "groups": compare_with_rest,
    "articles": count_articles,
    "largest article": find_largest_article,
    "frames": compare_frames,
    "top terms": count_top_terms,
}

COMPARISONS = {
    "more than": np.greater,
    "at least": np.greater_equal,
    "less than": np.less,
    "at most": np.less_equal,
}


def fewest(claim: Any) -> int:
    """
    How many a claim must count for its clearest outcome (all of them) not to be chance.

    If each counted one fell on the claim's side as often as its threshold has it (half the
    time, where the threshold is 1 or more), all of `n` would do so by chance in chance ** n.
    For "more than half" that is 5, for "less than a fifth" 14.
    """
    threshold = float(claim.threshold)
    chance = threshold if 0 < threshold < 1 else 0.5
    if claim.comparison in ("less than", "at most"):
        chance = 1 - chance
    return ceil(log(CHANCE) / log(chance))


def count_cases(claim: Any, view: View, n: float, of_n: float) -> float:
    """What a claim counts in all: those of a share, both sides of a comparison."""
    if claim.measure == "rates":
        options = read_options(claim.options)
        voices = f"{options['voice']}|{options['against_voice']}"
        return count_kept(view.matches, frame=options["frame"], voice=voices)
    if claim.measure == "groups":
        return count_kept(view.matches, frame=read_options(claim.options)["frame"])
    return n + of_n if claim.measure == "frames" else of_n


def spread_claim(claim: Any, view: View) -> pd.DataFrame:
    """
    The claim asked of each article alone: doc_id, verdict ("cannot be computed" where it has none).

    With the counts behind it (`SIDES`), so that articles add up to the published total. Only
    of claims on shares, rates and frames; those on articles or terms have no rows. No
    count of one article is "too few" here: the rows say where a pooled number comes from.
    """
    if claim.measure not in SPREAD:
        return pd.DataFrame({"doc_id": [], "verdict": [], **{name: [] for name in SIDES}})
    counted = SPREAD[claim.measure](view, **read_options(claim.options))
    zeros = np.zeros(len(view.documents), np.int64)
    counts = dict(zip(SIDES, [*counted, zeros, zeros]))
    n, of_n = counts["n"], counts["of_n"]
    if claim.measure == "rates":
        n, of_n = (
            np.divide(1000 * some, words, out=np.full(len(zeros), np.nan), where=words > 0)
            for some, words in ((n, counts["n_words"]), (of_n, counts["of_words"]))
        )
    return pd.DataFrame(
        {"doc_id": view.documents["doc_id"].array, "verdict": judge_all(claim, n, of_n), **counts}
    )


SIDES = ("n", "of_n", "n_words", "of_words")


def sum_by_article(view: View, **wanted: str | None) -> np.ndarray:
    """The words of each article that have these values, in the order of the articles."""
    kept = holds_values(view.words, **wanted) & (view.articles[0] >= 0)
    n = np.bincount(view.articles[0][kept], view.words["n"][kept], len(view.documents))
    return n.astype(np.int64)


def count_by_article(view: View, **wanted: str | None) -> np.ndarray:
    """The framing words of each article that have these values, in the order of the articles."""
    kept = holds_values(view.matches, **wanted) & (view.articles[1] >= 0)
    return np.bincount(view.articles[1][kept], minlength=len(view.documents))


def spread_words(
    view: View, voice: str | None = None, role: str | None = None, among_voice: str | None = None
) -> list[np.ndarray]:
    """`count_words` of each article."""
    among = holds_values(view.words, voice=among_voice)
    narrowed = replace(view, words=view.words[among])
    return [sum_by_article(narrowed, voice=voice, role=role), sum_by_article(narrowed)]


def spread_matches(view: View, frame: str, **wanted: str) -> list[np.ndarray]:
    """`count_matches` of each article."""
    return [count_by_article(view, frame=frame, **wanted), count_by_article(view, frame=frame)]


def spread_rates(view: View, frame: str, voice: str, against_voice: str) -> list[np.ndarray]:
    """What `compare_rates` compares, of each article: framing words of both sides, then the sides' words."""
    sides = (voice, against_voice)
    found = [count_by_article(view, frame=frame, voice=voices) for voices in sides]
    return found + [sum_by_article(view, voice=voices) for voices in sides]


def spread_frames(view: View, frame: str, against_frame: str) -> list[np.ndarray]:
    """`compare_frames` of each article."""
    return [count_by_article(view, frame=name) for name in (frame, against_frame)]


# Of the measures that can be asked of each article alone: the columns SIDES, as far as they have them.
SPREAD: dict[str, Callable] = {
    "words": spread_words,
    "matches": spread_matches,
    "rates": spread_rates,
    "frames": spread_frames,
}


def keep(table: pd.DataFrame, **wanted: str | None) -> pd.DataFrame:
    """The rows whose columns hold one of the wanted values, "a|b" for either; None asks nothing."""
    return table[holds_values(table, **wanted)]


def count_kept(table: pd.DataFrame, **wanted: str | None) -> int:
    """How many rows `keep` keeps: asked some thousand times, and none of them needs the rows."""
    return int(holds_values(table, **wanted).sum())


def holds_values(table: pd.DataFrame, **wanted: str | None) -> np.ndarray:
    """Which rows `keep` keeps."""
    kept = np.full(len(table), True)
    for column, values in wanted.items():
        if values is None:
            continue
        held = table[column]
        if isinstance(held.dtype, pd.CategoricalDtype):  # a few names are asked, not each row
            is_wanted = held.cat.categories.isin(values.split("|"))
            kept &= np.append(is_wanted, False)[held.cat.codes]
        else:
            kept &= held.isin(values.split("|")).to_numpy()
    return kept


def read_options(text: object) -> dict[str, str]:
    """The options of a claim: "frame=security; voice=direct|indirect" as a mapping."""
    pairs = (part.split("=", 1) for part in text.split(";")) if isinstance(text, str) else ()
    return {key.strip(): value.strip() for key, value in pairs}


def name_frames(written: object) -> set[str]:
    """The frames that a claim with these options speaks of."""
    options = read_options(written)
    return {
        value for key in ("frame", "against_frame") for value in options.get(key, "").split("|")
    } - {""}


def check_claims(claims: pd.DataFrame) -> pd.DataFrame:
    """Return `claims` if every row can be read; otherwise say which rows are wrong, and the mend."""
    refuse_faults("claims.csv", find_claim_faults(claims))
    return claims


def find_claim_faults(claims: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """(row, what is wrong with it and the mend) of the claims, in the order of the rows."""
    for number, row in enumerate(claims.itertuples(), FIRST_ROW):
        if pd.isna(row.claim):
            yield number, "the claim has no name; give it one"
        for value, known in ((row.measure, MEASURES), (row.comparison, COMPARISONS)):
            if value not in known:
                yield number, f"{value!r} is not known; use one of: {', '.join(known)}"
        if not is_usable(row):
            yield (
                number,
                "the threshold or the sentence cannot be used; the threshold is a number, and the "
                f"sentence may hold only {' and '.join(f'{{{name}}}' for name in known_fields(row))}",
            )
        yield from ((number, fault) for fault in find_option_faults(row))
    for place in np.flatnonzero(claims["claim"].notna() & claims["claim"].duplicated()):
        yield int(place) + FIRST_ROW, "a claim of this name is in a row above; give it another name"


def is_usable(row: Any) -> bool:
    """Whether a claim's threshold is a number, and its sentence text with `known_fields` alone."""
    known = known_fields(row)
    try:
        parts = [part[1:] for part in Formatter().parse(row.sentence)]
        return isfinite(float(row.threshold)) and all(
            part == (None, None, None) or part[0] in known and part[1:] == ("", None)
            for part in parts
        )
    except (ValueError, TypeError):  # no number, a brace that is not closed, nothing
        return False


def known_fields(row: Any) -> list[str]:
    """The numbers that a claim's sentence may hold in braces."""
    return ["n", "of", "share", *(RATE_FIELDS if row.measure == "rates" else ())]


# Of a rate: what was found, and in how many words, on each side.
RATE_FIELDS = ("count", "other_count", "words", "other_words")


def find_option_faults(row: Any) -> Iterator[str]:
    """What is wrong with the options of a claim."""
    if row.measure not in MEASURES:
        return
    measure = signature(MEASURES[row.measure])
    try:
        measure.bind(None, **read_options(row.options))
    except (TypeError, ValueError):
        known = [
            name if option.default is None else f"{name} (needed)"
            for name, option in list(measure.parameters.items())[1:]
        ]
        yield (
            f"the options {row.options!r} do not fit {row.measure}; write name=value with `;` "
            f"between, the names are {', '.join(known)}"
        )


def judge(claim: Any, n: float, of_n: float) -> str:
    """Whether a claim holds of its two numbers, as far as their stored digits go."""
    return judge_all(claim, [n], [of_n])[0]


def judge_all(claim: Any, n: list[float] | np.ndarray, of_n: list[float] | np.ndarray) -> list[str]:
    """`judge` of many pairs of numbers."""
    n, of_n = np.asarray(n, float), np.asarray(of_n, float)
    held = COMPARISONS[claim.comparison](round_off(n), round_off(float(claim.threshold) * of_n))
    is_nothing = np.isnan(n) | np.isnan(of_n) | ((n == 0) & (of_n == 0))  # a share of nothing
    return np.where(is_nothing, NOT_COMPUTED, np.where(held, HOLDS, FAILS)).tolist()


def evaluate_claim(claim: Any, view: View) -> tuple[float, float, float, str]:
    """(n, of_n, value, verdict) of one row of the claims on one view."""
    if not name_frames(claim.options) <= view.frames or not len(view.documents):
        return np.nan, np.nan, np.nan, NOT_COMPUTED
    n, of_n = MEASURES[claim.measure](view, **read_options(claim.options))
    verdict = judge(claim, n, of_n)
    if verdict != NOT_COMPUTED and count_cases(claim, view, n, of_n) < fewest(claim):
        verdict = TOO_FEW
    value = n / of_n if verdict != NOT_COMPUTED and of_n else np.nan
    return n, of_n, value, verdict


def evaluate_claims(claims: pd.DataFrame, view: View) -> pd.DataFrame:
    """All claims on one view: claim, n, of_n, value (= n / of_n), verdict."""
    rows = [(claim.claim, *evaluate_claim(claim, view)) for claim in claims.itertuples()]
    return pd.DataFrame(rows, columns=["claim", "n", "of_n", "value", "verdict"])


def fill_sentence(
    sentence: str, n: float, of_n: float, behind: dict[str, int] | None = None
) -> str:
    """The claim as a sentence with its numbers (`behind`: those of a rate); without where they are missing."""
    if pd.isna(n) or pd.isna(of_n):
        return sentence.split(":")[0] + "."
    share = n / of_n if of_n else np.nan
    numbers = {"n": n, "of": of_n, **(behind or {})}
    shown = {name: show_number(number) for name, number in numbers.items()}
    try:
        return sentence.format(**shown, share=f"{share:.0%}" if share >= 0.1 else f"{share:.1%}")
    except KeyError:  # the counts of a rate, where no article was counted
        return sentence.split(":")[0] + "."


def count_behind(rows: pd.DataFrame | None) -> dict[str, int]:
    """The counts behind a rate, all articles together, by the names that a sentence has for them."""
    if rows is None or rows.empty:
        return {}
    return dict(zip(RATE_FIELDS, rows[list(SIDES)].sum().astype(int).to_list()))


def show_number(number: float) -> str:
    """A count as it is; a rate with one decimal, and below one with two figures that say something."""
    if float(number).is_integer():
        return f"{number:,.0f}"
    return f"{number:,.1f}" if abs(number) >= 1 else f"{number:.2g}"


def summarise_claims(
    claims: pd.DataFrame,
    robustness: pd.DataFrame,
    spread: pd.DataFrame | None = None,
    by_rule: frozenset[str] = frozenset(),
) -> pd.DataFrame:
    """
    Each claim with its published numbers and the choices under which it holds.

    `n_settings`: other choices that could have turned it (`could_turn`) and under which it can
    be computed, `n_holds`: those under which it holds; `fails_in` names the rest. `n_articles`:
    articles of which it can be asked alone (rows of `spread`), `n_articles_hold`: in how many
    it holds. `by_rule`: claims that a coding rule makes true. A claim that was not asked,
    because the dictionary has no such frame, has no row.
    """
    rows = []
    for claim in claims[claims["claim"].isin(robustness["claim"])].itertuples():
        found = robustness[robustness["claim"] == claim.claim]
        published = found[found["kind"] == "published"].iloc[0]
        counted = found[found["could_turn"] & found["verdict"].isin([HOLDS, FAILS])]
        n_holds = int((counted["verdict"] == HOLDS).sum())
        own = None if spread is None else spread[spread["claim"] == claim.claim]
        alone = count_articles_alone(own)
        is_rate = claim.measure == "rates"
        sentence = fill_sentence(
            claim.sentence,
            published["n"],
            published["of_n"],
            count_behind(own) if is_rate else None,
        )
        sentence = add_margin(sentence, published, claim)
        sentence = add_spread(sentence, published["verdict"], claim, own)
        sentence = add_concentration(sentence, published["verdict"], claim, own)
        rows.append(
            {
                "claim": claim.claim,
                "options": claim.options,
                "explored": str(claim.reason).startswith(EXPLORED),
                "verdict": BY_RULE if claim.claim in by_rule else published["verdict"],
                "sentence": sentence,
                "n": published["n"],
                "of_n": published["of_n"],
                "n_holds": n_holds,
                "n_settings": len(counted),
                "share": n_holds / len(counted) if len(counted) else np.nan,
                "fails_in": name_failures(counted),
                "n_articles_hold": alone[0],
                "n_articles": alone[1],
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS["findings"]))


def count_articles_alone(rows: pd.DataFrame | None) -> tuple[int, int]:
    """(articles in which the claim holds alone, articles of which it can be asked), of its rows of `spread`."""
    if rows is None:
        return 0, 0
    verdicts = rows["verdict"]
    return int((verdicts == HOLDS).sum()), int(verdicts.isin([HOLDS, FAILS]).sum())


CLOSE = 0.01  # of what is counted: a share nearer to its threshold is decided by a few words


def add_margin(sentence: str, published: pd.Series, claim: Any) -> str:
    """The sentence of a share that holds by a hair, with the number of words by which it does."""
    of_n = published["of_n"]
    if claim.measure not in ("words", "matches") or published["verdict"] != HOLDS or not of_n:
        return sentence
    margin = abs(published["n"] - float(claim.threshold) * of_n)
    if margin > CLOSE * of_n:
        return sentence
    by = count(round(margin), "word") if margin >= 1 else "less than a word"
    is_half = float(claim.threshold) == 0.5 and claim.comparison == "more than"
    return f"{sentence.rstrip('.')}, {f'just {by} over half' if is_half else f'a margin of {by}'}."


def add_spread(sentence: str, verdict: str, claim: Any, rows: pd.DataFrame | None) -> str:
    """
    The sentence of a pooled claim with the articles of which it is true when they are taken one by one.

    Only articles count that have enough words for it (`fewest`): one word is no instance.
    """
    if verdict not in (HOLDS, FAILS) or rows is None:
        return sentence
    least = fewest(claim)
    own = rows[rows["verdict"].isin([HOLDS, FAILS]) & (count_found(claim, rows) >= least)]
    n, n_hold = len(own), int(own["verdict"].eq(HOLDS).sum())
    if n < 2:
        return sentence
    sentence = sentence.rstrip(".")
    if n < len(rows):
        which, singly = f"the {n:,} articles with at least {least} such words", ""
    else:
        which, singly = f"the {n:,} articles", " taken one by one"
    if n_hold == n:
        return f"{sentence}; this is true of each of {which}{singly}."
    if verdict == HOLDS and n_hold * 2 < n:
        return f"{sentence}; it is not true of {n - n_hold:,} of {which}{singly}."
    return f"{sentence}; this is true of {f'{n_hold:,}' if n_hold else 'none'} of {which}{singly}."


def count_found(claim: Any, rows: pd.DataFrame) -> pd.Series:
    """What a claim counts in each article (rows of `spread`): of shares the whole, else both sides."""
    is_share = claim.measure in ("words", "matches")
    return rows["of_n"] if is_share else rows["n"] + rows["of_n"]


def add_concentration(sentence: str, verdict: str, claim: Any, rows: pd.DataFrame | None) -> str:
    """The sentence of a claim that holds, and how many of its words are in one article, where most of them are."""
    if verdict != HOLDS or rows is None or len(rows) < 2:
        return sentence
    if claim.measure == "frames":
        return " ".join([sentence, *list_dominated(claim, rows)])
    found = count_found(claim, rows)
    most, total = int(found.max()), int(found.sum())
    is_one = most * 2 > total
    among: list[str] = []
    alone: list[str] = []
    if claim.measure == "rates" and most < total:
        for side, voices in (("n", "voice"), ("of_n", "against_voice")):
            n = int(rows[side].sum())
            if n > 1 and rows[side].max() == n:
                whose = WHOSE.get(read_options(claim.options)[voices], "one side’s")
                is_same = is_one and rows[side].idxmax() == found.idxmax()
                (among if is_same else alone).append(f"all {n:,} of {whose}")
    said = []
    if is_one:
        of = f"all {total:,}" if most == total else f"{most:,} of the {total:,}"
        least = fewest(claim)
        is_only = found.ge(least).sum() == 1 and most < total
        said.append(
            f"One article has {of} words{', among them ' * bool(among)}{' and '.join(among)}"
            f"{f'; no other has as many as {least}' * bool(is_only)}."
        )
    if alone:
        said.append(f"A{'; '.join(alone)[1:]} are in one article.")
    return " ".join([sentence, *said])


def list_dominated(claim: Any, rows: pd.DataFrame) -> list[str]:
    """Of two frames that are compared, in a sentence each, those of which one article has more than half."""
    options, said = read_options(claim.options), []
    for side, name in (("n", "frame"), ("of_n", "against_frame")):
        most, total = int(rows[side].max()), int(rows[side].sum())
        if most * 2 > total >= fewest(claim):
            of = f"all {total:,}" if most == total else f"{most:,} of the {total:,}"
            frames = options[name].replace("|", " and ")
            said.append(f"One article has {of} {frames} words.")
    return said


# Whose words a side of a comparison of rates counts.
WHOSE = {
    "|".join(SPEECH): "the speakers’",
    "direct": "the words quoted",
    "indirect": "the words retold",
    "narrator": "the narrator’s",
    "|".join(["narrator", *APART]): "the narrator’s",
}


def name_failures(counted: pd.DataFrame) -> str | None:
    """The settings in which a claim fails, in words ("all but …" where most do); missing if none."""
    fails = counted["verdict"] == FAILS
    if not fails.any():
        return None
    if fails.mean() > 0.5:
        return f"all but {name_settings(counted[~fails])}" if not fails.all() else "all"
    return name_settings(counted[fails])


def name_settings(rows: pd.DataFrame) -> str:
    """Settings by name; those with several changes are only counted."""
    single = rows[rows["kind"] != "several changes"]["setting"].tolist()
    n_several = len(rows) - len(single)
    return "; ".join([*single, *([f"{n_several:,} with several changes"] if n_several else [])])
