"""What can be wrong with a rulebook, said so that its author can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: the file, the dotted key ("" for the file as a whole), what and how."""

    file: str
    key: str
    message: str
    mend: str

    def __str__(self) -> str:
        """One plain Chinese sentence."""
        place = f"{self.file} 的 {self.key}" if self.key else self.file
        return f"{place}：{self.message}；{self.mend}。"


class RulebookError(ValueError):
    """A rulebook is refused; `problems` holds every reason, the message one sentence for each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
