extension Pages {
    /// The template of `CataloguePage`.
    static let catalogue = """
        {{<layout}}{{$main}}
        <p>{{intro}}</p>
        {{#groups}}<section>
        <h2>{{name}} <small><code>{{code}}</code></small></h2>
        <table><thead><tr><th>{{words.category}}</th><th>{{words.severity}}</th><th>{{words.acknowledge}}</th><th>{{words.resolve}}</th>\
        <th>{{words.responsible}}</th><th>{{words.basis}}</th></tr></thead><tbody>
        {{#leaves}}<tr><td data-label="{{words.category}}">{{name}} <small><code>{{code}}</code></small>\
        {{#call}} <strong>{{words.call}} {{.}}</strong>{{/call}}{{#privacy}} <small>{{.}}</small>{{/privacy}}</td>
        <td data-label="{{words.severity}}">{{severity}}</td>
        <td data-label="{{words.acknowledge}}">{{acknowledge}}</td>
        <td data-label="{{words.resolve}}">{{resolve}}</td>
        <td data-label="{{words.responsible}}">{{responsible}}</td>
        <td data-label="{{words.basis}}"><strong>{{standing}}</strong>{{#bases}} {{.}}{{/bases}}</td></tr>
        {{/leaves}}</tbody></table>
        </section>
        {{/groups}}
        {{/main}}{{/layout}}
        """
}
