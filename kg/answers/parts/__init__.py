"""What the verbs share: the evaluation of a question, the rows of an answer, what is left out or beside it."""
