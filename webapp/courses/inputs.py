"""What students send on the pages of units."""

from webapp.core.inputs import Input, Text


class WorkInput(Input):
    """The text of work handed in; a file may come with it, or instead of it."""

    text: Text = ""
