"""How frame classifiers learn. Needs scikit-learn; predicting needs numpy alone."""
