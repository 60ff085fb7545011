"""The page of codebook and dictionary: each frame with its rules, each pattern with its lines."""

from pathlib import Path

import pandas as pd

from analysis.site.concordance import concordance_link
from analysis.site.reading import read_or_empty
from analysis.site.rendering import render
from analysis.site.shell import raw_page
from analysis.tables.stored import corpus_of, read_list


def add_codebook(out: Path, source: Path) -> None:
    """Add the page on how framing words are coded, with the number of lines behind each pattern."""
    corpus = corpus_of(out)
    codebook, dictionary = read_list("codebook", corpus), read_list("dictionary", corpus)
    patterns = count_patterns(dictionary, read_or_empty("matches", out))
    frames = [
        {
            "code": row["code"],
            "rules": row,
            "link": concordance_link(frame=row["code"]),
            "patterns": patterns.get(row["code"], []),
        }
        for row in codebook[codebook["variable"] == "frame"].to_dict("records")
    ]
    others = codebook[codebook["variable"] != "frame"].to_dict("records")
    page = render("codebook.html", frames=frames, others=others)
    (source / "codebook.md").write_text(raw_page("Codebook and dictionary", page), encoding="utf-8")


def count_patterns(dictionary: pd.DataFrame, matches: pd.DataFrame) -> dict[str, list[dict]]:
    """For each frame its patterns, as rows with `n` matches (zeros kept) and a link to them."""
    counts = matches.groupby(["frame", "pattern"]).size().rename("n").reset_index()
    rows = dictionary.merge(counts, on=["frame", "pattern"], how="left").fillna({"n": 0})
    rows = rows.assign(
        n=rows["n"].astype(int),
        link=[concordance_link(frame=row.frame, pattern=row.pattern) for row in rows.itertuples()],
    )
    rows = rows.astype(object).where(rows.notna(), None)
    return {frame: part.to_dict("records") for frame, part in rows.groupby("frame", sort=False)}
