"""Blocks that have no equivalent: why, and what a learner reads in their place."""

from webapp.courses.olx.blocks import Block
from webapp.courses.olx.escaping import escaped

USUAL_REASON = "there is no equivalent of this kind of block"

# Kind: what it is called, and why it cannot be taken over.
REASONS = {
    "discussion": ("discussion", "there are no discussions"),
    "poll": ("poll", "there are no polls"),
    "poll_question": ("poll", "there are no polls"),
    "survey": ("survey", "there are no surveys"),
    "word_cloud": ("word cloud", "there are no polls"),
    "lti": ("external tool", "it is a tool on another site, with keys of its own"),
    "lti_consumer": ("external tool", "it is a tool on another site, with keys of its own"),
    "openassessment": ("open response assessment", "there is no marking by peers or by oneself"),
    "edx_sga": ("staff-graded assignment", "it has no text, and its grades are kept elsewhere"),
    "staffgradedxblock": ("staff-graded points", "its points are kept elsewhere"),
    "done": ("completion button", "finishing a unit says the same"),
    "drag-and-drop-v2": ("drag-and-drop exercise", "there are no drag-and-drop exercises"),
    "scorm": ("SCORM package", "packages of other formats are not run"),
    "problem": ("problem", USUAL_REASON),
    "video": ("video", USUAL_REASON),
    "annotatable": ("annotated text", USUAL_REASON),
}


def reason_for(block: Block) -> str:
    return REASONS.get(block.kind, ("", USUAL_REASON))[1]


def remark(block: Block) -> str:
    """A line in the lesson, so that a text that leads up to the block does not lead into nothing."""
    name = REASONS.get(block.kind, ("exercise", ""))[0]
    title = f" “{escaped(block.title)}”" if block.title else ""
    return f"*A part of the original course is not available here: {name}{title}.*"
