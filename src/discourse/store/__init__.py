"""Results of many documents in a folder of Parquet tables, one for each layer, with the extra `tables`.

A folder holds parts, each a folder of its own with the documents of a stretch of work: `documents.parquet`,
`provenance.parquet`, a table for each layer, and `part.json`, which says what is in it and what made it. A part is
written aside and appears by one renaming: whoever reads sees whole parts only, and whoever is killed, or finds the
disk full, leaves what was there before.

`folder` knows where things are and how they come there, `part_files` what a part is; `encoding` and `decoding` make
tables of documents and documents of tables. `parts` are made where the work is done, `filling` puts them in the
folder, `seen` knows what is in it, `settings` what it was begun with. `reading` gives documents, `opening` relations
and answers, `layer_status` says what would be made otherwise now, `updating` makes that again, `commands` is the
command line.
"""
