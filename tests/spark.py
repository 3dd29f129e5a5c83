"""One Spark for all tests that need it; without pyspark or Java they are skipped, and say so."""

import importlib.util
import os
import shutil
import warnings
from functools import cache
from typing import Any

import pytest

MISSING = (
    "pyspark is not installed here (pip install 'pyspark>=4,<5')"
    if importlib.util.find_spec("pyspark") is None
    else "Spark needs Java, and there is none here"
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None
    else ""
)
needs_spark = pytest.mark.skipif(bool(MISSING), reason=MISSING)
_SMALL = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.sql.catalogImplementation": "in-memory",
    # Few rows and many small statements: compiling costs more than running.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
}


@cache
def spark() -> Any:
    """Give the session, which runs use too, as far as they find it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.appName("Eligo's tests").master("local[1]")
        for name, value in _SMALL.items():
            builder = builder.config(name, value)
        return builder.getOrCreate()
