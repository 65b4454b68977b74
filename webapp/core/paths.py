"""Numbers in addresses: only such as a row can have."""

from werkzeug.routing import IntegerConverter, Map


class RowId(IntegerConverter):
    """A positive 32-bit integer. Anything else names no row, so the address does not exist (404)."""

    def __init__(self, map: Map, *args: object, **kwargs: object) -> None:
        super().__init__(map, min=1, max=2**31 - 1)
