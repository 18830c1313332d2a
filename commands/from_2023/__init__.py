"""How a database of 2023 is looked at and made ready for the migrations. docs/from-2023.md is for operators.

`obstacles` are what a person has to settle first, `judging` says of each row whether it can stand as it is, `notes` are
facts that change nothing, `mending` makes the changes, and `report` prints all of it.
"""
