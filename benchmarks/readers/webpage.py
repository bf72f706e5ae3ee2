"""A web page with 16 forms: against the floor of parsing it, and lxml's own walk over its cells.

`python -m benchmarks.readers.webpage` prints the best time of each, and how many times ours.
"""

from __future__ import annotations

from lxml import html
from tests.reading.generators import webpage as generator
from tests.reading.generators.word import grid_of

from benchmarks.readers.word import best
from examples import make
from jiheng.reading import webpage


def floor(data: bytes) -> object:
    """Parse the page, no more."""
    return html.document_fromstring(data)


def by_lxml(data: bytes) -> object:
    """The walk over cells that scripts make; it knows no spans."""
    page = html.document_fromstring(data)
    return [[cell.text_content() for cell in row.iter("td")] for row in page.iter("tr")]


def page() -> bytes:
    """A page with all example forms."""
    return generator.page([grid_of([one]) for one in make.forms()]).encode()


def main() -> None:
    """Print the table."""
    data = page()
    ours = best(webpage.read, data)
    print(f"{'':24}{'ms':>10}{'× ours':>10}")
    print(f"{'jiheng':24}{ours:10.2f}{1:10.2f}")
    for peer, work in (("parse", floor), ("lxml cells", by_lxml)):
        took = best(work, data)
        print(f"{peer:24}{took:10.2f}{took / ours:10.2f}")


if __name__ == "__main__":
    main()
