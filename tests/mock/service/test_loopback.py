import pytest
from spkey_mock.service.loopback import is_loopback


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LocalHost",
        "127.0.0.1",
        "127.0.0.0",
        "127.255.255.254",
        "::1",
        "[::1]",
        "0:0:0:0:0:0:0:1",
        "[0000::0001]",
        "::ffff:127.0.0.1",
        "::FFFF:7f00:1",
        "[::ffff:127.9.9.9]",
    ],
)
def test_a_host_that_means_only_this_machine_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "[]",
        # every interface
        "0.0.0.0",
        "::",
        "[::]",
        "*",
        # other addresses and names
        "128.0.0.1",
        "126.255.255.255",
        "10.0.0.1",
        "::2",
        "[fe80::1]",
        "::ffff:10.0.0.1",
        "::ffff:0.0.0.0",
        "::127.0.0.1",
        "64:ff9b::127.0.0.1",
        "example.com",
        "localhost.example.com",
        "127.0.0.1.example.com",
        "app.localhost",
        "localhost6",
        "ip6-localhost",
        # spellings that some resolvers accept
        "localhost.",
        "127.0.0.1.",
        "127.1",
        "127.0.1",
        "127",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "127.0.0.01",
        "127.0.0.256",
        "127.0.0.-1",
        "127.0.0.1/8",
        "\uff11\uff12\uff17.0.0.1",
        "127\u30020\u30020\u30021",
        "localho\u017ft",
        # brackets and zones
        "[127.0.0.1]",
        "[localhost]",
        "[::1",
        "::1]",
        "[[::1]]",
        "::1%lo",
        "[::1%25lo]",
        "::1::",
        # white space, ports and URLs
        " localhost",
        "localhost ",
        "127.0.0.1\n",
        "\t::1",
        "[ ::1 ]",
        "localhost:80",
        "127.0.0.1:80",
        "[::1]:80",
        "user@localhost",
        "http://localhost",
        "http://127.0.0.1/",
    ],
)
def test_any_other_host_is_not(host: str) -> None:
    assert not is_loopback(host)
