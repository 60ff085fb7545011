"""Other tools that find twenty topics: all get the same counts, and say how their words hang together."""

from bench.registry import tool
from bench.words import kept_matrix

N_TOPICS, N_TOP, SEED = 20, 10, 20240923


def as_documents(counts, terms):
    """Each article as a list of its words, each as often as it stands there."""
    return [
        [terms[column] for column, n in zip(row.indices, row.data) for _ in range(n)]
        for row in counts
    ]


@tool("topics", "scikit-learn NMF", mb=10)
def sklearn_nmf(data):
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfTransformer

    counts, terms = kept_matrix(data)
    weights = TfidfTransformer(sublinear_tf=True).fit_transform(counts)
    return lambda: terms[(-NMF(N_TOPICS).fit(weights).components_).argsort(1)[:, :N_TOP]]


@tool("topics", "scikit-learn LDA online", mb=10)
def sklearn_lda(data):
    from sklearn.decomposition import LatentDirichletAllocation

    counts, terms = kept_matrix(data)
    return lambda: terms[
        (
            -LatentDirichletAllocation(N_TOPICS, learning_method="online", random_state=SEED)
            .fit(counts)
            .components_
        ).argsort(1)[:, :N_TOP]
    ]


@tool("topics", "gensim LDA", mb=10)
def gensim_lda(data):
    from gensim.matutils import Sparse2Corpus
    from gensim.models import LdaModel

    counts, terms = kept_matrix(data)
    names, bags = dict(enumerate(terms)), list(Sparse2Corpus(counts, documents_columns=False))

    def fit():
        model = LdaModel(bags, N_TOPICS, id2word=names, passes=5, random_state=SEED)
        return [[word for word, _ in model.show_topic(topic, N_TOP)] for topic in range(N_TOPICS)]

    return fit


@tool("topics", "tomotopy LDA", mb=10)
def tomotopy_lda(data):
    import tomotopy

    documents = as_documents(*kept_matrix(data))

    def fit():
        model = tomotopy.LDAModel(k=N_TOPICS, seed=SEED)
        for words in filter(None, documents):
            model.add_doc(words)
        model.train(200, workers=2)
        return [
            [word for word, _ in model.get_topic_words(topic, N_TOP)] for topic in range(N_TOPICS)
        ]

    return fit
