"""A first configuration, from a look at what somebody exports: sampled, matched, and proposed.

Nothing is guessed in silence: what is not sure is marked in the file, and said.
"""
