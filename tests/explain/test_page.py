"""docs/explain.md is current: the tree of the demo company, and every field of the JSON."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.config import Output, load
from jafflegaggle.explain import as_tree, explain, facts, subjects
from jafflegaggle.job import Run
from jafflegaggle.publish import open_snapshot

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explain.md").read_text(encoding="utf-8")
CLASSES = {
    one.__name__: one
    for module in (facts, subjects)
    for one in vars(module).values()
    if isinstance(one, type) and is_dataclass(one)
}


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_every_field_is_on_the_page(name: str) -> None:
    names = [field.name for field in fields(CLASSES[name]) if field.name != "subject"]
    assert [one for one in names if f"`{one}`" not in PAGE and f'"{one}"' not in PAGE] == []


@pytest.mark.engine("embedded")
def test_the_tree_on_the_page_is_that_of_the_demo(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    Run(spark, load("conf/demo.toml", output=str(tmp_path))).publish()
    key = re.search(r"jafflegaggle explain (\S+) --config", PAGE)
    assert key
    tree = as_tree(explain(open_snapshot(spark, Output(path=str(tmp_path))), key[1]))
    assert f"```\n{tree}\n```" in PAGE
