"""Subscriptions to a world's events, and their deliveries."""
