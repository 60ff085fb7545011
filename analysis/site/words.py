"""
The concordance of words: any word, glob or phrase of the articles, as files that a page loads.

The page finds words by itself, from sentences in shards (scripts, which a page opened from a
folder may load) and an index that says which shards contain a word. Each sentence brings its
voices, its framing words and its place in the file, so that counts follow the query and every
line leads to its characters.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain, pairwise
from pathlib import Path
from string import ascii_lowercase, digits
from typing import NamedTuple

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.site.reading import Study, cut_study
from analysis.site.rendering import file_id, is_missing, render
from analysis.site.rows import list_by_row, list_cells, list_rows
from analysis.site.segments import find_segments
from analysis.site.shards import (
    CHOICES,
    find_places,
    make_script,
    store_script,
    write_names,
    write_script,
)
from analysis.site.story import find_top_terms
from analysis.tables.settings import read_settings
from analysis.tables.stored import corpus_of, empty_table, read_list
from analysis.terms.counts import count_values
from analysis.text.blocks import map_blocks
from analysis.text.characters import WORD
from analysis.text.escaping import UNSEEN, show_unseen
from analysis.text.groups import list_groupings, read_groups
from analysis.text.offsets import DOCUMENT, Offsets
from analysis.text.patterns import plain_forms
from analysis.text.shown import PIECE
from analysis.text.tokens import find_tokens, is_edited
from analysis.text.views import group_articles

SHARD = 400  # sentences per file
VOICES = ["narrator", "indirect", "direct"]
LETTERS = {*ascii_lowercase, *digits}  # with which words begin that have a file by it
ROW = ["doc", "sentence", "raw_start", "raw_end", "text", "voices", "frames", "shifts"]


def make_sentences(
    study: Study, frames: list[str] | None = None, variants: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    The body sentences as rows (`doc_id` and the columns ROW), and their words (`find_words`).

    `doc` is the number of the article among those of the study; `voices`: [end, voice, speaker, role,
    words] of each run of characters in one voice; `frames`: [start, end, frame] of the framing words;
    `shifts`: [from here on, by how much] a place in the text is moved against the file, None
    where that is not told. A sentence that pages may not show whole comes in pieces of `PIECE`
    words, in an order of their own. `frames` are those of the whole study where this one is a
    part of it (`cut_study`); a frame is named by its place among them.
    """
    sentences, frames = study.sentences, frames or names_of(study.matches["frame"])
    row, start, end = find_places(study.matches, sentences, study.edits)
    codes = number(study.matches["frame"], frames)
    marks = list(zip(start.tolist(), end.tolist(), codes.tolist()))
    docs = pd.Index(study.documents["doc_id"])
    table = sentences[["doc_id", "sentence", "raw_start", "raw_end", "kind", "is_shown"]].assign(
        row=range(len(sentences)),
        doc=study.documents.index.to_numpy()[docs.get_indexer(sentences["doc_id"])],
        text=sentences["text"].fillna(""),
        voices=find_runs(study),
        frames=as_cells(list_by_row(marks, row, len(sentences))),
        shifts=as_cells([[] for _ in range(len(sentences))]),
    )
    body, is_shown = table["kind"].eq("body"), table["is_shown"].astype(bool)
    pieces = cut_pieces(table[body & ~is_shown])
    table = pd.concat([table[body & is_shown], pieces], ignore_index=True)
    order = np.lexsort((table["sentence"], table["doc"]))  # pieces of one stay in theirs
    table = table.iloc[order].reset_index(drop=True)
    words = find_words(table, variants)
    moved = move_places(count_words(table, words), sentences, study.edits)
    if list_cells(moved["text"]) != list_cells(table["text"]):  # an unseen character is written out
        words = find_words(moved, variants)
    return moved[["doc_id", *ROW]], words


def find_runs(study: Study) -> pd.Series:
    """For each row of `sentences` a list of (end, voice, speaker, role), its runs of one voice; none where it has no words."""
    said = study.quotations
    segments = find_segments(study.sentences, study.edits, said, study.matches[:0])
    row, speech, end = (segments[name].to_numpy() for name in ("row", "speech", "end"))
    # Marks inside a passage do not end it.
    last = np.flatnonzero(np.append((row[1:] != row[:-1]) | (speech[1:] != speech[:-1]), True))
    last = last[: len(row)]
    voices = [*number(said["voice"], VOICES).tolist(), 0]  # -1 is the narrator: the last of each
    speakers, roles = ([*show_names(said[name]), None] for name in ("speaker", "role"))
    runs = [
        (to, voices[at], speakers[at], roles[at])
        for to, at in zip(end[last].tolist(), speech[last].tolist())
    ]
    return as_cells(list_by_row(runs, row[last], len(study.sentences)))


def show_names(column: pd.Series) -> list[str | None]:
    """The cells of a column as a page shows them, None for those that are missing."""
    return [None if is_missing(cell) else show_unseen(cell) for cell in list_cells(column)]


def as_cells(lists: list) -> pd.Series:
    """Lists as a column."""
    return pd.Series(lists, dtype=object)


def number(values: pd.Series, names: list[str]) -> np.ndarray:
    """The place of each value among the names; -1 for others and for missing ones."""
    return pd.Index(names, dtype=object).get_indexer(values.astype(object))


def names_of(column: pd.Series) -> list[str]:
    """The values of a column, sorted."""
    return sorted(column.dropna().astype("str").unique())


def move_places(table: pd.DataFrame, sentences: pd.DataFrame, edits: pd.DataFrame) -> pd.DataFrame:
    """
    The table with the text as pages show it, and all places as places in that.

    Scripts count some characters twice, and unseen ones are written out; where cleaning changed
    a sentence, its places in the file are shifted. Most sentences have none of these.
    """
    # One character put for one (a straightened quotation mark) moves nothing.
    edits = edits[(edits["inserted"].str.len() != 1) | (edits["removed"].str.len() != 1)]
    columns = {name: list_cells(table[name]) for name in ("text", "voices", "frames", "shifts")}
    texts = columns["text"]
    is_other = np.fromiter(map(is_counted_twice, texts), bool, len(texts))
    rows, starts = table["row"].to_numpy(int), table["raw_start"].to_numpy(np.int64)
    moved = np.flatnonzero(is_other | is_edited(sentences, edits)[rows])
    places = [script_places(texts[at]) for at in moved.tolist()]
    shifts = list_shifts(places, rows[moved], starts[moved], Offsets(sentences, edits))
    for at, place, own in zip(moved.tolist(), places, shifts):
        if columns["shifts"][at] is not None:
            columns["shifts"][at] = own
        if is_other[at]:
            texts[at] = show_unseen(texts[at])
            for name, n in (("voices", 1), ("frames", 2)):  # the first n of each are places
                columns[name][at] = [
                    (*(int(place[one]) for one in some[:n]), *some[n:])
                    for some in columns[name][at]
                ]
    return table.assign(
        **{name: pd.Series(cells, table.index, dtype=object) for name, cells in columns.items()}
    )


def list_shifts(
    places: list[np.ndarray], rows: np.ndarray, starts: np.ndarray, offsets: Offsets
) -> list[list]:
    """For each text [from here on, by how much] its `places` are moved against the file."""
    ends = np.cumsum([len(place) for place in places], dtype=np.int64)
    first = np.append(0, ends)[:-1]
    place = np.concatenate([np.zeros(0, np.int64), *places])
    own = np.repeat(np.arange(len(places)), np.diff(ends, prepend=0))
    points = np.arange(len(place)) - first[own]
    shift = offsets.to_raw(rows[own], points, points)[0] - starts[own] - place
    before = np.append(0, shift)[:-1]
    before[first] = 0
    new = np.flatnonzero(shift != before)
    told = np.stack([place, shift], 1)[new].tolist()
    edges = np.searchsorted(own[new], np.arange(len(places) + 1)).tolist()
    return [told[one:two] for one, two in pairwise(edges)]


def is_counted_twice(text: str) -> bool:
    """Whether a script counts some characters of a text twice, or a page writes some out."""
    if text.isprintable() and text.isascii():
        return False
    return max(text, default="") > "\uffff" or UNSEEN.search(text) is not None


def script_places(text: str) -> np.ndarray:
    """Where each character of the text begins, and the last one ends, in what a script is given."""
    if not is_counted_twice(text):
        return np.arange(len(text) + 1)
    widths = [len(show_unseen(character).encode("utf-16-le")) // 2 for character in text]
    return np.cumsum([0, *widths])


def cut_pieces(hidden: pd.DataFrame) -> pd.DataFrame:
    """Sentences cut into pieces of a few words each, a row a piece, sorted; all in the narrator's voice."""
    row, pieces = [], []
    for at, text in enumerate(list_cells(hidden["text"])):
        words = text.split()
        own = [" ".join(words[first : first + PIECE]) for first in range(0, len(words), PIECE)]
        pieces += sorted(own)
        row += [at] * len(own)
    return (
        hidden.iloc[row]
        .reset_index(drop=True)
        .assign(
            text=pd.Series(pieces, dtype="str"),
            voices=as_cells([[(len(piece), 0, None, None)] for piece in pieces]),
            frames=as_cells([[] for _ in pieces]),
            shifts=as_cells([None] * len(pieces)),
        )
    )


def find_words(table: pd.DataFrame, variants: pd.DataFrame | None = None) -> pd.DataFrame:
    """The words of the rows' texts, as the study counts them: `find_tokens` with row numbers as sentences."""
    lines = table.assign(doc_id="", sentence=range(len(table)), raw_start=0)
    return find_tokens(lines, empty_table("edits"), variants)


def count_words(table: pd.DataFrame, words: pd.DataFrame) -> pd.DataFrame:
    """The table with the number of words at the end of each run of a voice; a run of the narrator's where none was."""
    lengths = table["text"].str.len().tolist()
    held = [runs or [(n, 0, None, None)] for n, runs in zip(lengths, list_cells(table["voices"]))]
    runs = list(chain.from_iterable(held))
    last = np.cumsum([len(some) for some in held])  # behind the runs of each row
    line = np.repeat(np.arange(len(held)), np.diff(last, prepend=0)) * DOCUMENT
    row = words["sentence"].to_numpy(np.int64)
    at = np.searchsorted(
        line + np.array([run[0] for run in runs], np.int64),
        row * DOCUMENT + words["raw_start"].to_numpy(),
        "right",
    )
    counts = np.bincount(np.minimum(at, last[row] - 1), minlength=len(runs)).tolist()
    runs = [(*run, n) for run, n in zip(runs, counts)]
    edges = [0, *last.tolist()]
    return table.assign(voices=as_cells([runs[one:two] for one, two in pairwise(edges)]))


def write_words(study: Study, folder: Path) -> dict:
    """Write sentences and index into `folder`; return the index, which the page loads first."""
    folder = Path(folder)
    groups = find_groups(study)
    frames, speakers, roles = (
        names_of(table[name])
        for table, name in (
            (study.matches, "frame"),
            (study.quotations, "speaker"),
            (study.quotations, "role"),
        )
    )
    make = partial(
        make_part,
        frames=frames,
        variants=read_list("variants", corpus_of(study.out)),
        is_packed=study.is_large,
    )
    docs, found, other = [np.zeros(0, int)], [], {}
    by_group = {group: np.zeros(len(VOICES), int) for group in sorted(set(groups))}
    shards = Shards(folder, study.is_large)
    grouped = replace(study, documents=study.documents.assign(group=groups))
    for part in map_blocks(make, number_parts(grouped)):
        found.append(part.found)
        other |= part.variants
        docs.append(part.doc)
        for *_, group, words in part.articles:
            by_group[group] += words
        shards.add(part)
    shards.close()
    doc = np.concatenate(docs)
    shown = [show_unseen(doc_id) for doc_id in list_cells(study.documents["doc_id"])]
    hidden = study.sentences["kind"].eq("body") & ~study.sentences["is_shown"]
    index = {
        "n": len(doc),
        "articles": len(study.documents),
        "shards": shards.n_written,
        "word": WORD,
        "letters": write_terms(found, folder, study.is_large),
        "variants": other,
        "names": write_names(place_articles(shown, doc), folder, study.is_large),
        "words": sum(by_group.values(), np.zeros(len(VOICES), int)).tolist(),
        "group": name_grouping(study),
        "groups": {group: words.tolist() for group, words in by_group.items()}
        if 1 < len(by_group) < len(study.documents)
        else {},
        "frames": [show_unseen(name) for name in frames],
        # what can be chosen from a list, where that is not too long
        "article": few(shown),
        "speaker": few(map(show_unseen, speakers)),
        "role": few(map(show_unseen, roles)),
        "copies": bool(study.documents["duplicate_of"].notna().any()),
        "hidden": int(hidden.sum()),
        "examples": [show_unseen(term) for term in find_top_terms(study, 2)],
    }
    write_script(folder / "index.js", "index", index, study.is_large)
    return index


def few(names: Iterable[str]) -> list[str]:
    """The names if they can be chosen from a list; none if they are too many."""
    names = list(names)
    return names if len(names) <= CHOICES else []


def number_parts(study: Study) -> Iterator[tuple[int, Study]]:
    """
    Some articles after the other, before each part the number of its first sentence.

    All sentences at once, as lists, took six gigabytes.
    """
    first = 0
    for part in cut_study(study):
        yield first, part
        first += count_rows(part.sentences)


def count_rows(sentences: pd.DataFrame) -> int:
    """How many rows `make_sentences` makes of these sentences: each piece of those not shown is one."""
    body, is_shown = sentences["kind"].eq("body"), sentences["is_shown"].astype(bool)
    hidden = list_cells(sentences.loc[body & ~is_shown, "text"].fillna(""))
    return int((body & is_shown).sum()) + sum(-(-len(text.split()) // PIECE) for text in hidden)


class Part(NamedTuple):
    """What the files have of some articles."""

    doc: np.ndarray  # the article of each sentence
    articles: list[list]  # of `list_articles`
    found: tuple  # of `find_shards`
    variants: dict[str, str]  # of `name_variants`
    head: list[list]  # sentences that belong to the file which those before began,
    files: list[str]  # whole files,
    tail: list[list]  # and what begins the next one


def make_part(
    numbered: tuple[int, Study], frames: list[str], variants: pd.DataFrame, is_packed: bool
) -> Part:
    """The sentences of some articles; before them the number of the first (`number_parts`)."""
    first, study = numbered
    table, words = make_sentences(study, frames, variants)
    articles, forms = list_articles(study.documents, table), find_forms(words)
    rows = list(map(list, list_rows(table, ROW)))
    begin = min(-first % SHARD, len(rows))
    end = len(rows) - (len(rows) - begin) % SHARD
    return Part(
        table["doc"].to_numpy(),
        articles,
        find_shards(words, forms, first),
        name_variants(words, forms),
        rows[:begin],
        [
            make_shard(first + at, rows[at : at + SHARD], articles, is_packed)
            for at in range(begin, end, SHARD)
        ],
        rows[end:],
    )


def make_shard(first: int, rows: list[list], articles: list[list], is_packed: bool) -> str:
    """The file with these rows and their articles; `first` is the number of the first row."""
    own = {row[0] for row in rows}
    held = [article for article in articles if article[0] in own]
    return make_script(name_shard(first), [rows, held], is_packed)


def name_shard(first: int) -> str:
    """The name of the file whose first sentence has this number."""
    return f"sentences-{first // SHARD}"


class Shards:
    """The sentences as files of `SHARD` rows each, whatever parts they come in."""

    def __init__(self, folder: Path, is_packed: bool) -> None:
        self.folder, self.is_packed, self.n_written = folder, is_packed, 0
        self.held: list[list] = []
        self.articles: list[list] = []

    def add(self, part: Part) -> None:
        """Take what a part has, and write the files that it fills."""
        self.held += part.head
        self.articles += part.articles
        if len(self.held) == SHARD:
            self.close()
        for text in part.files:
            self.write(text)
        if part.files or not self.held:
            self.articles = part.articles
        self.held += part.tail

    def close(self) -> None:
        """Write what is left."""
        if self.held:
            first = self.n_written * SHARD
            self.write(make_shard(first, self.held, self.articles, self.is_packed))
            self.held = []

    def write(self, text: str) -> None:
        """Write the next file."""
        name = name_shard(self.n_written * SHARD)
        store_script(self.folder / f"{name}.js", text, self.is_packed)
        self.n_written += 1


def list_articles(documents: pd.DataFrame, table: pd.DataFrame) -> list[list]:
    """
    The articles that have sentences, as the page counts and links them.

    Of each its number, the name of its page, its own name, whether it is a copy (1), its group,
    and the words in each of `VOICES`.
    """
    counts = words_by_voice(table)
    own = documents.loc[counts.index]
    return [
        [number, file_id(doc_id), show_unseen(doc_id), int(not is_missing(first)), group, words]
        for (doc_id, first, group), number, words in zip(
            list_rows(own, ["doc_id", "duplicate_of", "group"]),
            counts.index.tolist(),
            counts.to_numpy().tolist(),
        )
    ]


def place_articles(names: list, doc: np.ndarray) -> list[tuple[str, list[int]]]:
    """
    The names of the articles that have sentences, each with its first and last shard.

    `doc` is the article of each sentence that was written.
    """
    there, first, n = np.unique(doc, return_index=True, return_counts=True)
    ends = zip(there.tolist(), (first // SHARD).tolist(), ((first + n - 1) // SHARD).tolist())
    return [(names[number], [begin, end]) for number, begin, end in ends]


def name_grouping(study: Study) -> str:
    """What articles are grouped by: the first grouping that the study names."""
    return next(iter(list_groupings(read_settings(study.out))), "")


def find_groups(study: Study) -> list[str]:
    """The group of each article by the study's own first grouping, else by outlet, year or decade."""
    settings, by = read_settings(study.out), name_grouping(study)
    groups = group_articles(study.documents)
    if by:
        named = read_groups(study.documents, corpus_of(study.out), by, settings)
        groups = named if named.nunique() > 1 else groups
    return [show_unseen(group) for group in groups.reindex(study.documents["doc_id"])]


def words_by_voice(table: pd.DataFrame) -> pd.DataFrame:
    """Of each article, by its number, the words in each of `VOICES`: what a count is a share of."""
    docs, doc = np.unique(table["doc"].to_numpy(np.int64), return_inverse=True)
    held = list_cells(table["voices"])
    runs = list(chain.from_iterable(held))
    doc = np.repeat(doc, [len(some) for some in held])
    place = doc * len(VOICES) + np.fromiter((run[1] for run in runs), np.int64, len(runs))
    n = np.fromiter((run[-1] for run in runs), np.int64, len(runs))
    counts = np.bincount(place, n, len(docs) * len(VOICES)).astype(np.int64)
    return pd.DataFrame(counts.reshape(-1, len(VOICES)), docs, VOICES)


def find_forms(words: pd.DataFrame) -> list[np.ndarray]:
    """The categories of the words, as they are looked up: printed, and counted."""
    plain, terms = plain_forms(words["token"].cat.categories), words["term"].cat.categories
    return [plain.to_numpy(object), terms.to_numpy(object)]


def name_variants(words: pd.DataFrame, forms: list[np.ndarray]) -> dict[str, str]:
    """The printed words that are counted as another term, with that term."""
    pairs = words[["token", "term"]].drop_duplicates()
    word, term = (some[pairs[name].cat.codes] for some, name in zip(forms, pairs))
    is_other = word != term
    return dict(zip(word[is_other].tolist(), term[is_other].tolist()))


def find_shards(
    words: pd.DataFrame, forms: list[np.ndarray], first: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    (words, places, shards): each word, as printed or as counted, beside each shard that contains it.

    A place is that of a word among the words; `forms` are those of `find_forms`, `first` is the
    number of the first sentence.
    """
    token, term = words["token"].array, words["term"].array
    names, place = np.unique(np.concatenate(forms), return_inverse=True)
    shard = (words["sentence"].to_numpy(np.int64) + first) // SHARD
    n_shards = int(shard.max(initial=0)) + 1
    # Codes and not words as texts: thirty million of them took eight gigabytes.
    pairs = [
        count_values(place_of[codes].astype(np.int64) * n_shards + shard)[0]
        for place_of, codes in zip(np.split(place, [len(forms[0])]), (token.codes, term.codes))
    ]
    return names, *np.divmod(count_values(np.concatenate(pairs))[0], n_shards)


def write_terms(found: list[tuple], folder: Path, is_packed: bool = False) -> list[str]:
    """Write which shards contain a word (of `find_shards`), a file per first letter; return the letters."""
    names = np.array(sorted(set().union(*(some for some, _, _ in found))), object)
    n_shards = 1 + max((int(shard.max(initial=0)) for _, _, shard in found), default=0)
    numbers = dict(zip(names.tolist(), range(len(names))))
    pairs = [
        np.fromiter(map(numbers.__getitem__, some), np.int64, len(some))[place] * n_shards + shard
        for some, place, shard in found
    ]
    name, shard = np.divmod(
        count_values(np.concatenate([np.zeros(0, np.int64), *pairs]))[0], n_shards
    )
    there, first = np.unique(name, return_index=True)
    ends = np.append(first[1:], len(name))
    signs = [names[at][0] for at in there.tolist()]
    letters = np.array([sign if sign in LETTERS else "other" for sign in signs], object)
    for letter in sorted(set(letters)):
        lists = {
            names[there[at]]: shard[first[at] : ends[at]].tolist()
            for at in np.flatnonzero(letters == letter).tolist()
        }
        write_script(folder / f"terms-{letter}.js", f"terms-{letter}", lists, is_packed)
    return sorted(set(letters))


def words_html(index: dict, addresses: tuple[str, str]) -> Markup:
    """The page's HTML: form, bars, table; `addresses` are those of the study."""
    filters = [
        ("article", "Article", len(index["article"]) > 1),
        ("group", index["group"].capitalize() or "Group", bool(index["groups"])),
        ("voice", "Voice", True),
        ("speaker", "Speaker", bool(index["speaker"])),
        ("role", "Role of the speaker", bool(index["role"])),
        ("frame", "Frame", 0 < len(index["frames"]) <= CHOICES),
        ("copies", "Second copies", index["copies"]),
    ]
    return render(
        "words.html",
        index=index,
        base="words/",
        addresses=addresses,
        script="_static/words.js",
        filters=[(name, label) for name, label, is_needed in filters if is_needed],
    )
