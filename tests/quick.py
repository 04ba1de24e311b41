"""What makes Spark quick on a few rows, where planning and scheduling cost more than the rows.

Spark interprets expressions here: to compile them for a few rows costs a third of a run. It does so
in the tests of cells and of the reference (fixture `generated_code`). Spark as it comes, which also
plans anew between the stages, serves those of the demo, the README, Connect and the cluster.
"""

from pathlib import Path

# With one compiler Java reserves a fifth of the usual memory for code, which the demo fills.
FAST_JAVA = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m"
# For all that `spark-submit` and PySpark start; unlike JDK_JAVA_OPTIONS, nothing is logged of it.
FAST_SUBMIT = {"SPARK_SUBMIT_OPTS": FAST_JAVA, "SPARK_LAUNCHER_OPTS": FAST_JAVA}
FAST: dict[str, bool | float | int | str | None] = {
    "spark.default.parallelism": 1,
    "spark.log.level": "ERROR",
    "spark.python.sql.dataFrameDebugging.enabled": False,
    "spark.sql.adaptive.enabled": False,
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": False,
    "spark.sql.leafNodeDefaultParallelism": 1,
    "spark.sql.shuffle.partitions": 1,
    "spark.ui.enabled": False,
    "spark.ui.showConsoleProgress": False,
}


def fast_spark(folder: Path) -> dict[str, str]:
    """The environment of a process whose Spark is as quick; what the job sets itself stays so."""
    conf = {name: value for name, value in FAST.items() if name != "spark.log.level"}
    lines = [f"{name} {value}" for name, value in conf.items()]
    (folder / "spark-defaults.conf").write_text("\n".join(lines))
    return {"SPARK_CONF_DIR": str(folder)}
