"""Ways in: what people and spreadsheets wrote about teams, read, checked and typed by the fact catalogue."""
