"""Direct standardisation once more, as docs/recompute.md says it, on tables of pandas."""


def weighed(own, mix, passing=0):
    """Return the share by the peers' mix, and how much of that mix is covered.

    `own` are the lines of one subject and figure by matter, `mix` those of its peers.
    """
    apart = own.index.drop("rest")
    weights = mix.reindex(apart)
    weights["rest"] = mix.sum() - weights.sum()
    had = own[own.whole > 0]
    weights = weights[had.index]
    solved = had.part + passing * had.unconfirmed.fillna(0)
    share = (weights * solved / had.whole).sum() / weights.sum()
    return share, weights.sum() / mix.sum()
