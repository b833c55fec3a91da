"""The service's core, independent of any aggregate: contract, credentials, errors, repository, engine."""
