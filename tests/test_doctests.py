"""The doctests of the package pass."""

import doctest
import pkgutil
from importlib import import_module

import pytest
from pyspark.sql import functions as F

import jafflegaggle

MODULES = [module.name for module in pkgutil.walk_packages(jafflegaggle.__path__, "jafflegaggle.")]
EXAMPLES = [
    example
    for module in MODULES
    if not module.endswith("__main__")
    for example in doctest.DocTestFinder().find(import_module(module))
    if example.examples
]


@pytest.mark.usefixtures("engine_name")
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_example(example: doctest.DocTest, request: pytest.FixtureRequest) -> None:
    # Even F.col needs a session on Spark; examples of plain Python do not wait for one.
    if any(word in (example.docstring or "") for word in ("F.", "make_df", "spark")):
        for fixture in ("make_df", "spark"):
            example.globs[fixture] = request.getfixturevalue(fixture)
    example.globs["F"] = F
    report: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS).run(
        example, out=report.append
    )
    assert not report, "".join(report)
