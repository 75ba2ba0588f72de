"""The diagrams and tables of docs/architecture.md, made from what the program registers.

They are made here and not in `berthcare`, which may not import components, nor in `tests`, which is
not installed: `localcloud` is what a developer runs beside the product, and nothing deployed
imports it. `recording` runs the program against a mock engine, `graph` is what it registered;
`component_diagram` and `alarm_diagram` draw diagrams as `mermaid`, `access` makes each `table`;
`page` puts them between the page's markers, and `picture` has them rendered.
"""
