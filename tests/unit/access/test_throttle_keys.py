from sardonyx.access.throttle import account_key, address_key


def test_an_ipv6_customer_is_one_address() -> None:
    assert address_key("2001:db8:1:2::1") == address_key("2001:db8:1:2:ffff::9")
    assert address_key("2001:db8:1:2::1") != address_key("2001:db8:1:3::1")


def test_ipv4_addresses_are_their_own_however_written() -> None:
    assert address_key("203.0.113.7") == address_key("::ffff:203.0.113.7")
    assert address_key("203.0.113.7") != address_key("203.0.113.8")


def test_accounts_are_not_written_down_and_fit_the_column() -> None:
    assert "alice" not in account_key("alice@example.org")
    for key in (account_key("x" * 500), address_key("not an address" * 20), address_key("2001:db8:1:2::1")):
        assert len(key) <= 80
