"""Proofs of work, as a browser sends them with a form."""

from __future__ import annotations

from typing import Any

from altcha import PayloadV1, solve_challenge_v1

from werkstatt.core.proof import challenge


def a_proof(task: dict[str, Any] | None = None) -> str:
    """The solution of a challenge; of a fresh one of this process if none is given."""
    task = task or challenge()
    solution = solve_challenge_v1(task["challenge"], task["salt"], task["algorithm"], task["maxNumber"])
    assert solution is not None
    return PayloadV1(task["algorithm"], task["challenge"], solution.number, task["salt"], task["signature"]).to_base64()
