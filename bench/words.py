"""What is looked for: sixty globs and twenty phrases, a frequent family of words, and words for topics."""

STEM = "secur"  # the frequent family of words of the concordance
NODE = STEM + "*"

GLOBS = """fabricat* lies smear* slander* rumor* hoax* interfer* meddl* hegemon* sanction* terror* extrem*
    separat* violen* stabil* secur* prosper* poverty develop* growth econom* employ* train* educat* health* cultur*
    religi* ethnic* heritage languag* harmon* unit* solidar* coexist* cooperat* dialog* mutual* respect* sovereign*
    independen* territor* democra* freedom* right* women child* minorit* refuge* peace* disarm* nuclear* climate*
    sustainab* emission* aid debt* trade invest* technolog* digital*""".split()
PHRASES = [
    "internal affairs",
    "human rights",
    "double standard*",
    "rule of law",
    "ethnic group*",
    "national security",
    "counter terrorism",
    "fight against terrorism",
    "living standard*",
    "way of life",
    "common prosperity",
    "social stability",
    "right to development",
    "self determination",
    "peaceful coexistence",
    "international community",
    "developing countr*",
    "climate change",
    "security council",
    "weapons of mass destruction",
]


def patterns():
    """The patterns as rows of a dictionary."""
    import pandas as pd

    words = GLOBS + PHRASES
    return pd.DataFrame({"frame": "all", "pattern": words, "use": "count", "reason": "to be timed"})


def as_expressions():
    r"""The patterns as regular expressions: `*` is any run of letters, a phrase has one blank between its words."""
    return [
        r"\b" + pattern.replace("*", r"\w*").replace(" ", r"\s+") + r"\b"
        for pattern in GLOBS + PHRASES
    ]


def kept_matrix(data):
    """Counts per article of terms that at least 5 articles and at most half of them have."""
    import numpy as np

    matrix, terms = data.matrix
    n_docs = np.bincount(matrix.indices, minlength=len(terms))
    kept = (n_docs >= 5) & (n_docs <= matrix.shape[0] / 2)
    return matrix[:, kept].tocsr(), terms[kept]


def passages(counts, terms):
    """The same counts as passages of the step `topics`."""
    import pandas as pd
    from scipy import sparse

    from analysis.topics.passages import Passages

    rows = pd.DataFrame({"doc_id": [f"article-{row}" for row in range(counts.shape[0])]})
    return Passages(rows, terms, sparse.csr_array(counts), "article")


def coherence(tops, counts, terms):
    """
    Mean NPMI of the top terms of all topics, over pairs; -1 never together, 1 always.

    An article is the window. Means over the pairs of ten terms of each topic.
    """
    import numpy as np

    there = (counts > 0).astype(float).tocsc()
    number = {term: column for column, term in enumerate(terms)}
    values = []
    for top in tops:
        part = there[:, [number[term] for term in top]].toarray()
        both, one = part.T @ part / len(part), part.mean(0)
        first, second = np.triu_indices(len(top), 1)
        p = np.maximum(both[first, second], 1e-12)
        values.append(np.mean(np.log(p / (one[first] * one[second])) / -np.log(p)))
    return float(np.mean(values))
