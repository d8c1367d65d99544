"""The command line: commands, what they print, and their exit codes.

In come arguments, files and, in an interview, lines typed; out come text on stdout, faults on stderr and written files.
"""
