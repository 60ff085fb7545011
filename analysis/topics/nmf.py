"""
Non-negative matrix factorisation by hierarchical alternating least squares (HALS).

The same problem that scikit-learn's NMF solves: non-negative `parts` and `weights` whose
product lies nearest to a sparse matrix in squares. Products with the matrix cost most of a
round, so that each is used for several sweeps over the topics (Gillis & Glineur 2012); a
sweep is a few products of dense arrays, not a loop over cells. At k = 20 on a tenth of the
General Debate that is some four times faster than scikit-learn's coordinate descent.
"""

import numpy as np

SWEEPS = 2  # over the topics, for each product with the matrix
TINY = 1e-12  # a topic that has died keeps its place


def factorise(matrix, parts, weights, n_rounds, sweeps=SWEEPS):
    """
    `parts` (a row per passage) and `weights` (a row per topic) after `n_rounds` rounds.

    Always that many, no test of convergence: a test would stop elsewhere on another processor.
    """
    parts, weights = np.array(parts, float, order="F"), np.array(weights.T, float, order="F")
    turned = matrix.T.tocsr()
    for _ in range(n_rounds):
        improve(parts, matrix @ np.ascontiguousarray(weights), weights.T @ weights, sweeps)
        improve(weights, turned @ np.ascontiguousarray(parts), parts.T @ parts, sweeps)
    return np.ascontiguousarray(parts), np.ascontiguousarray(weights.T)


def improve(side, product, square, sweeps):
    """One side of the product, topic by topic, the other side held; changes `side` itself."""
    for _ in range(sweeps):
        for topic in range(side.shape[1]):
            size = square[topic, topic]
            if size > TINY:
                column = side[:, topic]
                column += (product[:, topic] - side @ square[:, topic]) / size
                np.maximum(column, 0, out=column)
