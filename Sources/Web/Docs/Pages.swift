import Mustache

/// Pages for people: HTML by templates whose every value is escaped.
enum Pages {
    static let mediaType = "text/html; charset=utf-8"

    /// What a page is made from.
    protocol Content {
        /// The name of its template.
        static var template: String { get }
    }

    static func html<Page: Content>(_ page: Page) -> String {
        // The library has every template: see below.
        library.render(page, withTemplate: Page.template) ?? ""
    }

    private static let library: MustacheLibrary = {
        do {
            return MustacheLibrary(templates: [
                "layout": try MustacheTemplate(string: layout), "kind": try MustacheTemplate(string: kind),
                DocumentPage.template: try MustacheTemplate(string: document),
                CataloguePage.template: try MustacheTemplate(string: catalogue),
                CaseSheet.template: try MustacheTemplate(string: sheet),
            ])
        } catch {
            preconditionFailure("a template cannot be read: \(error)")
        }
    }()

    private static let layout = """
        <!DOCTYPE html>
        <html lang="{{language}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}}</title>
        <link rel="stylesheet" href="/docs/phananh.css">
        </head>
        <body>
        <header><h1>{{title}}</h1></header>
        <main>
        {{$main}}{{/main}}
        </main>
        </body>
        </html>
        """
}
