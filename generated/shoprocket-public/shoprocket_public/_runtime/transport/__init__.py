"""Transport: the drivers, which do what the flow of a call asks for.

It imports ground.
"""
