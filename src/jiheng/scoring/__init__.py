"""Scores from frames and rulebooks, each with the clause that gave it."""

from jiheng.scoring.run import Scores, score

__all__ = ["Scores", "score"]
