extension Pages {
    /// One stylesheet for screen, phone and paper.
    static let style = """
        :root { color-scheme: light dark; }
        body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 70rem; overflow-wrap: break-word; }
        h1 { font-size: 1.5rem; }
        h2 { margin-top: 2.5rem; border-bottom: 1px solid; }
        section { margin-top: 2rem; }
        code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; }
        code { overflow-wrap: anywhere; }
        pre { overflow-x: auto; padding: 0.75rem; border: 1px solid #8888; border-radius: 0.25rem; }
        .route { font-size: 1.1rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.5rem; border: 1px solid #8888; }
        small { opacity: 0.75; }
        @media (max-width: 40rem) {
          thead { display: none; }
          tr, td { display: block; border: 0; padding: 0.1rem 0; }
          tr { border-top: 1px solid #8888; padding: 0.5rem 0; }
          td::before { content: attr(data-label) ": "; opacity: 0.75; }
        }
        @media print {
          :root { color-scheme: light; }
          body { max-width: none; padding: 0; font-size: 9pt; }
          nav { display: none; }
          thead { display: table-header-group; }
          tr, pre { break-inside: avoid; }
          h2, h3 { break-after: avoid; }
          a { color: inherit; text-decoration: none; }
        }
        """
}
