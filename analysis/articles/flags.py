"""
What a reader should look at before trusting an article's counts. Part of the step `cleaning`.

A flag changes nothing: the article is counted all the same, and the flag says what is odd, and where.
"""

import re
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from analysis.articles.duplicates import body_texts
from analysis.articles.text_flags import Flag, Rows, flag_cut_off, flag_questions, is_first
from analysis.articles.words import Counts, count_bodies, measure_likeness
from analysis.tables.among import is_among

FEW_WORDS = 100  # below it one word more or less moves a rate by 10 in 1,000
NO_SENTENCE = 0.5  # share of the lines that are no sentences, above which the layout is unknown
ENDS = tuple(".!?\u2026")
STOPS = tuple(".!?\u2026\"')]:;")
MANY_WORDS = 5_000  # words of body: few reports are longer, but an export that was not split is
SEVERAL = 2  # lines that stand once in each article of an export
LEAST_TO_COMPARE = 5  # articles; with fewer, "the rest" is no topic
FLAGS = [
    "other language",
    "too short",
    "no sentence end",
    "odd quotation marks",
    "lost characters",
    "look-alike letters",
    "perhaps several articles",
    "unknown layout",
    "line without a stop",
    "no date",
    "no exact date",
    "other topic",
    "encoding guessed",
    "questions and answers",
    "cut off",
    "copy",
    "conflict",
    "mend not made",
]
# What stands where a character was lost: U+FFFD, or a question mark inside a word or before one.
# A word with / = & or @ is an address, where question marks belong.
LOST = re.compile(r"(?<!\S)\S*[?\ufffd]\S*")
IN_WORD = re.compile(r"[^\W\d_]\?(?![A-Z])[^\W\d_]|^[(\[\"']?\?[^\W\d_]")
ADDRESS = re.compile(r"[/=&@]")
# Words of Latin letters with letters of another script that look the same; alpha and mu do not.
ALIKE = "\u0370-\u0379\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u0400-\u052f"
MIXED = re.compile(rf"(?<!\w)[\w]*[{ALIKE}]\w*")
LATIN = re.compile(r"[a-zA-Z\u00c0-\u024f]")
# Lines of which an article of an export has one: its length, its number, its end.
OF_EXPORT = re.compile(
    r"\s*(?:(?:Document|Dokument) \w{12,40}|[\d,.]+ (?:words|mots|W\u00f6rter|palabras|woorden)"
    r"|(?:Length|LENGTH|LAENGE|LONGUEUR|LONGITUD): .{1,30}|\d+ (?:of|von|de|van) \d+ DOCUMENTS?"
    r"|End of Document|Load-Date: .{1,40}|LOAD-DATE: .{1,40}|ProQuest document ID: .{1,30}"
    r"|\D.{3,80}, \d{1,3}(?:,\d{3})?w\.?)\s*"
)
LINE_OF_EXPORT = 120  # characters of such a line, at most


LANGUAGES = {
    "ar": "Arabic",
    "de": "German",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "hi": "Hindi",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "kk": "Kazakh",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "ug": "Uyghur",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def find_flags(documents: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """
    What is odd about each article: doc_id, flag, detail (the place or the figure).

    One row per article and flag, in the order of `documents`.
    """
    counts = count_bodies(body_texts(documents, sentences))
    found = flag_texts(documents, sentences, counts) + flag_rest(documents, counts)
    return order_flags(found, documents)


def flag_texts(documents: pd.DataFrame, sentences: pd.DataFrame, counts: Counts) -> Rows:
    """What an article's own text shows: of some articles the same whatever the others are."""
    body = sentences[sentences["kind"] == "body"]
    n_words = pd.Series(counts.n_words, counts.articles)
    n_words = n_words[is_among(n_words.index, body["doc_id"])]
    return [
        *flag_length(documents, n_words),
        *flag_ends(documents, body),
        *flag_marks(body),
        *flag_words(find_lost(sentences), LOST, is_damaged, "lost characters"),
        *flag_words(
            sentences[~sentences["text"].str.isascii()], MIXED, LATIN.search, "look-alike letters"
        ),
        *flag_several(n_words, sentences),
        *flag_layout(sentences),
        *flag_open_lines(body),
        *flag_questions(body),
        *flag_cut_off(sentences),
    ]


def flag_rest(documents: pd.DataFrame, counts: Counts) -> Rows:
    """What is known of the articles, and what the others show: copies, other topics."""
    return [
        *flag_language(documents),
        *flag_dates(documents),
        *flag_topics(documents, counts),
        *flag_encodings(documents),
        *flag_copies(documents),
        *flag_earlier(documents),
    ]


def order_flags(found: Rows, documents: pd.DataFrame) -> pd.DataFrame:
    """The flags as a table, in the order of `documents` and, of one article, of FLAGS."""
    flags = pd.DataFrame(found, columns=["doc_id", "flag", "detail"], dtype="str")
    place = documents.reset_index().set_index("doc_id")["index"]
    order = pd.DataFrame(
        {"doc": flags["doc_id"].map(place), "flag": flags["flag"].map(FLAGS.index)}
    )
    return flags.loc[order.sort_values(["doc", "flag"], kind="stable").index].reset_index(drop=True)


def add_flags(documents: pd.DataFrame, flags: pd.DataFrame) -> pd.DataFrame:
    """`documents` with their flags in one cell: 'name: detail', parted by '; '."""
    texts = flags["flag"] + (": " + flags["detail"].str.replace("; ", ", ")).fillna("")
    joined = documents["doc_id"].map(texts.groupby(flags["doc_id"]).agg("; ".join))
    return documents.assign(flags=joined.astype("str"))


def flag_earlier(documents: pd.DataFrame) -> Rows:
    """What reading and mending have set already: conflicts with metadata.csv, mends not made."""
    rows = documents[documents["flags"].notna()]
    earlier = [
        (row.doc_id, *text.partition(": ")[::2])
        for row in rows.itertuples()
        for text in row.flags.split("; ")
    ]
    return [row for row in earlier if row[1] in ("conflict", "mend not made")]


def flag_language(documents: pd.DataFrame) -> Rows:
    """Articles in another language than English, and in which."""
    other = documents[documents["language"].notna() & (documents["language"] != "en")]
    return [
        (row.doc_id, "other language", LANGUAGES.get(row.language, row.language))
        for row in other.itertuples()
    ]


def flag_length(documents: pd.DataFrame, n_words: pd.Series) -> Rows:
    """Articles with few words of body."""
    n_words = documents["doc_id"].map(n_words).fillna(0).astype(int)
    return [
        (doc_id, "too short", f"{n:,} words of body")
        for doc_id, n in zip(documents["doc_id"].to_numpy(object), n_words.to_numpy())
        if n < FEW_WORDS
    ]


def flag_ends(documents: pd.DataFrame, body: pd.DataFrame) -> Rows:
    """Articles in whose body no sentence ends."""
    ends = set(body.loc[body["text"].str.rstrip("\"')]").str.endswith(ENDS), "doc_id"].unique())
    return [
        (doc_id, "no sentence end", None)
        for doc_id in documents["doc_id"].to_numpy(object)
        if doc_id not in ends
    ]


def flag_marks(body: pd.DataFrame) -> Rows:
    """
    Paragraphs with an odd number of double quotation marks: one is not closed, or not opened.

    A quotation that runs on has no closing mark where the next paragraph opens with one again.
    """
    first = np.flatnonzero(is_first(body))
    n_marks = np.add.reduceat(body["text"].str.count('"').to_numpy(), first)
    lines = body.iloc[first]
    runs_on = np.append(lines["text"].str.startswith('"').to_numpy()[1:], False)
    odd = lines[(n_marks % 2 == 1) & ~runs_on[: len(first)]]
    counts = odd.groupby("doc_id").size()
    return [
        (
            row.doc_id,
            "odd quotation marks",
            f"in {counts[row.doc_id]} paragraph(s), the first at "
            f"character {row.raw_start}: {quote_start(row.text)}",
        )
        for row in odd.drop_duplicates("doc_id").itertuples()
    ]


def find_last(rows: pd.DataFrame) -> pd.DataFrame:
    """The last row of each paragraph."""
    return rows[np.append(is_first(rows)[1:], True)[: len(rows)]]


def is_damaged(word: str) -> bool:
    """Whether a character of a word was lost, of one that holds U+FFFD or a question mark."""
    return "\ufffd" in word or bool(IN_WORD.search(word)) and not ADDRESS.search(word)


def find_lost(sentences: pd.DataFrame) -> pd.DataFrame:
    """The sentences in which LOST finds something."""
    has_sign = (sentences["text"].str.contains(sign, regex=False) for sign in "?\ufffd")
    return sentences[np.logical_or(*has_sign)]


def flag_words(
    sentences: pd.DataFrame, pattern: re.Pattern[str], is_odd: Callable[[str], object], flag: str
) -> Iterator[Flag]:
    """Articles with odd words, of those that a pattern finds: how many, the first of them, and where."""
    found: dict[str, list[tuple[str, int]]] = {}
    for row in sentences.itertuples():
        for hit in pattern.finditer(row.text):
            if is_odd(hit[0]):
                word = (hit[0].strip(".,;:"), row.raw_start + hit.start())
                found.setdefault(row.doc_id, []).append(word)
    for doc_id, words in found.items():
        shown = ", ".join(
            quote_start(word) for word in list(dict.fromkeys(w for w, _ in words))[:5]
        )
        yield doc_id, flag, f"{len(words):,}, the first near character {words[0][1]}: {shown}"


def flag_several(n_words: pd.Series, sentences: pd.DataFrame) -> Iterator[Flag]:
    """Articles that are perhaps several: far too long, or with more than one line of its kind in an export."""
    for doc_id, n in n_words[n_words > MANY_WORDS].items():
        yield doc_id, "perhaps several articles", f"{n:,} words of body"
    short = sentences[sentences["text"].str.len() <= LINE_OF_EXPORT]
    ends = short[short["text"].str.fullmatch(OF_EXPORT)]
    n_lines = ends.groupby("doc_id", sort=False).agg(n=("text", "size"), first=("text", "first"))
    for row in n_lines[
        (n_lines["n"] >= SEVERAL) & (n_words.reindex(n_lines.index) <= MANY_WORDS)
    ].itertuples():
        yield (
            row.Index,
            "perhaps several articles",
            f"{row.n:,} lines as an export has one an article, the first {quote_start(row.first.strip())}",
        )


def flag_layout(sentences: pd.DataFrame) -> Rows:
    """Articles most of whose lines are no sentences, known furniture left out: a list, a table, a menu."""
    last = find_last(sentences)
    last = last[last["kind"].isin(["body", "subhead", "boilerplate"])]
    no_sentence = (last["kind"] != "body") | ~last["text"].str.endswith(STOPS)
    share = no_sentence.groupby(last["doc_id"], sort=False).agg(["mean", "size"])
    return [
        (row.Index, "unknown layout", f"{row.mean:.0%} of {row.size} lines are no sentences")
        for row in share[share["mean"] > NO_SENTENCE].itertuples()
    ]


def flag_open_lines(body: pd.DataFrame) -> Rows:
    """Paragraphs of body that end without a stop: kept as body, they may be furniture."""
    last = find_last(body)
    last = last[~last["text"].str.endswith(STOPS)]
    counts = last.groupby("doc_id").size()
    return [
        (
            row.doc_id,
            "line without a stop",
            f"{counts[row.doc_id]}, kept as body; the first at character "
            f"{row.raw_start}: {quote_start(row.text)}",
        )
        for row in last.drop_duplicates("doc_id").itertuples()
    ]


def flag_dates(documents: pd.DataFrame) -> Rows:
    """Articles whose date nobody states, or which is known to a range of days only."""
    none = documents["published_from"].isna()
    ranged = documents[~none & (documents["published_from"] != documents["published_to"])]
    return [(doc_id, "no date", None) for doc_id in documents.loc[none, "doc_id"]] + [
        (row.doc_id, "no exact date", f"{row.published_from} to {row.published_to}")
        for row in ranged.itertuples()
    ]


def flag_topics(documents: pd.DataFrame, counts: Counts) -> Rows:
    """
    Articles on another topic than the rest: their words are far less like those of all others.

    Flagged below a third of the median. Copies are left out: they would be a rest of their own.
    """
    names = documents.loc[documents["duplicate_of"].isna(), "doc_id"]
    likeness = measure_likeness(counts, names) if len(names) >= LEAST_TO_COMPARE else None
    if likeness is None:
        return []
    middle = np.median(likeness)
    return [
        (
            doc_id,
            "other topic",
            f"likeness of its words to the others' {value:.2f}, median {middle:.2f}",
        )
        for doc_id, value in zip(names, likeness)
        if value < middle / 3
    ]


def flag_encodings(documents: pd.DataFrame) -> Rows:
    """Articles whose encoding had to be guessed."""
    guessed = documents[documents["encoding"].str.contains("guessed", na=False)]
    return [(row.doc_id, "encoding guessed", row.encoding) for row in guessed.itertuples()]


def flag_copies(documents: pd.DataFrame) -> Rows:
    """Articles that repeat another and are counted once, with it."""
    copies = documents[documents["duplicate_of"].notna()]
    return [
        (row.doc_id, "copy", f"of {row.duplicate_of}, counted once") for row in copies.itertuples()
    ]


def quote_start(text: str) -> str:
    """The first words of a text, in marks."""
    return repr(text if len(text) <= 40 else text[:37] + "...")
