"""What a beacon must not say: by field, the values that break its rule (contract, section 4)."""

from typing import Any

MISSING = object()
UUID = "8e2f4f3e-52a4-4d5a-9d0e-0f6a3d9b1c2d"


class Raw(str):
    """A value as it stands in the JSON text, where Python's own writer would not write it so."""


BEYOND_FLOAT = Raw("1e999")
BEYOND_ALL = Raw("9" * 400)
NOT_IDS = [0, -1, Raw("-0"), 1.5, 1.0, "1", "", True, False, [1], {"id": 1}, 2**53, 10**30, BEYOND_ALL]
NOT_IDS += ["\u0967", "1; DROP TABLE users"]
NOT_PERCENT = [-0.1, 100.1, -1, 101, "50", True, [50], {}, BEYOND_FLOAT, BEYOND_ALL]
NOT_COUNTS = [-1, 1.5, 1.0, "3", True, [], 10**30, BEYOND_ALL]
NOT_TIMES = [
    "2026-11-20T10:00:00",
    "2026-11-20",
    "10:00:00Z",
    "2026-11-20 10:00:00Z",
    "2026-11-20T10:00:00+25:00",
    "2026-11-20T10:00:00+00:99",
    "2026-11-20T10:00:00 Z",
    "2026-11-20T10:00:00Z\u0000",
    "2026-11-20T10:00:00Z\n",
    "\u0662\u0660\u0662\u0666-11-20T10:00:00Z",
    "2026-02-30T10:00:00Z",
    "2026-13-01T10:00:00Z",
    "2026-11-20T25:00:00Z",
    "2026-11-20T10:00:60Z",
    "2026-W47-5T10:00:00Z",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "1999-12-31T23:59:59Z",
    "2100-01-01T00:00:01Z",
    "-2026-11-20T10:00:00Z",
    "now",
    "",
    1_763_632_800,
    1.5,
    True,
    ["2026-11-20T10:00:00Z"],
    {},
]
NOT_UUIDS = [
    "",
    "abc",
    5,
    True,
    [UUID],
    UUID.replace("-", ""),
    f"{{{UUID}}}",
    f"urn:uuid:{UUID}",
    f"{UUID}\u0000",
]
NOT_UUIDS += [
    f" {UUID}",
    f"{UUID}\n",
    UUID.replace("8", "\uff18"),
    UUID[:-1],
    UUID + "0",
    UUID.replace("8", "g"),
]
NOT_TYPES = [
    MISSING,
    None,
    "",
    "Lesson_Complete",
    "lesson complete",
    "lesson_complete ",
    "lesson_complete\u0000",
]
NOT_TYPES += ["\uff4cesson_complete", "lesson_complete\u200b", "__class__", "x" * 5000, 5, 1.5, True, [], {}]
NOT_TYPES += ["login", "course_enroll", "certificate_earned", "entry_create", "session_attend"]

NOT_MONOS = [-1, Raw("-0.1"), "5", True, [], {}, BEYOND_FLOAT, BEYOND_ALL, 10**16]
NOT_RUNS = [
    "0",
    "5-4",
    "0-86400",
    "-1-5",
    "0-5,",
    ",0-5",
    "0-5;6-7",
    " 0-5",
    "0-5\n",
    "a-b",
    "0-999999",
    "\u0660-\u0665",
    5,
    True,
    ["0-5"],
    "0-1," * 1550 + "0-1",
]
NOT_VERSIONS = ["", "x" * 41, "my script", "tandem/2\n", "a\nb", "\u0000", 5, True, []]
OF_ALL: dict[str, list[Any]] = {
    "sent_at": NOT_TIMES,
    "sent_mono": NOT_MONOS,
    "mono": NOT_MONOS,
    "tracker": NOT_VERSIONS,
    "view_id": NOT_UUIDS,
    "seq": [*NOT_COUNTS, 1_000_001],
    "active_ms": [*NOT_COUNTS, 86_400_001],
    "video": ["0-5", [], 5, True],
    "engagement_metrics": ["all", [], 5, True],
    "engagement_metrics.scroll_depth": NOT_PERCENT,
    "engagement_metrics.video_watch_percentage": NOT_PERCENT,
    "engagement_metrics.interaction_count": [*NOT_COUNTS, 1_000_001],
    "engagement_metrics.typed_text": ["secret"],
    "student_id": [1],
    "userId": [1],
    "": [1],
}
"""What holds for an event and a heartbeat alike."""

OF_A_VIDEO: dict[str, list[Any]] = {
    "video.played": [MISSING, None, *NOT_RUNS],
    "video.duration_seconds": [MISSING, None, 0, -1, "60", True, [], 86_401, BEYOND_FLOAT, BEYOND_ALL],
    "video.title": ["secret"],
}
"""Of a beacon whose video is {"duration_seconds": 60, "played": "0-9"} apart from that."""

OF_AN_ACTIVITY: dict[str, list[Any]] = OF_ALL | {
    "activity_type": NOT_TYPES,
    "course_id": NOT_IDS,
    "module_id": NOT_IDS,
    "unit_id": [*NOT_IDS, MISSING, None],
    "duration_seconds": [0, -1, Raw("-0.0"), "60", True, [], {}, 86_401, 1e308, BEYOND_FLOAT, BEYOND_ALL],
    "start_time": NOT_TIMES,
    "end_time": [
        *NOT_TIMES,
        "2026-11-20T09:00:00Z",
        "2026-11-20T08:59:59.999999Z",
        "2026-11-20T10:30:00+02:00",
    ],
    "event_id": NOT_UUIDS,
    "ACTIVITY_TYPE": ["lesson_complete"],
    "__proto__": [{}],
    "is_finish": [True],
    "is_active": [True],
}
"""By path; `start_time` of the beacon they are put into is 2026-11-20T09:00:00Z."""

OF_A_HEARTBEAT: dict[str, list[Any]] = OF_ALL | {
    "course_id": [*NOT_IDS, MISSING, None],
    "module_id": NOT_IDS,
    "unit_id": NOT_IDS,
    "is_active": [MISSING, None, 0, 1, "true", "", [], {}, 1.0],
    "timestamp": [*NOT_TIMES, MISSING, None],
    "start_time": NOT_TIMES,
    "activity_type": ["lesson_complete"],
    "duration_seconds": [5],
}

NOT_JSON: dict[str, bytes] = {
    "nothing": b"",
    "a space": b" ",
    "an open brace": b"{",
    "single quotes": b"{'activity_type': 'profile_view'}",
    "a trailing comma": b'{"activity_type": "profile_view",}',
    "a comment": b'{"activity_type": "profile_view"} // hello',
    "two values": b'{"activity_type": "profile_view"}{}',
    "NaN": b'{"activity_type": "profile_view", "duration_seconds": NaN}',
    "Infinity": b'{"activity_type": "profile_view", "duration_seconds": Infinity}',
    "-Infinity": b'{"activity_type": "profile_view", "duration_seconds": -Infinity}',
    "NaN alone": b"NaN",
    "bytes that are no UTF-8": b'{"activity_type": "\xff\xfe"}',
    "UTF-16": '{"activity_type": "profile_view"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"activity_type": "profile_view"}',
    "a lone surrogate": b'{"activity_type": "\\ud800"}',
    "a lone surrogate in a name": b'{"\\udfff": 1}',
    "a name that stands twice": b'{"activity_type": "profile_view", "activity_type": "login"}',
    "brackets without end": b"[" * 8000,
    "braces without end": b'{"a":' * 1500,
    "an integer of 5000 digits": b'{"duration_seconds": ' + b"9" * 5000 + b"}",
    "a control character in a text": b'{"activity_type": "profile\x00view"}',
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
    "a form": b"activity_type=profile_view",
}

NOT_OBJECTS = [b"[]", b'["profile_view"]', b'"profile_view"', b"5", b"true", b"null", b"-0.0"]


def cases(table: dict[str, list[Any]]) -> list[tuple[str, Any]]:
    """Every (path, value) of a table."""
    return [(path, value) for path, values in table.items() for value in values]


def name_of(value: Any) -> str:
    return "missing" if value is MISSING else f"{value!r}"[:30]
