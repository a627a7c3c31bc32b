"""Meaning and names → the files of a package. It imports all rooms before it but check."""
