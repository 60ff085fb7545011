"""
What the notebook on voices says of its tables, with the numbers computed in the sentence.

Each function takes tables and returns Markdown; words that come from articles are escaped.
The sentences hold for any articles.
"""

import pandas as pd

from analysis.rates import per_cent
from analysis.text.escaping import escape
from analysis.text.spans import is_speech
from analysis.voices.figures import count_kinds


def say_quotations(quotations: pd.DataFrame) -> str:
    """How many rows there are, and how many of speech have no certain speaker."""
    speech = quotations[is_speech(quotations)]
    ambiguous = int(speech["rule"].str.endswith("ambiguous").sum())
    unnamed = int(speech["speaker"].isna().sum())
    return (
        f"{len(quotations):,} rows: {len(speech):,} passages of speech, {len(quotations) - len(speech):,} of "
        f"words that are set off, or of speech that is only mentioned. Of the passages of speech "
        f"**{per_cent(unnamed, len(speech))} have no certain speaker**: {ambiguous:,} are ambiguous, "
        f"{unnamed - ambiguous:,} unattributed. They stay in the table and in every count. "
        f"{per_cent(int((speech['odds'] == 'certain').sum()), len(speech))} were found by a rule that is *certain*: "
        "nearly always right on open text. The others are *likely*."
    )


def say_voices(stacks: pd.DataFrame) -> str:
    """How the words of the body are shared among the voices."""
    apart = [voice for voice in ("hearsay", "perhaps") if voice in stacks]
    words = stacks[["narrator", *apart, "indirect", "direct"]].sum().astype(int)
    total = int(words.sum())
    beside = (
        f" Shown separately are {per_cent(words['hearsay'], total)} of hearsay, with nobody named, and "
        f"{per_cent(words['perhaps'], total)} that are perhaps a speaker's; elsewhere they count with the "
        "narrator's words."
        if apart
        else ""
    )
    return (
        f"The body has {total:,} words. {per_cent(words['narrator'], total)} are the narrator's, "
        f"{per_cent(words['indirect'], total)} are reported speech, {per_cent(words['direct'], total)} are direct "
        f"speech. A search for quotation marks alone would find "
        f"{per_cent(words['direct'], words['direct'] + words['indirect'])} of the words attributed to speakers."
        + beside
    )


def say_speakers(speakers: pd.DataFrame) -> str:
    """How many speakers there are of each kind, how many names were joined, and which stay apart."""
    joined = int(speakers["other_names"].dropna().str.count(r" \| ").add(1).sum())
    apart = speakers.dropna(subset="perhaps")
    text = count_kinds(speakers) if len(speakers) else "Nobody is named as a speaker"
    text += (
        f"; {joined:,} other names were merged with theirs; the table gives the reason for each."
    )
    if len(apart):
        listed = "; ".join(
            f"{escape(row.speaker)} ({escape(row.perhaps.replace(' | ', ' or '))})"
            for row in apart.head(12).itertuples()
        )
        text += f" **{len(apart):,} names are kept separate** because each could mean two people: {listed}."
    return text


def say_authors(genres: pd.DataFrame) -> str:
    """In how many articles the author speaks, so that the narrator's words are the author's own."""
    own, turns = genres[genres["is_author"]], int((genres["genre"] == "transcript").sum())
    stated = int((genres["basis"] == "metadata").sum())
    told = (
        f"{stated:,} according to metadata.csv, the others according to the text"
        if stated
        else "according to the text"
    )
    turned = f" {turns:,} are transcripts, whose turns are direct speech." if turns else ""
    if own.empty:
        return f"All {len(genres):,} articles are reports or transcripts ({told}).{turned}"
    return (
        f"**In {per_cent(len(own), len(genres))} articles the author speaks** (speeches, statements, opinion; "
        f"{told}): there the narrator's voice is the author's own.{turned}"
    )


def say_forms(quotations: pd.DataFrame) -> str:
    """How many words are set off without being speech."""
    n = {
        form: int((quotations["form"] == form).sum())
        for form in ("scare", "so-called", "title", "term")
    }
    free = int((quotations["form"] == "free_indirect").sum())
    hearsay = int((quotations["form"] == "hearsay").sum())
    return (
        f'In quotation marks, but not speech: {n["scare"]:,} scare quotes, {n["so-called"]:,} after "so-called", '
        f"{n['title']:,} titles, {n['term']:,} terms. {free:,} passages are *free indirect*: they "
        f"may continue a speaker's words without saying so; {hearsay:,} are *hearsay*: 'allegedly', 'is accused "
        "of', with nobody named. Neither counts as speech."
    )


def say_odd_marks(odd: pd.DataFrame) -> str:
    """Where a quotation mark has no partner."""
    if odd.empty:
        return "Every quotation mark is paired."
    return (
        f"**{len(odd):,} quotation marks are unpaired.** What they would enclose is not counted as direct speech; "
        f"the first is in {escape(odd['doc_id'].iloc[0])} at {odd['raw_start'].iloc[0]:,}. Add a row to "
        "mends.csv to close it."
    )


def say_agreement(agreement: pd.DataFrame, n_same: int, n_both: int) -> str:
    """How the rules fare against the coding, in-sample."""
    if agreement.empty:
        return (
            "**No article of this study has been coded by reading, so how many of these passages are right is not known.** "
            "On open news text the rules were measured: see corpus/reference/voices_gum.csv."
        )
    whole = agreement[agreement["voice"] == "attributed"].set_index("method")
    rules, marks = whole.loc["all rules"], whole.loc["direct speech only"]
    return (
        f"**In-sample** (the rules were made with these articles in view), characters in somebody's speech: "
        f"precision {rules['precision']:.3f}, recall {rules['recall']:.3f}, F1 {rules['f1']:.3f}, of "
        f"{rules['n_coded']:,} coded and {rules['n_found']:,} found. Where rules and coder agree on the voice, they name the same speaker for "
        f"{per_cent(n_same, n_both)} of the characters. With direct speech only, recall "
        f"would be {marks['recall']:.3f}."
    )


def say_unseen(scores: pd.DataFrame) -> str:
    """How the rules do on open text that they were not made from (GUM, second half)."""
    rows = scores[(scores["half"] == "measure") & (scores["method"] == "our rules")].set_index(
        "measure"
    )
    content, speaker = rows.loc["characters in attributed content"], rows.loc["speaker right"]
    scare = rows.loc["scare quotes, titles, terms"]
    return (
        f"**Unseen** text is harder. On {int(content['n_documents'])} documents of the GUM corpus (news and "
        f"interviews) that the rules were not made from, characters in attributed content have precision "
        f"{content['precision']:.2f}, recall {content['recall']:.2f}, F1 {content['f1']:.2f}; the speaker is right "
        f"in {per_cent(int(speaker['n_both']), int(speaker['n_found']))} of the attributions found; scare quotes, "
        f"titles and terms have F1 {scare['f1']:.2f}."
    )


def say_disagreements(disagreements: pd.DataFrame, coded: pd.DataFrame) -> str:
    """How many passages differ from the coding."""
    if coded.empty:
        return "There is no coding to differ from."
    n = (
        int((disagreements["raw_end"] - disagreements["raw_start"]).sum())
        if len(disagreements)
        else 0
    )
    return (
        f"{len(disagreements):,} passages differ in voice or speaker, {n:,} characters in all. Each is shown "
        "here."
    )
