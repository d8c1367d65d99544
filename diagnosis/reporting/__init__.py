"""What every document says of a diagnosis, and in which words.

In comes a `Diagnosis` with the knowledge base and a language. Out come its outline (what is shown, in which order), its
sentences (`wording`), what ids are called (`names`), and the numbers of a whole run (`run_summary`). The formats in
`diagnosis.outputs`, the interview and the pages lay them out.
"""
