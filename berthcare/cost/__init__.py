"""What a month costs, in US dollars: an estimate from public prices, without asking anybody.

`prices` are the dated prices, `line` multiplies one, `requirement` are the lines that the product's
requirements name, `monitoring` what this design adds to them, `function_use` what its functions
use, `page` writes docs/cost.md.
"""
