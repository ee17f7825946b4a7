"""How the shipped weights were made. Needs scikit-learn and the training data; analyzing a document needs neither.

Run it as `python -m discourse_sentiment.training --data DIRECTORY`.
"""
