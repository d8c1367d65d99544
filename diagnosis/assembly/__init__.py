"""From an outcome to the published result: texts with their numbers, reasons, ranks, requests and actions."""
