"""The conformance suite: does a server keep the promises of the contract?"""
