"""A Spark session, or the sentence that says what is missing for one."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SUBMITTED = "PYSPARK_GATEWAY_PORT"
"""The environment variable by which spark-submit tells that it started us."""


class NoSpark(Exception):
    """Spark cannot be used here; the message says what to install."""


def session(jobs: int) -> SparkSession:
    """The session of spark-submit, or one of this machine with so many tasks at once.

    Raises `NoSpark`.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise NoSpark("--engine spark 需要另装：请运行 pip install 'jiheng[spark]'") from error
    builder = SparkSession.builder.appName("jiheng")
    if SUBMITTED not in os.environ:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        for key, value in _alone(jobs).items():
            builder = builder.config(key, value)
    places = list(sys.path)
    try:
        found = builder.getOrCreate()
    except (PySparkException, RuntimeError, OSError) as error:
        raise NoSpark(
            "--engine spark 需要 Java 17 或更新的版本；"
            "请先安装（Debian 12 上是 apt-get install openjdk-17-jre-headless）再试"
        ) from error
    sys.path[:] = places  # Spark adds a folder for files of a job, of which we have none
    found.sparkContext.setLogLevel("ERROR")
    return found


def _alone(jobs: int) -> dict[str, str]:
    """How Spark runs without a cluster: in this machine, asking nobody."""
    return {
        "spark.master": f"local[{jobs}]",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": str(jobs),
    }
