"""`diagnosis ask`: an interview in the terminal."""
