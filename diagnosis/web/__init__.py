"""The guided interview in the browser: `diagnosis serve`. It needs the extra `web` (FastAPI, uvicorn).

    settings     where it serves, for whom, from which store; what it refuses to start with
    serve        the processes that serve
    app          the application: everything below put together
    guard        what every request has to pass, and every answer carries: hosts, sizes, headers, sign-in, the log
    visitors     who asks: cookies, the token against forged forms, the language
    ledger       what the pages keep beside the sessions: resume links, tries to sign in
    desk         one browser's interviews, and nobody else's
    pages        templates and how they are answered; `forms` reads what comes back
    grid, trial  forms of many fields: a table of members, what if; `uploads` reads files
    *_routes     the pages

Pages are forms and links and work without scripts; `static/script.js` only makes them more comfortable. All that is
worked out comes from `diagnosis.interview` and `diagnosis.reporting`; nothing here decides anything.
"""
