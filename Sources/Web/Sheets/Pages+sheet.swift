extension Pages {
    /// The template of `CaseSheet`: a page that stands alone, wherever it is opened or kept.
    static let sheet = """
        <!DOCTYPE html>
        <html lang="{{language}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}}</title>
        <style>\(sheetStyle)</style>
        </head>
        <body>
        <h1>{{title}}</h1>
        {{#banner}}<p><strong>{{.}}</strong></p>{{/banner}}
        <h2>{{words.report}}</h2>
        <table><tbody>
        {{#facts}}<tr><th scope="row">{{name}}</th><td>{{value}}</td></tr>
        {{/facts}}</tbody></table>
        {{#hasReporter}}<h2>{{words.reporter}}</h2>
        <table><tbody>
        {{#reporter}}<tr><th scope="row">{{name}}</th><td>{{value}}</td></tr>
        {{/reporter}}</tbody></table>{{/hasReporter}}
        <h2>{{words.clocks}}</h2>
        <table><thead><tr><th></th><th>{{words.state}}</th><th>{{words.due}}</th><th>{{words.amount}}</th></tr></thead><tbody>
        {{#clocks}}<tr><th scope="row">{{name}}</th><td>{{#isLate}}<strong>{{/isLate}}{{state}}{{#isLate}}</strong>{{/isLate}}</td>\
        <td>{{due}}</td><td>{{amount}}</td></tr>
        {{/clocks}}</tbody></table>
        <h2>{{words.history}}</h2>
        <table><thead><tr><th>{{words.number}}</th><th>{{words.time}}</th><th>{{words.what}}</th><th>{{words.by}}</th></tr></thead><tbody>
        {{#entries}}<tr><td>{{number}}</td><td>{{at}}</td><td>{{what}}{{#isInner}} <small>({{words.inner}})</small>{{/isInner}}\
        {{#texts}}<blockquote>{{.}}</blockquote>{{/texts}}{{#documents}}<p>{{.}}</p>{{/documents}}</td><td>{{by}}</td></tr>
        {{/entries}}</tbody></table>
        {{#hasFiles}}<h2>{{words.files}}</h2>
        <ul>{{#files}}<li>{{.}}</li>{{/files}}</ul>{{/hasFiles}}
        {{#hasCandidates}}<h2>{{words.candidates}}</h2>
        <table><thead><tr><th>{{words.code}}</th><th>{{words.about}}</th><th>{{words.distance}}</th></tr></thead><tbody>
        {{#candidates}}<tr><td>{{code}}</td><td>{{about}}</td><td>{{distance}}</td></tr>
        {{/candidates}}</tbody></table>{{/hasCandidates}}
        {{#group}}<p>{{words.group}}: {{.}}</p>{{/group}}
        <p class="signature">{{words.signature}}</p>
        <p><small>{{printed}}</small></p>
        </body>
        </html>
        """

    /// For paper first.
    static let sheetStyle = """
        @page { size: A4; margin: 15mm; }
        body { font: 11pt/1.4 "Times New Roman", Times, serif; margin: 0 auto; padding: 1rem; max-width: 50rem; color: #000; background: #fff; }
        h1 { font-size: 16pt; text-align: center; }
        h2 { font-size: 12pt; margin: 1.2em 0 0.4em; break-after: avoid; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: 0.2em 0.4em; border: 1px solid #000; overflow-wrap: anywhere; }
        td, blockquote { white-space: pre-line; }
        blockquote { margin: 0.3em 0 0 1em; }
        thead { display: table-header-group; }
        tr { break-inside: avoid; }
        .signature { margin: 2em 0 5em; text-align: right; }
        @media print { body { padding: 0; max-width: none; } }
        """
}
