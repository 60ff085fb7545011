"""
A second answer to each match: does its sentence hold the frame, by the words of sentences that were read?

For each frame a small logistic regression (words and pairs of words) learns from the coded
sentences of the corpus, in folds: what it says of a sentence comes from others alone. A match
whose frame it holds for unlikely is **doubted** (`second_answer` below DOUBTED). The mark says
where to look first; it takes nothing out of any count. A corpus without codings, and a frame met
in few sentences, have none.
"""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.tables.stored import LISTS, check_table, read_csv, read_list
from analysis.text.agreement import spread_frames
from analysis.text.spans import find_innermost, line_up

N_FOLDS = 5
BLOCK = 20_000  # sentences read at a time
FEW = 10  # sentences with the frame, and without it, below which nothing is learned
# Of the hits of version 4 in unseen3, 44 of 71 below it were right, 167 of 187 others.
DOUBTED = 0.3
# Nothing smaller is kept, and no chance of the published study is nearer than MARGIN to where it
# would be rounded the other way at DOUBTED: every processor then gives the same marks.
DIGITS, MARGIN = 2, 1e-4


def add_second_answer(
    matches: pd.DataFrame, sentences: pd.DataFrame, corpus: Path | str
) -> pd.DataFrame:
    """`matches` with `second_answer`: 0 to 1, in steps of a hundredth; missing where nothing was learned."""
    coded = pd.concat([read_own(sentences, corpus), *read_samples(corpus)], ignore_index=True)
    keys = ["doc_id", "sentence"]
    texts = sentences.set_index(keys)["text"]
    lines = texts.reindex(pd.MultiIndex.from_frame(matches[keys].astype({"doc_id": "str"})))
    answers = learn_chances(coded, lines.to_numpy(object), matches["frame"].to_numpy(object))
    return check_table(matches.assign(second_answer=answers.round(DIGITS)), "matches")


def read_own(sentences: pd.DataFrame, corpus: Path | str) -> pd.DataFrame:
    """The sentences of the articles that were coded, `text` and `frames` (a set)."""
    coding = read_list("coding", corpus)
    spans = spread_frames(coding)
    read = sentences[sentences["kind"].eq("body") & sentences["doc_id"].isin(spans["doc_id"])]
    read = read.reset_index(drop=True)
    if read.empty:
        return pd.DataFrame({"text": [], "frames": []}, dtype="object")
    lines, words = line_up([read, spans])
    at = find_innermost(words[0], *lines)
    found = spans["frame"][at >= 0].groupby(at[at >= 0]).agg(frozenset)
    frames = found.reindex(read.index)
    return pd.DataFrame({"text": read["text"], "frames": frames.map(known)})


def read_samples(corpus: Path | str) -> list[pd.DataFrame]:
    """The sentences drawn from elsewhere to test the published list, as coder a read them."""
    if Path(corpus).resolve() != LISTS.resolve():
        return []
    first = read_csv(LISTS / "unseen" / "coding.csv").query("variable == 'frame'")
    tables = [("unseen", "doc_id", first.rename(columns={"code": "frame"}))]
    for path in sorted(LISTS.glob("unseen?/coding_a.csv")):
        tables.append((path.parent.name, "unit_id", read_csv(path)))
    rows = []
    for name, key, coding in tables:
        texts = read_csv(LISTS / name / "sentences.csv").set_index(key)["text"]
        frames = coding.groupby(key)["frame"].agg(frozenset).reindex(texts.index)
        rows.append(pd.DataFrame({"text": texts, "frames": frames.map(known)}))
    return rows


def known(frames: object) -> frozenset:
    """The frames that were marked in a sentence; none where nothing was."""
    return frames - {"none"} if isinstance(frames, frozenset) else frozenset()


def learn_chances(coded: pd.DataFrame, texts: np.ndarray, frames: np.ndarray) -> np.ndarray:
    """For each text the chance that it holds its frame, by a model that never saw the text."""
    chances = np.full(len(texts), np.nan)
    if len(coded) < 2 * FEW or not len(texts):
        return chances
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    # A sentence is read once, however many framing words it has.
    row, single = pd.factorize(texts)
    learned, asked = (
        np.array([fold_of(text) for text in part]) for part in (coded["text"], single)
    )
    marks = {frame: np.array([frame in row for row in coded["frames"]]) for frame in set(frames)}
    marks = {frame: y for frame, y in marks.items() if min(y.sum(), (~y).sum()) >= FEW}
    for fold in range(N_FOLDS):
        others, here = learned != fold, np.flatnonzero(asked == fold)
        if not len(here):
            continue
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        seen = words.fit_transform(coded["text"][others])
        models = {
            frame: LogisticRegression(
                C=10, class_weight="balanced", solver="liblinear", tol=1e-6, random_state=0
            ).fit(seen, y[others])
            for frame, y in marks.items()
            if 0 < y[others].sum() < others.sum()
        }
        for start in range(0, len(here), BLOCK):
            read = here[start : start + BLOCK]
            unread = words.transform(single[read])
            place = pd.Index(read).get_indexer(row)
            for frame, model in models.items():
                rows = np.flatnonzero((place >= 0) & (frames == frame))
                if len(rows):
                    chances[rows] = model.predict_proba(unread[place[rows]])[:, 1]
    return chances


def fold_of(text: str) -> int:
    """The fold of a sentence: the same for the same words, wherever they stand."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % N_FOLDS


def is_doubted(matches: pd.DataFrame) -> pd.Series:
    """Which matches the second answer holds for unlikely; not those that have none."""
    return matches["second_answer"].lt(DOUBTED).fillna(False).astype(bool)
