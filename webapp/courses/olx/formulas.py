"""Formulas in TeX. Simple ones become plain text (x², 120 × 5); the others are shown as their source."""

import re
from collections.abc import Iterator

FORMULA = re.compile(
    r"\\\((.{1,600}?)\\\)|\\\[(.{1,2000}?)\\\]"
    r"|\[mathjaxinline\](.{1,600}?)\[/mathjaxinline\]|\[mathjax\](.{1,2000}?)\[/mathjax\]",
    re.DOTALL,
)
# Beyond so many openings a text is taken as it is: no honest page has them.
FORMULAS = 500

SYMBOLS = {
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "mp": "∓", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥",
    "lt": "<", "gt": ">", "ne": "≠", "neq": "≠", "approx": "≈", "equiv": "≡", "sim": "∼", "propto": "∝",
    "infty": "∞", "degree": "°", "circ": "°", "to": "→", "rightarrow": "→", "Rightarrow": "⇒",
    "lnot": "¬", "neg": "¬", "land": "∧", "lor": "∨", "in": "∈", "notin": "∉", "cup": "∪", "cap": "∩",
    "subset": "⊂", "emptyset": "∅", "forall": "∀", "exists": "∃", "partial": "∂", "nabla": "∇", "sum": "∑",
    "prod": "∏", "int": "∫", "ldots": "…", "dots": "…", "cdots": "⋯", "quad": " ", "qquad": " ",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip

RAISED = dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True))
LOWERED = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))


def split(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces: (words, False) or (the TeX of a formula, True)."""
    openings = text.count(r"\(") + text.count(r"\[") + text.count("[mathjax")
    if not 0 < openings <= FORMULAS:
        yield text, False
        return
    end = 0
    for found in FORMULA.finditer(text):
        yield text[end : found.start()], False
        yield next(group for group in found.groups() if group is not None).strip(), True
        end = found.end()
    yield text[end:], False


def in_plain_text(tex: str) -> str | None:
    """The formula without TeX, if nothing of it is lost that way."""
    text = re.sub(r"\\(?:left|right|displaystyle)(?![A-Za-z])", "", tex)
    text = re.sub(r"\\(?:text|mathrm|mathbf|mathit)\s*\{([^{}\\]*)\}", r"\1", text)
    text = re.sub(r"\\([A-Za-z]+)", lambda found: SYMBOLS.get(found.group(1), found.group()), text)
    text = re.sub(r"\\[,;:! ]", " ", text)
    text = re.sub(r"\^(?:\{([^{}]*)\}|(.))", lambda found: turned(found, RAISED), text)
    text = re.sub(r"_(?:\{([^{}]*)\}|(.))", lambda found: turned(found, LOWERED), text)
    return None if re.search(r"[\\{}^_&]", text) else " ".join(text.split())


def turned(found: re.Match[str], letters: dict[str, str]) -> str:
    inside = found.group(1) or found.group(2) or ""
    return in_letters(inside, letters) or found.group()


def in_letters(text: str, letters: dict[str, str]) -> str | None:
    """The text in raised or lowered letters, if there is one for each."""
    bare = text.strip()
    return "".join(letters[letter] for letter in bare) if bare and set(bare) <= letters.keys() else None
