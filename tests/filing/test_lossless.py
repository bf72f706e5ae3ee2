"""A filing is the same as model, as columns and as JSON."""

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.strategies import SHORT, correct, messy

from jiheng.filing import contract
from jiheng.filing.batch import Batch
from jiheng.filing.frames import frames, models
from jiheng.filing.model import Document, Filing

MANY = settings(
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
FILINGS = st.lists(st.one_of(messy(), correct().map(lambda form: form.filing)), max_size=3)
DOCUMENTS = st.lists(
    st.builds(
        Document,
        path=SHORT,
        sha256=st.just("0" * 64),
        status=st.sampled_from(("read", "partly", "unreadable")),
        filings=st.integers(0, 99),
        problem=SHORT,
    ),
    max_size=2,
)


@MANY
@given(FILINGS)
def test_models_become_frames_and_models_again(filings: list[Filing]) -> None:
    assert models(frames(filings)) == tuple(filings)


@MANY
@given(FILINGS, DOCUMENTS)
def test_filings_become_json_and_filings_again(
    filings: list[Filing], documents: list[Document]
) -> None:
    encoded = contract.encode(Batch.of(filings, documents))
    assert contract.is_filings(encoded)
    assert contract.decode(encoded) == filings
    assert contract.encode(Batch.of(contract.decode(encoded), documents)) == encoded


@MANY
@given(FILINGS, DOCUMENTS)
def test_a_batch_is_the_same_from_either_side(
    filings: list[Filing], documents: list[Document]
) -> None:
    made = Batch(Batch.of(filings, documents).frames)
    assert made.filings == tuple(filings)
    assert made.documents == tuple(documents)


@MANY
@given(messy())
def test_texts_alone_carry_a_filing(filing: Filing) -> None:
    """Every value follows from its text: without the values nothing is lost."""
    raw = msgspec.json.decode(msgspec.json.encode(filing))
    for row in raw["indicators"]:
        row["target"] = {"text": row["target"]["text"]}
        row["actual"] = {"text": row["actual"]["text"]}
        for name in ("level2", "level2_declared", "level3", "weight", "score_claimed"):
            del row[name]
    for name in ("approved", "executed", "rate_claimed", "weight", "score_claimed"):
        del raw["budget"][name]
    for name in ("filled_on", "signed_on", "total_claimed"):
        del raw[name]
    raw["groups"] = [{"text": group["text"]} for group in raw["groups"]]
    assert contract.from_builtins(raw) == filing
