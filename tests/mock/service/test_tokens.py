from typing import Any

import jwt
from hypothesis import given
from hypothesis import strategies as st
from spkey_mock.service import tokens

LETTERS = st.characters(exclude_categories=["Cs"])
CLAIMS = st.fixed_dictionaries(
    {"sub": st.text(LETTERS)}, optional={"org": st.text(LETTERS), "exp": st.integers(0, 2**53)}
)
SECRETS = st.text(LETTERS, min_size=32)


@given(CLAIMS, SECRETS)
def test_a_token_is_that_of_pyjwt(claims: dict[str, Any], secret: str) -> None:
    token = tokens.encode(claims, secret)
    assert token == jwt.encode(claims, secret, "HS256")
    assert tokens.decode(token.encode(), secret) == claims


def test_a_token_with_another_secret_or_other_claims_is_rejected() -> None:
    token = tokens.encode({"sub": "u1"}, "x" * 32)
    head, _, signature = token.split(".")
    _, claims, _ = tokens.encode({"sub": "u2"}, "x" * 32).split(".")
    assert tokens.decode(token.encode(), "y" * 32) is None
    assert tokens.decode(f"{head}.{claims}.{signature}".encode(), "x" * 32) is None
