"""Incremental runs: read the events since the last run's watermark, and go on from its state.

The words are those of the field. The *cursor* is the column by which events arrive: the configured
event time, or the folders of days. Events before the *watermark* are *finalized*: they are in the
state, and are not read again. The next watermark is the day of the last event less the *lookback*,
and a row that arrives for a finalized day is *late-arriving*.
"""
