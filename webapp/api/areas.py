"""What the description of the API says beside its doors."""

VERSION = "1"

INTRODUCTION = """What programs may do, with JSON both ways.

Sign in at `POST /api/auth/token`, or make a token in the settings, and send it as `Authorization: Bearer …`. Requests
of the site's own pages ride on their cookie instead, and must come from there. A list takes `limit`, `skip` and
`cursor`; what is read has an `ETag`. Wherever a person is named in a path, `me` is whoever asks. Every refusal has one
shape."""

BEARER_WORDS = "An access token (15 minutes) or a personal token. Its scope is `beacon`, `read` or `all`."
COOKIE_WORDS = (
    "The session of a browser; `__Host-tandem` behind TLS. Deeds must come from the site's own pages."
)

AREAS = {
    "auth": "How a program signs in, goes on, and signs out.",
    "student": "What the student who asks has learned.",
    "courses": "What there is to learn.",
    "beacons": "What students do on course pages.",
    "activities": "A person's activity feed.",
    "analytics": "A student's figures, and their corrections.",
    "notifications": "What a person was told.",
    "schedules": "Sessions that mentors plan with students.",
    "entries": "What students write of their learning, and what their mentors say to it.",
    "attendance": "Who was there.",
    "goals": "Goals and skills, as students keep them.",
    "events": "What happens, while it happens.",
    "health": "Whether each part of the product answers.",
    "descriptions": "What this is.",
}
"""The areas in the order in which they are read, each named by its module."""
