"""How the weights of quotations are learnt; needs scipy, and is imported by `discourse_voices.train` alone."""
