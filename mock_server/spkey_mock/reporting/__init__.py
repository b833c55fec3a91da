"""The parts that all reports share: files that are written atomically, and JUnit XML."""
