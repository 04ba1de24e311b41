"""What makes Spark quick on a few rows, where planning and scheduling cost more than the rows.

Spark as it comes, which plans anew between the stages and compiles them, serves the tests that
start it as a user does: those of the command, of the README, of the cluster.
"""

FAST_JAVA = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
FAST: dict[str, bool | float | int | str | None] = {
    "spark.default.parallelism": 1,
    "spark.log.level": "ERROR",
    "spark.python.sql.dataFrameDebugging.enabled": False,
    "spark.sql.adaptive.enabled": False,
    "spark.sql.codegen.wholeStage": False,
    "spark.sql.leafNodeDefaultParallelism": 1,
    "spark.sql.shuffle.partitions": 1,
    "spark.ui.enabled": False,
    "spark.ui.showConsoleProgress": False,
}
