"""
Latent Dirichlet allocation by scikit-learn, started from the topics of NMF. Part of `topics`.

Left to start anywhere, scikit-learn's LDA ends in poor places: of five topics planted in 60
articles it found three, and from the shares of NMF all five. Its priors are the defaults.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from sklearn.decomposition import LatentDirichletAllocation

ROUNDS = 10  # over all passages; with 5 or 20 coherence was the same


def fit_lda(counts: sparse.csr_array, shares: np.ndarray, seed: int | None = None) -> np.ndarray:
    """Pseudo-counts over terms of each topic, by LDA on counts that starts from `shares` of the passages."""
    lda = lda_at((counts.T @ shares).T + 1 / shares.shape[1], counts.shape[0], seed)
    for _ in range(ROUNDS):
        lda.partial_fit(
            counts
        )  # one batch that replaces what was before: a round over all passages
    return lda.components_


def share_lda(weights: np.ndarray, counts: sparse.csr_array) -> np.ndarray:
    """Each topic's part of each passage, by the pseudo-counts of a fitted model; the topics stay."""
    return lda_at(weights).transform(counts)


def lda_at(
    weights: np.ndarray, n_passages: int = 1, seed: int | None = None
) -> LatentDirichletAllocation:
    """scikit-learn's LDA standing at the given pseudo-counts."""
    from scipy.special import psi
    from sklearn.decomposition import LatentDirichletAllocation

    lda = LatentDirichletAllocation(
        len(weights),
        learning_decay=0,
        batch_size=n_passages,
        total_samples=n_passages,
        random_state=seed or 0,
    )
    lda.partial_fit(np.ones((1, weights.shape[1])))  # makes what a fitted one has
    lda.components_ = np.ascontiguousarray(weights)
    lda.exp_dirichlet_component_ = np.exp(
        psi(lda.components_) - psi(lda.components_.sum(1, keepdims=True))
    )
    return lda
