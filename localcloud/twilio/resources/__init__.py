"""The emulated resources, one noun a file. A path that none of them names is answered 501."""
