"""What paging does to a document: lines repeated at the paper's edge, tables broken over it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from jiheng.reading.continued import Sheet, extend, repeated_rows, same_columns
from jiheng.reading.flow import Line
from jiheng.reading.painted import Painted

Item = Sheet | Line
"""A table or a line of text outside of tables, as they follow one another on a page."""

Key = tuple[str, int]

EDGE, MARGIN = 34.0, 72.0
"""Points: how near to the edge of the paper repeated lines stand, and page numbers."""

PAGE_NUMBER = re.compile(
    r"[-—–－·\s]*(?:第?\s*\d{1,4}\s*页?(?:\s*[/／,，共]*\s*\d{1,4}\s*页?)?"
    r"|第\s*[一二三四五六七八九十]+\s*页)[-—–－·\s]*"
)
DIGITS = re.compile(r"\d+")


def text_only(items: Sequence[Sequence[Item]], pages: Sequence[Painted]) -> list[list[Item]]:
    """The items of each page without page numbers and what other pages repeat at their edge."""
    repeated: Counter[Key | None] = Counter(
        key
        for page, found in zip(pages, items, strict=True)
        for key in {_edge_key(item, page) for item in found}
        if key is not None
    )
    return [
        [
            item
            for index, item in enumerate(found)
            if repeated.get(_edge_key(item, page), 0) < 2
            and not (min(index, len(found) - 1 - index) < 2 and _is_page_number(item, page))
        ]
        for page, found in zip(pages, items, strict=True)
    ]


def _edge_key(item: Item, page: Painted) -> Key | None:
    """What a line at the edge of the paper has in common with its likes on other pages."""
    if isinstance(item, Line) and _is_near(item, page, EDGE):
        return DIGITS.sub("0", item.text), round(item.base / 2)
    return None


def _is_page_number(item: Item, page: Painted) -> bool:
    return (
        isinstance(item, Line)
        and PAGE_NUMBER.fullmatch(item.text) is not None
        and _is_near(item, page, MARGIN)
    )


def _is_near(line: Line, page: Painted, edge: float) -> bool:
    return line.top < edge or line.bottom > page.height - edge


def whole_tables(items: Sequence[Sequence[Item]]) -> Iterator[list[Item]]:
    """The items of each page; a table that goes on over pages is whole on the first of them."""
    unfinished: Sheet | None = None
    found = [list(page) for page in items]
    for page in found:
        first = page[0] if page else None
        if unfinished is not None and isinstance(first, Sheet) and _goes_on(unfinished, first):
            page.pop(0)
            if not page:
                continue
        if page:
            unfinished = page[-1] if isinstance(page[-1], Sheet) else None
    yield from found


def _goes_on(before: Sheet, after: Sheet) -> bool:
    """Append the table at the top of a page to the one above the page break, if it is the same."""
    if not same_columns(before, after):
        return False
    repeated = repeated_rows(before, after)
    if repeated is None:
        return False
    extend(before, after, repeated)
    return True
