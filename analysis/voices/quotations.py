"""
Who is speaking: every stretch of the body in somebody's voice, with its speaker. A step.

`find_quotations` reads the cleaned sentences of each article and gives a row for each stretch
that is handed to a speaker (direct or indirect), for speech that is only named, and for words
between quotation marks that are no speech (scare quotes, "so-called", titles, terms). The
narrator's voice is what no direct or indirect row covers.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, groupby
from operator import itemgetter

import numpy as np
import pandas as pd

from analysis.tables.stored import check_table, empty_table
from analysis.text.blocks import map_articles
from analysis.text.offsets import Offsets
from analysis.text.spans import (
    APART,
    SPEECH,
    code_documents,
    find_holder,
    find_sentences,
    is_speech,
)
from analysis.voices.lexicon import Lexicon
from analysis.voices.marks import opens_with_mark, pair_marks
from analysis.voices.odds import find_odds
from analysis.voices.paragraphs import ParagraphReader
from analysis.voices.quoted import is_whole_clause
from analysis.voices.roles import Roles
from analysis.voices.speakers import Speakers
from analysis.voices.stretches import Held, Paragraph, Stretch
from analysis.voices.transcripts import find_turns, read_turn
from analysis.voices.units import Unit


def find_quotations(
    sentences: pd.DataFrame, edits: pd.DataFrame, verbs: pd.DataFrame, roles: pd.DataFrame
) -> pd.DataFrame:
    """
    The quotations of all articles: one row per stretch in one voice, or between marks.

    `verbs` and `roles` are the lists reporting_verbs and speakers. Only sentences of kind
    "body" are read. Speaker and role are missing where the article does not make them
    certain; the rule then ends in "unattributed" or "ambiguous".
    """
    lexicon, roles = Lexicon(verbs), Roles(roles)
    found = []
    body = np.flatnonzero((sentences["kind"] == "body").to_numpy())
    columns = [
        sentences[name].to_numpy()[body].tolist() for name in ("doc_id", "paragraph", "text")
    ]
    articles = read_articles(body.tolist(), *columns)
    for stretches in map_articles(read_each, articles, lexicon=lexicon, roles=roles):
        found += stretches
    return make_table(found, sentences, edits)


def read_each(
    articles: list[list[Paragraph]], lexicon: Lexicon, roles: Roles
) -> list[list[tuple[int, int, int, int, Stretch]]]:
    """The quotations of each of some articles."""
    return [read_article(paragraphs, lexicon, roles) for paragraphs in articles]


def read_articles(
    rows: list[int], docs: list[str], numbers: list[int], texts: list[str]
) -> Iterator[list[Paragraph]]:
    """The paragraphs of each article in turn."""
    article: list[tuple[int, int, str]] = []
    current = None
    for row, doc, number, text in zip(rows, docs, numbers, texts):
        if doc != current and article:
            yield join_paragraphs(article)
            article = []
        current = doc
        article.append((number, row, text or ""))
    if article:
        yield join_paragraphs(article)


def join_paragraphs(article: list[tuple[int, int, str]]) -> list[Paragraph]:
    """The paragraphs of one article from its (paragraph, row, text) sentences."""
    paragraphs, at = [], 0
    for number, part in groupby(article, key=itemgetter(0)):
        _, rows, texts = zip(*part)
        breaks = list(accumulate((len(text) + 1 for text in texts[:-1]), initial=0))
        paragraphs.append(Paragraph(number, " ".join(texts), breaks, rows, at))
        at += breaks[-1] + len(texts[-1]) + 1
    return paragraphs


def read_article(
    paragraphs: list[Paragraph], lexicon: Lexicon, roles: Roles
) -> list[tuple[int, int, int, int, Stretch]]:
    """(row, start, row, end, stretch) of each quotation of one article."""
    speakers = Speakers(roles, "\n".join(paragraph.text for paragraph in paragraphs))
    found: list[tuple[int, int, int, int, Stretch]] = []
    set_off: set[str] = set()
    held: Held | None = None
    unit_before: Unit | None = None
    open_row: int | None = None
    is_held = False
    turns = find_turns([paragraph.text for paragraph in paragraphs])
    for number, paragraph in enumerate(paragraphs):
        if number in turns:
            stretches = read_turn(paragraph, turns[number], speakers, lexicon)
            found += [place_stretch(paragraph, stretch) for stretch in stretches]
            held, open_row, is_held, unit_before = None, None, False, None
            continue
        following = paragraphs[number + 1].text if number + 1 < len(paragraphs) else ""
        reader = ParagraphReader(paragraph, lexicon, speakers, set_off, following, is_held)
        reader.unit_before = unit_before
        stretches = reader.read(held)
        unit_before = reader.units[-1] if reader.units else None
        held, is_held = reader.held, reader.runs_on and not opens_with_mark(following)
        if open_row is not None and not goes_on(found[open_row][4], stretches):
            del found[open_row]  # not a quotation over two paragraphs: an odd mark
        open_row = None
        for stretch in stretches:
            if reader.runs_on and stretch.start == reader.pairs[-1].start:
                open_row = len(found)
            found.append(place_stretch(paragraph, stretch))
    return found


def place_stretch(paragraph: Paragraph, stretch: Stretch) -> tuple[int, int, int, int, Stretch]:
    """
    (row, start, row, end, stretch): the sentences in which a stretch begins and ends, and where.

    Scare quotes around a whole clause hold no name at a distance: somebody's words are quoted, and
    nobody is named for them.
    """
    if stretch.form == "scare" and is_whole_clause(paragraph.text[stretch.start : stretch.end]):
        stretch = stretch._replace(form="clause")
    begin = bisect_right(paragraph.breaks, stretch.start) - 1
    end = bisect_right(paragraph.breaks, max(stretch.end - 1, stretch.start)) - 1
    return (
        paragraph.rows[begin],
        stretch.start - paragraph.breaks[begin],
        paragraph.rows[end],
        stretch.end - paragraph.breaks[end],
        stretch,
    )


def goes_on(stretch: Stretch, following: list[Stretch]) -> bool:
    """Whether a quotation left open at the end of a paragraph is the same person's in the next."""
    first = next((row for row in following if row.voice == "direct"), None)
    return first is not None and (
        first.speaker.name is None
        or stretch.speaker.name is None
        or first.speaker.name == stretch.speaker.name
    )


def make_table(
    found: list[tuple[int, int, int, int, Stretch]], sentences: pd.DataFrame, edits: pd.DataFrame
) -> pd.DataFrame:
    """The table of quotations, in raw offsets."""
    if not found:
        return empty_table("quotations")
    first, starts, last, ends, stretches = zip(*found)
    offsets = Offsets(sentences, edits)
    start, end = np.array(starts), np.array(ends)
    raw_start = offsets.to_raw(np.array(first), start, start + 1)[0]
    raw_end = offsets.to_raw(np.array(last), np.maximum(end - 1, 0), end)[1]
    table = pd.DataFrame(
        {
            "doc_id": sentences["doc_id"].to_numpy()[list(first)],
            "raw_start": raw_start,
            "raw_end": raw_end,
            **{
                name: [getattr(stretch, name) for stretch in stretches]
                for name in ("voice", "form", "cue", "rule")
            },
            "speaker": [stretch.speaker.name for stretch in stretches],
            "role": [stretch.speaker.role for stretch in stretches],
            "odds": [find_odds(stretch.form, stretch.rule) for stretch in stretches],
        }
    )
    # Two cues of one speaker may hand over the same words ("shared and presented examples of …").
    same = ["doc_id", "raw_start", "raw_end", "voice", "form", "speaker"]
    table = table.drop_duplicates(same, ignore_index=True)
    number = table.groupby("doc_id", sort=False).cumcount() + 1
    table["quote_id"] = table["doc_id"] + "-q" + number.astype("str").str.zfill(3)
    return check_table(table, "quotations")


def measure_voices(
    quotations: pd.DataFrame, sentences: pd.DataFrame, tokens: pd.DataFrame
) -> pd.DataFrame:
    """
    Words of body text in each voice, per article and speaker.

    One row per article, voice and speaker (doc_id, voice, speaker, role, n): the narrator has
    no speaker, and speech whose speaker is not certain has none either. ZEROS ARE ROWS: each
    article has all three voices, and each of its speakers both direct and indirect. `n_words`
    are the words of the article's body, `share` = n / n_words, 0 to 1. Where speech nests,
    the innermost holds.
    """
    is_body = np.append(sentences["kind"] == "body", False)[find_sentences(tokens, sentences)]
    speech = quotations[is_speech(quotations)].reset_index(drop=True)
    row = find_holder(tokens, speech)
    doc, names = code_documents(tokens["doc_id"])
    own = np.bincount(doc[is_body & (row < 0)], minlength=len(names))
    narrator = pd.DataFrame({"doc_id": names, "voice": "narrator", "n": own})
    spoken = speech.assign(n=np.bincount(row[is_body & (row >= 0)], minlength=len(speech)))
    counts = (
        pd.concat([narrator, spoken])[[*VOICE_KEYS, "n"]]
        .query("n > 0")
        .groupby(VOICE_KEYS, dropna=False)["n"]
        .sum()
        .reset_index()
    )
    grid = pd.concat(
        [counts[VOICE_KEYS], zero_rows(counts, sentences["doc_id"].unique())]
    ).drop_duplicates()
    table = grid.merge(counts, "left", on=VOICE_KEYS).fillna({"n": 0}).astype({"n": int})
    table["n_words"] = table.groupby("doc_id")["n"].transform("sum")
    table["share"] = (table["n"] / table["n_words"]).where(table["n_words"] > 0)
    order = pd.Categorical(table["voice"], ["narrator", "indirect", "direct"])
    table = table.assign(order=order).sort_values(
        ["doc_id", "order", "n", "speaker"], ascending=[True, True, False, True], ignore_index=True
    )
    return table.drop(columns="order")


def measure_apart(
    quotations: pd.DataFrame, sentences: pd.DataFrame, tokens: pd.DataFrame
) -> pd.DataFrame:
    """
    Words of body text that stand apart: hearsay, and what is perhaps a speaker's (voice `perhaps`).

    One row per article and voice, zeros kept: doc_id, voice, n. `measure_voices` counts these
    words with the narrator's; words in somebody's speech are not among them.
    """
    is_body = np.append(sentences["kind"] == "body", False)[find_sentences(tokens, sentences)]
    held = is_speech(quotations) | quotations["voice"].isin(APART)
    rows = quotations[held].reset_index(drop=True)
    row = find_holder(tokens, rows)
    counts = rows.assign(n=np.bincount(row[is_body & (row >= 0)], minlength=len(rows)))
    counts = counts.groupby(["doc_id", "voice"])["n"].sum()
    grid = pd.MultiIndex.from_product(
        [sentences["doc_id"].unique(), APART], names=counts.index.names
    )
    return counts.reindex(grid, fill_value=0).reset_index()


VOICE_KEYS = ["doc_id", "voice", "speaker", "role"]


def zero_rows(counts: pd.DataFrame, docs: Iterable[str]) -> pd.DataFrame:
    """All three voices of each article, and direct and indirect of each of its speakers."""
    every = pd.MultiIndex.from_product(
        [docs, ["narrator", *SPEECH]], names=["doc_id", "voice"]
    ).to_frame(index=False)
    spoken = counts[counts["voice"].isin(SPEECH) & counts["speaker"].notna()]
    speakers = (
        spoken[["doc_id", "speaker", "role"]]
        .drop_duplicates()
        .merge(pd.DataFrame({"voice": SPEECH}), "cross")
    )
    missing = every.merge(counts[["doc_id", "voice"]].drop_duplicates(), "left", indicator=True)
    missing = missing[missing["_merge"] == "left_only"].drop(columns="_merge")
    return pd.concat([speakers, missing])[VOICE_KEYS]


def find_odd_marks(sentences: pd.DataFrame, edits: pd.DataFrame) -> pd.DataFrame:
    """Quotation marks without a partner: doc_id, paragraph, raw_start, the words around."""
    body = np.flatnonzero((sentences["kind"] == "body").to_numpy())
    columns = [
        sentences[name].to_numpy()[body].tolist() for name in ("doc_id", "paragraph", "text")
    ]
    found = []
    for paragraphs in read_articles(body.tolist(), *columns):
        is_held = False
        for paragraph, following in zip(paragraphs, [*(one.text for one in paragraphs[1:]), ""]):
            pairs, odd = pair_marks(paragraph.text, following, is_held)
            is_held = bool(pairs) and pairs[-1].runs_on and not opens_with_mark(following)
            for at in odd:
                sentence = bisect_right(paragraph.breaks, at) - 1
                found.append(
                    (
                        paragraph.rows[sentence],
                        at - paragraph.breaks[sentence],
                        paragraph.text[max(0, at - 30) : at + 30],
                    )
                )
    numbers, starts, around = zip(*found) if found else ([], [], [])
    rows, start = np.array(numbers, int), np.array(starts, int)
    place = Offsets(sentences, edits).to_raw(rows, start, start + 1)[0] if len(rows) else rows
    picked = sentences.iloc[rows]
    return pd.DataFrame(
        {
            "doc_id": picked["doc_id"].to_numpy(),
            "paragraph": picked["paragraph"].to_numpy(),
            "raw_start": place,
            "around": list(around),
        }
    )
