"""
One line of text in which a number can be seen: the shortest whole sentence, chosen by rule.

It is a sentence that may be shown (`analysis/text/shown.py`); of others only a few words are.
"""

import re
from collections.abc import Mapping

import pandas as pd

from analysis.text.concordance import sentences_of
from analysis.text.escaping import escape
from analysis.text.offsets import Offsets
from analysis.text.shown import PIECE

SHORTEST, LONGEST = 8, 40  # words of a sentence that can be read alone and at once
ROWS = {"quote_id", "match_id"}  # one of these names the rows whose sentences are shown
MOST = 500  # hits that are looked at: enough for a sentence that fits
WHOLE = re.compile(r"[.!?][\"'”’)]*\s*$")  # how a whole sentence ends
SIDES = (
    PIECE // 2 - 1,
    12,
)  # words each way, of a sentence that may not be shown and of one that may
BEFORE = [re.compile(rf"(?:\S+\s+){{0,{n}}}\S*$") for n in SIDES]
BEHIND = [re.compile(rf"\S*(?:\s+\S+){{0,{n}}}") for n in SIDES]


def quote_example(
    hits: pd.DataFrame,
    sentences: pd.DataFrame,
    edits: pd.DataFrame,
    names: Mapping[str, str] | None = None,
) -> str:
    """
    A quotation in Markdown in which one of the hits can be seen, marked; "" where there are none.

    Of the first `MOST` hits, the one in the shortest whole sentence of `SHORTEST` to `LONGEST`
    words that may be shown; where there is none, the first hit with some words each way. `names`
    of `name_articles`: what its article is called.
    """
    if hits.empty:
        return ""
    hits = hits.head(MOST).reset_index(drop=True)
    lines, is_shown = cut_sentences(hits, sentences, edits)
    texts = lines["left"] + lines["node"] + lines["right"]
    n_words = texts.str.split().str.len()
    fits = n_words.between(SHORTEST, LONGEST) & texts.str.contains(WHOLE) & is_shown
    place = n_words[fits].sort_values(kind="stable").index[0] if fits.any() else 0
    left, node, right = lines.loc[place]
    if not fits.any():
        way = bool(is_shown[place])
        before, behind = BEFORE[way].search(left), BEHIND[way].match(right)
        assert before and behind  # both fit the empty text, too
        left = "… " * (before[0].strip() != left.strip()) + before[0]
        right = behind[0] + " …" * (behind[0].strip() != right.strip())
    quoted = f"{escape(left).lstrip()}<mark>{escape(node)}</mark>{escape(right).rstrip()}"
    return f"\n\nFor example:\n\n> {quoted} ({say_place(hits.loc[place], names)})"


def cut_sentences(
    hits: pd.DataFrame, sentences: pd.DataFrame, edits: pd.DataFrame
) -> tuple[pd.DataFrame, pd.Series]:
    """
    (the sentence of each hit, or those it runs over, as `left`, `node` and `right`, blanks kept;
    whether it may be shown).

    Without the column `is_shown` those of quotations and matches may (they contain a row), no others.
    """
    rows, first, last = sentences_of(hits, sentences)
    offsets, texts = Offsets(rows, edits), rows["text"].tolist()
    starts = offsets.to_text(first, hits["raw_start"], hits["raw_start"])[0]
    ends = offsets.to_text(last, hits["raw_end"], hits["raw_end"])[0]
    lines = []
    for one, other, start, end in zip(first, last, starts, ends):
        text = " ".join(texts[one : other + 1])
        end = end + len(" ".join([*texts[one:other], ""]))
        lines.append((text[:start], text[start:end], text[end:]))
    shown = rows.get("is_shown", pd.Series(bool(ROWS & set(hits)), rows.index)).to_numpy(bool)
    is_shown = [bool(shown[one : other + 1].all()) for one, other in zip(first, last)]
    return pd.DataFrame(lines, columns=["left", "node", "right"]), pd.Series(is_shown, dtype=bool)


def say_place(row: pd.Series, names: Mapping[str, str] | None = None) -> str:
    """The article of a line, who is speaking in it, and for which frame it counts, as far as the hits say so."""
    voice, speaker = row.get("voice"), row.get("speaker")
    named = [escape(speaker)] if isinstance(speaker, str) else []
    spoken = [VOICES[voice]] if isinstance(voice, str) and voice in VOICES else []
    frame = row.get("frame")
    counted = [f"counted for {escape(frame)}"] if isinstance(frame, str) else []
    article = escape((names or {}).get(row["doc_id"], row["doc_id"]))
    return "; ".join(filter(None, [article, ", ".join(named + spoken), *counted]))


VOICES = {"direct": "quoted", "indirect": "retold", "narrator": "the narrator"}
