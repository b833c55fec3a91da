"""The service's machinery: contract, validation, credentials, errors, repository and engine. It knows no aggregate."""
