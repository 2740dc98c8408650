"""What the writer sees of a round: heat, remarks, words, proposals with votes, answers, and both gains."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from sleutelbos.letters.readability import Change, Finding, compare, index_of

from .. import load
from ..models import Answer, Decision, Mark, Proposal, Question, Reader, Round, Score, Sentence, Spoken
from ..rules import gains, versions


@dataclass(slots=True)
class ProposalRow:
    """A reader's words with votes, what they do to the index, and which facts change."""

    proposal: Proposal
    votes: int
    by: str
    easier: float
    changes: list[Change] = field(default_factory=list)

    @property
    def blocks(self) -> bool:
        """Whether a person must confirm a lost fact first."""
        return any(change.blocks for change in self.changes)


@dataclass(slots=True)
class DeskRow:
    """One sentence with everything said about it. `heat` is 0 (clear for all) to 4."""

    sentence: Sentence
    clear: int = 0
    doubt: int = 0
    unclear: int = 0
    words: list[tuple[str, int]] = field(default_factory=list)
    reasons: list[tuple[str, int]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    proposals: list[ProposalRow] = field(default_factory=list)
    spoken: list[Spoken] = field(default_factory=list)
    decision: Decision | None = None

    @property
    def said(self) -> int:
        """How many readers said something of it."""
        return self.clear + self.doubt + self.unclear

    @property
    def stumbled(self) -> int:
        """How many were in doubt or did not understand."""
        return self.doubt + self.unclear

    @property
    def heat(self) -> int:
        """The share that stumbled, in steps; a doubt counts for half."""
        if not self.said:
            return 0
        share = (self.unclear + 0.5 * self.doubt) / self.said
        return 0 if share == 0 else min(4, 1 + int(share * 4))

    @property
    def asks(self) -> bool:
        """Whether readers wait for a decision about it."""
        return self.decision is None and bool(self.stumbled or self.proposals or self.spoken)


def proposals_of(round: Round, sentence: Sentence) -> list[ProposalRow]:
    """What readers wrote for one sentence, most votes first."""
    rows = Proposal.objects.filter(reader__round=round, sentence=sentence)
    return _weighed(rows.annotate(votes_for=Count("votes", filter=Q(votes__better=True))).select_related("reader"))


def desk_rows(round: Round, *, with_findings: bool = True) -> list[DeskRow]:
    """Every sentence of the round's version, in order, in a number of queries that does not grow."""
    version = round.version
    if version is None:
        return []
    rows = {row.pk: DeskRow(row) for row in version.sentences.select_related("block", "decision", "decision__proposal")}
    words: dict[int, Counter[str]] = {pk: Counter() for pk in rows}
    reasons: dict[int, Counter[str]] = {pk: Counter() for pk in rows}
    for mark in Mark.objects.filter(sentence__version=version, reader__round=round):
        row = rows[mark.sentence_id]
        setattr(row, mark.verdict, getattr(row, mark.verdict) + 1)
        reasons[mark.sentence_id].update(mark.reasons)
        spoken = versions.words_of(row.sentence.text)
        words[mark.sentence_id].update(spoken[at].strip(".,;:!?()") for at in mark.words if at < len(spoken))
    proposals = Proposal.objects.filter(reader__round=round).annotate(
        votes_for=Count("votes", filter=Q(votes__better=True))
    )
    for one in _weighed(proposals.select_related("reader", "sentence")):
        rows[one.proposal.sentence_id].proposals.append(one)
    for voice in voices_of(round).filter(sentence__version=version):
        rows[voice.sentence_id or 0].spoken.append(voice)
    findings = load.findings_by_sentence(version, load.check_version(version)) if with_findings else {}
    for pk, row in rows.items():
        row.words = words[pk].most_common()
        row.reasons = reasons[pk].most_common()
        row.findings = findings.get(pk, [])
        row.decision = getattr(row.sentence, "decision", None)
    return list(rows.values())


def voices_of(round: Round) -> QuerySet[Spoken]:
    """Voice notes of a round, without the sound itself."""
    return Spoken.objects.filter(reader__round=round).select_related("reader").defer("data")


def _weighed(rows: Any) -> list[ProposalRow]:
    found = []
    for row in rows:
        before, after = index_of([row.sentence.text]).penalty, index_of([row.text]).penalty
        # Readers choose the name they are shown with; it need not be their own.
        by = str(row.reader.shown_name)
        found.append(ProposalRow(row, row.votes_for, by, before - after, compare(row.sentence.text, row.text)))
    return sorted(found, key=lambda one: (-one.votes, one.proposal.pk))


@dataclass(slots=True)
class QuestionResult:
    """One question with its answers: choices counted, and the open ones to weigh."""

    question: Question
    options: list[tuple[str, int, bool]]
    answers: list[Answer]
    result: gains.Understood


def question_results(round: Round) -> list[QuestionResult]:
    """The answers per question, in order."""
    found = []
    voices: dict[int, dict[int, Spoken]] = {}
    for voice in voices_of(round).exclude(question=None):
        voices.setdefault(voice.question_id or 0, {})[voice.reader_id] = voice
    for question in round.questions.prefetch_related("answers__reader"):
        answers = list(question.answers.all())
        chosen = Counter(answer.choice for answer in answers if answer.choice is not None)
        options = [(text, chosen[at], at == question.right) for at, text in enumerate(question.options)]
        weighed = [(one.reader_id, one.judged == Answer.Judged.RIGHT) for one in answers if one.judged]
        spoken = voices.get(question.pk, {})
        said = [one for one in answers if one.text or one.reader_id in spoken]
        for one in said:
            # The page puts the voice beside the words.
            one.voice = spoken.get(one.reader_id)  # type: ignore[attr-defined]
        found.append(QuestionResult(question, options, said, gains.understood(weighed)))
    return found


@dataclass(slots=True)
class Gains:
    """Both gains of a letter, apart: scores by version number; per round what was understood, and by how many."""

    scores: list[tuple[int, Score]]
    rounds: list[tuple[Round, gains.Understood, int]]

    @property
    def text(self) -> float | None:
        """How much lower the index of the last version is."""
        known = [score.penalty for _, score in self.scores if score.penalty is not None]
        return known[0] - known[-1] if len(known) > 1 else None

    @property
    def points(self) -> int | None:
        """Percentage points more right answers in the last round than in the first; None under five readers."""
        shares = [one.percentage for _, one, _ in self.rounds]
        if len(shares) < 2 or shares[0] is None or shares[-1] is None:
            return None
        return shares[-1] - shares[0]


def gains_of(letter_id: int) -> Gains:
    """Text gain and understanding gain of one letter."""
    scores = Score.objects.filter(version__letter_id=letter_id).select_related("version").order_by("version__number")
    rounds = Round.objects.filter(version__letter_id=letter_id).exclude(state=Round.State.WITHDRAWN)
    found = []
    for round in rounds.exclude(state=Round.State.ASKED).order_by("number"):
        weighed = Answer.objects.filter(question__round=round).exclude(judged="").values_list("reader_id", "judged")
        readers = round.readers.filter(state__in=[Reader.State.FINISHED, Reader.State.PARTLY]).count()
        said = [(reader, judged == Answer.Judged.RIGHT) for reader, judged in weighed]
        found.append((round, gains.understood(said), readers))
    return Gains([(row.version.number, row) for row in scores], found)


def draft_blocks(round: Round) -> list[tuple[str, list[tuple[str, bool]]]]:
    """The letter with what was decided so far: per block its kind and its pieces (text, changed or not)."""
    version = round.version
    if version is None:
        return []
    sentences: dict[int, list[Sentence]] = {}
    for row in version.sentences.select_related("decision"):
        sentences.setdefault(row.block_id, []).append(row)
    found = []
    for block in version.blocks.all():
        pieces, at = [], 0
        for row in sentences.get(block.pk, []):
            decision = getattr(row, "decision", None)
            changed = decision is not None and bool(decision.text)
            pieces.append((block.text[at : row.start], False))
            pieces.append((decision.text if changed and decision is not None else row.text, changed))
            at = row.end
        pieces.append((block.text[at:], False))
        found.append((block.kind, [piece for piece in pieces if piece[0]]))
    return found
