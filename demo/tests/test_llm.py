import pytest

from conftest import no_wait
from sardonyx_demo.llm import provider as provider_module
from sardonyx_demo.llm.chat import ATTEMPTS, Chat, ModelUnavailable
from sardonyx_demo.llm.models import LARGE
from sardonyx_demo.llm.provider import Completion, Overloaded, Provider
from sardonyx_demo.llm.writing import Message, compose, count_tokens

TALK = [
    Message("system", "Receipts are kept for ten years. The VPN needs a hardware key."),
    Message("user", "How long are receipts kept?"),
]


@pytest.fixture
def willing(monkeypatch: pytest.MonkeyPatch) -> Provider:
    """A vendor that is never overloaded."""
    monkeypatch.setattr(provider_module, "OVERLOAD_RATIO", 0)
    return Provider(1, no_wait)


def test_answer_is_what_the_prompt_says_about_the_question() -> None:
    assert compose(TALK, 3).endswith("Receipts are kept for ten years.")
    assert "VPN" not in compose(TALK, 3)


def test_answer_admits_when_the_prompt_says_nothing() -> None:
    assert "found nothing" in compose([Message("system", "Nothing here fits."), Message("user", "qzxv?")], 3)


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("receipt", 2), ("a b, c", 4), ("2026-11", 4)])
def test_counts_tokens(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


async def test_beginning_of_a_known_prompt_is_cached_and_cheaper(willing: Provider) -> None:
    first = await willing.complete(LARGE, TALK, 3)
    longer = [*TALK, Message("assistant", first.text), Message("user", "And the VPN?")]
    second = await willing.complete(LARGE, longer, 3)
    assert (first.cached_tokens, second.cached_tokens) == (0, first.input_tokens)
    assert second.cost_usd < LARGE.cost(second.input_tokens, 0, second.output_tokens)


def test_cost_is_price_times_tokens() -> None:
    assert Completion("", LARGE, 1_000_000, 500_000, 100_000).cost_usd == pytest.approx(1.5 + 0.15 + 1.5)


async def test_same_seed_gives_the_same_waits() -> None:
    async def waits(seed: int) -> list[float]:
        taken: list[float] = []

        async def sleep(seconds: float) -> None:
            taken.append(seconds)

        vendor = Provider(seed, sleep)
        for _ in range(20):
            try:
                await vendor.complete(LARGE, TALK, 3)
            except Overloaded:
                taken.append(-1)
        return taken

    assert await waits(7) == await waits(7) != await waits(8)


async def test_gives_up_when_every_attempt_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider_module, "OVERLOAD_RATIO", 1)
    monkeypatch.setattr("sardonyx_demo.llm.chat._BACKOFF_SECONDS", 0)
    refused = 0

    async def count(_: float) -> None:
        nonlocal refused
        refused += 1

    with pytest.raises(ModelUnavailable):
        await Chat(Provider(1, count)).ask(LARGE, TALK)
    assert refused == ATTEMPTS
