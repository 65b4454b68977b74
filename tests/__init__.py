"""The whole suite. Files lie flat and are named by room: test_courses_*.py, test_tracking_*.py, …"""

import pytest

pytest.register_assert_rewrite(
    "tests.browsing", "tests.needs", "tests.nothing_skipped", "tests.servers_plugin", "tests.serving"
)
