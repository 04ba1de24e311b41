"""Incremental runs: read the events since the last run's watermark, and continue from its state.

The *cursor* decides which events are read: the configured event time, or the folders by
day. Events before the *watermark* are *finalized*: they are in the
state, and are not read again. The next watermark is the day of the last event less the *lookback*,
and a row that arrives for a finalized day is *late-arriving*.
"""
