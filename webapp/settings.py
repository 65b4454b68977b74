"""Every knob. Values come from the environment; one that cannot be read stops the start."""

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Literal, Self
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LEAST_KEPT_DAYS = 60
"""No log is kept for less: a queue may bring what happened up to fourteen days ago."""


class Settings(BaseSettings):
    """How this installation runs. `TANDEM_DATA_DIR` holds what it writes: database, secret key, uploads."""

    model_config = SettingsConfigDict(env_prefix="TANDEM_", extra="ignore", populate_by_name=True)

    data_dir: Path = Path("instance")
    database_url: str = Field(default="", alias="DATABASE_URL")
    redis_url: str = Field(default="", alias="REDIS_URL")
    mongodb_uri: str = Field(default="", alias="MONGODB_URI")
    secret_key: SecretStr = Field(default=SecretStr(""), alias="SECRET_KEY")
    secret_keys_before: list[SecretStr] = Field(default=[], alias="SECRET_KEYS_BEFORE")
    """Earlier keys, as a JSON list: what they signed is still read."""

    web_concurrency: int = Field(default=1, ge=1, alias="WEB_CONCURRENCY")

    school_name: str = "Tandem"
    school_zone: str = "UTC"
    open_registration: bool = True
    behind_tls: bool = False
    """Set behind a proxy that speaks TLS: cookies become `__Host-` and Secure, and HSTS is sent."""
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    """How many proxies in front may name the visitor's address (X-Forwarded-For)."""

    allowed_origins: list[str] = []
    """Other sites whose pages may call /api with a token, like https://courses.example.org."""

    probe_addresses: list[str] = ["127.0.0.1/32", "::1/128"]
    """Who may ask /readyz and /metrics, as networks."""
    probe_token: SecretStr = SecretStr("")
    """Who sends it as a bearer token may ask them too."""

    session_idle_hours: int = Field(default=12, ge=1)
    session_kept_days: int = Field(default=30, ge=1)
    upload_limit_mb: int = Field(default=10, ge=1, le=1024)
    """The largest file a student may hand in, in MB (10^6 bytes)."""
    video_limit_mb: int = Field(default=500, ge=1, le=10_000)
    archive_limit_mb: int = Field(default=200, ge=1, le=2_000)
    media_origins: list[str] = []
    """Other origins whose video files may play here, like https://media.example.org."""
    youtube: bool = False
    """Whether pages may embed videos from www.youtube-nocookie.com. Off: they are linked."""

    log_kept_days: int | None = Field(default=None, ge=LEAST_KEPT_DAYS)
    """How long lines of the activity log are kept; None keeps them for good. Figures stay as they were counted."""

    live_history: int = Field(default=5_000, ge=100)
    """How many live messages a worker keeps for those who reconnect."""
    absences_in_a_row: int = Field(default=3, ge=2)
    """After so many missed sessions of a course, one after another, the student and their mentor are told."""

    leaderboard: Literal["hours", "lessons", "sessions"] = "hours"
    """What leaderboards count: hours learned, lessons finished, or sessions attended on time."""

    heartbeat_seconds: float = Field(default=15, gt=0)
    redraw_seconds: float = Field(default=0.2, gt=0)
    """The least time between two drawings of one region."""
    streams_per_person: int = Field(default=12, ge=1)

    takes_over: bool = False
    """Set for a worker in the place of one that died: a store that is away stops it as little as the other."""

    ticker: Literal["on", "off"] = "on"
    """Whether a worker also does what is due (reminders, expiry). Off where `flask tick` runs beside it."""

    throttle: Literal["on", "off"] = "on"

    @field_validator("school_zone")
    @classmethod
    def zone_exists(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"{name!r} is no IANA time zone, like Africa/Lagos.")
        return name

    @field_validator("allowed_origins")
    @classmethod
    def origins_are_origins(cls, origins: list[str]) -> list[str]:
        for origin in origins:
            if not re.fullmatch(r"https?://[^/\s*?#]+", origin):
                raise ValueError(f"{origin!r} is no origin, like https://courses.example.org.")
        return origins

    @field_validator("probe_addresses")
    @classmethod
    def probe_addresses_are_networks(cls, networks: list[str]) -> list[str]:
        for network in networks:
            ip_network(network)
        return networks

    @model_validator(mode="after")
    def stores_are_known(self) -> Self:
        if self.web_concurrency > 1 and not self.redis_url:
            raise ValueError(
                "WEB_CONCURRENCY above 1 needs REDIS_URL: one worker's memory is not the other's."
            )
        return self

    @property
    def database(self) -> str:
        """The database URL: what was given, or SQLite in the data directory."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'tandem.db'}"

    @property
    def uploads(self) -> Path:
        return self.data_dir.resolve() / "uploads"
