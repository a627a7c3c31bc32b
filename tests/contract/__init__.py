"""schemathesis against the sandbox of each package."""
