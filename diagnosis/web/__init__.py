"""The guided interview in the browser: `diagnosis serve`. It needs the extra `web` (FastAPI, uvicorn).

    settings     where it serves, for whom, from which store; what it refuses to start with
    serve        the processes that serve
    app          the application: everything below put together
    middleware   what every request has to pass, and every answer carries: hosts, sizes, headers, sign-in, the log
    visitors     who asks: cookies, the token against forged forms, the language
    pages        templates, and the request with what its page needs; `page_frame` is what surrounds an interview's page
    forms        reads what is sent; `member_table`, `what_if_form` and `uploads` read forms of many fields, and files
    form_problems  what is wrong in a form, beside its fields
    *_routes     the pages

Pages are forms and links and work without scripts; `static/script.js` only makes them more comfortable. All that is
worked out comes from `diagnosis.interview` and `diagnosis.reporting`; nothing here decides anything.
"""
