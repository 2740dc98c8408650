"""What people type about letters and rounds."""

from .letters import LetterForm, TextForm
from .reading import AnswersForm, FinishForm, ShareForm, SpeakForm, StartForm
from .rounds import AdviceForm, DecisionForm, OutcomeForm, RoundForm

__all__ = [
    "AdviceForm",
    "AnswersForm",
    "DecisionForm",
    "FinishForm",
    "LetterForm",
    "OutcomeForm",
    "RoundForm",
    "ShareForm",
    "SpeakForm",
    "StartForm",
    "TextForm",
]
