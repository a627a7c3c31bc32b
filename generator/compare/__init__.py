"""What changed between two revisions of a document, whom it breaks, which version it is."""
