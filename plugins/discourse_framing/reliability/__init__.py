"""The researcher's kit: from paragraphs to coder sheets, from these to agreement, and to a model that can be trusted.

`units` are what is coded; `write_sheet` and `read_sheet` take them to coders and back. `agreement` says how far coders
agree, `majority` what most of them say. `held_out` predicts each text with a model that has not seen it; `confusion`,
`mixed_up`, `reliability_curve` and `risk_coverage` compare that with what coders say. `suggest` names the units worth
coding next.
"""

from .agreement import agreement, alpha, majority
from .codings import Coding, Unit, units
from .comparison import confusion, mixed_up
from .curves import calibration_error, reliability_curve, risk_coverage
from .sheets import read_sheet, write_sheet
from .suggestions import Suggestion, suggest
from .validation import HeldOut, held_out

__all__ = [
    "Coding", "HeldOut", "Suggestion", "Unit", "agreement", "alpha", "calibration_error", "confusion", "held_out",
    "majority", "mixed_up", "read_sheet", "reliability_curve", "risk_coverage", "suggest", "units", "write_sheet",
]  # fmt: skip
