"""What every answer tells the browser to refuse (security.md: CSP, headers)."""

from flask import Flask, Response, request

from webapp.settings import Settings

YOUTUBE = "https://www.youtube-nocookie.com"


def content_policy(settings: Settings) -> str:
    """Only our own scripts, styles and connections; other origins only where the school named them."""
    media = " ".join(["'self'", "blob:", *settings.media_origins])
    frames = YOUTUBE if settings.youtube else "'none'"
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "style-src-attr": "'unsafe-inline'",
        "img-src": "'self' data:",
        "media-src": media,
        "frame-src": frames,
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "manifest-src": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def install(app: Flask, settings: Settings) -> None:
    policy = content_policy(settings)

    @app.after_request
    def protect(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if request.endpoint != "static":
            headers.setdefault("Cache-Control", "no-store")
        if settings.behind_tls:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response
