"""REQUIRE_ALL=1 (CI): a test that was skipped has failed, unless for lack of data that is not the project's."""

from collections.abc import Generator
from typing import TypeVar

import pytest

from tests.needs import NOT_OURS, everything_is_required

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _counted((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _counted((yield))


def _counted(report: Report) -> Report:
    if report.skipped and not hasattr(report, "wasxfail") and everything_is_required():
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        if NOT_OURS in str(reason):
            return report
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1, but this was skipped. {reason}"
    return report
