"""What a month costs, in US dollars: an estimate from public prices, without asking anybody.

`prices.yaml` has the dated prices (`price_list` judges them), `configured` what a stack's files
say, `line` multiplies one price. `requirement` are the lines that the product's requirements name;
`more_numbers` and `monitoring` what this design adds, `deployed` how much of it the program
registers, `billing` which type of resource each line stands for. `estimate` puts them together,
`page` writes docs/cost.md, `command` is `berthcare cost`, `earlier` has another commit estimate.
"""
