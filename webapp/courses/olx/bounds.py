"""What an import may weigh. Beyond any of these it is refused, and the fault named."""


class ImportRefused(ValueError):
    """A course that cannot be taken in. The message is for the person who sent it."""


class Malformed(ImportRefused):
    """One file that cannot be read. A leaf of the course is left out by name; a branch refuses the whole."""


MEBIBYTE = 1024 * 1024

# The archive, or the folder.
ARCHIVE_BYTES = 256 * MEBIBYTE
TOTAL_BYTES = 512 * MEBIBYTE
FILE_BYTES = 64 * MEBIBYTE
FILES = 20_000
FOLDER_DEPTH = 12
PATH_LENGTH = 300

# Unpacked may be this many times the packed size; small archives are let off, since text packs well.
RATIO = 100
RATIO_COUNTS_FROM = 16 * MEBIBYTE

# What is read as text: one file, and all of them together.
TEXT_BYTES = 2 * MEBIBYTE
TEXTS_BYTES = 48 * MEBIBYTE

# How far elements may be nested and how many one text may hold.
XML_DEPTH = 80
XML_ELEMENTS = 500_000
HTML_DEPTH = 120
HTML_ELEMENTS = 15_000
LIST_DEPTH = 12

# What becomes of it.
NAME_LENGTH = 80
TITLE_LENGTH = 200
BODY_LENGTH = MEBIBYTE
