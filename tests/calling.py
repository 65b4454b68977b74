"""A browser without scripts that talks to a served site: it keeps cookies and follows nothing by itself."""

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Caller:
    """`Caller(served.url)` is somebody new. Its calls are as a page of the site itself would make them."""

    site: str
    cookies: dict[str, str] = field(default_factory=dict)
    timeout: float = 60

    def get(self, path: str) -> Answer:
        with self._called("GET", path) as response:
            return Answer(response.status, response.headers, response.read())

    def post(self, path: str, data: Mapping[str, Any] | None = None, *, json_body: Any = None) -> Answer:
        """Send a form, or JSON."""
        kind = "application/x-www-form-urlencoded" if json_body is None else "application/json"
        body = urlencode(data or {}) if json_body is None else json.dumps(json_body)
        with self._called("POST", path, body, {"Content-Type": kind}) as response:
            return Answer(response.status, response.headers, response.read())

    @contextmanager
    def stream(self, path: str) -> Iterator[http.client.HTTPResponse]:
        """An answer that is read while it comes, line by line."""
        with self._called("GET", path) as response:
            yield response

    @contextmanager
    def _called(
        self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> Iterator[http.client.HTTPResponse]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        own = {"Sec-Fetch-Site": "same-origin", "Cookie": cookies, **(headers or {})}
        connection = http.client.HTTPConnection(urlsplit(self.site).netloc, timeout=self.timeout)
        try:
            connection.request(method, path, body, own)
            response = connection.getresponse()
            for cookie in response.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            yield response
        finally:
            connection.close()
