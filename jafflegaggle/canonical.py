"""Names of columns that stand beside those of a source."""

# Beside the columns of events: the time by which they come in, for incremental runs, and its day to
# count them by. In folders by day both are the folder's: a date, or its name, as the engine reads
# it. An event without one is read by every run.
CLOCK = "_clock"
DAY = "_day"
