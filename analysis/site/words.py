"""
The concordance of words: any word, glob or phrase of the articles, as files that a page loads.

The page finds words by itself, from sentences in shards (scripts, which a page opened from a
folder may load) and an index that says which shards contain a word. Each sentence brings its
voices, its framing words and its place in the file, so that counts follow the query and every
line leads to its characters.
"""

from collections.abc import Iterator
from functools import partial
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.site.reading import Study, cut_study
from analysis.site.rendering import file_id, render
from analysis.site.segments import find_segments
from analysis.site.shards import CHOICES, find_places, make_script, store_script, write_script
from analysis.site.story import find_top_terms
from analysis.tables.settings import read_settings
from analysis.tables.stored import corpus_of, empty_table, read_list
from analysis.terms.counts import count_values
from analysis.text.blocks import ARTICLES, map_blocks
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
ROW = ["doc", "sentence", "raw_start", "raw_end", "text", "voices", "frames", "shifts"]


class Names(NamedTuple):
    """What rows name by a number: the place in one of these lists."""

    doc: list[str]
    frame: list[str]
    speaker: list[str]
    role: list[str]


def list_names(study: Study) -> Names:
    """The names of a whole study."""
    return Names(
        study.documents["doc_id"].to_list(),
        names_of(study.matches["frame"]),
        names_of(study.quotations["speaker"]),
        names_of(study.quotations["role"]),
    )


def make_sentences(study: Study, names: Names | None = None) -> pd.DataFrame:
    """
    The body sentences as rows: `doc_id` and the columns ROW.

    `voices`: [end, voice, speaker, role, words] of each run of characters in one voice;
    `frames`: [start, end, frame] of the framing words; `shifts`: [from here on, by how much] a
    place in the text is moved against the file, None where that is not told. A sentence that
    pages may not show whole comes in pieces of `PIECE` words, in an order of their own.
    `names` are those of the whole study where this one is a part of it (`cut_study`).
    """
    sentences, names = study.sentences, names or list_names(study)
    row, start, end = find_places(study.matches, sentences, study.edits)
    codes = number(study.matches["frame"], names.frame)
    marks = list(zip(start.tolist(), end.tolist(), codes.tolist()))
    table = sentences[["doc_id", "sentence", "raw_start", "raw_end", "kind", "is_shown"]].assign(
        row=range(len(sentences)),
        doc=number(sentences["doc_id"], names.doc),
        text=sentences["text"].fillna(""),
        voices=find_runs(study, names),
        frames=as_cells(list_by_row(marks, row, len(sentences))),
        shifts=as_cells([[] for _ in range(len(sentences))]),
    )
    body, is_shown = table["kind"].eq("body"), table["is_shown"].astype(bool)
    pieces = cut_pieces(table[body & ~is_shown])
    table = pd.concat([table[body & is_shown], pieces], ignore_index=True)
    table = table.sort_values(["doc", "sentence", "text"], kind="stable", ignore_index=True)
    return move_places(count_words(table), sentences, study.edits)[["doc_id", *ROW]]


def find_runs(study: Study, names: Names) -> pd.Series:
    """For each row of `sentences` a list of (end, voice, speaker, role), its runs of one voice; none where it has no words."""
    said = study.quotations
    segments = find_segments(study.sentences, study.edits, said, study.matches[:0])
    speech = segments["speech"].to_numpy()  # -1 is the narrator: the last of each list of codes
    codes = [
        np.append(number(said["voice"], VOICES), 0),
        np.append(number(said["speaker"], names.speaker), -1),
        np.append(number(said["role"], names.role), -1),
    ]
    runs = pd.DataFrame(
        {"row": segments["row"], "end": segments["end"]}
        | {name: code[speech] for name, code in enumerate(codes)}
    )
    alike = runs.drop(columns="end").assign(speech=speech)
    runs = runs[(alike != alike.shift(-1)).any(axis=1)]  # marks inside a passage do not end it
    columns = [runs[name].tolist() for name in ("end", *range(len(codes)))]
    return as_cells(list_by_row(list(zip(*columns)), runs["row"].to_numpy(), len(study.sentences)))


def list_by_row(values: list, row: np.ndarray, n: int) -> list[list]:
    """The values that belong to each of `n` rows, in their order: groups of a table cost ten times as much."""
    order = np.argsort(row, kind="stable")
    edges = np.searchsorted(row[order], np.arange(n + 1)).tolist()
    values = [values[at] for at in order.tolist()]
    return [values[first:last] for first, last in pairwise(edges)]


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
    is_plain = ~table["text"].str.contains(rf"{UNSEEN.pattern}|[^\u0000-\uffff]", regex=True)
    # One character put for one (a straightened quotation mark) moves nothing.
    edits = edits[(edits["inserted"].str.len() != 1) | (edits["removed"].str.len() != 1)]
    offsets = Offsets(sentences, edits)
    edited = is_edited(sentences, edits)[table["row"].to_numpy(int)]
    columns = {name: table[name].to_list() for name in ("text", "voices", "frames", "shifts")}
    rows, starts = table["row"].to_numpy(), table["raw_start"].to_numpy(np.int64)
    for at in np.flatnonzero(~is_plain.to_numpy(bool) | edited):
        text = columns["text"][at]
        place = script_places(text)
        columns["text"][at] = show_unseen(text)
        for name, n in (("voices", 1), ("frames", 2)):  # the first n of each are places
            columns[name][at] = [
                (*(int(place[one]) for one in some[:n]), *some[n:]) for some in columns[name][at]
            ]
        if columns["shifts"][at] is not None:
            points = np.arange(len(place))
            raw = offsets.to_raw(np.full(len(place), rows[at]), points, points)[0]
            shift = raw - starts[at] - place
            new = np.flatnonzero(np.diff(shift, prepend=0))
            columns["shifts"][at] = np.stack([place, shift], 1)[new].tolist()
    return table.assign(
        **{name: pd.Series(cells, table.index, dtype=object) for name, cells in columns.items()}
    )


def script_places(text: str) -> np.ndarray:
    """Where each character of the text begins, and the last one ends, in what a script is given."""
    if text.isascii() and not UNSEEN.search(text):
        return np.arange(len(text) + 1)
    widths = [len(show_unseen(character).encode("utf-16-le")) // 2 for character in text]
    return np.cumsum([0, *widths])


def cut_pieces(hidden: pd.DataFrame) -> pd.DataFrame:
    """Sentences cut into pieces of a few words each, a row a piece; all in the narrator's voice."""
    row, pieces = [], []
    for at, text in enumerate(hidden["text"].to_list()):
        words = text.split()
        own = [" ".join(words[first : first + PIECE]) for first in range(0, len(words), PIECE)]
        pieces += own
        row += [at] * len(own)
    return (
        hidden.iloc[row]
        .reset_index(drop=True)
        .assign(
            text=pd.Series(pieces, dtype="str"),
            voices=as_cells([[(len(piece), 0, -1, -1)] for piece in pieces]),
            frames=as_cells([[] for _ in pieces]),
            shifts=as_cells([None] * len(pieces)),
        )
    )


def find_words(table: pd.DataFrame, variants: pd.DataFrame | None = None) -> pd.DataFrame:
    """The words of the rows' texts, as the study counts them: `find_tokens` with row numbers as sentences."""
    lines = table.assign(doc_id="", sentence=range(len(table)), raw_start=0)
    return find_tokens(lines, empty_table("edits"), variants)


def count_words(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the number of words at the end of each run of a voice; a run of the narrator's where none was."""
    words = find_words(table)
    texts = table["text"].to_list()
    held = [runs or [(len(text), 0, -1, -1)] for text, runs in zip(texts, table["voices"])]
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
    folder, names = Path(folder), list_names(study)
    variants = read_list("variants", corpus_of(study.out))
    docs, by_voice, found, other = [], np.zeros((0, len(VOICES)), int), [], {}
    shards = Shards(folder, study.is_large)
    make = partial(make_part, names=names, variants=variants, is_packed=study.is_large)
    for part in map_blocks(make, number_parts(study)):
        found.append(part.found)
        other |= part.variants
        docs.append(part.doc)
        by_voice = add_up(by_voice, part.by_voice)
        shards.add(part)
    shards.close()
    hidden = study.sentences["kind"].eq("body") & ~study.sentences["is_shown"]
    index = {
        "n": sum(map(len, docs)),
        "word": WORD,
        "letters": write_terms(found, folder, study.is_large),
        "variants": other,
        "docs": list_articles(study.documents, np.concatenate([np.zeros(0, int), *docs])),
        "words": by_voice.tolist(),
        "speakers": [show_unseen(name) for name in names.speaker],
        "roles": [show_unseen(name) for name in names.role],
        "frames": [show_unseen(name) for name in names.frame],
        "group": name_grouping(study),
        "groups": find_groups(study),
        "hidden": int(hidden.sum()),
        "examples": [show_unseen(term) for term in find_top_terms(study, 2)],
    }
    write_script(folder / "index.js", "index", index, study.is_large)
    return index


def number_parts(study: Study) -> Iterator[tuple[int, Study]]:
    """
    Some articles after the other, before each part the number of its first sentence.

    All sentences at once, as lists, took six gigabytes.
    """
    first = 0
    for part in cut_study(study, ARTICLES):
        yield first, part
        first += count_rows(part.sentences)


def count_rows(sentences: pd.DataFrame) -> int:
    """How many rows `make_sentences` makes of these sentences: each piece of those not shown is one."""
    body, is_shown = sentences["kind"].eq("body"), sentences["is_shown"].astype(bool)
    hidden = sentences.loc[body & ~is_shown, "text"].fillna("")
    return int((body & is_shown).sum()) + sum(-(-len(text.split()) // PIECE) for text in hidden)


class Part(NamedTuple):
    """What the files have of some articles."""

    doc: np.ndarray  # the article of each sentence
    by_voice: np.ndarray  # of `words_by_voice`
    found: tuple  # of `find_shards`
    variants: dict[str, str]  # of `name_variants`
    head: list[list]  # sentences that belong to the file which those before began,
    files: list[str]  # whole files,
    tail: list[list]  # and what begins the next one


def make_part(
    numbered: tuple[int, Study], names: Names, variants: pd.DataFrame, is_packed: bool
) -> Part:
    """The sentences of some articles; before them the number of the first (`number_parts`)."""
    first, study = numbered
    table = make_sentences(study, names)
    words = find_words(table, variants)
    rows = table[ROW].to_numpy(object).tolist()
    begin = min(-first % SHARD, len(rows))
    end = len(rows) - (len(rows) - begin) % SHARD
    return Part(
        table["doc"].to_numpy(),
        words_by_voice(table),
        find_shards(words, first),
        name_variants(words),
        rows[:begin],
        [
            make_script(name_shard(first + at), rows[at : at + SHARD], is_packed)
            for at in range(begin, end, SHARD)
        ],
        rows[end:],
    )


def name_shard(first: int) -> str:
    """The name of the file whose first sentence has this number."""
    return f"sentences-{first // SHARD}"


class Shards:
    """The sentences as files of `SHARD` rows each, whatever parts they come in."""

    def __init__(self, folder: Path, is_packed: bool) -> None:
        self.folder, self.is_packed, self.n_written, self.held = folder, is_packed, 0, []

    def add(self, part: Part) -> None:
        """Take what a part has, and write the files that it fills."""
        self.held += part.head
        if len(self.held) == SHARD:
            self.close()
        for text in part.files:
            self.write(text)
        self.held += part.tail

    def close(self) -> None:
        """Write what is left."""
        if self.held:
            name = name_shard(self.n_written * SHARD)
            self.write(make_script(name, self.held, self.is_packed))
            self.held = []

    def write(self, text: str) -> None:
        """Write the next file."""
        name = name_shard(self.n_written * SHARD)
        store_script(self.folder / f"{name}.js", text, self.is_packed)
        self.n_written += 1


def add_up(counts: np.ndarray, more: np.ndarray) -> np.ndarray:
    """The sum of two tables of counts of which one may have more rows."""
    total = np.zeros((max(len(counts), len(more)), len(VOICES)), int)
    for some in (counts, more):
        total[: len(some)] += some
    return total


def list_articles(documents: pd.DataFrame, doc: np.ndarray) -> list[list]:
    """
    Of each article: the name of its page, its own name, whether it is a copy, its first and last shard.

    `doc` is the article of each sentence that was written.
    """
    rows = pd.Series(np.arange(len(doc)) // SHARD, doc).groupby(level=0).agg(["min", "max"])
    rows = rows.reindex(range(len(documents)), fill_value=-1)
    return [
        [file_id(row.doc_id), show_unseen(row.doc_id), int(pd.notna(row.duplicate_of)), first, last]
        for row, (first, last) in zip(documents.itertuples(), rows.to_numpy().tolist())
    ]


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


def words_by_voice(table: pd.DataFrame) -> np.ndarray:
    """Of each article the words in each voice: what a count is a share of."""
    counts = np.zeros((table["doc"].max() + 1 if len(table) else 0, len(VOICES)), int)
    for doc, runs in zip(table["doc"], table["voices"]):
        for run in runs:
            counts[doc, run[1]] += run[-1]
    return counts


def name_variants(words: pd.DataFrame) -> dict[str, str]:
    """The printed words that are counted as another term, with that term."""
    pairs = words[["token", "term"]].drop_duplicates()
    plain = plain_forms(pairs["token"].astype("str"))
    return {word: term for word, term in zip(plain, pairs["term"]) if word != term}


def find_shards(words: pd.DataFrame, first: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    (words, places, shards): each word, as printed or as counted, beside each shard that contains it.

    A place is that of a word among the words; `first` is the number of the first sentence.
    """
    token, term = words["token"].array, words["term"].array
    forms = [plain_forms(token.categories).to_numpy(object), term.categories.to_numpy(object)]
    names, place = np.unique(np.concatenate(forms), return_inverse=True)
    shard = (words["sentence"].to_numpy(np.int64) + first) // SHARD
    n_shards = int(shard.max(initial=0)) + 1
    # Codes and not words as texts: thirty million of them took eight gigabytes.
    pairs = [
        count_values(place_of[codes].astype(np.int64) * n_shards + shard)[0]
        for place_of, codes in zip(np.split(place, [len(forms[0])]), (token.codes, term.codes))
    ]
    return names, *np.divmod(np.unique(np.concatenate(pairs)), n_shards)


def write_terms(found: list[tuple], folder: Path, is_packed: bool = False) -> list[str]:
    """Write which shards contain a word (of `find_shards`), a file per first letter; return the letters."""
    names = np.array(sorted(set().union(*(some for some, _, _ in found))), object)
    n_shards = 1 + max((int(shard.max(initial=0)) for _, _, shard in found), default=0)
    pairs = [
        pd.Index(names).get_indexer(some).astype(np.int64)[place] * n_shards + shard
        for some, place, shard in found
    ]
    name, shard = np.divmod(np.unique(np.concatenate([np.zeros(0, np.int64), *pairs])), n_shards)
    there, first = np.unique(name, return_index=True)
    lists = [part.tolist() for part in np.split(shard, first[1:])] if len(there) else []
    shards = pd.Series(lists, index=names[there], dtype=object)
    letters = np.array(
        [
            term[0] if "0" <= term[0] <= "9" or "a" <= term[0] <= "z" else "other"
            for term in shards.index
        ]
    )
    for letter, part in shards.groupby(letters):
        write_script(folder / f"terms-{letter}.js", f"terms-{letter}", part.to_dict(), is_packed)
    return sorted(set(letters.tolist()))


def words_html(index: dict, addresses: tuple[str, str]) -> Markup:
    """The page's HTML: form, bars, table; `addresses` are those of the study."""
    n_articles, n_groups = len(index["docs"]), len(set(index["groups"]))
    filters = [
        ("article", "Article", 1 < n_articles <= CHOICES),
        ("group", index["group"].capitalize() or "Group", 1 < n_groups < n_articles),
        ("voice", "Voice", True),
        ("speaker", "Speaker", 0 < len(index["speakers"]) <= CHOICES),
        ("role", "Role of the speaker", 0 < len(index["roles"]) <= CHOICES),
        ("frame", "Frame", 0 < len(index["frames"]) <= CHOICES),
        ("copies", "Second copies", any(doc[2] for doc in index["docs"])),
    ]
    return render(
        "words.html",
        index=index,
        base="words/",
        addresses=addresses,
        script="_static/words.js",
        filters=[(name, label) for name, label, is_needed in filters if is_needed],
    )
