"""An OpenAPI document: read, bundled and checked. Every problem names its location and its fix."""
