"""The same work as the job in DuckDB SQL: all tables and all checks, written as zstd Parquet.

It is what a competent user of DuckDB would write for the generated data: steps are tables in
memory, each aggregation happens once, and what the data cannot have (odd cells, internal people,
subscriptions, records of a CRM) is left out. That makes it faster, not slower.
"""
