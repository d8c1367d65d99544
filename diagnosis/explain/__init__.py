"""Why an answer is what it is: the verdict on one cause, rule by rule and fact by fact."""
