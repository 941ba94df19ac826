"""The command that answers the sample change of these tests."""

from __future__ import annotations

ANSWER = (
    *("decide", "no-change", "--all", "--no-input"),
    *("--owner", "@lea", "--second", "@tom"),
    *("--evidence", "test=evals/refunds.yaml"),
    *("--rationale", "The pilot is covered by T-12."),
)
