"""The command: documents in, packages and exit statuses out. It imports every room."""
