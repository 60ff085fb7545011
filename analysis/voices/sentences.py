"""
What the notebook on voices says of its tables, with the numbers computed in the sentence.

Each function takes tables and returns Markdown; words that come from articles are escaped.
The sentences hold for any articles.
"""

import pandas as pd

from analysis.measures.rates import count, per_cent
from analysis.text.coded import name_coder
from analysis.text.escaping import escape
from analysis.text.spans import is_speech
from analysis.voices.figures import count_kinds, list_kinds

# What was found ---------------------------------------------------------------------


def say_found(stacks: pd.DataFrame, speakers: pd.DataFrame) -> str:
    """The first results, a line each: whose words they are, who speaks most, how few are between marks."""
    words = sum_words(stacks)
    total, spoken = int(words.sum()), int(words["indirect"] + words["direct"])
    if not total:
        return "**No words were counted**, so there is no voice to tell apart."
    lines = [f"**{per_cent(spoken, total)} of the words are somebody’s speech, quoted or retold.**"]
    if spoken:
        lines.append(
            f"{per_cent(int(words['direct']), spoken)} of these are quoted; the article retells the others."
        )
    if len(speakers):
        said = speakers["indirect"] + speakers["direct"]
        first = [escape(name) for name in speakers.loc[said == said.max(), "speaker"]]
        each = ", each" if len(first) > 1 else ""
        lines.append(
            f"{count(len(speakers), 'speaker')} {'is' if len(speakers) == 1 else 'are'} found{list_kinds(speakers)}; "
            f"the most words, {per_cent(int(said.max()), int(said.sum()))}{each}, belong to {' and '.join(first)}."
        )
    return "\n".join(f"- {line}" for line in lines)


def sum_words(stacks: pd.DataFrame) -> pd.Series:
    """Words of the body in each voice, over all articles."""
    apart = [voice for voice in ("hearsay", "perhaps") if voice in stacks]
    return stacks[["narrator", *apart, "indirect", "direct"]].sum().astype(int)


def pick_speech(quotations: pd.DataFrame) -> pd.DataFrame:
    """Passages to quote from: those of direct speech with a speaker, else all speech."""
    speech = quotations[is_speech(quotations)]
    direct = speech[(speech["voice"] == "direct") & speech["speaker"].notna()]
    return direct if len(direct) else speech


def pick_speaker(quotations: pd.DataFrame, speakers: pd.DataFrame) -> pd.DataFrame:
    """Passages to quote from: those of the speaker with the most words, under any name."""
    if speakers.empty:
        return quotations.head(0)
    first = speakers.iloc[0]
    others = first["other_names"].split(" | ") if isinstance(first["other_names"], str) else []
    own = quotations[
        is_speech(quotations) & quotations["speaker"].isin([first["speaker"], *others])
    ]
    told = own[own["voice"] == "indirect"]  # `pick_speech` shows direct speech
    return told if len(told) else own


def pick_form(quotations: pd.DataFrame, form: str) -> pd.DataFrame:
    """Passages to quote from: those of one form."""
    return quotations[quotations["form"] == form]


# How they were found, and how far to trust it ----------------------------------------


def say_quotations(quotations: pd.DataFrame) -> str:
    """How many rows there are, and how many of speech have no certain speaker."""
    speech = quotations[is_speech(quotations)]
    ambiguous = int(speech["rule"].str.endswith("ambiguous").sum())
    unnamed = int(speech["speaker"].isna().sum())
    return (
        f"There are {count(len(speech), 'passage')} of speech, and {count(len(quotations) - len(speech), 'other marked passage')} "
        f"(scare quotes, titles and the like). "
        + (
            f"**{per_cent(unnamed, len(speech))} of the passages of speech have no certain speaker**: "
            f"{ambiguous:,} are ambiguous and {unnamed - ambiguous:,} unattributed. They are kept and counted."
            if unnamed
            else "Every passage of speech has a speaker."
        )
        + f" {per_cent(int((speech['odds'] == 'certain').sum()), len(speech))} were found by rules rated *certain*."
    )


def say_voices(stacks: pd.DataFrame) -> str:
    """How the words of the body are shared among the voices."""
    words = sum_words(stacks)
    total = int(words.sum())
    kinds = {"hearsay": "hearsay", "perhaps": "perhaps a speaker’s"}
    apart = [name for voice, name in kinds.items() if words.get(voice, 0)]
    unclear = int(words.reindex(list(kinds), fill_value=0).sum())
    beside = (
        f" A further {per_cent(unclear, total)} are {' or '.join(apart)}; elsewhere they count as the narrator’s, "
        f"who then has {count(int(words['narrator']) + unclear, 'word')}."
        if apart
        else ""
    )
    return (
        f"The narrator has {per_cent(words['narrator'], total)} of the words, retold speech "
        f"{per_cent(words['indirect'], total)} and quoted speech {per_cent(words['direct'], total)}."
        + beside
    )


def say_speakers(speakers: pd.DataFrame) -> str:
    """How many speakers there are of each kind, how many names were joined, and which stay apart."""
    joined = int(speakers["other_names"].dropna().str.count(r" \| ").add(1).sum())
    apart = speakers.dropna(subset="perhaps")
    text = count_kinds(speakers) if len(speakers) else "Nobody is named as a speaker"
    words = speakers["indirect"] + speakers["direct"]
    text += "."
    if len(speakers) > 3 and words.sum():
        text += (
            f" The three with the most words have {per_cent(int(words.nlargest(3).sum()), int(words.sum()))} "
            "of the words of speech."
        )
    if joined:
        text += (
            f" {count(joined, 'other name')} {'was' if joined == 1 else 'were'} merged with theirs; the table "
            "gives the reason."
        )
    if len(apart):
        listed = "; ".join(
            f"{escape(row.speaker)} ({escape(row.perhaps.replace(' | ', ' or '))})"
            for row in apart.head(12).itertuples()
        )
        text += (
            f" **{count(len(apart), 'name')} {'is' if len(apart) == 1 else 'are'} kept separate**, because "
            f"{'it' if len(apart) == 1 else 'each'} could mean two people: {listed}."
        )
    return text


def say_authors(genres: pd.DataFrame) -> str:
    """In how many articles the author speaks, so that the narrator's words are the author's own."""
    own, turns = genres[genres["is_author"]], int((genres["genre"] == "transcript").sum())
    stated = int((genres["basis"] == "metadata").sum())
    told = (
        f"{stated:,} according to metadata.csv, the others to judge by the text"
        if stated
        else "to judge by the text"
    )
    turned = (
        f" {count(turns, 'article')} {'is a transcript' if turns == 1 else 'are transcripts'}, whose turns count "
        "as quoted speech."
        if turns
        else ""
    )
    if own.empty:
        return f"No article is a speech, a statement or an opinion piece ({told}).{turned}"
    return (
        f"**In {per_cent(len(own), len(genres))} articles the author speaks**, as in a speech or an opinion piece "
        f"({told}). There the narrator’s voice is the author’s own.{turned}"
    )


def say_forms(quotations: pd.DataFrame) -> str:
    """How many words are set off without being speech; a kind that does not occur is not named."""
    n = quotations["form"].value_counts()
    marked = [count(int(n[form]), *names) for form, names in SET_OFF.items() if n.get(form)]
    others = [f"{name} ({n[form]:,})" for form, name in UNSPOKEN.items() if n.get(form)]
    said = []
    if marked:
        listed = " and ".join(filter(None, [", ".join(marked[:-1]), marked[-1]]))
        said.append(
            f"Set off, but not speech: {listed}. The words belong to the voice around them."
        )
    if others:
        said.append(f"Not counted as speech{' either' * bool(marked)}: {'; '.join(others)}.")
    return " ".join(said) or "Everything in quotation marks is speech."


# Forms that are not speech, as they are counted and named.
SET_OFF = {
    "scare": ("passage in scare quotes", "passages in scare quotes"),
    "so-called": ("passage after *so-called*", "passages after *so-called*"),
    "clause": ("whole clause given to nobody", "whole clauses given to nobody"),
    "title": ("title", "titles"),
    "term": ("term", "terms"),
}
UNSPOKEN = {
    "hearsay": "*hearsay*, such as ‘is accused of’ with nobody named",
    "free_indirect": "passages that may continue a speaker’s words without saying so",
    "narrated_act": "acts of speech whose content is only a noun, such as *told the story of a teacher*",
}


def say_odd_marks(odd: pd.DataFrame) -> str:
    """Where a quotation mark has no partner."""
    if odd.empty:
        return "Every quotation mark is paired."
    return (
        f"**{count(len(odd), 'quotation mark')} {'is' if len(odd) == 1 else 'are'} unpaired.** What "
        f"{'it' if len(odd) == 1 else 'they'} would enclose is not counted as quoted speech. The first is in "
        f"{escape(odd['doc_id'].iloc[0])} at character {odd['raw_start'].iloc[0]:,}; a row in `mends.csv` "
        "can close it."
    )


def say_agreement(
    agreement: pd.DataFrame, n_same: int, n_both: int, coding: pd.DataFrame | None = None
) -> str:
    """How the rules fare against the coding, in-sample; `coding` says who made it."""
    if agreement.empty:
        return (
            "**Nobody has coded these articles by reading, so how many of these passages are right is not "
            "known.** How the rules do on open news text is said below."
        )
    whole = agreement[agreement["voice"] == "attributed"].set_index("method")
    rules, marks = whole.loc["all rules"], whole.loc["quotation marks only"]
    return (
        f"The articles have {name_coder(coding)}. **In-sample** (the rules were made with these articles in view), "
        f"{show_share(rules['precision'])} of what the rules call speech is speech, and they find "
        f"{show_share(rules['recall'])} of all speech, by characters. Quotation marks alone would find "
        f"{marks['recall']:.1%}. Where they agree on the voice, rules and coder "
        + (
            "always name the same speaker"
            if n_same == n_both
            else f"name the same speaker for {per_cent(n_same, n_both)} of the characters"
        )
        + "; they sometimes give that speaker different roles."
    )


def show_share(share: float) -> str:
    """A share in per cent; one that is not quite all is not said to be all."""
    return f"{share:.1%}" if share == 1 or round(share, 3) < 1 else f"{min(share, 0.9999):.2%}"


def say_unseen(scores: pd.DataFrame) -> str:
    """How the rules do on open text that they were not made from (GUM, second half)."""
    rows = scores[(scores["half"] == "measure") & (scores["method"] == "our rules")].set_index(
        "measure"
    )
    content, speaker = rows.loc["characters in attributed content"], rows.loc["speaker right"]
    scare = rows.loc["scare quotes, titles, terms"]
    return (
        f"**Unseen** text is harder. On {int(content['n_documents'])} documents of the GUM corpus, "
        f"{content['precision']:.0%} of what the rules call speech is speech, and they find "
        f"{content['recall']:.0%} of all speech (F1 {content['f1']:.2f}). The right speaker was "
        f"named for {int(speaker['n_both']):,} of {int(speaker['n_coded']):,} passages. Scare quotes and titles "
        f"are told from speech with an F1 of {scare['f1']:.2f}, measured on only {int(scare['n_coded'])} of them."
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
        "Rules and coder agree on every passage."
        if not n
        else f"Rules and coder differ on the voice or the speaker of {count(len(disagreements), 'passage')}, "
        f"{n:,} characters in all. Each is shown here."
    )
