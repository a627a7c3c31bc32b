"""Files → one resolved document, whose every node knows its place. It imports ground."""
