"""A service of its own: engine, clock, faults, settings, limits and seeding."""
