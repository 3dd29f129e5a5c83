"""A whole population against one protocol: its rules as SQL, over a staging relation that is filled from files.

`columns` says what a file may have and what the staging relation has: the one thing that reading and judging share.
`sql` is the compiler. What is imported here stays light; sqlglot and duckdb load where they are used.
"""
