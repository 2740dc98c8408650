"""The matching core: values in, values out; no Django, no clock, no text.

``shortlist(snapshot, question, weights)`` answers who fits one question and why; ``checker.check`` re-tests one
person from raw data. The page docs/algorithms/matching.md says what is promised to the people concerned.
"""
