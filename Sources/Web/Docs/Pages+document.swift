extension Pages {
    /// The template of `DocumentPage`.
    static let document = """
        {{<layout}}{{$main}}
        <nav>
        <p><a href="/openapi.json">OpenAPI 3.1</a> · <a href="/docs/danh-muc">{{words.catalogue}}</a></p>
        {{#tags}}<p>{{title}}</p><ul>
        {{#operations}}<li><a href="#{{id}}"><code>{{method}} {{path}}</code></a> {{summary}}</li>
        {{/operations}}</ul>{{/tags}}
        <p><a href="#problems">{{words.problems}}</a> · <a href="#fields">{{words.fields}}</a> · \
        <a href="#statuses">{{words.statuses}}</a> · <a href="#schemas">{{words.schemas}}</a></p>
        </nav>
        {{#rules}}<p>{{.}}</p>
        {{/rules}}
        {{#tags}}<h2>{{title}}</h2>
        {{#operations}}<section id="{{id}}">
        <h3>{{summary}}</h3>
        <p class="route"><code>{{method}} {{path}}</code></p>
        {{#note}}<p>{{.}}</p>{{/note}}
        {{#token}}<p>{{.}}</p>{{/token}}
        <h4>{{words.parameters}}</h4>
        <table><thead><tr><th>{{words.name}}</th><th>{{words.type}}</th><th>{{words.meaning}}</th></tr></thead><tbody>
        {{#parameters}}<tr><td data-label="{{words.name}}"><code>{{name}}</code> <small>{{place}}</small>\
        {{#isRequired}} <strong>{{words.required}}</strong>{{/isRequired}}</td>
        <td data-label="{{words.type}}">{{>kind}}</td><td data-label="{{words.meaning}}">{{note}}</td></tr>
        {{/parameters}}</tbody></table>
        {{#body}}<h4>{{words.body}}</h4>
        <p>{{mediaType}}: {{#type}}{{>kind}}{{/type}}</p>
        {{#examples}}<p>{{summary}}</p><pre>{{text}}</pre>
        {{/examples}}{{/body}}
        <h4>{{words.answers}}</h4>
        {{#answers}}<p><strong>{{status}}</strong> {{note}}</p>
        <ul>{{#contents}}<li>{{mediaType}}: {{#type}}{{>kind}}{{/type}}</li>{{/contents}}
        <li>{{words.headers}}: {{headers}}</li></ul>
        {{#contents}}{{#examples}}<p>{{summary}}</p><pre>{{text}}</pre>
        {{/examples}}{{/contents}}{{/answers}}
        <h4>{{words.refusals}}</h4>
        <ul>{{#refusals}}<li><strong>{{status}}</strong> {{#codes}}<a href="#problem-{{.}}"><code>{{.}}</code></a> {{/codes}}</li>
        {{/refusals}}</ul>
        </section>
        {{/operations}}{{/tags}}
        <h2 id="problems">{{words.problems}}</h2>
        <table><thead><tr><th>code</th><th>{{words.status}}</th><th>{{words.meaning}}</th></tr></thead><tbody>
        {{#problems}}<tr id="problem-{{code}}"><td data-label="code"><code>{{code}}</code></td>
        <td data-label="{{words.status}}">{{status}}</td><td data-label="{{words.meaning}}">{{title}}. {{detail}}</td></tr>
        {{/problems}}</tbody></table>
        <h2 id="fields">{{words.fields}}</h2>
        <table><thead><tr><th>code</th><th>{{words.meaning}}</th></tr></thead><tbody>
        {{#fields}}<tr><td data-label="code"><code>{{code}}</code></td><td data-label="{{words.meaning}}">{{meaning}}</td></tr>
        {{/fields}}</tbody></table>
        <h2 id="statuses">{{words.statuses}}</h2>
        <table><thead><tr><th>status</th><th>status_group</th><th>{{words.meaning}}</th></tr></thead><tbody>
        {{#statuses}}<tr><td data-label="status"><code>{{code}}</code></td><td data-label="status_group">\
        {{#group}}<code>{{.}}</code>{{/group}}</td><td data-label="{{words.meaning}}">{{meaning}}</td></tr>
        {{/statuses}}</tbody></table>
        <h2 id="schemas">{{words.schemas}}</h2>
        {{#schemas}}<section id="schema-{{name}}">
        <h3>{{name}}</h3>
        {{#note}}<p>{{.}}</p>{{/note}}
        {{#hasMembers}}<table><thead><tr><th>{{words.name}}</th><th>{{words.type}}</th><th>{{words.meaning}}</th></tr></thead><tbody>
        {{#members}}<tr><td data-label="{{words.name}}"><code>{{name}}</code>\
        {{#isRequired}} <strong>{{words.required}}</strong>{{/isRequired}}</td>
        <td data-label="{{words.type}}">{{#type}}{{>kind}}{{/type}}</td><td data-label="{{words.meaning}}">{{note}}</td></tr>
        {{/members}}</tbody></table>{{/hasMembers}}
        </section>
        {{/schemas}}
        {{/main}}{{/layout}}
        """

    /// A type, with the way to its definition.
    static let kind = """
        {{#link}}<a href="#schema-{{.}}">{{/link}}{{text}}{{#link}}</a>{{/link}}
        """
}
