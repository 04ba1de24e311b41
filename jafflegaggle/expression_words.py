"""The words of SQL that an expression over one row is read by: what is no column, what is refused.

A function that is not named here is the engine's to know.
"""

from collections.abc import Mapping

_AGGREGATE = "an aggregate is no value of one row"
_WINDOW = "a window looks at other rows"
_ROWS = "it makes several rows of one"
_RANDOM = "it gives another value in each run"
_CLOCK = "it gives another value in each run; :snapshot_date is the date of the snapshot"
_RUN = "it tells of the run, and not of the row"
_SUBQUERY = "a subquery looks at other rows"

_AGGREGATES = """
    any any_value approx_count_distinct approx_percentile approx_top_k array_agg avg bit_and bit_or
    bit_xor bitmap_and_agg bitmap_construct_agg bitmap_or_agg bool_and bool_or collect_list
    collect_set corr count count_distinct count_if count_min_sketch covar_pop covar_samp every first
    first_value grouping grouping_id histogram_numeric hll_sketch_agg hll_union_agg kurtosis last
    last_value listagg max max_by mean median min min_by mode percentile percentile_approx
    percentile_cont percentile_disc product quantile regr_avgx regr_avgy regr_count regr_intercept
    regr_r2 regr_slope regr_sxx regr_sxy regr_syy schema_of_json_agg schema_of_variant_agg skewness
    some std stddev stddev_pop stddev_samp string_agg sum sum_distinct try_avg try_sum var_pop
    var_samp variance kll_sketch_agg_bigint kll_sketch_agg_double kll_sketch_agg_float
    theta_sketch_agg theta_union_agg approx_distinct approx_median bool_xor
"""
_WINDOWS = """
    cume_dist dense_rank lag lead nth_value ntile percent_rank rank row_number session_window window
    window_time
"""
_GENERATORS = """
    explode explode_outer flatten_outer inline inline_outer json_tuple posexplode posexplode_outer
    stack unnest variant_explode variant_explode_outer generate_series range
"""
_RANDOMS = (
    "rand randn random randstr shuffle uniform uuid monotonically_increasing_id uuidv4 uuidv7"
)
_CLOCKS = """
    curdate current_date current_time current_timestamp getdate localtime localtimestamp now
    sysdate today unix_timestamp
"""
_OF_THE_RUN = """
    current_catalog current_database current_metastore current_schema current_timezone current_user
    input_file_block_length input_file_block_start input_file_name java_method reflect session_user
    sleep spark_partition_id try_reflect user version
"""
_NAMELESS_CALLS = """
    current_catalog current_database current_date current_schema current_time current_timestamp
    current_timezone current_user localtime localtimestamp session_user
"""
_KEYWORDS = """
    all and as between both case cast distinct div else end escape false from ilike in interval
    is leading like not null or regexp rlike similar then to trailing true try_cast when
"""
_UNITS = """
    century day dayofweek dayofyear days decade dow doy hour hours isoweek isoyear microsecond
    microseconds millennium millisecond milliseconds minute minutes month months nanosecond
    nanoseconds quarter second seconds week weeks year years
"""

REFUSED_FUNCTIONS: Mapping[str, str] = {
    name: why
    for names, why in (
        (_AGGREGATES, _AGGREGATE),
        (_WINDOWS, _WINDOW),
        (_GENERATORS, _ROWS),
        (_RANDOMS, _RANDOM),
        (_CLOCKS, _CLOCK),
        (_OF_THE_RUN, _RUN),
    )
    for name in names.split()
}
# Functions that SQL calls without parentheses; others of these names are columns.
NAMELESS_CALLS = frozenset(_NAMELESS_CALLS.split())
REFUSED_WORDS: Mapping[str, str] = {
    "select": _SUBQUERY,
    "over": _WINDOW,
    "within": _AGGREGATE,
    "lateral": _ROWS,
}
KEYWORDS = frozenset(_KEYWORDS.split())
SIZED_TYPES = frozenset(("char", "dec", "decimal", "numeric", "varchar"))
LITERAL_PREFIXES = frozenset(("date", "timestamp", "timestamp_ltz", "timestamp_ntz", "time", "x"))
UNITS = frozenset(_UNITS.split())
UNIT_FUNCTIONS = frozenset(
    ("date_add", "date_diff", "dateadd", "datediff", "timestampadd", "timestampdiff")
)
