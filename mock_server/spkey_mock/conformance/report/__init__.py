"""The reports of a run: JSON, JUnit XML, a page for reviewers, and the traffic as an HTTP archive."""
