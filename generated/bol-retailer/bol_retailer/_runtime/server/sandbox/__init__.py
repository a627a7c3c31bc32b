"""Sandbox: what answers from the document: things, lists, processes, formulas.

It imports ground, wire, the schemas and the app.
"""
