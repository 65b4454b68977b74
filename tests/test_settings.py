"""A setting that cannot be used stops the start and says which it is."""

import pytest
from pydantic import SecretStr, ValidationError

from webapp import create_app
from webapp.settings import Settings


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TANDEM_SCHOOL_ZONE", "Lagos", "no IANA time zone"),
        ("WEB_CONCURRENCY", "2", "needs REDIS_URL"),
        ("TANDEM_UPLOAD_LIMIT_MB", "-1", "upload_limit_mb"),
        ("TANDEM_BEHIND_TLS", "perhaps", "behind_tls"),
        ("TANDEM_LEADERBOARD", "minutes", "leaderboard\\n.*'hours', 'lessons' or 'sessions'"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch, tmp_path, name, value, words):
    monkeypatch.setenv("TANDEM_DATA_DIR", str(tmp_path))
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match=words):
        create_app()


def test_a_redis_that_does_not_answer_stops_the_start(tmp_path):
    with pytest.raises(ValueError, match="Redis does not answer"):
        create_app(Settings(data_dir=tmp_path, REDIS_URL="redis://127.0.0.1:1"))


def test_a_mongodb_that_does_not_answer_stops_the_start(tmp_path):
    with pytest.raises(ValueError, match="MongoDB does not answer"):
        create_app(
            Settings(data_dir=tmp_path, MONGODB_URI="mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50")
        )


def test_a_short_secret_key_is_refused(tmp_path):
    with pytest.raises(ValueError, match="at least 32"):
        create_app(Settings(data_dir=tmp_path, SECRET_KEY=SecretStr("changeme")))


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first, second = (create_app(Settings(data_dir=tmp_path)).secret_key for _ in range(2))
    assert first == second
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
