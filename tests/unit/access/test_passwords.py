from sardonyx.access.passwords import Passwords
from sardonyx.access.settings import AccessSettings, HashCost

CHEAP = HashCost(1, 8, 1)


async def test_matches_only_the_same_password() -> None:
    passwords = Passwords(CHEAP)
    stored = await passwords.hash("seven wet badgers")
    assert stored.startswith("$argon2id$")
    assert await passwords.matches(stored, "seven wet badgers")
    assert not await passwords.matches(stored, "seven wet badger")
    assert stored != await passwords.hash("seven wet badgers")


async def test_spellings_that_look_the_same_are_the_same() -> None:
    passwords = Passwords(CHEAP)
    assert await passwords.matches(await passwords.hash("caf\u00e9 au lait"), "cafe\u0301 au lait")


async def test_nobody_and_damaged_hashes_never_match() -> None:
    passwords = Passwords(CHEAP)
    assert not await passwords.matches(None, "nobody has this password")
    assert not await passwords.matches("not a hash", "x")


async def test_hashes_of_another_cost_are_outdated() -> None:
    stored = await Passwords(CHEAP).hash("seven wet badgers")
    assert not Passwords(CHEAP).outdated(stored)
    assert Passwords(HashCost(2, 8, 1)).outdated(stored)


def test_default_cost_is_that_of_the_rfc() -> None:
    cost = AccessSettings().hash_cost
    assert (cost.iterations, cost.memory_kib, cost.lanes) == (3, 65_536, 4)
