"""The reports about a comparison: text, Markdown, a page and JSON. They trust no text of a contract."""
