"""Server-sent events as bytes (WHATWG HTML, section 9.2), in flask-sse's wire format."""

from flask_sse import Message as Frame


def frame(data: object, *, name: str | None = None, id: str | None = None, retry: int | None = None) -> bytes:
    """One event. Text is split by line, so that none can forge another; what is not text is written as JSON."""
    return str(Frame(data, type=name, id=id, retry=retry)).encode()
