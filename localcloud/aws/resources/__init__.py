"""One module for each AWS noun; `localcloud.aws.catalog` says which token leads where."""
