"""The product under gunicorn, as `make run` starts it."""

import socket
import sys

import pytest

from tests.calling import Caller
from tests.conftest import PASSWORD
from tests.needs import need
from tests.serving import serving

ACCOUNT = {"name": "Otto", "email": "otto@example.org", "password": PASSWORD, "time_zone": "UTC"}


def test_it_says_where_it_is(served):
    assert f"Tandem is at {served.url}/ " in served.log


def test_ctrl_c_ends_it_without_a_trace():
    with serving() as site:
        assert site.interrupt() == 0
        assert "Traceback" not in site.log
        assert not site.answers()


def test_it_can_be_started_again(served):
    served.restart()
    assert served.answers()


def test_after_a_kill_it_comes_back_with_the_same_key(served):
    key = served.data / "secret_key"
    before = key.read_bytes()
    assert key.stat().st_mode & 0o777 == 0o600

    served.kill9()
    assert not served.answers()
    served.start()
    assert key.read_bytes() == before


def test_a_setting_that_cannot_be_read_stops_the_start():
    with pytest.raises(RuntimeError, match="session_idle_hours"), serving(TANDEM_SESSION_IDLE_HOURS="often"):
        pass


def test_a_deploy_ends_open_streams_without_force():
    with serving(LOG_LEVEL="info") as site:
        admin = Caller(site.url)
        assert admin.post("/first-run", ACCOUNT).status == 303
        with admin.stream("/live?since=&see=") as stream:
            assert stream.readline() == b"event:resync\n"
            site.stop()
            stream.read()
        assert "Worker exiting" in site.log, "it took so long that the worker was killed"

        site.start()
        with admin.stream("/live?since=&see=") as stream:
            assert stream.status == 200


def test_only_this_machine_is_served(served):
    need(sys.platform == "linux", "only Linux gives every machine more than one address of its own")
    with socket.socket() as from_elsewhere, pytest.raises(ConnectionRefusedError):
        from_elsewhere.connect(("127.0.0.2", served.port))


def test_it_is_the_same_product_on_every_database(each_database_url):
    with serving(DATABASE_URL=each_database_url) as site:
        admin = Caller(site.url)
        assert admin.post("/first-run", ACCOUNT).status == 303

        site.kill9()
        site.start()
        signed_in = Caller(site.url).post("/sign-in", {"email": ACCOUNT["email"], "password": PASSWORD})
        assert signed_in.status == 303
