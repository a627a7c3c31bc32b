"""The console of `specwright serve`: a sandbox to look at, call and turn in a browser.

Nothing of it goes into a package. It wraps a package's application (ASGI), is told by
its observer what was decided on each request, and answers below one prefix.
"""
