"""A generated package as tools for agents, by the Model Context Protocol.

What lives here reads a package that is there already: its operations as data, its client and
the document beside its server. Only the command enters, and only where it is asked to.
"""
