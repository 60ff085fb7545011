"""
What the notebook on voices says of its tables, with the numbers computed in the sentence.

Each function takes tables and returns Markdown; words that come from articles are escaped.
The sentences hold for any articles.
"""

import pandas as pd

from analysis.measures.rates import count, per_cent
from analysis.text.coded import name_coder
from analysis.text.escaping import escape
from analysis.text.spans import find_holder, is_speech
from analysis.voices.figures import count_kinds

# What was found ---------------------------------------------------------------------


def say_found(stacks: pd.DataFrame, speakers: pd.DataFrame) -> str:
    """The first results, a line each: how many words are speech, how many are quoted, who speaks most."""
    words = sum_words(stacks)
    total, spoken = int(words.sum()), int(words["indirect"] + words["direct"])
    if not total:
        return "**No words were counted**, so there is no voice to tell apart."
    lines = [f"**{per_cent(spoken, total)} of the words are speech, quoted or retold.**"]
    if spoken:
        lines.append(
            f"Of the words of speech, {per_cent(int(words['direct']), spoken)} are quoted and the others retold."
        )
    said = speakers["indirect"] + speakers["direct"]
    if said.sum():
        first = [escape(name) for name in speakers.loc[said == said.max(), "speaker"]]
        listed = " and ".join(filter(None, [", ".join(first[:-1]), first[-1]]))
        each = " each" if len(first) > 1 else ""
        lines.append(
            f"The largest share of speech, {per_cent(int(said.max()), int(said.sum()))}{each}, belongs to {listed}."
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
    if told.empty:
        return own
    held = find_holder(own[own["voice"] == "direct"], told)
    whole = told.drop(told.index[held[held >= 0]])  # no words quoted in them
    return whole if len(whole) else told


def pick_form(quotations: pd.DataFrame, form: str) -> pd.DataFrame:
    """Passages to quote from: those of one form."""
    return quotations[quotations["form"] == form]


# How they were found, and how far to trust it ----------------------------------------


def say_quotations(quotations: pd.DataFrame) -> str:
    """How many passages of speech there are, how many have no known speaker, and how many are certain."""
    speech = quotations[is_speech(quotations)]
    ambiguous = int(speech["rule"].str.endswith("ambiguous").sum())
    unnamed = int(speech["speaker"].isna().sum())
    if speech.empty:
        return "There is no passage of speech."
    n_certain = int((speech["odds"] == "certain").sum())
    parts = [
        f"{n:,} {'is' if n == 1 else 'are'} {name}"
        for n, name in ((ambiguous, "ambiguous"), (unnamed - ambiguous, "unattributed"))
        if n
    ]
    return (
        f"There {'is' if len(speech) == 1 else 'are'} {count(len(speech), 'passage')} of speech; "
        f"{per_cent(n_certain, len(speech))} {'is' if n_certain == 1 else 'are'} certain. "
        + (
            f"**{per_cent(unnamed, len(speech))} {'has' if unnamed == 1 else 'have'} no known speaker**: "
            f"{' and '.join(parts)}."
            if unnamed
            else "Every passage has a speaker."
        )
    )


def say_voices(stacks: pd.DataFrame) -> str:
    """How many words the narrator has, and how many are shown separately."""
    words = sum_words(stacks)
    total = int(words.sum())
    apart = [MEANT[voice] for voice in MEANT if words.get(voice, 0)]
    unclear = int(words.reindex(list(MEANT), fill_value=0).sum())
    beside = (
        f" A further {per_cent(unclear, total)} are {' or '.join(apart)}. Elsewhere they count as the "
        f"narrator’s, which makes {words['narrator'] + unclear:,}."
        if apart
        else ""
    )
    return f"The narrator has {per_cent(words['narrator'], total)} of the words.{beside}"


# The voices that are shown separately, and what they mean.
MEANT = {
    "hearsay": "*hearsay*, which names no speaker,",
    "perhaps": "*possible speech*, which may continue a speaker’s words",
}


MOST_APART = 5  # names that could mean several people, of which the rest is only counted


def say_speakers(speakers: pd.DataFrame) -> str:
    """How many speakers there are of each kind, how many names were joined, and which stay apart."""
    joined = int(speakers["other_names"].dropna().str.count(r" \| ").add(1).sum())
    apart = speakers.dropna(subset="perhaps")
    text = count_kinds(speakers) if len(speakers) else "No speaker is named"
    words = speakers["indirect"] + speakers["direct"]
    text += "."
    if len(speakers) > 3 and words.sum():
        text += (
            f" The three with the most words have {per_cent(int(words.nlargest(3).sum()), int(words.sum()))} "
            "of the words of speech."
        )
    if joined:
        text += (
            f" {count(joined, 'other name')} {'was' if joined == 1 else 'were'} merged with theirs."
        )
    if len(apart):
        listed = "; ".join(
            f"{escape(row.speaker)} ({escape(name_some(row.perhaps.split(' | ')))})"
            for row in apart.head(MOST_APART).itertuples()
        )
        more = len(apart) - MOST_APART
        text += (
            f" **{count(len(apart), 'name')} could mean more than one person** and {'is' if len(apart) == 1 else 'are'} "
            f"kept separate: {listed}"
            + f"; {more:,} more are in `speakers_found.csv`" * (more > 0)
            + "."
        )
    return text


def name_some(names: list[str], most: int = 3) -> str:
    """Names one of which is meant: "A or B"; of many the first, "A, B or one of 155 others"."""
    if len(names) <= most:
        return " or ".join(names)
    return f"{', '.join(names[: most - 1])} or one of {len(names) - most + 1:,} others"


def say_authors(genres: pd.DataFrame) -> str:
    """In how many articles the author speaks, so that the narrator's words are the author's own."""
    own, turns = genres[genres["is_author"]], int((genres["genre"] == "transcript").sum())
    stated = int((own["basis"] == "metadata").sum())
    turned = (
        f" {count(turns, 'article')} {'is a transcript' if turns == 1 else 'are transcripts'}; what is said "
        f"in {'it' if turns == 1 else 'them'} counts as quoted speech."
        if turns
        else ""
    )
    if own.empty:
        return f"No article is a speech or an opinion piece.{turned}"
    bases = (
        (stated, "according to `metadata.csv`"),
        (len(own) - stated, "recognised by *I* or *we* outside speech"),
    )
    both = 0 < stated < len(own)
    listed = " and ".join(f"{f'{n:,} ' * both}{basis}" for n, basis in bases if n)
    return (
        f"**{per_cent(len(own), len(genres))} of the articles {'has' if len(own) == 1 else 'have'} an author who "
        f"speaks**, as in a speech or an opinion piece: {listed}. There the narrator is the author.{turned}"
    )


def say_forms(quotations: pd.DataFrame) -> str:
    """How many words are set off without being speech; a kind that does not occur is not named."""
    n = quotations["form"].value_counts()
    marked = [count(int(n[form]), *names) for form, names in SET_OFF.items() if n.get(form)]
    others = [f"{name} ({n[form]:,})" for form, name in UNSPOKEN.items() if n.get(form)]
    said = []
    if marked:
        listed = " and ".join(filter(None, [", ".join(marked[:-1]), marked[-1]]))
        said.append(f"Not speech: {listed}. Their words belong to the voice around them.")
    if others:
        said.append(f"{'Also not' if marked else 'Not'} counted as speech: {'; '.join(others)}.")
    return " ".join(said) or "Everything in quotation marks is speech."


# Forms that are not speech, as they are counted and named.
SET_OFF = {
    "scare": ("passage in scare quotes", "passages in scare quotes"),
    "so-called": ("passage after *so-called*", "passages after *so-called*"),
    "clause": ("quoted clause without a source", "quoted clauses without a source"),
    "title": ("title", "titles"),
    "term": ("term", "terms"),
}
UNSPOKEN = {
    "hearsay": "*hearsay*, such as *is accused of* with nobody named",
    "free_indirect": "*possible speech*",
    "narrated_act": "acts of speech that are only named, such as *recalled their visits*",
}


def say_odd_marks(odd: pd.DataFrame) -> str:
    """Where a quotation mark has no partner."""
    if odd.empty:
        return "Every quotation mark is paired."
    return (
        f"**{count(len(odd), 'quotation mark')} {'is' if len(odd) == 1 else 'are'} unpaired.** The words behind "
        f"{'it' if len(odd) == 1 else 'them'} are not counted as quoted speech. A row in `mends.csv` can add the "
        f"other mark. The first is in {escape(odd['doc_id'].iloc[0])} at character {odd['raw_start'].iloc[0]:,}."
    )


def say_agreement(
    agreement: pd.DataFrame,
    n_same: int,
    n_both: int,
    coding: pd.DataFrame | None = None,
    as_coded: tuple[int, int] | None = None,
    is_in_sample: bool = True,
) -> str:
    """
    How the rules fare against the coding; `coding` says who made it.

    `as_coded`: `count_coded_words`. `is_in_sample`: the rules were made with these articles.
    """
    if agreement.empty:
        return (
            "**Nobody has coded these articles by reading, so it is not known how many of these passages are "
            "right.** Scores on other news texts are below."
        )
    whole = agreement[agreement["voice"] == "attributed"].set_index("method")
    rules, marks = whole.loc["all rules"], whole.loc["quotation marks only"]
    made = (
        "The rules were made with these articles in view, so the following scores (*in-sample*) are too favourable. "
        * is_in_sample
    )
    possible = (
        "In these scores, possible speech counts as the narrator’s. The coder marked more possible speech than the rules did; if all of that were counted as speech, "
        f"speech would have {as_coded[0]:,} of {as_coded[1]:,} words. "
        if as_coded
        else ""
    )
    return (
        f"The articles have {name_coder(coding)}. {made}By characters, the rules find "
        f"{show_share(rules['recall'])} of the coded speech, and {show_share(rules['precision'])} of what they find is "
        f"speech. Quotation marks alone would find {marks['recall']:.1%}. {possible}Rules and coder name the same speaker "
        + (
            "throughout."
            if n_same == n_both
            else f"for {per_cent(n_same, n_both)} of the characters that both call speech."
        )
    )


def show_share(share: float) -> str:
    """A share in per cent; one that is not quite all is not said to be all."""
    return f"{share:.1%}" if share == 1 or round(share, 3) < 1 else f"{min(share, 0.9999):.2%}"


def say_unseen(scores: pd.DataFrame) -> str:
    """How the rules do on open text that they were not made from (GUM, second half)."""
    rows = scores[(scores["half"] == "measure") & (scores["method"] == "our rules")]
    rows = rows.set_index("measure")
    content, speaker = rows.loc["characters in attributed content"], rows.loc["speaker right"]
    return (
        f"**Unseen** text is harder. In {int(content['n_documents'])} documents of GUM, other than those read to make the rules, the rules find "
        f"{content['recall']:.0%} of the speech, and {content['precision']:.0%} of what they find is speech. They "
        f"name the right speaker for {int(speaker['n_both']):,} of {int(speaker['n_coded']):,} passages."
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
    both = "With possible speech counted as the narrator’s in both"
    return (
        f"{both}, rules and coder agree on every word; at most punctuation differs."
        if not n
        else f"{both}, rules and coder differ on the voice or the speaker of "
        f"{count(len(disagreements), 'passage')}, {n:,} characters in all."
    )
