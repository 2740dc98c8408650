"""Letters with their versions, and rounds in which people read along or answer questions."""

from .letters import Block, Letter, Score, Sentence, Version, WordProposal
from .rounds import Answer, Decision, Mark, Proposal, Question, Reader, Round, Vote
from .voices import Spoken

__all__ = [
    "Answer",
    "Block",
    "Decision",
    "Letter",
    "Mark",
    "Proposal",
    "Question",
    "Reader",
    "Round",
    "Score",
    "Sentence",
    "Spoken",
    "Version",
    "Vote",
    "WordProposal",
]
