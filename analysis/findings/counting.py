"""
Words counted once for all settings: by sentence, and by the stretch between two edges of quotations.

Between two edges the same quotations hold every word, whichever of them count as speech. Each
setting therefore asks some stretches in whose voice they stand, and no word a second time.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.text.offsets import DOCUMENT
from analysis.text.spans import BETWEEN_MARKS, code_documents, find_innermost, is_speech
from analysis.text.views import pick, tally


@dataclass(frozen=True)
class Line:
    """
    All articles laid on one line, and the sentences on it.

    docs: their doc_id, sorted; doc: the number of the article of each sentence; keys: article and
    number of each sentence in one, `order` sorts them; paragraph: a number for each paragraph.
    """

    docs: pd.Index
    doc: np.ndarray
    keys: np.ndarray
    order: np.ndarray
    paragraph: np.ndarray
    kind: pd.Categorical

    def number(self, doc_id: pd.Series) -> np.ndarray:
        """The number of the article in each row; -1 for one that is not here."""
        code, names = code_documents(doc_id)
        return np.append(self.docs.get_indexer(names), -1).astype(np.int32)[code]

    def name(self, doc: np.ndarray) -> pd.Categorical:
        """The articles of these numbers, as categories that are the same in all tables."""
        return pd.Categorical.from_codes(doc, self.docs, validate=False)

    def find(self, doc: np.ndarray, sentence: np.ndarray) -> np.ndarray:
        """The row of each of these sentences."""
        keys = doc.astype(np.int64) * DOCUMENT + sentence
        return self.order[np.searchsorted(self.keys, keys, sorter=self.order)]

    def widen(self, rows: np.ndarray) -> np.ndarray:
        """The sentences of all paragraphs that have one of `rows` (both: true or false for each)."""
        touched = np.zeros(self.paragraph.max(initial=-1) + 1, bool)
        touched[self.paragraph[rows]] = True
        return touched[self.paragraph]


def lay_out(sentences: pd.DataFrame, documents: pd.DataFrame) -> Line:
    """The line of these sentences."""
    docs = pd.Index(documents["doc_id"], dtype="str").union(sentences["doc_id"].unique())
    code, names = code_documents(sentences["doc_id"])
    doc = docs.get_indexer(names).astype(np.int32)[code]
    base = doc.astype(np.int64) * DOCUMENT
    keys = base + sentences["sentence"].to_numpy()
    _, paragraph = np.unique(base + sentences["paragraph"].to_numpy(), return_inverse=True)
    return Line(
        docs,
        doc,
        keys,
        np.argsort(keys, kind="stable"),
        paragraph.astype(np.int32),
        pd.Categorical(sentences["kind"]),
    )


def find_ends(quotations: pd.DataFrame, line: Line) -> tuple[np.ndarray, np.ndarray]:
    """Where quotations begin and end on the line."""
    base = line.number(quotations["doc_id"]).astype(np.int64) * DOCUMENT
    start, end = (quotations[name].to_numpy(np.int64) for name in ("raw_start", "raw_end"))
    return base + start, base + end


def find_edges(quotations: pd.DataFrame, line: Line) -> np.ndarray:
    """Where on the line a quotation begins or ends that may be speech in some setting."""
    may_be = quotations[~quotations["form"].isin(BETWEEN_MARKS)]
    return np.unique(np.concatenate(find_ends(may_be, line)))


def find_middles(spans: pd.DataFrame, doc: np.ndarray) -> np.ndarray:
    """The places on the line that decide which quotation holds each span, as in `find_holder`."""
    start, end = (spans[name].to_numpy() for name in ("raw_start", "raw_end"))
    return doc.astype(np.int64) * DOCUMENT + (start + np.maximum(end, start + 1) - 1) // 2


def find_lines(tokens: pd.DataFrame, line: Line) -> np.ndarray:
    """The row of the sentence in which each token stands."""
    code, sentence = tokens["doc_id"].cat.codes.to_numpy(), tokens["sentence"].to_numpy()
    is_new = (code[1:] != code[:-1]) | (sentence[1:] != sentence[:-1])
    starts = np.flatnonzero(np.append(True, is_new))[: len(code)]
    doc = line.docs.get_indexer(tokens["doc_id"].cat.categories)[code[starts]]
    found = line.find(doc, sentence[starts]).astype(np.int32)
    return np.repeat(found, np.diff(np.append(starts, len(code))))


def count_stretches(
    tokens: pd.DataFrame, rows: np.ndarray, edges: np.ndarray, line: Line
) -> pd.DataFrame:
    """
    The words of each sentence in each stretch: `row` of the sentence, `stretch`, `n`.

    `rows`: of `find_lines`. Stretch 0 ends at the first of `edges`, stretch 1 begins there.
    """
    stretch = np.searchsorted(edges, find_middles(tokens, line.doc[rows]), "right")
    is_new = (rows[1:] != rows[:-1]) | (stretch[1:] != stretch[:-1])
    starts = np.flatnonzero(np.append(True, is_new))[: len(rows)]
    n = np.diff(np.append(starts, len(rows)))
    counts = {"row": rows[starts], "stretch": stretch[starts], "n": n}
    return pd.DataFrame({name: column.astype(np.int32) for name, column in counts.items()})


def find_voices(
    points: np.ndarray, quotations: pd.DataFrame, line: Line
) -> dict[str, pd.Categorical]:
    """Voice, speaker and role at these places of the line: of the innermost speech there, else the narrator's."""
    speech = quotations[is_speech(quotations)].reset_index(drop=True)
    row = find_innermost(points, *find_ends(speech, line))
    return {
        "voice": pick(speech["voice"].fillna("narrator"), row, "narrator"),
        "speaker": pick(speech["speaker"], row),
        "role": pick(speech["role"], row),
    }


def tell_words(
    counts: pd.DataFrame, edges: np.ndarray, quotations: pd.DataFrame, line: Line
) -> pd.DataFrame:
    """The words of `count_stretches` by article, kind of the line, voice and role, with these quotations."""
    voices = find_voices(np.append(-1, edges), quotations, line)
    row, stretch = counts["row"].to_numpy(), counts["stretch"].to_numpy()
    words = pd.DataFrame(
        {
            "doc_id": line.name(line.doc[row]),
            "kind": line.kind[row],
            "voice": voices["voice"][stretch],
            "role": voices["role"][stretch],
            "n": counts["n"],
        }
    )
    return tally(words, ["doc_id", "kind", "voice", "role"])
