"""
What the front page tells first: a few findings, each with a sentence in which it can be seen.

Findings and sentences are chosen by rule from the tables, so that a study of other articles
gets a front page of its own; what has no row is left out.
"""

import re
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from analysis.coding.sentences import is_thin, pick_rows, title_estimates
from analysis.findings.as_read import OPEN as UNSETTLED
from analysis.findings.as_read import THIN, name_reader, say_made_from, say_n_read, say_read
from analysis.findings.claims import FAILS, HOLDS, count_found, fewest, name_frames, read_options
from analysis.findings.numbers import NOTHING, TOLD, Between, find_ranges, say_settings
from analysis.findings.telling import find_dominant, say_finding, say_recounts, say_rests
from analysis.measures.rates import count
from analysis.site.concordance import concordance_link
from analysis.site.reading import Study, once, read_or_empty, read_study
from analysis.site.rendering import address, is_missing, page_id
from analysis.site.segments import find_segments
from analysis.site.shards import ALIKE, GROUP, find_places
from analysis.tables.among import is_among
from analysis.tables.settings import read_settings
from analysis.tables.stored import LISTS, corpus_of, read_list
from analysis.text.escaping import show_unseen
from analysis.text.groups import read_groups
from analysis.text.naming import name_article, name_articles
from analysis.text.spans import APART, SPEECH, find_innermost, is_speech, line_up
from analysis.text.views import FEW, find_counted, keep_counted, leave_copies

FINDINGS = 4  # a reader with five minutes takes in no more
SHORTEST, LONGEST = 8, 40  # words of a sentence that is quoted
ABOUT = 20  # words that it has if it can: the shortest of thousands is an odd one
CLEAR = 2  # framing words counted in it: one alone may be there by chance
CHARTED = 6  # frames in the chart, besides those that the question names: as many as a phone shows
# How a whole sentence begins and ends.
WHOLE = re.compile(r"""^["'“‘(]*[^\W\d_a-zß-öø-ÿ].*[.!?]["'”’)]*$""", re.DOTALL)
# Words that may point to a sentence before, which is not quoted.
POINTERS = re.compile(r"(?i)\b(?:th(?:eir|em|ey|is|ese|ose)|its?|he|she|his|her|such)\b")
CLOSING = {'"': '"', "“": "”"}  # quotation marks that open, and what closes them
CUT = " […]"  # where a quotation goes on in a sentence that is not quoted
FILTERS = ("frame", "voice", "status", "quoted", "role")  # options that choose lines
# The options under which a claim counts words in voices, not framing words.
VOICED = {
    "narrator": "the narrator’s text",
    "direct": "quoted speech",
    "indirect": "retold speech",
}
OPEN = {
    "narrator": "Read the narrator’s passages",
    "direct": "Read every quoted passage",
    "indirect": "Read every retold passage",
    "voice": "Read every passage",
    "role": "Read their passages",
    "terms": "Read the lines of these terms",
}
SAID = {
    "direct": "What is quoted is in the speaker’s own words.",
    "indirect": "The wording of retold speech may be the article’s.",
}


def tell_story(out: Path) -> list[dict]:
    """The findings of the front page: sentence, meaning, quotation (or None), recounts, links to the lines."""
    findings, as_read = read_or_empty("findings", out), read_checks(out)
    turned = [claim for claim, row in as_read.items() if row["verdict"] == FAILS]
    findings, claims = findings[~findings["claim"].isin(turned)], read_or_empty("claims", out)
    spread, robustness = read_or_empty("spread", out, TOLD), read_or_empty("robustness", out)
    findings = count_enough(findings, claims, spread)
    firm = choose_findings(findings, claims)
    chosen = firm if len(firm) else choose_findings(findings, claims, is_firm=False)
    if not len(chosen):
        return []
    study, told, used = read_study(out), [], set()
    defined: set[str] = set()
    known = {claim.claim: claim for claim in claims.itertuples()}
    names, ranges = read_names(out), read_ranges(out)
    for row in chosen.to_dict("records"):
        claim, it = known.get(row["claim"]), SimpleNamespace(**row)
        own, recounts = (table[table["claim"] == row["claim"]] for table in (spread, robustness))
        dominant = find_dominant(claim, own) if claim else None
        quotation = quote_sentence(study, row, used, dominant[0] if dominant else None)
        used |= {quotation["place"]} if quotation else set()
        read = as_read.get(row["claim"], {})
        frames = [one for one in define_frames(row["options"], study) if one["code"] not in defined]
        defined |= {frame["code"] for frame in frames}
        quoted = quotation["doc_id"] if quotation else None
        told.append(
            {
                **row,
                "is_firm": bool(len(firm)),
                "place": claim_place(row["claim"]),
                "sentence": say_finding(it, claim, own),
                "means": say_retold(row, study) or say_meaning(row),
                "frames": frames,
                "quotation": quotation,
                "tested": say_recounts(it, row["measure"], recounts),
                "fails": ""
                if len(firm)
                else say_settings(it, ranges.get(row["claim"], NOTHING))[1],
                "rests": say_rests(claim, own, names, quoted) if claim else "",
                "links": link_lines(row["options"], study),
                "checked": say_read(read) if read.get("verdict") in (UNSETTLED, THIN) else "",
            }
        )
    return told


def claim_place(claim: str) -> str:
    """Where a claim is on the page of claims."""
    return f"claim-{page_id(claim)}"


def define_frames(options: str, study: Study) -> list[dict]:
    """The frames that a claim speaks of: code, definition, and the words most often counted for it."""
    codebook = read_list("codebook", corpus_of(study.out))
    codebook = codebook[codebook["variable"] == "frame"].drop_duplicates("code").set_index("code")
    counted = keep_counted(study.matches, study.documents)
    return [
        {
            "code": upper_first(code),
            "definition": upper_first(codebook["definition"][code].rstrip(".")),
            **list_words(counted[counted["frame"] == code]),
        }
        for code in list_frames(options)
        if code in codebook.index and not is_missing(codebook["definition"][code])
    ]


def upper_first(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def list_frames(options: str) -> list[str]:
    """The frames that a claim speaks of, in the order of its options."""
    return sorted(name_frames(options), key=str(options).find)


def read_checks(out: Path) -> dict[str, dict]:
    """What reading says of each claim, by its name; nothing where no sentence was read."""
    table, made_from = read_or_empty("claims_read", out), name_made(out)
    robustness = read_or_empty("robustness", out)
    coded = robustness[robustness["setting"].str.startswith("finder: ")].set_index("claim")
    coded = coded.reindex(columns=["n", "of_n", "could_turn"])
    counts = coded.rename(columns={"n": "coded_n", "of_n": "coded_of_n"}).to_dict("index")
    return {
        row["claim"]: row
        | {"made_from": made_from.get(row["measure"], made_from["other"])}
        | counts.get(row["claim"], {})
        for row in table.to_dict("records")
    }


def name_made(out: Path) -> dict[str, str | None]:
    """What was made from the very articles that were read, for claims on words and for the others."""
    is_in_sample = read_or_empty("validity", out)["sample"].eq("in-sample").any()
    is_published = corpus_of(out).resolve() == LISTS.resolve()
    return {
        "words": "rules for voices" if is_published else None,
        "other": "word list" if is_published and is_in_sample else None,
    }


def say_made(out: Path) -> str:
    """That rules and word list fit these articles, and the kinds of text of their tests, better than others."""
    made = [name for name in name_made(out).values() if name]
    if not made:
        return ""
    named = "Rules and list" if len(made) > 1 else f"The {made[0]}"
    return (
        f"{named} were made from these articles and from texts of the kinds just named; elsewhere "
        "they may do worse still."
    )


def caution_reading(out: Path) -> str:
    """That reading is no independent check where it is none, in a sentence for the whole page."""
    return say_made_from(read_checks(out).values())


def list_words(matches: pd.DataFrame, n: int = 3) -> dict:
    """
    The commonest `words` of a frame: of its `n` most frequent patterns the form that occurs most.

    No pattern that matched once, or as often as one left out. `vary`: whether one has other forms.
    """
    counts = matches["pattern"].astype(object).value_counts().sort_index()
    counts = counts.sort_values(ascending=False, kind="stable")
    least = max([1, *counts.iloc[n : n + 1]])
    forms = [
        count_forms(matches.loc[matches["pattern"] == pattern, "text"])
        for pattern in counts[counts > least].head(n).index
    ]
    return {
        "words": list(dict.fromkeys(show_unseen(str(form.idxmax())) for form in forms)),
        "vary": any(len(form) > 1 for form in forms),
    }


def count_forms(texts: pd.Series) -> pd.Series:
    """How often each form of a word occurs, without regard to capitals, in alphabetical order."""
    return texts.str.strip(" .,;:\"'").str.lower().value_counts().sort_index()


@once
def read_ranges(out: Path) -> dict[str, Between]:
    """Between which values each share or ratio runs under other choices."""
    robustness, claims = (read_or_empty(name, out) for name in ("robustness", "claims"))
    return find_ranges(robustness, claims, read_names(out))


@once
def read_names(out: Path) -> dict[str, str]:
    """What each article is called, by its id."""
    return name_articles(read_or_empty("documents", out))


def count_enough(
    findings: pd.DataFrame, claims: pd.DataFrame, spread: pd.DataFrame
) -> pd.DataFrame:
    """
    The findings with `n_articles` of which each can be asked, and `n_articles_hold`, by the sentence's rule.

    Only articles count that have enough words for the claim (`fewest`): one word is no instance.
    """
    findings = findings.copy()
    for claim in claims.drop_duplicates("claim").itertuples():
        rows = spread[spread["claim"] == claim.claim]
        if rows.empty:
            continue
        own = rows[count_found(claim, rows) >= fewest(claim)]
        is_own = findings["claim"] == claim.claim
        findings.loc[is_own, "n_articles_hold"] = int(own["verdict"].eq(HOLDS).sum())
        findings.loc[is_own, "n_articles"] = int(own["verdict"].isin([HOLDS, FAILS]).sum())
    return findings


def choose_findings(
    findings: pd.DataFrame, claims: pd.DataFrame, is_firm: bool = True
) -> pd.DataFrame:
    """
    The findings to be told: at most `FINDINGS`, the most tested first, one for each measure.

    A firm one holds, also under all other choices that could have turned it, and in more than
    half of the articles that have enough words for it, taken one by one. Others hold as counted.
    """
    if findings.empty:
        return findings.assign(measure=pd.Series(dtype=str))
    measure = findings["claim"].map(claims.drop_duplicates("claim").set_index("claim")["measure"])
    is_told = findings["verdict"].eq(HOLDS)
    if is_firm:
        is_told &= findings["n_settings"].gt(0)
        is_told &= findings["n_holds"].eq(findings["n_settings"])
        is_told &= findings["n_articles_hold"] * 2 > findings["n_articles"]
    told = findings.assign(measure=measure.astype(object).fillna(findings["claim"]))[
        is_told.fillna(False)
    ]
    told = told.sort_values("n_settings", ascending=False, kind="stable")
    return told.drop_duplicates("measure").head(FINDINGS).reset_index(drop=True)


# The sentence in which a finding can be seen -----------------------------------------------


def quote_sentence(
    study: Study,
    finding: dict,
    used: set[int] | frozenset = frozenset(),
    dominant: str | None = None,
) -> dict | None:
    """
    A whole sentence in which a finding can be seen; None if there is none.

    It has `SHORTEST` to `LONGEST` words, may be shown whole, and is none of the sentences `used`.
    If it can be, it is from the article `dominant` on which the finding rests, its voice is
    certain, it asserts what is counted, or at least does more than mention it, it stands without
    the one before it (`POINTERS`), it is from an article that none of those is from, its speaker is
    named, `CLEAR` framing words counted are in it, or one passage in one piece, and it has about
    `ABOUT` words. Where its voice is not certain, `doubt` says so.
    """
    sentences = study.sentences
    hits = add_lengths(lines_of(study, finding), sentences)
    hits = hits[hits["n_words"].between(SHORTEST, LONGEST) & ~hits["row"].isin(used)]
    if hits.empty:
        return None
    docs = sentences["doc_id"].to_numpy()
    is_again = np.isin(docs[hits["row"].to_numpy(int)], docs[sorted(used)] if used else [])
    order = ["is_elsewhere", "is_doubtful", "standing", "is_pointing", "is_again", "is_unnamed"]
    order += ["is_unclear", "is_odd", "row", "start"]
    n_marks = hits.groupby("row")["row"].transform("size")
    hits = hits.assign(
        is_elsewhere=docs[hits["row"].to_numpy(int)] != (dominant or ""),
        is_again=is_again,
        is_doubtful=hits["doubt"].notna(),
        is_unnamed=hits["voice"].isin(SPEECH) & hits["speaker"].isna(),
        is_unclear=n_marks < CLEAR if "frame" in read_options(finding["options"]) else n_marks > 1,
        is_odd=hits["n_words"].sub(ABOUT).abs(),
    )
    first = hits.sort_values(order, kind="stable").iloc[0]
    own = hits[
        (hits["row"] == first["row"])
        & (hits["speaker"].fillna("") == ("" if is_missing(first["speaker"]) else first["speaker"]))
    ]
    place = int(first["row"])
    document = study.documents[study.documents["doc_id"] == sentences["doc_id"][place]].iloc[0]
    return {
        "place": place,
        "doc_id": document["doc_id"],
        "pieces": close_marks(
            cut_marks(sentences["text"][place], own[["start", "end"]].to_numpy(int))
        ),
        "voice": first["voice"],
        "speaker": first["speaker"],
        "doubt": None if is_missing(first["doubt"]) else first["doubt"],
        "perhaps": first["perhaps"],
        "article": name_article(document),
        "link": address(study.addresses[0], document["doc_id"], first["anchor"]),
    }


def add_lengths(hits: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """
    The hits with `n_words` of their sentence, 0 where that may not be quoted; and `is_pointing`.

    Only sentences of hits are looked at: those of a large study, each as a list of its words,
    took three gigabytes.
    """
    rows = np.unique(hits["row"].to_numpy(int))
    own = sentences.iloc[rows]
    own = own[own["kind"].eq("body") & own["is_shown"].astype(bool)]
    own = own[own["text"].fillna("").str.contains(WHOLE)]
    n_words = pd.Series([len(text.split()) for text in own["text"]], own.index, dtype=int)
    points = own["text"].str.contains(POINTERS).astype(bool)
    return hits.assign(
        n_words=hits["row"].map(n_words).fillna(0).astype(int),
        is_pointing=hits["row"].map(points).eq(True),
    )


def lines_of(study: Study, finding: dict) -> pd.DataFrame:
    """
    What a finding counts: row (of `sentences`), start, end in its text, voice, speaker, anchor.

    Also `doubt` (missing where the voice is certain) and `perhaps`, the speaker that a doubtful
    passage may have (`find_doubts`).
    """
    options = read_options(finding["options"])
    if "frame" in options:
        matches = study.matches[is_counted_here(study) & is_in_group(study.matches, study, options)]
        matches = matches[fits_options(matches, options)].reset_index(drop=True)
        row, start, end = find_places(matches, study.sentences, study.edits)
        key = "match_id"
    elif "voice" in options or "role" in options:
        matches = study.quotations
        sentences, edits = (
            table[is_among(table["doc_id"], matches["doc_id"])]
            for table in (study.sentences, study.edits)
        )
        segments = find_segments(
            sentences.reset_index(drop=True), edits, matches, study.matches[:0]
        )
        segments["row"] = sentences.index.to_numpy()[segments["row"].to_numpy(int)]
        kept = np.flatnonzero(fits_options(matches, options) & is_speech(matches).to_numpy())
        segments = segments[segments["speech"].isin(kept)]
        row, start, end = (segments[name].to_numpy(int) for name in ("row", "start", "end"))
        matches, key = (
            matches.iloc[segments["speech"].to_numpy(int)].reset_index(drop=True),
            "quote_id",
        )
    else:
        return pd.DataFrame(
            {
                name: []
                for name in (
                    "row",
                    "start",
                    "end",
                    "voice",
                    "speaker",
                    "anchor",
                    "doubt",
                    "perhaps",
                    "standing",
                )
            }
        )
    found = pd.DataFrame(
        {
            "row": row,
            "start": start,
            "end": end,
            "voice": matches["voice"].to_numpy(object),
            "speaker": matches["speaker"].to_numpy(object),
            "standing": matches["status"].map(STANDING).fillna(1).to_numpy(int)
            if "status" in matches
            else 0,
            "anchor": [
                f"row-{page_id(name)}" if has_card else f"s{sentence}"
                for name, has_card, sentence in zip(
                    matches[key], matches["has_card"], study.sentences["sentence"].to_numpy()[row]
                )
            ],
        }
    )
    return found.join(find_doubts(matches, study.quotations))


LIKELY = "likely"
STANDING = {"asserted": 0, "mentioned": 2}  # others, such as what is denied, between them


def find_doubts(spans: pd.DataFrame, quotations: pd.DataFrame) -> pd.DataFrame:
    """
    Of each span whether its voice is doubtful, by the innermost passage that it begins in.

    `doubt`: "hearsay" or "perhaps", which count with the narrator's words, or "likely" speech;
    missing where the voice is certain. `perhaps`: the speaker of that passage.
    """
    is_passages = "odds" in spans  # the spans are passages themselves
    passages = spans if is_passages else quotations
    passages = passages[is_speech(passages) | passages["voice"].isin(APART)]
    voices = passages["voice"].where(passages["voice"].isin(APART))
    doubts = voices.mask(is_speech(passages) & passages["odds"].eq(LIKELY), LIKELY)
    told = pd.DataFrame({"doubt": doubts, "perhaps": passages["speaker"]}, dtype=object)
    if is_passages:
        return told.reindex(spans.index).reset_index(drop=True)
    (start, _), ends = line_up([spans, passages])
    found = find_innermost(start, *ends)
    return told.reset_index(drop=True).reindex(found).reset_index(drop=True)


def fits_options(rows: pd.DataFrame, options: dict) -> np.ndarray:
    """Which rows have the frame, voice, status … that a claim counts."""
    kept = np.full(len(rows), True)
    for name in FILTERS:
        if name in options and name in rows:
            kept &= rows[name].isin(options[name].split("|")).to_numpy(bool)
    return kept


def is_in_group(rows: pd.DataFrame, study: Study, options: dict) -> np.ndarray:
    """Which rows are of articles of the group that a claim is about; all, where it is about none."""
    if not {"by", "group"} <= options.keys():
        return np.full(len(rows), True)
    groups = find_group(study, options["by"])
    return is_among(rows["doc_id"], groups.index[groups == options["group"]])


def find_group(study: Study, by: str) -> pd.Series:
    """The group of each article of the study, by doc_id."""
    return read_groups(study.documents, corpus_of(study.out), by, read_settings(study.out))


def cut_marks(text: str, spans: np.ndarray) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is marked; spans that overlap are one."""
    marked = np.zeros(len(text), bool)
    for start, end in spans:
        marked[start:end] = True
    edges = [0, *(np.flatnonzero(np.diff(marked)) + 1), len(text)]
    return [(show_unseen(text[a:b]), bool(marked[a])) for a, b in zip(edges, edges[1:]) if a < b]


def close_marks(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """The pieces of one sentence, its quotation closed where it goes on in the next, or opened."""
    text = "".join(words for words, _ in pieces)
    for opening, closing in CLOSING.items():
        n = text.count(opening) - (text.count(closing) if opening != closing else 0)
        if opening != closing and n == 1 or opening == closing and n % 2 and text[0] == opening:
            return [*pieces, (CUT + closing, False)]
        if opening != closing and n == -1 or opening == closing and n % 2 and text[-1] == closing:
            return [(opening + CUT[1:] + " ", False), *pieces]
    return pieces


# From a number to its lines ----------------------------------------------------------------


def link_lines(written: object, study: Study) -> list[dict]:
    """
    Where the lines that a finding counts can be read: address and label.

    Framing words are lines of their page. Words in a voice or of a role are passages on the
    page of any word, and terms its lines. Each line there leads to its characters.
    """
    options = read_options(written)
    if "frame" in options:
        chosen = {name: options[name] for name in FILTERS if name in options}
        frames = "|".join(filter(None, [options["frame"], options.get("against_frame")]))
        wanted = {**chosen, "frame": frames}
        group = name_group(options["by"], options["group"]) if "by" in options else {}
        link = concordance_link(**wanted, counted="yes", **group)
        is_own = fits_options(study.matches, wanted) & is_in_group(study.matches, study, options)
        n = count_lines(study.matches[is_own & is_counted_here(study)])
        lines = f"Read the {count(n, 'line')}" if n > 1 else "Read the one line"
        links = [{"link": link, "label": lines if n else "Open the list"}]
        if "against_voice" in options:
            wanted = {"frame": frames, "voice": options["against_voice"]}
            is_own = fits_options(study.matches, wanted) & is_counted_here(study)
            n = count_lines(study.matches[is_own])
            label = f"Read the {n:,} in {say_voices(options['against_voice'])}"
            links += [{"link": concordance_link(**wanted, counted="yes"), "label": label}] * bool(n)
        return links
    if "terms" in options:
        terms = find_top_terms(study, int(options["terms"]))
        return [{"link": words_link(study, q=" | ".join(terms)), "label": OPEN["terms"]}]
    chosen = {name: options[name] for name in ("voice", "role") if name in options}
    if not chosen:
        return []
    label = OPEN["role"] if "role" in chosen else OPEN.get(chosen["voice"], OPEN["voice"])
    return [{"link": words_link(study, **chosen), "label": label}]


def name_group(by: str, group: str) -> dict[str, list[str]]:
    """What an address of lines says of the group that they are of."""
    return {f"{GROUP}{page_id(by)}": [show_unseen(group)]}


def count_lines(matches: pd.DataFrame) -> int:
    """How many lines framing words are that are counted: those of several frames are one (`join_frames`)."""
    return len(matches[["doc_id", *ALIKE]].drop_duplicates())


def is_counted_here(study: Study) -> np.ndarray:
    """Which framing words of the study are counted."""
    return find_counted(study.matches, study.documents)


def find_top_terms(study: Study, n: int) -> list[str]:
    """The most frequent terms, leaving out stop words and numbers, as a claim on them counts them."""
    terms = read_or_empty("frequencies", study.out)["term"]
    is_word = terms.str.contains(r"[^\W\d_]", regex=True)
    return terms[is_word & ~terms.isin(read_list("stop_terms", corpus_of(study.out))["term"])][
        :n
    ].to_list()


def words_link(study: Study, group: str = "", **chosen: str) -> str:
    """
    The address of words or passages on the page that looks up any word; copies are not counted.

    `group`: of the first grouping that the study names, the one whose articles they are of.
    """
    pairs = [(name, value) for name, values in chosen.items() for value in values.split("|")]
    if "q" in chosen:
        pairs = [("q", chosen["q"])]
    pairs += [("group", show_unseen(group))] * bool(group)
    if study.documents["duplicate_of"].notna().any():
        pairs.append(("copies", "no"))
    return f"words.html?{urlencode(pairs)}"


def say_voices(voices: str) -> str:
    """Voices in words: "direct|indirect" as "speech (quoted or retold)"."""
    asked = set(voices.split("|"))
    if asked == {"narrator", *APART}:  # what stands apart counts with the narrator's words
        return VOICED["narrator"]
    if asked == set(SPEECH):
        return "speech (quoted or retold)"
    return " and ".join(VOICED.get(voice, voice) for voice in voices.split("|"))


# What it means -----------------------------------------------------------------------------


def say_meaning(finding: dict) -> str | None:
    """The finding on a scale that needs no arithmetic; None for a measure that has none."""
    say = MEANINGS.get(finding["measure"])
    n, of_n = finding["n"], finding["of_n"]
    if say is None or is_missing(n) or is_missing(of_n) or not of_n:
        return None
    return say(
        SimpleNamespace(n=n, of_n=of_n, **{"voice": None, **read_options(finding["options"])})
    )


def say_retold(finding: dict, study: Study) -> str:
    """Of framing words that a claim gives to speech, how many are retold."""
    options = read_options(finding["options"])
    if "frame" not in options or set(options.get("voice", "").split("|")) != set(SPEECH):
        return ""
    matches = study.matches[is_counted_here(study)]
    own = matches[fits_options(matches, options)]
    told = int(own["voice"].eq("indirect").sum())
    if not told:
        return ""
    some = (
        f"Of the {len(own):,} such words in speech, {told:,}"
        if told < len(own)
        else f"All {told:,} such words in speech"
    )
    return f"{some} {'is' if told == 1 else 'are'} retold."


FRACTIONS = [(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), *((n, 10) for n in range(1, 10))]


def in_ten(n: float, of_n: float) -> str:
    """A share in words that need no arithmetic: "about 3 in every 4", "about 7 in every 10"."""
    share = n / of_n
    if share in (0, 1):
        return "all" if share else "none"
    if share < 0.05:
        return "fewer than 1 in every 20"
    if share > 0.95:
        return "nearly all"
    part, whole = min(FRACTIONS, key=lambda pair: abs(pair[0] / pair[1] - share))
    return "about half" if whole == 2 else f"about {part} in every {whole}"


def mean_words(it: SimpleNamespace) -> str:
    among = "speech" if getattr(it, "among_voice", None) == "|".join(SPEECH) else "the articles"
    who = f"are those of {it.role}s" if hasattr(it, "role") else f"are {say_voices(it.voice)}"
    if among == "speech" and it.voice in SAID:
        return SAID[it.voice]
    return f"Of the words of {among}, {in_ten(it.n, it.of_n)} {who}."


def mean_matches(it: SimpleNamespace) -> str:
    if hasattr(it, "quoted"):
        return (
            "The rules take such marks for scare quotes, a sign of distance; some may merely quote."
        )
    part = in_ten(it.n, it.of_n)
    status = getattr(it, "status", "")
    where = STATUSES.get(status, f"only {status}") if status else f"in {say_voices(it.voice)}"
    return f"Of the {it.frame} words, {part} are {where}."


STATUSES = {
    "denied": "denied, or kept at a distance, by the voice that uses them",
    "asserted": "asserted by the voice that uses them",
}


def mean_rates(it: SimpleNamespace) -> str:
    return (
        f"For every 10 {it.frame} words in {say_voices(it.against_voice)} there are "
        f"{10 * it.n / it.of_n:.0f} in as much of {say_voices(it.voice)}."
    )


MEANINGS = {
    "words": mean_words,
    "matches": mean_matches,
    "rates": mean_rates,
}


def list_cautions(out: Path) -> list[str]:
    """What the findings do not mean, from the tables: truth, choice, one article, other articles."""
    documents, matches = read_or_empty("documents", out), read_or_empty("matches", out)
    counted = keep_counted(matches, documents)
    cautions = ["That what is said is true or false."]
    if is_speech(read_or_empty("quotations", out)).any():
        cautions.append("That the articles report all that was said.")
    unlike = say_unlike(counted, documents) if len(documents) < FEW else ""
    if unlike:
        cautions.append(f"That the articles are alike: {unlike}.")
    if len(documents) >= FEW:  # of fewer the first sentences say it
        cautions.append("Anything about articles other than these.")
    return cautions


UNLIKE = 10  # words of a frame: of fewer, most fall into one article by chance
CLEARLY = 1.5  # times the words that its part of the text leads to expect in an article


def say_unlike(matches: pd.DataFrame, documents: pd.DataFrame) -> str:
    """
    The frames of which one article has most words, and clearly more than its part of the text.

    Of each article the one with most words beyond its part, and of these the first two; "" if none.
    """
    counts = pd.crosstab(matches["doc_id"], matches["frame"])
    total = counts.sum()
    words = documents.set_index("doc_id")["n_words"]
    expected = np.outer(words.reindex(counts.index) / words.sum(), total)
    is_clear = (counts > total / 2) & (counts >= CLEARLY * expected) & (total >= UNLIKE)
    beyond = (counts - expected).where(is_clear).stack().dropna()
    beyond = beyond.sort_values(ascending=False, kind="stable")
    firsts = beyond[~beyond.index.get_level_values(0).duplicated()].index[:2]
    told = [
        f"{who} has {counts.at[doc_id, frame]:,} of the {total[frame]:,} {frame} words"
        for who, (doc_id, frame) in zip(("one", "another"), firsts)
    ]
    return ", ".join(told)


# The chart ---------------------------------------------------------------------------------


def chart_voices(out: Path) -> dict | None:
    """The most frequent frames with their framing words by voice, for bars; None if there are none."""
    matches = keep_counted(read_or_empty("matches", out), read_or_empty("documents", out))
    if matches.empty:
        return None
    voices = ["narrator", "indirect", "direct"]
    # Hearsay and what is perhaps a speaker's count with the narrator's words, as in the claims.
    voice = matches["voice"].where(matches["voice"].isin(SPEECH), "narrator")
    table = pd.crosstab(matches["frame"], voice).reindex(columns=voices, fill_value=0)
    total = table.sum(axis=1).sort_values(ascending=False, kind="stable")
    asked = total.index.map(partial(is_named, question=read_settings(out).question)).astype(bool)
    is_shown = asked | (np.arange(len(total)) < CHARTED) | (len(total) <= CHARTED + 1)
    groups = [([frame], frame) for frame in total.index[is_shown]]
    rest = list(total.index[~is_shown])
    groups += [(rest, f"{count(len(rest), 'other frame')}")] if rest else []
    sums = [table.loc[frames].sum() for frames, _ in groups]
    widest = max(int(counts.sum()) for counts in sums)
    rows = [
        {
            "frame": name,
            "n": int(counts.sum()),
            "said": int(counts.sum() - counts["narrator"]),
            "link": concordance_link(frame="|".join(frames), counted="yes"),
            "parts": [
                (voice, int(counts[voice]), 100 * counts[voice] / widest) for voice in voices
            ],
        }
        for (frames, name), counts in zip(groups, sums)
    ]
    said = int(matches["voice"].isin(SPEECH).sum())
    quotations = read_or_empty("quotations", out)
    return {
        "rows": rows,
        "said": said,
        "n": len(matches),
        "share": f"{said / len(matches):.0%}",
        "words": say_words_in_speech(out),
        "speaker": say_first_speaker(matches[matches["voice"].isin(SPEECH)]),
        "voices": voices,
        "none": list_unfound(out, total.index),
        "apart": say_unclear(find_unclear(matches, quotations), matches),
    }


def say_words_in_speech(out: Path) -> str:
    """The yardstick for framing words, where a claim has counted it: "are 50% of all words"; else ""."""
    findings = read_or_empty("findings", out)
    rows = findings[findings["options"].eq(f"voice={'|'.join(SPEECH)}") & findings["of_n"].gt(0)]
    return "".join(f"are {row.n / row.of_n:.0%} of all words" for row in rows.head(1).itertuples())


def say_first_speaker(spoken: pd.DataFrame) -> str:
    """Who has most of these framing words, in a sentence; "" where nobody is known, or two have as many."""
    counts = spoken["speaker"].astype(object).value_counts().head(2)
    if counts.empty or counts.iloc[0] == counts.iloc[1:].max():
        return ""
    who = show_unseen(str(counts.index[0]))
    return f"Most from one known speaker ({who}): {counts.iloc[0]:,} of the {len(spoken):,}."


def is_named(frame: str, question: str) -> bool:
    """Whether the question names a frame, or one of two things in its name: "religion and culture"."""
    return any(re.search(rf"(?i)\b{re.escape(part)}\b", question) for part in frame.split(" and "))


def say_checked(out: Path) -> str:
    """Whether the counts of framing words were checked by reading, and which of them reading contradicts."""
    matches = keep_counted(read_or_empty("matches", out), read_or_empty("documents", out))
    unclear = find_unclear(matches, read_or_empty("quotations", out))
    return say_counts(
        read_or_empty("estimates", out),
        read_or_empty("claims_read", out),
        int(leave_copies(read_or_empty("documents", out))[0]["n_words"].sum()),
        read_or_empty("validity", out),
        matches[unclear.eq("perhaps")]["frame"].value_counts(),
    )


def list_unfound(out: Path, found: pd.Index) -> list[str]:
    """The frames of the dictionary of which no word is counted: a zero is a result."""
    prevalence = read_or_empty("prevalence", out, ["frame"])
    return sorted(set(prevalence["frame"].dropna().unique()) - set(found))


def find_unclear(matches: pd.DataFrame, quotations: pd.DataFrame) -> pd.Series:
    """Of each framing word that counts with the narrator's, the unclear voice it is in; missing if in none."""
    voices = quotations.drop_duplicates("quote_id").set_index("quote_id")["voice"]
    found = matches["quote_id"].map(voices).astype(object)
    return found.where(found.isin(APART) & ~matches["voice"].isin(SPEECH))


def say_unclear(voices: pd.Series, matches: pd.DataFrame) -> str:
    """
    What unclear voices some framing words are in that count with the narrator's; "" if none is.

    And what the frame with most words that may be a speaker's would have in speech with them.
    """
    parts = [named for voice, named in UNCLEAR.items() if voices.eq(voice).any()]
    if not parts:
        return ""
    possible = matches.loc[voices.eq("perhaps"), "frame"].value_counts().sort_index()
    told = f"The narrator’s words include {' and '.join(parts)}"
    if possible.empty:
        return f"{told}."
    frame = possible.idxmax()
    own = matches[matches["frame"] == frame]
    n = int(own["voice"].isin(SPEECH).sum())
    these = "these" if len(parts) == 1 else "the latter"
    return (
        f"{told}; with {these}, {n + possible[frame]:,} of the {len(own):,} {frame} words would be "
        f"in speech, not {n:,}."
    )


# What stands apart and counts with the narrator's words.
UNCLEAR = {"hearsay": "hearsay", "perhaps": "some that may be a speaker’s"}


def say_counts(
    estimates: pd.DataFrame,
    claims_read: pd.DataFrame,
    n_words: int = 0,
    validity: pd.DataFrame | None = None,
    possible: pd.Series | None = None,
) -> str:
    """
    Whether counts of frames were checked by reading, and which counts reading contradicts.

    `possible`: the words of each frame in passages that may be a speaker's.
    """
    rows = pick_rows(estimates)
    if rows.empty:
        return "These counts have not been checked: no sentence of the articles has been read."
    read_by = next(iter(claims_read["read_by"].dropna()), None)
    known = rows[~is_thin(rows)]
    if len(known) and np.isclose(known["low"], known["high"]).all():
        changed = say_changed(pick_rows(estimates, estimand="rate"), n_words)
        moved = "" if validity is None else say_moved(validity, possible)
        who = f"The {name_reader(read_by)} coding" if read_by else "The coding"
        n = int(rows["n_coded"].max())
        return (
            f"{who} of {'all sentences' if n > 1 else 'the one sentence'} of the articles "
            f"{' and '.join(filter(None, [moved, changed]))}."
        )
    return f"{title_estimates(rows)}; {say_n_read(rows['n_coded'].max(), read_by)}."


def say_moved(validity: pd.DataFrame, possible: pd.Series | None = None) -> str:
    """
    Of which frame the coding moves most words between narrator and speech; "" where it moves none.

    The scores count passages that may be a speaker's as speech where they were coded, and as the
    narrator's where rules found them: a difference of convention. So as many words as the frame
    has there (`possible`) are taken back first.
    """
    rows = validity[validity["sample"].eq("in-sample") & validity["unit"].eq("framing words")]
    rows = rows[rows["voice"].isin(["narrator", *SPEECH]) & rows["frame"].ne("all")]
    is_own = rows["voice"].eq("narrator")
    own, said = (
        rows[chosen].groupby("frame")[["n_coded", "n_matches"]].sum()
        for chosen in (is_own, ~is_own)
    )
    own, said = (part.astype(int) for part in own.align(said, fill_value=0))
    if possible is not None:
        more = (said["n_coded"] - said["n_matches"]).clip(lower=0)
        back = np.minimum(more, possible.reindex(said.index, fill_value=0)).astype(int)
        said["n_coded"], own["n_coded"] = said["n_coded"] - back, own["n_coded"] + back
    more, less = (part["n_coded"] - part["n_matches"] for part in (said, own))
    n_moved = np.minimum(more.abs(), less.abs()).where(more * less < 0, 0)
    if n_moved.empty or not n_moved.max():
        return ""
    frame = n_moved.idxmax()
    coded, found = (
        (int(said.at[frame, name]), int(said.at[frame, name] + own.at[frame, name]))
        for name in ("n_coded", "n_matches")
    )
    if coded[1] == found[1]:
        told = f"places {coded[0]:,}, not {found[0]:,}, of the {found[1]:,} {frame} words in speech"
    else:
        told = f"places {coded[0]:,} of {coded[1]:,} {frame} words in speech, not {found[0]:,} of {found[1]:,}"
    return told


def say_changed(rates: pd.DataFrame, n_words: int) -> str:
    """What reading every sentence changed of the counts: "counts 41 development words, not 42"."""
    words = (rates[["estimate", "naive"]] * n_words / 1000).round().astype(int)
    off = rates.assign(read=words["estimate"], found=words["naive"])[
        (words["estimate"] != words["naive"]).to_numpy()
    ]
    if off.empty:
        return "counts the frames the same"
    most = off.loc[(off["read"] - off["found"]).abs().idxmax()]
    if len(off) == 1:
        return f"counts {most['read']:,} {most['frame']} words, not {most['found']:,}"
    told = f"{count(int(most['read']), 'word')}, not {most['found']:,}"
    return f"counts some frames differently, most of all {most['frame']}: {told}"
