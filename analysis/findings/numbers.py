"""
The numbers that README.md and the page on the method quote, computed from the tables of the study.

In these files a number is between `<!--n:key-->` and `<!--/n-->`; `fill_texts` puts the present
value there. Keys are those of `study_numbers`.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.findings.claims import BY_RULE, FAILS, HOLDS, TOO_FEW, read_options
from analysis.findings.sentences import say_tally
from analysis.findings.telling import say_finding, say_held, say_range, say_recounts, say_rests
from analysis.findings.turning import removes_by_rule
from analysis.framing.sentences import show_close, show_score
from analysis.framing.versions import list_parts, read_material
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import (
    LISTS,
    ROOT,
    corpus_of,
    empty_table,
    read_csv,
    read_list,
    read_table,
    table_path,
    write_whole,
)
from analysis.text.agreement import score_spans
from analysis.text.coded import coded_quotations, count_spoken, covers, read_coding
from analysis.text.naming import name_articles
from analysis.text.spans import SPEECH, is_between_marks, is_speech
from analysis.text.views import keep_counted, narrow, read_words

README = ROOT / "README.md"
METHOD = ROOT / "METHOD.md"
QUOTING = (README, METHOD)  # the texts that quote numbers of the published study
MARK = re.compile(r"(<!--n:([\w. -]+)-->)(.*?)(<!--/n-->)", re.DOTALL)


class Between(NamedTuple):
    """What is said of the other choices of a claim behind their number."""

    combined: str = ""  # how many are combinations: " (2 of them change several things at once)"
    told: str = ""  # between which values the share or ratio ran; what is left to judge
    excluded: str = ""  # a choice that changed the numbers by definition, in a sentence
    few: str = ""  # of what some recount leaves too few to judge: "words"
    names: Mapping[str, str] = {}  # what the articles are called that are left out


NOTHING = Between()
TOLD = [
    "claim",
    "doc_id",
    "verdict",
    "n",
    "of_n",
]  # columns of `spread` from which findings are told


def study_numbers(out: Path) -> dict[str, str]:
    """Each number or sentence that may be quoted from the study in folder `out`: key -> as printed."""
    numbers: dict[str, Any] = {}
    for count_step in (
        count_cleaning,
        count_terms,
        count_voices,
        count_framing,
        count_topics,
        quote_validity,
        quote_findings,
    ):
        numbers |= count_step(out)
    return {
        key: value if isinstance(value, str) else f"{value:,}" for key, value in numbers.items()
    }


def count_cleaning(out: Path) -> dict[str, int]:
    """Articles, words, changes, lines of each kind."""
    documents = read_table("documents", out)
    sentences, edits = (
        read_table(name, out, [column])
        for name, column in (("sentences", "kind"), ("edits", "doc_id"))
    )
    kinds = sentences["kind"].value_counts()
    return {
        "articles": len(documents),
        "words": documents["n_words"].sum(),
        "edits": len(edits),
        "sentences": kinds.get("body", 0),
        "furniture": len(sentences) - kinds.get("body", 0),
        "duplicates": documents["duplicate_of"].notna().sum(),
        "flagged": documents["flags"].notna().sum(),
        **{f"words.{doc_id}": n for doc_id, n in zip(documents["doc_id"], documents["n_words"])},
        **{f"lines.{kind}": n for kind, n in kinds.items()},
    }


def count_terms(out: Path) -> dict[str, int]:
    """Different terms; words that count, those of them in each voice, and those that are speech as coded."""
    documents = read_or_empty("documents", out, ["doc_id", "duplicate_of"])
    sentences, edits = (read_or_empty(name, out) for name in ("sentences", "edits"))
    coded = coded_quotations(read_coding(corpus_of(out), sentences, edits))
    voices: Counter[str] = Counter()
    n_coded = 0
    for tokens, words in read_words(out, corpus_of(out)):
        _, words, _ = narrow(documents, words, empty_table("matches"))
        voices.update(words["voice"].value_counts().to_dict())
        n_coded += count_spoken(tokens.iloc[words.index], coded)
    return {
        "terms": len(read_or_empty("frequencies", out, ["term"])),
        "words.counted": voices.total(),
        **{f"words.{voice}": voices[voice] for voice in ("narrator", *SPEECH)},
        "words.speech": sum(voices[voice] for voice in SPEECH),
        "words.coded": n_coded,
    }


def say_part(n: int, of: int) -> str:
    """How many of them: "all 69", "60 of 69"."""
    return f"all {of:,}" if n == of else f"{n:,} of {of:,}"


def count_voices(out: Path) -> dict[str, int | str]:
    """Passages of speech and between marks; of speech, those with a speaker."""
    quotations = read_or_empty("quotations", out)
    speech = quotations[is_speech(quotations)]
    return {
        "speech": len(speech),
        "between-marks": (~is_speech(quotations) & is_between_marks(quotations)).sum(),
        "attributed": say_part(speech["speaker"].notna().sum(), len(speech)),
        "speakers": speech["speaker"].nunique(),
        **{f"speech.{voice}": (speech["voice"] == voice).sum() for voice in SPEECH},
    }


def count_framing(out: Path) -> dict[str, int | str]:
    """Framing words that count, per frame; those that an exclusion took out; those with a target."""
    matches = read_or_empty("matches", out)
    body = matches[matches["kind"] == "body"]
    counted = keep_counted(matches, read_or_empty("documents", out))
    return {
        "patterns": len(read_list("dictionary", corpus_of(out)).query("use != 'exclude'")),
        "matches": len(counted),
        "excluded": len(body) - len(counted),
        "doubtful": (counted["use"] == "doubtful").sum(),
        "with-target": say_part(counted["target"].notna().sum(), len(counted)),
        **{
            f"frame.{frame.replace(' ', '-')}": n
            for frame, n in counted["frame"].value_counts().items()
        },
    }


def count_topics(out: Path) -> dict[str, int]:
    """Topics of the articles, and those of them that recur in resampled articles."""
    topics = read_or_empty("topic_stability", out)
    return {"topics": len(topics), "topics.stable": topics["recurs"].sum()}


def quote_validity(out: Path) -> dict[str, int | str]:
    """Precision and recall of the framing words with their counts; the voices' F1 against the coding."""
    validity = read_or_empty("validity", out)
    whole = validity[(validity["frame"] == "all") & (validity["voice"] == "all")]
    quoted = {
        "validity.unseen": "not known",
        "validity.in-sample": "not known",
    }  # of another dictionary
    quoted |= {
        f"validity.{row['sample']}": f"precision is {show_score(row, 'precision')}, recall {show_score(row, 'recall')}"
        for _, row in whole.iterrows()
    }
    known = whole[whole["sample"].eq("in-sample")].dropna(subset=["precision", "recall"])
    quoted |= {f"{name}.in-sample": "not known" for name in ("precision", "recall")}
    for _, row in known.iterrows():
        quoted |= {f"{name}.in-sample": show_close(row[name]) for name in ("precision", "recall")}
    return (
        quoted
        | quote_open_data()
        | {
            "versions": len(read_csv(LISTS / "versions.csv")),
            "voices.f1": quote_voices(out),
            **quote_unseen(),
        }
    )


def quote_unseen() -> dict[str, int | str]:
    """The unseen sentences, those they were drawn from, the first coder's doubts, the second's scores, targets."""
    material = read_material()
    draw = [*list_parts(material)][-1][-1]
    numbers = {"precision": "float64", "recall": "float64"}
    scores = read_csv(LISTS / material["sample"] / "scores.csv", numbers)
    second = scores.query("coder == 'b' and frame == 'all' and sentences == 'all'").iloc[-1]
    judged = read_csv(LISTS / material["sample"] / "judged.csv")
    target = judged.query("variable == 'target' and frames == 'all'").iloc[-1]
    coded = read_csv(LISTS / material["sample"] / "coding_a.csv").dropna(subset="span_text")
    return {
        "unseen.doubts": f"{coded['uncertain'].eq('yes').sum()} of {len(coded)}",
        "unseen.target": f"{target['n_right']} of {target['n_agreed']}",
        "unseen.sentences": len(draw),
        "unseen.from": int(draw.drop_duplicates("stratum")["n_stratum"].sum()),
        "unseen.second": f"{second['precision']:.2f} and {second['recall']:.2f}",
    }


def quote_open_data() -> dict[str, int | str]:
    """How the rules for voices fare on the half of the open news that was kept apart to measure."""
    kinds = {"n_coded": "int64", "n_both": "int64", "n_documents": "int64", "f1": "float64"}
    scores = read_csv(LISTS / "reference" / "voices_gum.csv", kinds).query("half == 'measure'")
    scores = scores.set_index(["measure", "method"]).sort_index()
    content, marks = "characters in attributed content", "scare quotes, titles, terms"
    speakers = scores.loc[("speaker right", "our rules")]
    return {
        "gum.documents": scores["n_documents"].iloc[0],
        "gum.f1": f"{scores.loc[(content, 'our rules'), 'f1']:.2f}",
        "gum.f1.marks-alone": f"{scores.loc[(content, 'baseline: between quotation marks'), 'f1']:.2f}",
        "gum.speakers": f"{speakers['n_both']} of {speakers['n_coded']}",
        "gum.speakers.share": f"{speakers['n_both'] / speakers['n_coded']:.0%}",
        "gum.scare": f"{scores.loc[(marks, 'our rules'), 'f1']:.2f}",
        "gum.scare.coded": scores.loc[(marks, "our rules"), "n_coded"],
    }


def quote_voices(out: Path) -> str:
    """F1 of the voices found against those coded by reading: characters in somebody's speech."""
    sentences = read_or_empty("sentences", out)
    coding = read_coding(corpus_of(out), sentences, read_or_empty("edits", out))
    if not covers(coding, read_or_empty("documents", out)):
        return "not known"
    scores = score_spans(
        read_or_empty("quotations", out),
        coded_quotations(coding),
        sentences[sentences["kind"] == "body"],
    )
    return f"{scores.set_index('voice').loc['attributed', 'f1']:.2f}"


def quote_findings(out: Path) -> dict[str, int | str]:
    """Each claim as README tells it, shortly where it holds; the claims that hold, counted."""
    findings, claims, robustness = (
        read_or_empty(name, out) for name in ("findings", "claims", "robustness")
    )
    spread = read_or_empty("spread", out, TOLD)
    names = name_articles(read_or_empty("documents", out))
    ranges = find_ranges(robustness, claims, names)
    known = {claim.claim: claim for claim in claims.itertuples()}
    quoted: dict[str, int | str] = {
        "claims": len(findings),
        "claims.tally": say_tally(findings).rstrip("."),
    }
    for row in findings.itertuples():
        claim = known.get(row.claim)
        own, rows = (table[table["claim"] == row.claim] for table in (spread, robustness))
        told = quote_finding(row, ranges)
        if row.verdict == HOLDS and claim:
            parts = (
                say_finding(row, claim, own),
                say_recounts(row, claim.measure, rows),
                say_rests(claim, own, names),
            )
            told = " ".join(filter(None, parts))
        quoted[f"finding.{row.claim.replace(' ', '-')}"] = told
    return quoted


def quote_finding(row: Any, ranges: Mapping[str, Between] | None = None) -> str:
    """One finding as a sentence: whether it holds, its numbers, under which other choices."""
    if row.verdict in (TOO_FEW, BY_RULE):
        return f"{row.sentence} ({row.verdict[0].upper()}{row.verdict[1:]}.)"
    if row.verdict not in (HOLDS, FAILS):
        return f"Cannot be computed here: {row.sentence}"
    return f"{say_verdict(row)} {say_choices(row, ranges)}."


def say_verdict(row: Any) -> str:
    """The sentence of a claim that holds or fails."""
    return row.sentence if row.verdict == HOLDS else say_false(row.sentence)


def say_false(sentence: str) -> str:
    """A claim that fails, as a sentence: "Every article has it: false (4 of 5)." """
    head, _, numbers = sentence.rstrip(".").partition(": ")
    return f"{head}: false ({numbers})." if numbers else f"{head}: false."


def find_ranges(
    robustness: pd.DataFrame, claims: pd.DataFrame, names: Mapping[str, str] | None = None
) -> dict[str, Between]:
    """
    Between which values each share or ratio ran in the recounts that could have turned a claim.

    claim -> as said; with how many of them are combinations, what leaves no ratio or too few
    words, and which choice is no test because it removes what the claim counts. `names` of
    `name_articles`: what articles are called.
    """
    known = claims.drop_duplicates("claim").set_index("claim")
    names, told = names or {}, {}
    for name, rows in robustness.groupby("claim", sort=False):
        asked = rows[rows["could_turn"]]
        claim = known.loc[name] if name in known.index else pd.Series({"measure": None})
        counted = asked[asked["verdict"].isin([HOLDS, FAILS])]
        combined = say_combined(int(counted["kind"].eq("several changes").sum()), len(counted))
        parts = list_values(counted, claim, names)
        thin = asked.loc[asked["verdict"].eq(TOO_FEW), "setting"]
        few = ("articles" if claim["measure"] == "articles" else "words") if len(thin) else ""
        others = f"in {len(thin):,} {'more' if len(counted) else 'recounts'}"
        where = say_setting(thin.iloc[0], names) if len(thin) == 1 else others
        parts += [f"{where}, too few {few} are left to judge"] * bool(few)
        between = Between(combined, "; ".join(parts), say_excluded(rows, claim), few, names)
        if any(between):
            told[str(name)] = between
    return told


def say_combined(n: int, of: int) -> str:
    """How many of the recounts are combinations: " (2 changed several things at once)"."""
    if not n:
        return ""
    who = ("all" if of > 1 else "it") if n == of else f"{n:,}"
    return f" ({who} changed several things at once)"


def list_values(
    counted: pd.DataFrame, claim: pd.Series, names: Mapping[str, str] | None = None
) -> list[str]:
    """Between which values a claim's share or ratio ran in these recounts, and where it has none."""
    value = counted["value"].replace(np.inf, np.nan)
    ran = say_range(claim["measure"], value.dropna())
    if not ran:
        return []
    n, of = int(value.notna().sum()), len(counted)
    parts = [ran if n == of else f"in {n:,} of them {ran}"]
    if value.isna().any():
        none = counted.loc[value.isna(), "setting"]
        where = say_setting(none.iloc[0], names) if len(none) == 1 else f"in {len(none):,} of them"
        parts.append(f"{where}, there is no ratio, since {say_nothing(claim)}")
    return parts


def say_nothing(claim: pd.Series) -> str:
    """What a comparison lacks that divides by nothing."""
    options = read_options(claim.get("options"))
    if claim["measure"] == "frames":
        return f"there are no {options.get('against_frame', 'such')} words"
    whose = options.get("against_voice", "")
    named = "the narrator has" if whose.startswith("narrator") else "the other side has"
    return f"{named} none of these words"


def say_excluded(rows: pd.DataFrame, claim: pd.Series) -> str:
    """The sentence on choices that changed a claim's numbers but are no test of it by definition."""
    idle = rows.loc[rows["kind"].eq("one change") & ~rows["could_turn"], "setting"]
    names = [name.split(": ")[0] for name in idle]
    gone = [REMOVED[name] for name in names if name in REMOVED and removes_by_rule(claim, name)]
    said = f"Leaving out {' or '.join(gone)} would be no test: those are the words counted"
    return said * bool(gone)


# Choices that take framing words away, and which.
REMOVED = {
    "words between scare quotes": "words in scare quotes",
    "mentioned words": "words that are only mentioned",
}


def say_choices(row: Any, ranges: Mapping[str, Between] | None = None) -> str:
    """In how many of the recounts that could have overturned a claim it held, the range, and where it fails."""
    between = (ranges or {}).get(row.claim, NOTHING)
    told, where = say_settings(row, between)
    if not row.n_settings:
        return f"Untested: {between.told}" if between.told else told
    first = "; ".join(filter(None, [told + between.combined, between.told]))
    return ". ".join(filter(None, [first, where, between.excluded]))


def say_settings(row: Any, between: Between = NOTHING) -> tuple[str, str]:
    """(in how many of the recounts that could have turned it a claim kept its verdict, where not)."""
    told = say_held(int(row.n_holds), int(row.n_settings), row.verdict, bool(between.few))
    fails = row.fails_in if isinstance(row.fails_in, str) else ""
    if fails in ("", "all"):
        return told, ""
    is_not = "is false" if row.verdict == FAILS else "fails"
    if fails.startswith("all but "):
        only = quote_settings(fails.removeprefix("all but "), between.names)
        return told, f"It {'is true' if row.verdict == FAILS else 'holds'} only {only}"
    return told, f"It {is_not} {quote_settings(fails, between.names)}"


def quote_settings(settings: str, names: Mapping[str, str] | None = None) -> str:
    """Settings in words, from their names: "a: b; without c; 2 with several changes"."""
    parts = list(dict.fromkeys(join_left_out(settings.split("; "), names or {})))
    if len(parts) > 2:
        return f"{'; '.join(parts[:-1])}; and {parts[-1]}"
    return " and ".join(parts)


def join_left_out(settings: list[str], names: Mapping[str, str]) -> list[str]:
    """The settings in words, those without one article each as one: "if either of two articles is left out (A or B)"."""
    left = [part.removeprefix("without ") for part in settings if LEFT_ONE.match(part)]
    if len(left) < 2:
        return [say_setting(setting, names) for setting in settings]
    called = [names.get(article, article) for article in left]
    which = "either of two articles" if len(left) == 2 else f"any one of {len(left)} articles"
    listed = f"{', '.join(called[:-1])} or {called[-1]}"
    joined = f"if {which} is left out ({listed})"
    return [
        joined if LEFT_ONE.match(setting) else say_setting(setting, names) for setting in settings
    ]


LEFT_ONE = re.compile("without (?!articles )")  # a setting that leaves out one article


def say_setting(setting: str, names: Mapping[str, str] | None = None) -> str:
    """One setting as it follows "it fails"; `names`: what articles are called."""
    if setting.endswith("with several changes"):
        n = setting.split()[0]
        return f"in {'one combination' if n == '1' else f'{n} combinations'} of choices"
    if setting.startswith("without "):
        left = setting.removeprefix("without ")
        if left.startswith("articles "):
            return f"if {left} are left out"
        known = (names or {}).get(left)
        return f"if {f'one article ({known})' if known else f'the article {left}'} is left out"
    return SETTINGS.get(setting, f"under “{setting}”")


SETTINGS = {
    "hyphens: split": "if hyphens divide words",
    "spelling variants: apart": "if spellings are counted separately",
    "stop list: not used": "if the stop list is not used",
    "headlines, captions and subheads: counted": "if headlines, captions and subheads are counted",
    "doubtful patterns: not counted": "if doubtful patterns are not counted",
    "free indirect speech: speech": "if possible speech is counted as speech",
    "duplicates: all counted": "if copies are counted",
    "commonest pattern: not counted": "if the commonest pattern of each frame is not counted",
    "likely speech: narrator": "if likely speech is counted as the narrator’s",
    "partial quotations: reported": "if words quoted inside a retold sentence are counted as retold",
    "mentioned words: not counted": "if words that are only mentioned are not counted",
    "words between scare quotes: not counted": "if words in scare quotes are not counted",
    "finder: coding by reading": "if the coding by reading replaces the rules",
}


def say_left_out(claims: pd.DataFrame, findings: pd.DataFrame) -> str:
    """How many claims of the list could not be asked, because the dictionary has no such frame."""
    n = len(claims) - len(findings)
    if not n:
        return ""
    return (
        f"{n:,} of {len(claims):,} claims are about frames that the dictionary here does not have, and are "
        f"left out. Write your own in a `claims.csv` beside your dictionary."
    )


def read_or_empty(name: str, out: Path | str, only: Sequence[str] | None = None) -> pd.DataFrame:
    """The table (`only` some columns), or one without rows where no notebook has written it yet."""
    if not table_path(name, out).exists():
        return empty_table(name)[list(only or COLUMNS[name])]
    return read_table(name, out, only)


def fill_numbers(text: str, numbers: Mapping[str, object]) -> str:
    """The text with each marked number as it is now; a mark without a number is refused."""
    unknown = sorted({mark[2] for mark in MARK.finditer(text)} - set(numbers))
    if unknown:
        raise ValueError(
            f"A text marks numbers that the study does not have: {', '.join(unknown)}. "
            f"Correct the mark, or add the number to analysis/findings/numbers.py."
        )
    return MARK.sub(lambda mark: f"{mark[1]}{numbers[mark[2]]}{mark[4]}", text)


def fill_texts() -> int:
    """Put the numbers of the published study into the texts that quote them; return how many they quote."""
    numbers, n = study_numbers(ROOT), 0
    for path in QUOTING:
        text = path.read_text(encoding="utf-8")
        filled = fill_numbers(text, numbers)
        if filled != text:
            write_whole(path, lambda part: part.write_text(filled, encoding="utf-8"))
        n += len(MARK.findall(filled))
    return n
