"""How the shipped files are learnt; nothing here is imported at run time."""
