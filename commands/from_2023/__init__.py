"""Checks a database of 2023 and prepares it for the migrations. For operators: docs/from-2023.md.

`obstacles` finds what a person has to settle first, `judging` the rows that cannot stay as they are, `notes` other
facts worth knowing; `mending` makes the changes, and `report` prints all of it.
"""
