"""View models: what a page, its download and the API show, as plain values."""
