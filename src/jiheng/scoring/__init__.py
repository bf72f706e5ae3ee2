"""Scores from frames and rulebooks, each with the clause that gave it."""

from jiheng.scoring.run import Plan, Scores, plans, score

__all__ = ["Plan", "Scores", "plans", "score"]
