"""How the shipped weights are learnt; nothing here is imported at run time."""
