"""Worlds: independent instances of the service, each with its clock, faults and settings."""
