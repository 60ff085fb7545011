"""
Where NMF starts: at the singular vectors of its matrix. Part of the step `topics`.

This is scikit-learn's own start ("nndsvda"; Boutsidis & Gallopoulos 2008), for matrices whose
rows stand for several equal ones. With those rows written out, scikit-learn starts there, too.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

SMALLEST = 1e-6  # scikit-learn's: what is smaller is filled with the average
THIN = 0.1  # scikit-learn's: fewer vectors than this part of all take more rounds
ROUNDS, MORE_ROUNDS = 4, 7
SPARE = 10  # scikit-learn's: vectors that are found beside those asked for


def start_at_singular_vectors(
    matrix: sparse.csr_array | np.ndarray, n_topics: int, times: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """
    (parts of the rows, weights of the terms) from which NMF starts.

    Each row of `matrix` stands for `times` equal ones, and is multiplied by the root of that.
    """
    n_rows, n_terms = int(times.sum()), matrix.shape[1]
    left, size, right = find_singular_vectors(matrix, n_topics, times)
    root = np.sqrt(times)[:, None]
    average = (root.T @ matrix).sum() / (n_rows * n_terms)
    # The first pair has one sign; of the others the positive or the negative part, the larger one.
    left[:, 0], right[0] = np.abs(left[:, 0]), np.abs(right[0])
    sides = [(np.maximum(sign * left, 0), np.maximum(sign * right, 0)) for sign in (1, -1)]
    lengths = [(np.linalg.norm(u, axis=0), np.linalg.norm(v, axis=1)) for u, v in sides]
    is_first = lengths[0][0] * lengths[0][1] > lengths[1][0] * lengths[1][1]
    u, v = (np.where(is_first, lengths[0][n], lengths[1][n]) for n in (0, 1))
    scale = np.sqrt(size * u * v)
    parts = np.where(is_first, sides[0][0], sides[1][0]) * (scale / np.maximum(u, 1e-300)) / root
    weights = np.where(is_first[:, None], sides[0][1], sides[1][1])
    weights = weights * (scale / np.maximum(v, 1e-300))[:, None]
    return (
        np.where(parts < SMALLEST, average, parts) * root,
        np.where(weights < SMALLEST, average, weights),
    )


def find_singular_vectors(
    matrix: sparse.csr_array | np.ndarray, n: int, times: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    The `n` largest singular vectors and values (left, values, right), their signs left open.

    By chance, as scikit-learn's `randomized_svd` finds them (Halko, Martinsson & Tropp 2011), from
    the numbers that it would draw with seed 0 for the rows written out.
    """
    from scipy.linalg import lu, qr, svd

    n_rows, n_terms = int(times.sum()), matrix.shape[1]
    is_wide = n_rows < n_terms
    found = np.random.RandomState(0).normal(size=(min(n_rows, n_terms), n + SPARE))
    if is_wide:
        matrix = matrix.T
        found = np.add.reduceat(found, np.cumsum(times) - times) / np.sqrt(times)[:, None]
    for _ in range(MORE_ROUNDS if n < THIN * min(n_rows, n_terms) else ROUNDS):
        found, _ = lu(matrix.T @ (matrix @ found), permute_l=True, check_finite=False)
    base, _ = qr(matrix @ found, mode="economic", check_finite=False)
    left, size, right = svd((matrix.T @ base).T, full_matrices=False, check_finite=False)
    left, size, right = (base @ left)[:, :n], size[:n], right[:n]
    return (right.T, size, left.T) if is_wide else (left, size, right)
