"""Every knob. Values come from the environment; one that cannot be read stops the start."""

from pathlib import Path
from typing import Literal, Self
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """How this installation runs. `TANDEM_DATA_DIR` holds what it writes: database, secret key, uploads."""

    model_config = SettingsConfigDict(env_prefix="TANDEM_", extra="ignore", populate_by_name=True)

    data_dir: Path = Path("instance")
    database_url: str = Field(default="", alias="DATABASE_URL")
    redis_url: str = Field(default="", alias="REDIS_URL")
    mongodb_uri: str = Field(default="", alias="MONGODB_URI")
    secret_key: SecretStr = Field(default=SecretStr(""), alias="SECRET_KEY")

    web_concurrency: int = Field(default=1, ge=1, alias="WEB_CONCURRENCY")

    school_name: str = "Tandem"
    school_zone: str = "UTC"
    open_registration: bool = True
    behind_tls: bool = False
    """Set behind a proxy that speaks TLS: cookies become `__Host-` and Secure, and HSTS is sent."""
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    """How many proxies in front may name the visitor's address (X-Forwarded-For)."""

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

    live_history: int = Field(default=5_000, ge=100)
    """How many live messages a worker keeps for those who reconnect."""
    heartbeat_seconds: float = Field(default=15, gt=0)
    redraw_seconds: float = Field(default=0.2, gt=0)
    """The least time between two drawings of one region."""
    streams_per_person: int = Field(default=12, ge=1)

    takes_over: bool = False
    """Set for a worker in the place of one that died: a store that is away stops it as little as the other."""

    throttle: Literal["on", "off"] = "on"

    @field_validator("school_zone")
    @classmethod
    def zone_exists(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"{name!r} is no IANA time zone, like Africa/Lagos.")
        return name

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
