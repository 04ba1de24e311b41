"""The playbook's SQL on Spark, in the same kind of session as the job."""

from bench.call import output_from_arguments
from bench.playbook import CSV_SOURCES, PARQUET_SOURCES, STEPS, sql
from jafflegaggle.engine import open_session


def main() -> None:
    """Read the data in the current directory, and write a folder of tables."""
    output = output_from_arguments()
    with open_session("spark") as session:
        for folder, (name, columns) in PARQUET_SOURCES.items():
            table = session.read.parquet(folder).selectExpr(*columns.split(", "))
            table.createOrReplaceTempView(name)
        for name in CSV_SOURCES:
            session.read.csv(name, header=True).createOrReplaceTempView(name)
        for step in STEPS:
            session.sql(sql(step)).write.parquet(f"{output}/{step}")
            session.read.parquet(f"{output}/{step}").createOrReplaceTempView(step)


if __name__ == "__main__":
    main()
