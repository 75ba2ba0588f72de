"""The diagrams of docs/architecture.md, drawn from what the program registers.

They are made here and not in `berthcare`, which may not import components, nor in `tests`, which is
not installed: `localcloud` is what a developer runs beside the product, and nothing deployed
imports it. `recording` runs the program against a mock engine, `graph` is what it registered;
`component_diagram`, `access_diagram` and `alarm_diagram` draw one diagram each as `mermaid`;
`page` puts them between the page's markers, and `picture` has them rendered.
"""
